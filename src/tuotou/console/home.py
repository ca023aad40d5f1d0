"""The first page after signing in: the day of one's own outlet or hub, else the first of the menu."""

from __future__ import annotations

from typing import Final

from django.http.response import HttpResponseBase

from tuotou.console.navigation import menu
from tuotou.console.page import MEMBER, Page, Request, go, show
from tuotou.console.today.units import OUTLETS


def home(request: Request) -> HttpResponseBase:
    """Where the day's work begins."""
    seat = request.member.seat
    if seat is not None and seat.kind in (*OUTLETS, "hub") and request.member.can("today.see"):
        return go(request, "today")
    entries = menu(request.member)
    return go(request, entries[0].page) if entries else show(request, "errors/nothing.html")


PAGES: Final = (Page("", home, "home", MEMBER),)
