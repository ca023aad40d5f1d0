"""Callers that are known: who asks often is looked up once in a while, beside, and stays known while the database is
away. So a door that must answer within milliseconds, or by policy, does."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from hashlib import sha256
from typing import Final

import structlog
from asgiref.sync import sync_to_async
from django.db import Error, connection
from django.http import HttpRequest
from ninja.security import HttpBearer

from tuotou.api.access import admit, known_scope, slow_down
from tuotou.api.problem import Problem
from tuotou.clockwork.clock import clock
from tuotou.operations.access.tokens import Caller, caller

SECOND: Final = 1_000_000
FRESH: Final = 5 * SECOND
"""µs for which nobody asks again: a token that is revoked lets nobody in from then on, and the next request."""
STALE: Final = 3_600 * SECOND
"""µs for which a caller is known without the database."""
MOST: Final = 10_000
log = structlog.get_logger("tuotou.api")


class NeedsKnown(HttpBearer):
    """As `access.Needs`, for doors that are async."""

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = known_scope(scope)
        self._known: OrderedDict[bytes, tuple[Caller, int]] = OrderedDict()
        self._asking: dict[bytes, asyncio.Task[Caller | None]] = {}

    async def authenticate(self, request: HttpRequest, token: str) -> Caller | None:
        """Who it is; None: nobody. Raises `Problem`."""
        now, key = clock(), sha256(token.encode()).digest()
        found, since = self._known.get(key, (None, 0))
        if found is None or since + STALE <= now:
            found = await self._asked(key, token)
        elif since + FRESH <= now:
            self._beside(key, token)
        if found is None:
            slow_down(request, now)
            return None
        return admit(found, self.scope, now)

    async def _asked(self, key: bytes, token: str) -> Caller | None:
        """What the database says. Raises `Problem` where it is away."""
        try:
            return await asyncio.shield(self._beside(key, token))
        except Error as error:
            raise Problem(503, "unavailable", "the database is away, and this token is not known yet") from error

    def _beside(self, key: bytes, token: str) -> asyncio.Task[Caller | None]:
        """The question to the database: one at a time for each token."""
        if key not in self._asking:
            task = self._asking[key] = asyncio.get_running_loop().create_task(self._remembered(key, token))
            task.add_done_callback(lambda done: self._answered(key, done))
        return self._asking[key]

    async def _remembered(self, key: bytes, token: str) -> Caller | None:
        found = await _LOOK_UP(token)
        self._known.pop(key, None)
        if found is not None:
            self._known[key] = found, clock()
            if len(self._known) > MOST:
                self._known.popitem(last=False)
        return found

    def _answered(self, key: bytes, done: asyncio.Task[Caller | None]) -> None:
        self._asking.pop(key, None)
        if not done.cancelled() and (error := done.exception()):
            log.warning("unreachable", error=str(error))


def _look_up(token: str) -> Caller | None:
    """In the thread of all who look something up, which leaves no connection behind."""
    try:
        return caller(token, clock())
    finally:
        connection.close_if_unusable_or_obsolete()


_LOOK_UP: Final = sync_to_async(_look_up)
