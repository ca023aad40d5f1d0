"""Several processes do one job: each takes the next part of it, and the first one puts everything together.

Processes and not threads: half of judging holds Python's lock, and two threads did the work of one and a half.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, Generic, Self, TypeVar

from tuotou.archive.read import Archive
from tuotou.operations.hand import Done, Job

EACH: Final = 1_000_000  # events that make a process worth its start
MOST: Final = 8
NEEDS: Final = 1_800_000_000  # bytes for each: what members need of their containers, and portions of a partition
COMMAND: Final = (sys.executable, "-m", "tuotou.operations.hand")
Receive = Callable[[Any], None]
Made = TypeVar("Made")


def crew_size(archive: Archive) -> int:
    """How many processes an archive is worth, and this machine has room for."""
    return max(1, min(_cores(), _memory() // NEEDS, MOST, archive.count // EACH))


def _memory() -> int:
    """Bytes that the machine has; plenty where it does not say."""
    known = hasattr(os, "sysconf") and {"SC_PHYS_PAGES", "SC_PAGE_SIZE"} <= os.sysconf_names.keys()
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") if known else MOST * NEEDS


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Crew(Generic[Made]):
    """This process and some others, at work on one job. As a context it ends the others, whatever happened."""

    def __init__(self, job: Job[Made], size: int) -> None:
        self._others = [_Hand[Made](job) for _ in range(size - 1)]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for hand in self._others:
            hand.end()

    def work(
        self,
        parts: int,
        own: Callable[[int], None],
        done: Callable[[int], None],
        receive: Receive = lambda _: None,
    ) -> None:
        """Every part once: `own` does one here, `done` hears which one another has done.

        `receive` gets what others sent meanwhile, from threads. Raises what any of them raised.
        """
        left = iter(range(parts))
        with ThreadPoolExecutor(len(self._others) + 1) as pool:
            tasks = [pool.submit(_to_the_end, left, hand.working(done, receive)) for hand in self._others]
            _to_the_end(left, own)
            for task in tasks:
                task.result()

    def made(self) -> Iterator[Made]:
        """What the others made of their parts."""
        for hand in self._others:
            yield hand.made()


def _to_the_end(left: Iterator[int], work: Callable[[int], None]) -> None:
    """One after the other as long as there are any; after an error nobody begins another."""
    try:
        for number in left:
            work(number)
    finally:
        deque(left, maxlen=0)


class _Hand(Generic[Made]):
    """Another process, seen from here."""

    def __init__(self, job: Job[Made]) -> None:
        environment = {"POLARS_MAX_THREADS": "1", **os.environ}  # the other cores have processes of their own
        self._process = subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)
        self._send(job)

    def working(self, done: Callable[[int], None], receive: Receive) -> Callable[[int], None]:
        """Has a part done."""

        def work(number: int) -> None:
            self._send(number)
            while not isinstance(answer := self._answer(), Done):
                receive(answer)
            done(number)

        return work

    def made(self) -> Made:
        """All that it made; there is nothing more to do for it."""
        self._send(None)
        made: Made = self._answer()
        return made

    def end(self) -> None:
        """Ends it, at once."""
        self._process.kill()
        self._process.communicate()

    def _send(self, order: object) -> None:
        assert self._process.stdin
        pickle.dump(order, self._process.stdin, protocol=pickle.HIGHEST_PROTOCOL)
        self._process.stdin.flush()

    def _answer(self) -> Any:
        """Its next answer. Raises what it says it met, and `RuntimeError` where it is gone."""
        assert self._process.stdout
        try:
            answer = pickle.load(self._process.stdout)
        except EOFError:
            raise RuntimeError(f"a process at work ended with code {self._process.wait()}") from None
        if isinstance(answer, Exception):
            raise answer
        return answer
