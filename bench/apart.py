"""Measuring: medians, and work done in a process of its own so that its memory can be told from all other."""

from __future__ import annotations

import os
import resource
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Final, Generic, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
PATIENCE: Final = 60.0  # seconds: what takes longer is not run again
WHO: Final = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
MAXRSS: Final = 1024 if sys.platform == "darwin" else 1  # macOS counts bytes, Linux KiB


@dataclass(frozen=True, slots=True)
class Run(Generic[T]):
    """What a process did."""

    result: T
    seconds: float  # without its start and its imports
    cpu: float  # seconds, of all its threads, and of processes that it started
    peak: float  # MiB: the most memory that it and the largest it started ever held, mapped pages of files included


def apart(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Run[T]:
    """Do the work once in a fresh process. `work` is a function of a module."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_measured, partial(work, *args, **kwargs)).result()


def typical(runs: Sequence[Run[T]]) -> Run[T]:
    """The result of the first with the median times and the largest memory of all."""
    return Run(
        runs[0].result,
        median(run.seconds for run in runs),
        median(run.cpu for run in runs),
        max(run.peak for run in runs),
    )


def several(times: int, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Run[T]:
    """The work done so many times, each in a fresh process, as long as patience lasts."""
    runs = [apart(work, *args, **kwargs)]
    while len(runs) < times and sum(run.seconds for run in runs) < PATIENCE:
        runs.append(apart(work, *args, **kwargs))
    return typical(runs)


def seconds(times: int, work: Callable[[], object]) -> float:
    """The median of so many runs in this process, after one that does not count."""
    work()
    took = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        took.append(time.perf_counter() - begun)
    return median(took)


def _measured(work: Callable[[], T]) -> Run[T]:
    begun, busy = time.perf_counter(), _busy()
    result = work()
    took, busy = time.perf_counter() - begun, _busy() - busy
    peak = sum(resource.getrusage(who).ru_maxrss for who in WHO)
    return Run(result, took, busy, peak / 1024 / MAXRSS)


def _busy() -> float:
    return sum(used.ru_utime + used.ru_stime for used in map(resource.getrusage, WHO))


def processor(process: int) -> float:
    """s of processor time that a process has had (Linux)."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
