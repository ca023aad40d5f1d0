"""What chat apps call us with: no token, the app's signature is the permission. Who pressed a button reads what it did.

`GET` is the trial that an app makes when its address is set; `POST` tells of what was pressed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import ceil
from typing import Final

import structlog
from django.http import HttpRequest, HttpResponse
from ninja import Router

from tuotou.api.access import GUESSES
from tuotou.api.problem import Problem
from tuotou.clockwork.clock import clock
from tuotou.notices.callback import Answer, Call, Forged, Heard, Unreadable, once
from tuotou.notices.kind import ChannelKind
from tuotou.operations.access.pace import Pace
from tuotou.operations.callbacks.hear import Repeated, hear

MOST: Final = 64 * 1_024
"""Bytes; a button says less than a thousand."""
_STRANGERS: Final = Pace()
log = structlog.get_logger("tuotou.api")


@dataclass(frozen=True, slots=True)
class Desk:
    """What callbacks ask of the platform."""

    find: Callable[[str], tuple[ChannelKind, Mapping[str, str]] | None]
    """The kind of an installed channel, and all its settings; None: there is none of this name."""
    answer: Callable[[str, Answer, int], str]
    """Channel, answer and now (µs) in; it is done, and what the person is to read comes out."""


def router_of(desk: Desk) -> Router:
    """The door of all channels."""
    router = Router(tags=["callbacks"])

    @router.api_operation(["GET", "POST"], "/{name}", include_in_schema=False)
    def called(request: HttpRequest, name: str) -> HttpResponse:
        now = clock()
        heard = _heard(desk, request, name, now)
        answer = heard.answer
        try:
            words = hear(once(name, heard.once), now, lambda: desk.answer(name, answer, now)) if answer else ""
        except Repeated:
            raise Problem(409, "conflict", "this call was heard before") from None
        return HttpResponse(heard.reply(words), heard.type)

    return router


def _heard(desk: Desk, request: HttpRequest, name: str, now: int) -> Heard:
    """What a genuine call says. Raises `Problem`; it says no more than that the call is not taken."""
    asker = request.META.get("REMOTE_ADDR", "")
    found = desk.find(name)
    if found is None or found[0].listen is None:
        _slow(asker, now)
        raise Problem(404, "not_found", "no channel of this name is called back")
    kind, settings = found
    assert kind.listen is not None
    try:
        return kind.listen(kind.settled(settings), _call(request), now)
    except Forged as error:
        log.warning("forged callback", channel=name, why=str(error))
        _slow(asker, now)
        raise Problem(403, "forbidden", "this call is not signed by the channel's app") from None
    except Unreadable as error:
        log.warning("unreadable callback", channel=name, why=str(error))
        _slow(asker, now)
        raise Problem(422, "invalid", "nothing is understood of this call") from None


def _call(request: HttpRequest) -> Call:
    body = request.read(MOST + 1)
    if len(body) > MOST:
        raise Problem(413, "too_large", f"more than {MOST:,} bytes")
    query = {name: str(value) for name, value in request.GET.items()}
    return Call(query, {name.lower(): value for name, value in request.headers.items()}, body)


def _slow(asker: str, now: int) -> None:
    wait = _STRANGERS.takes(asker, GUESSES, 10 * GUESSES, now)
    if wait:
        raise Problem(429, "too_many", "", after=ceil(wait))
