"""The web as a server runs it."""

from __future__ import annotations

from django.core.asgi import get_asgi_application

from tuotou.console.requests import Requests

application = Requests(get_asgi_application())
