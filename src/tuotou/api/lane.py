"""The fast lane: an async door answered in the event loop, past all that hops between threads on the way to a view.

Under load each such hop waits for whoever computes, and there are ten of them. What the middleware would see to and
these doors need, is done here: the host, the size of the body, the headers of the answer.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import lru_cache
from io import BytesIO
from typing import Any, Final

from django.core.exceptions import DisallowedHost
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import Resolver404, ResolverMatch, resolve

from tuotou.api.problem import problem

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
LARGEST: Final = 2**20
"""Bytes of a body: a hundred questions are a tenth of it."""
HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Lane:
    """ASGI in, ASGI out: the addresses under some beginning go by here, all others on to the application."""

    def __init__(self, application: Callable[[Scope, Receive, Send], Awaitable[None]], beginning: str) -> None:
        self._application, self._beginning = application, beginning

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One connection."""
        if scope["type"] != "http" or not _under(scope["path"], self._beginning):
            await self._application(scope, receive, send)
            return
        body = await _body(receive)
        if body is None:
            return  # the asker has gone
        await _sent(await _answer(scope, body), send)


def _under(path: str, beginning: str) -> bool:
    return path == beginning or path.startswith(f"{beginning}/")


async def _body(receive: Receive) -> bytes | None:
    """The body, and one byte too many where it is too large; None where it never ends."""
    found = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        found += message.get("body", b"")[: LARGEST + 1 - len(found)]
        if not message.get("more_body") or len(found) > LARGEST:
            return bytes(found)


async def _answer(scope: Scope, body: bytes) -> HttpResponseBase:
    """What the door says."""
    if len(body) > LARGEST:
        return problem(413, "too_large", f"more than {LARGEST >> 20} MiB; right: several requests")
    request = ASGIRequest(scope, BytesIO(body))
    try:
        request.get_host()
        found = _door(request.path_info)
    except DisallowedHost:
        return problem(400, "invalid", "a host that is not served here; right: a name in TUOTOU_ALLOWED_HOSTS")
    except Resolver404:
        return problem(404, "not_found")
    request.resolver_match = found
    answered: HttpResponseBase = await found.func(request, *found.args, **found.kwargs)
    return answered


@lru_cache(maxsize=256)
def _door(path: str) -> ResolverMatch:
    """Where an address leads: there are few under a beginning. Raises `Resolver404`."""
    return resolve(path)


async def _sent(answer: HttpResponseBase, send: Send) -> None:
    assert isinstance(answer, HttpResponse)  # no door on this lane streams
    for name, value in HEADERS.items():
        answer.headers.setdefault(name, value)
    answer.headers["Content-Length"] = str(len(answer.content))
    headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in answer.items()]
    await send({"type": "http.response.start", "status": answer.status_code, "headers": headers})
    await send({"type": "http.response.body", "body": answer.content})
