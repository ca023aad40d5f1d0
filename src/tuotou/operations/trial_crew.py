"""Several processes try a standard on one archive: each takes the next partition, and hands back what it made.

Nothing heavy is imported here: a process that is told how many threads it may use must hear of it before Polars does.
"""

from __future__ import annotations

import os
import pickle
import signal
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Self

from tuotou.operations.in_turn import to_the_end

if TYPE_CHECKING:
    import polars as pl

    from tuotou.operations.trial import Trial, Tried
    from tuotou.operations.trial_archive import ArchivedTrial


class Task(NamedTuple):
    """What is tried, and on which archive."""

    root: Path
    trial: Trial
    as_of: int
    short: bool  # see `ArchivedTrial`


_here: list[ArchivedTrial] = []  # in a process of a crew: what it is at work on


def _begin(task: bytes) -> None:
    """The first that a process does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who began it ends it
    os.environ.setdefault("POLARS_MAX_THREADS", "1")  # the other cores have processes of their own
    from tuotou.operations.trial_archive import ArchivedTrial

    given: Task = pickle.loads(task)
    _here.append(ArchivedTrial(given.root, given.trial, given.as_of, short=given.short))
    deque(_here[0].containers(), maxlen=0)  # their members need them unfolded; who began it judges them


def _judge(number: int) -> None:
    _here[0].judge(number)


def _tried() -> tuple[Tried, list[pl.DataFrame]]:
    return _here[0].tried()


class TrialCrew:
    """This process and some others. As a context it ends the others, whatever happened."""

    def __init__(self, task: Task, size: int) -> None:
        told, spawn = pickle.dumps(task), get_context("spawn")
        self._others = [
            ProcessPoolExecutor(1, mp_context=spawn, initializer=_begin, initargs=(told,)) for _ in range(size - 1)
        ]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for other in self._others:
            other.shutdown(cancel_futures=True)

    def judge(self, partitions: int, own: Callable[[int], None], done: Callable[[int], None]) -> None:
        """Every partition once: `own` judges one here, `done` hears which one another has judged.

        Raises what any of them raised.
        """
        left = iter(range(partitions))
        with ThreadPoolExecutor(len(self._others) + 1) as pool:
            tasks = [pool.submit(to_the_end, left, _by(other, done)) for other in self._others]
            to_the_end(left, own)
            for task in tasks:
                task.result()

    def tried(self) -> Iterator[tuple[Tried, list[pl.DataFrame]]]:
        """What the others made."""
        for other in self._others:
            yield other.submit(_tried).result()


def _by(other: ProcessPoolExecutor, done: Callable[[int], None]) -> Callable[[int], None]:
    def judge(number: int) -> None:
        other.submit(_judge, number).result()
        done(number)

    return judge
