"""One process that tries a standard on an archive: containers first, then the partitions that it is told."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import polars as pl

from tuotou.archive.layout import SUBJECT_KEY
from tuotou.archive.read import Archive, Partition, Stack
from tuotou.core.trail.trail import Trail
from tuotou.operations.archived_trails import BASE, ArchivedTrails
from tuotou.operations.trial.beliefs import linked
from tuotou.operations.trial.reading import heard_kinds, read_heard
from tuotou.operations.trial.trial import Trial, Tried, Trying


@dataclass(frozen=True, slots=True)
class _Held(Partition):
    """A partition that was read already."""

    stack: Stack

    def read(self) -> Stack:
        """Its events."""
        return self.stack


class ArchivedTrial:
    """The trial of an archive, as far as this process has come.

    `short`: the history is short enough to leave out what no tried standard hears of (`trial_reading`).
    """

    def __init__(self, root: Path, trial: Trial, as_of: int, *, short: bool) -> None:
        self.trying, self._archive = Trying(trial, as_of), Archive.open(root)
        self._vocabulary = trial.ground.vocabulary
        self._columns = [*BASE, *sorted(self.trying.docket.columns)]
        self.trails = ArchivedTrails(self._archive, self.trying.docket, as_of)
        self.partitions = list(self.trails.partitions())
        self._linked = linked(self._archive.links(self._columns), self._vocabulary)
        kinds = self._archive.container_partition(["kind"]).read().events["kind"]
        self.trying.suspects.contained = frozenset(kinds.cast(pl.String).unique())
        hears = self.trying.suspects.hears_containers
        self._kinds = heard_kinds(self.trying.docket, hears_containers=hears) if short else None
        self._suspects: list[pl.DataFrame] = []

    def containers(self) -> Iterator[Trail]:
        """The trails of all containers, which members need unfolded; none where nobody hears of them."""
        judged = {row.standard.subject for row in self.trying.docket.rows}
        if self._kinds is None or not judged.isdisjoint(self._vocabulary.containers):
            yield from self.trails.containers()

    def judge(self, number: int, told: Callable[[], None] = lambda: None) -> None:
        """Judges one partition, and keeps the events of its suspects."""
        partition = self.partitions[number]
        stack = partition.read() if self._kinds is None else read_heard(partition, self._kinds)
        self.trying.judge(self.trails.trails(_Held(partition.runs, partition.columns, stack)), told)
        if self.trying.suspects.row is not None:
            found = pl.concat([self.trying.suspects.take()["subject"], self._linked]).unique()
            self._suspects.append(stack.events.filter(pl.col("subject").is_in(found.implode())).drop(SUBJECT_KEY))

    def contained(self) -> pl.DataFrame:
        """The events of all containers, where the log needs them."""
        if not self.trying.suspects.concerns_containers(self._vocabulary):
            return pl.DataFrame()
        return self._archive.containers(self._columns).drop(SUBJECT_KEY)

    def suspects(self) -> pl.DataFrame:
        """The events of all suspects so far."""
        return pl.concat(self._suspects, how="diagonal") if self._suspects else pl.DataFrame()

    def tried(self) -> tuple[Tried, list[pl.DataFrame]]:
        """All that this process made, with the numbers that links join to others, yet to be judged."""
        return self.trying.tried(self.suspects()), self.trails.aside


class Task(NamedTuple):
    """What several processes try together, and on which archive."""

    root: Path
    trial: Trial
    as_of: int
    short: bool  # see `ArchivedTrial`

    def serve(self, numbers: Iterable[int], send: Callable[[object], None]) -> tuple[Tried, list[pl.DataFrame]]:
        """Tries the partitions with these numbers; nothing of them is sent sooner. Raises `ArchiveError`."""
        here = ArchivedTrial(self.root, self.trial, self.as_of, short=self.short)
        deque(here.containers(), maxlen=0)  # their members need them unfolded; who gave the task judges them
        for number in numbers:
            here.judge(number)
        return here.tried()
