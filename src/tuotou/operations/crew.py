"""Several processes judge one archive: each takes the next partition, and the first one puts everything together.

Processes and not threads: half of judging holds Python's lock, and two threads did the work of one and a half.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Final, Self

import polars as pl

from tuotou.archive.read import Archive
from tuotou.operations.hand import Harvest, Job
from tuotou.operations.in_turn import to_the_end

EACH: Final = 1_000_000  # events that make a process worth its start
MOST: Final = 8
NEEDS: Final = 1_800_000_000  # bytes for each: what members need of their containers, and portions of a partition
COMMAND: Final = (sys.executable, "-m", "tuotou.operations.hand")
Receive = Callable[[pl.DataFrame], None]


def crew_size(archive: Archive) -> int:
    """How many processes an archive is worth, and this machine has room for."""
    return max(1, min(_cores(), _memory() // NEEDS, MOST, archive.count // EACH))


def _memory() -> int:
    """Bytes that the machine has; plenty where it does not say."""
    known = hasattr(os, "sysconf") and {"SC_PHYS_PAGES", "SC_PAGE_SIZE"} <= os.sysconf_names.keys()
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") if known else MOST * NEEDS


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Crew:
    """This process and some others, at work on one job. As a context it ends the others, whatever happened."""

    def __init__(self, job: Job, size: int) -> None:
        self._others = [_Hand(job) for _ in range(size - 1)]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for hand in self._others:
            hand.end()

    def judge(self, partitions: int, own: Callable[[int], None], done: Callable[[int], None], receive: Receive) -> None:
        """Every partition once: `own` judges one here, `done` hears which one another has judged.

        `receive` gets the exceptions that others found, from threads. Raises what any of them raised.
        """
        left = iter(range(partitions))
        with ThreadPoolExecutor(len(self._others) + 1) as pool:
            tasks = [pool.submit(to_the_end, left, hand.judging(done, receive)) for hand in self._others]
            to_the_end(left, own)
            for task in tasks:
                task.result()

    def harvests(self) -> Iterator[Harvest]:
        """What the others counted."""
        for hand in self._others:
            yield hand.harvest()


class _Hand:
    """Another process, seen from here."""

    def __init__(self, job: Job) -> None:
        environment = {"POLARS_MAX_THREADS": "1", **os.environ}  # the other cores have processes of their own
        self._process = subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)
        self._send(job)

    def judging(self, done: Callable[[int], None], receive: Receive) -> Callable[[int], None]:
        """Has a partition judged."""

        def judge(number: int) -> None:
            self._send(number)
            while isinstance(answer := self._answer(), pl.DataFrame):
                receive(answer)
            done(number)

        return judge

    def harvest(self) -> Harvest:
        """All that it counted; there is nothing more to do for it."""
        self._send(None)
        harvest = self._answer()
        assert isinstance(harvest, Harvest)
        return harvest

    def end(self) -> None:
        """Ends it, at once."""
        self._process.kill()
        self._process.communicate()

    def _send(self, order: object) -> None:
        assert self._process.stdin
        pickle.dump(order, self._process.stdin, protocol=pickle.HIGHEST_PROTOCOL)
        self._process.stdin.flush()

    def _answer(self) -> object:
        """Its next answer. Raises what it says it met, and `RuntimeError` where it is gone."""
        assert self._process.stdout
        try:
            answer: object = pickle.load(self._process.stdout)
        except EOFError:
            raise RuntimeError(f"a process that judged partitions ended with code {self._process.wait()}") from None
        if isinstance(answer, Exception):
            raise answer
        return answer
