"""The wire: messages on their way over HTTP, many at once, each for a bounded time; it knows no database.

An event loop in a thread of its own sends; whoever handed messages over takes the answers when it likes. A receiver
that is slow holds up nobody but itself.
"""

from __future__ import annotations

import asyncio
import ssl
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from queue import Empty, SimpleQueue
from typing import Final

import httpcore

from tuotou.operations.deliveries.address import Guarded, Networks
from tuotou.operations.deliveries.form import Request
from tuotou.store.models import Delivery

PATIENCE: Final = 15.0
"""s for one attempt, from the first byte to the last of the answer."""
MOST: Final = 200
"""Messages on their way at the same time."""
ANSWER: Final = 64 * 1024
"""Bytes of an answer that are read."""
GATHERED: Final = 0.004
"""s that the next answer is waited for, so that those who come close together are written down together."""
KEPT: Final = 30.0
"""s that a connection nobody uses is kept open."""
AGENT: Final = f"Tuotou/{version('tuotou')}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one attempt."""

    delivery: Delivery
    ms: int
    status: int | None = None
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)  # names in small letters
    error: str = ""


class Wire:
    """The messages that one process has on their way."""

    def __init__(self, allow: Networks, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._flying: dict[int, Delivery] = {}
        self._answers: SimpleQueue[Answer] = SimpleQueue()
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=ssl.create_default_context(),
            max_connections=MOST,
            keepalive_expiry=KEPT,
            network_backend=Guarded(allow),
        )
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    @property
    def flying(self) -> Mapping[int, Delivery]:
        """What is on its way, by number."""
        return self._flying

    def busy(self) -> Counter[int]:
        """How many are on their way to each subscriber."""
        return Counter(one.subscriber_id for one in self._flying.values())

    def send(self, delivery: Delivery, url: str, request: Request) -> None:
        """Hand a message over; returns at once."""
        self._flying[delivery.pk] = delivery
        asyncio.run_coroutine_threadsafe(self._sent(delivery, url, request), self._loop)

    def answers(self, wait: float) -> list[Answer]:
        """What has come back, all of it; waits so many seconds for the first where something is on its way."""
        found: list[Answer] = []
        while self._flying:
            try:
                one = self._answers.get(timeout=GATHERED if found else wait)
            except Empty:
                break
            self._flying.pop(one.delivery.pk, None)
            found.append(one)
        return found

    def close(self) -> None:
        """Leave what is on its way: it is sent again by whoever comes next."""
        asyncio.run_coroutine_threadsafe(self._pool.aclose(), self._loop).result(self._patience)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _sent(self, delivery: Delivery, url: str, request: Request) -> None:
        """One attempt; whatever goes wrong is its answer."""
        begun = time.monotonic()
        status: int | None = None
        body, headers, error = b"", dict[str, str](), ""
        try:
            async with asyncio.timeout(self._patience):
                status, headers, body = await self._posted(url, request)
        except TimeoutError:
            error = f"no whole answer within {self._patience:g} s"
        except Exception as wrong:  # the boundary of the loop: a message must not be on its way for ever
            error = f"{type(wrong).__name__}: {wrong}"
        ms = int((time.monotonic() - begun) * 1_000)
        self._answers.put(Answer(delivery, ms, status, body, headers, error))

    async def _posted(self, url: str, request: Request) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and the beginning of the body. Redirects are not followed."""
        headers = {"User-Agent": AGENT, "Accept": "application/json", **request.headers}
        timeout = dict.fromkeys(("connect", "read", "write", "pool"), self._patience)
        body = bytearray()
        async with self._pool.stream(
            "POST", url, headers=[*headers.items()], content=request.content, extensions={"timeout": timeout}
        ) as response:
            async for part in response.aiter_stream():
                body += part
                if len(body) > ANSWER:
                    break
        said = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
        return response.status, said, bytes(body[:ANSWER])
