"""One process of a crew: it is told what to judge, then the partitions one by one, and hands back what it counted.

It speaks with who started it in pickles, over its standard input and output.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
import traceback
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import polars as pl

from tuotou.archive.read import Archive
from tuotou.core.promises.count import Tally
from tuotou.core.promises.judge import chunks, judge
from tuotou.core.promises.part import Part
from tuotou.core.standards.handbook import Handbook
from tuotou.core.trail.trail import Trail
from tuotou.operations.archived_trails import ArchivedTrails
from tuotou.operations.wanted import REPORT, Wanted


class Job(NamedTuple):
    """What is judged."""

    root: Path
    handbook: Handbook
    as_of: int
    exceptions: bool  # whether somebody wants to see them: frames, sent before the partition is done
    wanted: Wanted = REPORT  # without somebody to receive exceptions: that is who gave the job


class Done(NamedTuple):
    """A partition is judged."""

    number: int


class Harvest(NamedTuple):
    """What one process made of its partitions."""

    part: Part
    measured: pl.DataFrame  # for its indicators
    aside: list[pl.DataFrame]  # numbers that links join to others, yet to be judged


def count(trails: Iterable[Trail], tally: Tally, told: Callable[[], None] = lambda: None) -> None:
    """Judge all lives of some trails, and count; `told` hears of every chunk."""
    for trail in trails:
        tally.note(trail.findings)
        for chunk in chunks(trail):
            tally.add(judge(chunk, tally.docket, tally.as_of))
            told()


def serve(job: Job, numbers: Iterable[int], send: Callable[[object], None]) -> None:
    """Judges the partitions with these numbers."""
    wanted = replace(job.wanted, exceptions=send if job.exceptions else None)
    tally, gauges = wanted.counting(job.handbook, job.as_of)
    archived = ArchivedTrails(Archive.open(job.root), tally.docket, job.as_of)
    deque(archived.containers(), maxlen=0)  # their members need them unfolded; who gave the job judges them
    partitions = list(archived.partitions())
    for number in numbers:
        count(archived.trails(partitions[number]), tally)
        send(Done(number))
    send(Harvest(tally.part(), gauges.part(), archived.aside))


def main() -> None:
    """Serve one job. What goes wrong is an answer too."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who gave the job ends this process with its own
    orders, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints must not get between the answers

    def send(answer: object) -> None:
        pickle.dump(answer, answers, protocol=pickle.HIGHEST_PROTOCOL)
        answers.flush()

    try:
        serve(pickle.load(orders), iter(lambda: pickle.load(orders), None), send)
    except Exception as error:  # the edge of the process: raised again on the other side
        error.add_note(traceback.format_exc())
        send(error)


if __name__ == "__main__":
    from tuotou.operations.hand import main as known_by_its_name  # so that what is sent can be read

    known_by_its_name()
