"""Those who wait at the desk: each in a thread of its own, or many in one event loop, which is told of all at once."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass

from tuotou.core.gate.answer import Answer
from tuotou.core.gate.question import Question

Answers = list[Answer]


@dataclass(frozen=True, slots=True, eq=False)
class Waiting:
    """Some questions, and whoever waits for their answers."""

    questions: Sequence[Question]
    answers: Future[Answers] | asyncio.Future[Answers]

    @property
    def still(self) -> bool:
        """Whether it waits still; asked once, when its turn has come."""
        if isinstance(self.answers, Future):
            return self.answers.set_running_or_notify_cancel()
        return not self.answers.done()


def tell(told: Iterable[tuple[Waiting, Answers | Exception]]) -> None:
    """Say what was found to all of them: each loop is woken once."""
    loops: dict[asyncio.AbstractEventLoop, list[tuple[asyncio.Future[Answers], Answers | Exception]]] = {}
    for waiting, found in told:
        if isinstance(waiting.answers, Future):
            _settle(waiting.answers, found)
        else:
            loops.setdefault(waiting.answers.get_loop(), []).append((waiting.answers, found))
    for loop, some in loops.items():
        if not loop.is_closed():
            loop.call_soon_threadsafe(_settle_all, some)


def _settle_all(some: Iterable[tuple[asyncio.Future[Answers], Answers | Exception]]) -> None:
    for future, found in some:
        _settle(future, found)


def _settle(future: Future[Answers] | asyncio.Future[Answers], found: Answers | Exception) -> None:
    if future.done():
        return  # it was left meanwhile
    if isinstance(found, Exception):
        future.set_exception(found)
    else:
        future.set_result(found)
