"""The desk: questions that come in while others are judged wait, and are judged together. One thread judges.

A judgement costs a few milliseconds for one question as for a hundred. A second thread writes down what was
refused or not judged, and reads the standards anew when some are published: whoever asks waits for neither.
"""

from __future__ import annotations

import asyncio
import gc
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import lru_cache
from typing import Final

import structlog
from django.db import Error, connection

from tuotou.core.gate.answer import Answer
from tuotou.core.gate.question import Question
from tuotou.operations.gate.ask import Gate, ask
from tuotou.operations.gate.note import Said, count, note
from tuotou.operations.gate.waiting import Waiting, tell
from tuotou.operations.live.watch import Watch, current_watch
from tuotou.store.recording import Clock

MOST: Final = 400
"""Questions judged together."""
WAITING: Final = 10_000
"""Requests that wait at most, while the database keeps the one who judges waiting."""
GATHER: Final = 0.01
"""s that the desk waits at most after a judgement for others to come. It waits as long as that took: the processor is
shared with those who answer and those who record."""
LOOK: Final = 1.0
"""s between two looks at what is to be written down and what was published."""
HUNG: Final = 5.0
"""s after which a thread that waits for the database is left alone at the end."""
TRIES: Final = 3
"""How often what is left is tried to be written down at the end."""
KEPT: Final = 50_000
"""Answers that wait to be written down while the database is away; older ones stay in the log of the process alone."""
log = structlog.get_logger("tuotou.gate")


class NotReady(Exception):
    """The standards have not been read yet, or too many wait."""


class Desk:
    """Where questions are handed in. It begins to work with `start`."""

    def __init__(self, clock: Clock) -> None:
        self.gate: Gate | None = None
        self._clock = clock
        self._waiting: deque[Waiting] = deque()
        self._said: deque[Said] = deque()
        self._came, self._stop, self._look = threading.Event(), threading.Event(), threading.Event()
        self._watch: Watch | None = None
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()

    def start(self) -> None:
        """Begin, unless it has begun; returns at once."""
        with self._lock:
            if self._threads:
                return
            self._threads = [threading.Thread(target=each, daemon=True) for each in (self._judge, self._keep)]
            for thread in self._threads:
                thread.start()

    def close(self) -> None:
        """End; returns when what was answered is written down."""
        self._stop.set()
        self._came.set()
        self._look.set()
        for thread in self._threads:
            thread.join(HUNG)

    def ask(self, questions: Sequence[Question]) -> Future[list[Answer]]:
        """Their answers, soon; cancelled, they are not judged. It fails where the database is away."""
        answers: Future[list[Answer]] = Future()
        self._wait(Waiting(questions, answers))
        return answers

    async def asked(self, questions: Sequence[Question]) -> list[Answer]:
        """The same for whoever waits in an event loop."""
        answers: asyncio.Future[list[Answer]] = asyncio.get_running_loop().create_future()
        self._wait(Waiting(questions, answers))
        return await answers

    def _wait(self, waiting: Waiting) -> None:
        if len(self._waiting) < WAITING:
            self._waiting.append(waiting)
            self._came.set()
        else:
            waiting.answers.set_exception(NotReady())

    def tell(self, said: Sequence[Said]) -> None:
        """Count what was answered; what was refused or not judged is written down soon."""
        worth = count(said)
        if len(self._said) + len(worth) > KEPT:
            for one in worth:
                question = one.answer.question
                log.error("unwritten", act=question.act.name, allowed=one.answer.allowed, by=one.asked_by)
            return
        self._said.extend(worth)

    def _judge(self) -> None:
        """One thread: whatever waits, together."""
        while not self._stop.is_set():
            self._came.wait()
            self._came.clear()
            while batches := self._taken():
                begun = time.perf_counter()
                self._answer(batches)
                self._stop.wait(min(time.perf_counter() - begun, GATHER))
        connection.close()

    def _taken(self) -> list[Waiting]:
        """Those who wait still, at most so many."""
        found: list[Waiting] = []
        size = 0
        while self._waiting and size < MOST:
            batch = self._waiting.popleft()
            if batch.still:
                found.append(batch)
                size += len(batch.questions)
        return found

    def _answer(self, batches: Sequence[Waiting]) -> None:
        """The loop's boundary: what cannot be answered is told to those who wait, and ends nothing."""
        try:
            if self.gate is None:
                raise NotReady
            answers = iter(ask([q for batch in batches for q in batch.questions], self.gate, self._clock))
            tell([(batch, [next(answers) for _ in batch.questions]) for batch in batches])
        except Exception as error:
            _told("unanswered", error)
            tell([(batch, error) for batch in batches])

    def _keep(self) -> None:
        """The other thread: the standards, and what was answered."""
        while not self._look.is_set():
            _surviving("standards", self._read)
            _surviving("answers", self._write)
            self._look.wait(LOOK)
        for _ in range(TRIES):  # a connection that broke meanwhile shows only when it is used
            _surviving("answers", self._write)
        connection.close()

    def _read(self) -> None:
        """The gate by what is published by now; the old one serves until the new one is there."""
        watch = current_watch()
        if watch is not self._watch:
            self.gate = Gate.of(watch.handbook)
            self._watch = watch
            gc.freeze()  # to look through the handbook again and again for garbage takes a tenth of a second each time

    def _write(self) -> None:
        """What waits to be written down; it waits on where that fails."""
        some = [*self._said]
        if some:
            note(some)
            for _ in some:
                self._said.popleft()


def _surviving(what: str, act: Callable[[], None]) -> None:
    """The loop's boundary: a database that is away for a while ends nothing."""
    try:
        act()
    except Exception as error:
        _told(what, error)


def _told(what: str, error: Exception) -> None:
    if not isinstance(error, NotReady):
        log.error("interrupted", what=what, error=str(error), exc_info=not isinstance(error, Error))
        connection.close()  # whatever state it left it in


@lru_cache(maxsize=1)
def the_desk(clock: Clock) -> Desk:
    """That of this process."""
    return Desk(clock)
