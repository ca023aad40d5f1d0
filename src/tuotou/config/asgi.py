"""The web as a server runs it."""

from __future__ import annotations

from django.core.asgi import get_asgi_application

from tuotou.api.body import SENT
from tuotou.api.lane import Lane
from tuotou.console.bodies import Bodies
from tuotou.console.requests import Requests

application = Requests(Bodies(Lane(get_asgi_application(), "/api/v1/gate"), SENT))
