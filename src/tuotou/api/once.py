"""Requests that change something bear `Idempotency-Key`: sent again, they are answered as before, nothing is done."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from django.http import HttpRequest, HttpResponse

from tuotou.api.problem import Problem
from tuotou.clockwork.clock import clock
from tuotou.operations.access import once
from tuotou.operations.access.tokens import Caller

HEADER: Final = "Idempotency-Key"
MOST: Final = 200


def answered(
    request: HttpRequest, who: Caller, body: bytes, work: Callable[[], Mapping[str, Any]], status: int = 200
) -> HttpResponse:
    """What the work says, as JSON; what it said before where the same was asked with the same key."""
    asked = _asked(request, who, body)
    before = _before(asked) if asked else None
    if before:
        return _response(before.status, before.body, {"Idempotency-Replayed": "true"})
    try:
        said = json.dumps(work(), ensure_ascii=False)
    except BaseException:
        if asked:
            once.end(asked, None)
        raise
    if asked:
        once.end(asked, once.Answer(status, said))
    return _response(status, said, {})


def _asked(request: HttpRequest, who: Caller, body: bytes) -> once.Request | None:
    key = request.headers.get(HEADER, "")
    if not key:
        return None
    if len(key) > MOST or not key.isprintable():
        raise Problem(422, "invalid", f"{HEADER} is longer than {MOST} characters; right: a UUID")
    what = once.fingerprint(request.method or "", request.get_full_path(), body)
    return once.Request(who.id, key, what)


def _before(asked: once.Request) -> once.Answer | None:
    try:
        return once.begin(asked, clock())
    except once.OtherContent:
        detail = f"this {HEADER} was sent with another content; right: a new key for a new request"
        raise Problem(422, "conflict", detail) from None
    except once.StillWorking:
        raise Problem(409, "conflict", "the same request is being worked on", after=2) from None


def _response(status: int, body: str, headers: Mapping[str, str]) -> HttpResponse:
    return HttpResponse(body, "application/json", status, headers=dict(headers))
