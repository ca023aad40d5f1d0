"""The screen at a desk and on a wall, and what keeps it fresh."""

from __future__ import annotations

from typing import Any, Final

from django.http.response import HttpResponseBase
from django.template.loader import render_to_string

from tuotou.console.centre.first import first_steps
from tuotou.console.centre.view import Screen
from tuotou.console.page import Page, Request, show
from tuotou.console.stream import Live, streamed
from tuotou.console.tags import zone

TURN: Final = 20
"""Seconds that a unit stays on a wall before the next is shown."""


def centre(request: Request) -> HttpResponseBase:
    """At a desk."""
    context = _context(request)
    steps = first_steps(request.member, context["screen"].company)
    return show(request, "centre/desk.html", {**context, "steps": steps})


def wall(request: Request) -> HttpResponseBase:
    """On a wall: dark, without a menu; with `turn` each unit below in its turn."""
    context = _context(request)
    units = [context["screen"].asking.unit or "", *(code for code, _ in context["screen"].below)]
    return show(request, "centre/wall.html", {**context, "units": ",".join(units), "turn": TURN, "zone": str(zone())})


def live(request: Request) -> HttpResponseBase:
    """What moves, as it moves."""

    def parts(asked: Request) -> str:
        context = {"request": asked, "member": asked.member, **_moving(Screen(asked))}
        return render_to_string("centre/moving.html", context)

    return streamed(request, Live("overview.see", lambda asked: Screen(asked).mark(), parts))


def _context(request: Request) -> dict[str, Any]:
    screen = Screen(request)
    return {**_moving(screen), "trend": screen.trend(), "map": screen.map()}


def _moving(screen: Screen) -> dict[str, Any]:
    return {
        "screen": screen, "asking": screen.asking, "feed": screen.feed(), "worst": screen.worst(), **screen.numbers(),
    }  # fmt: skip


PAGES: Final = (
    Page("centre/", centre, "centre", "overview.see"),
    Page("centre/wall/", wall, "centre-wall", "overview.see"),
    Page("centre/stream", live, "centre-live", "overview.see"),
)
