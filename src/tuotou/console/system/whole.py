"""Pages about the whole installation: only who sees the whole company is shown them."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.http.response import HttpResponseBase

from tuotou.console.page import Request, View, refuse
from tuotou.console.tags import told, words
from tuotou.operations.warnings.handling import Hand


def of_the_whole(view: View) -> View:
    """The view; 404 for who sees a part only."""

    @wraps(view)
    def guarded(request: Request, *given: Any, **named: Any) -> HttpResponseBase:
        if request.member.sight.sites is not None:
            return refuse(request, 404)
        return view(request, *given, **named)

    return guarded


def hand(request: Request) -> Hand:
    """Whose it is, and when."""
    return Hand(request.member.staff_number, request.now)


def why(error: Any) -> str:
    """What an operation says of what cannot be done (`what`, `right`), in the page's language."""
    return told(error.what) + (words("；", "; ") + told(error.right) if error.right else "")
