"""What every request passes: it gets an id, is timed and logged. The application behind it is Django's."""

from __future__ import annotations

import re
import time
from collections.abc import Awaitable, Callable, Mapping
from functools import lru_cache
from typing import Any, Final
from uuid import uuid4

import structlog
from django.urls import Resolver404, resolve
from prometheus_client import Histogram
from structlog.contextvars import bound_contextvars

Scope = dict[str, Any]
Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

HEADER: Final = b"x-request-id"
OURS: Final = re.compile(rb"[A-Za-z0-9._-]{1,64}")
QUIET: Final = ("/health", "/metrics")  # asked every few seconds by machines
LATENCY: Final = Histogram(
    "tuotou_request_seconds",
    "Time from a request to the end of its answer",
    ["method", "route", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
log = structlog.get_logger("tuotou.web")


class Requests:
    """ASGI in, ASGI out. An id that the asker sent is kept, and every answer bears it."""

    def __init__(self, application: Application) -> None:
        self._application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One connection."""
        if scope["type"] != "http":
            await self._application(scope, receive, send)
            return
        request_id, status, begun = _request_id(scope), 500, time.perf_counter()

        async def answered(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = [*message.get("headers", ()), (HEADER, request_id.encode())]
                message = {**message, "headers": headers}
            await send(message)

        with bound_contextvars(request=request_id):
            try:
                await self._application(scope, receive, answered)
            finally:
                _noted(scope, status, time.perf_counter() - begun)


def _request_id(scope: Scope) -> str:
    given = next((value for name, value in scope["headers"] if name.lower() == HEADER), b"")
    return given.decode() if OURS.fullmatch(given) else uuid4().hex


def _noted(scope: Scope, status: int, seconds: float) -> None:
    """In the log without what stands after the question mark: it may be personal."""
    method = scope["method"] if scope["method"] in METHODS else "other"
    _latency(method, _route(scope["path"]), status).observe(seconds)
    say = log.debug if scope["path"].startswith(QUIET) else log.info
    say("request", method=method, path=scope["path"], status=status, ms=round(seconds * 1_000, 1))


@lru_cache(maxsize=1_024)
def _latency(method: str, route: str, status: int) -> Histogram:
    return LATENCY.labels(method, route, status)


@lru_cache(maxsize=1_024)
def _route(path: str) -> str:
    """The pattern of an address: addresses themselves are without number."""
    try:
        return str(resolve(path).route)
    except Resolver404:
        return "none"
