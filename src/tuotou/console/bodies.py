"""What every request passes before anything is asked of it: no body may be larger, or come more slowly, than allowed.

The framework reads a body whole before a door can ask for a token: so strangers are stopped here.
"""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any, Final

from tuotou.console.requests import Application, Message, Receive, Scope, Send

PATIENCE: Final = 15.0  # s for which nothing may come
SLOWEST: Final = 8_192  # bytes a second, after …
GRACE: Final = 20.0  # … so many seconds
WORDS: Final = {
    408: ("too_slow", "the body did not come in time"),
    413: ("too_large", "more than is taken at once"),
}


class _Refused(Exception):
    """The body is not taken."""

    def __init__(self, status: int) -> None:
        self.status = status


class Bodies:
    """ASGI in, ASGI out."""

    def __init__(self, application: Application, most: int, patience: float = PATIENCE, grace: float = GRACE) -> None:
        self._application, self._most, self._patience, self._grace = application, most, patience, grace

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One connection."""
        if scope["type"] != "http":
            await self._application(scope, receive, send)
            return
        answering = False

        async def answered(message: Message) -> None:
            nonlocal answering
            answering = True
            await send(message)

        try:
            if _declared(scope) > self._most:
                raise _Refused(413)
            await self._application(scope, self._limited(receive), answered)
        except _Refused as refused:
            if not answering:
                await _answer(send, refused.status)

    def _limited(self, receive: Receive) -> Receive:
        """The same body, as long as it is neither too long nor too slow."""
        begun, size, whole = time.monotonic(), 0, False

        async def limited() -> Message:
            nonlocal size, whole
            if whole:
                return await receive()
            try:
                async with asyncio.timeout(self._patience):
                    message = await receive()
            except TimeoutError:
                raise _Refused(408) from None
            size += len(message.get("body", b""))
            whole = not message.get("more_body", False)
            if size > self._most:
                raise _Refused(413)
            if not whole and time.monotonic() - begun > self._grace + size / SLOWEST:
                raise _Refused(408)
            return message

        return limited


def _declared(scope: Scope) -> int:
    """How long the body says it is; what is no number is left to whoever reads it."""
    given = next((value for name, value in scope["headers"] if name.lower() == b"content-length"), b"0")
    return int(given) if given.isdigit() and len(given) < 20 else 0


async def _answer(send: Send, status: int) -> None:
    code, title = WORDS[status]
    said: dict[str, Any] = {"type": f"urn:tuotou:problem:{code}", "title": title, "status": status, "code": code}
    headers = [(b"content-type", b"application/problem+json"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(said).encode()})
