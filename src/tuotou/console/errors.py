"""What is shown where nothing else can be."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from tuotou.console.page import refuse


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    """There is no such page."""
    return refuse(request, 404)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """It may not be seen."""
    return refuse(request, 403)


def failed(request: HttpRequest) -> HttpResponse:
    """A mistake of ours: it is in the log."""
    return refuse(request, 500)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that did not come from our page, or from one that was opened long ago."""
    return refuse(request, 403, {"forged": True})
