"""What one process does of a replay: it judges the partitions that it is told, and hands back what it counted."""

from __future__ import annotations

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


class Harvest(NamedTuple):
    """What one process made of its partitions."""

    part: Part
    measured: pl.DataFrame  # for its indicators
    aside: list[pl.DataFrame]  # numbers that links join to others, yet to be judged


class Job(NamedTuple):
    """What is judged."""

    root: Path
    handbook: Handbook
    as_of: int
    exceptions: bool  # whether somebody wants to see them: frames, sent before the partition is done
    wanted: Wanted = REPORT  # without somebody to receive exceptions: that is who gave the job

    def serve(self, numbers: Iterable[int], send: Callable[[object], None]) -> Harvest:
        """Judges the partitions with these numbers. Raises `ArchiveError`."""
        wanted = replace(self.wanted, exceptions=send if self.exceptions else None)
        tally, gauges = wanted.counting(self.handbook, self.as_of)
        archived = ArchivedTrails(Archive.open(self.root), tally.docket, self.as_of)
        deque(archived.containers(), maxlen=0)  # their members need them unfolded; who gave the job judges them
        partitions = list(archived.partitions())
        for number in numbers:
            count(archived.trails(partitions[number]), tally)
        return Harvest(tally.part(), gauges.part(), archived.aside)


def count(trails: Iterable[Trail], tally: Tally, told: Callable[[], None] = lambda: None) -> None:
    """Judge all lives of some trails, and count; `told` hears of every chunk."""
    for trail in trails:
        tally.note(trail.findings)
        for chunk in chunks(trail):
            tally.add(judge(chunk, tally.docket, tally.as_of))
            told()
