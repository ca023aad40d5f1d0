"""Parts of a page that stay fresh: server-sent events. What may have changed is asked cheaply, and sent where it did.

A browser that listens costs a socket and a little memory: its request's thread and database connection are given back
before the waiting begins, and the looking is done by a few threads for all of them.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final

from asgiref.sync import SyncToAsync, sync_to_async
from django.db import DatabaseError, connections
from django.http import StreamingHttpResponse
from django.utils import translation

from tuotou.clockwork.clock import clock
from tuotou.console.headers import LANGUAGES, language
from tuotou.console.page import Request
from tuotou.console.signed_in import IDLE, UNIT
from tuotou.operations.access.member import Member
from tuotou.operations.access.sign_in import signed_in
from tuotou.store.sessions import ACCOUNT, SEEN, SessionStore

HEADERS: Final = {
    "Content-Encoding": "identity",  # what is packed waits until there is enough of it
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",
}
LOOKERS: Final = ThreadPoolExecutor(2, "stream")
BEAT: Final = b": here\n\n"


@dataclass(frozen=True, slots=True)
class Live:
    """What is looked at."""

    needs: str
    """The permission; who loses it hears no more."""
    mark: Callable[[Request], Any]
    """What is another as soon as the parts are: the latest change, for example. Asked again and again."""
    parts: Callable[[Request], str]
    """Elements with ids, as HTML."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds."""

    poll: float = 2.0
    beat: float = 15.0
    """Silence after which something is sent, so that a dead connection is noticed."""
    check: float = 10.0
    """For so long a session is believed to be still there."""
    lasts: float = 300.0
    """Then it ends, and browsers come again by themselves."""


@dataclass(slots=True)
class Listener:
    """A browser that listens: who it is, and what was sent last."""

    request: Request
    live: Live
    pace: Pace
    checked: float
    said: Any = None

    def look(self) -> str | None:
        """What is new, as HTML; None: nothing is said any more."""
        try:
            if not self._may():
                return None
            self.request.now = clock()
            with translation.override(LANGUAGES[language(self.request)]):
                mark = self.live.mark(self.request)
                if mark == self.said:
                    return ""
                self.said = mark
                return self.live.parts(self.request)
        except DatabaseError:
            return None
        finally:
            connections.close_all()

    def _may(self) -> bool:
        """Whether they are signed in still and may still see it; asked again where that is a while ago."""
        now = time.monotonic()
        if now - self.checked < self.pace.check:
            return True
        member = still(self.request.session.session_key, clock())
        if member is None or member.must_change or not member.can(self.live.needs):
            return False
        self.request.member, self.checked = member, now
        return True


def streamed(request: Request, live: Live, pace: Pace | None = None) -> StreamingHttpResponse:
    """The answer to an `EventSource` (`js/live.js`): each part is put where its id is.

    Listening is not using: a page that stays open keeps nobody signed in.
    """
    request.session.modified = False
    listener = Listener(request, live, pace or Pace(), time.monotonic())
    return StreamingHttpResponse(_events(listener), content_type="text/event-stream", headers=HEADERS)


def still(session_key: str | None, now: int) -> Member | None:
    """Who has a session, as `signed_in.who` tells it, without using it."""
    session = SessionStore(session_key)
    account = session.get(ACCOUNT)
    if account is None or session.get(SEEN, 0) + IDLE <= now:
        return None
    return signed_in(account, session.get(UNIT, ""), now)


async def _events(listener: Listener) -> AsyncIterator[bytes]:
    await sync_to_async(connections.close_all, thread_sensitive=True)()
    _give_thread_back()
    begun = heard = time.monotonic()
    yield b"retry: 3000\n\n"
    while time.monotonic() - begun < listener.pace.lasts:
        new = await asyncio.get_running_loop().run_in_executor(LOOKERS, listener.look)
        if new is None:
            return
        if new or time.monotonic() - heard >= listener.pace.beat:
            heard = time.monotonic()
            yield _part(new) if new else BEAT
        await asyncio.sleep(listener.pace.poll)


def _part(html: str) -> bytes:
    """An event, each of its lines marked as data."""
    lines = "".join(f"data: {line}\n" for line in html.splitlines())
    return f"event: part\n{lines}\n".encode()


def _give_thread_back() -> None:
    """A request has a thread until its answer ends, which here is long; another is made should it be needed."""
    context = SyncToAsync.thread_sensitive_context.get(None)
    thread = SyncToAsync.context_to_thread_executor.pop(context, None) if context else None
    if thread is not None:
        thread.shutdown(wait=False)
