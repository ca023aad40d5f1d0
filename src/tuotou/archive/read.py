"""Reading: a whole bucket over all days at a time, in order; or the trail of one subject."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import ceil
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tuotou.archive.layout import (
    COLUMNS,
    CONTAINERS,
    LINKS,
    ORDER,
    SUBJECT_KEY,
    ArchiveError,
    Day,
    Layout,
    bucket_name,
    day_folders,
)
from tuotou.archive.order import in_order
from tuotou.archive.parquet import read_files
from tuotou.archive.subject_key import subject_key
from tuotou.core.trail.roster import SOURCE as ROSTER


class Run(NamedTuple):
    """A file, sorted, of one day."""

    path: Path
    events: int


class Portion(NamedTuple):
    """All events of some subjects, as they stand in the files."""

    events: pl.DataFrame
    order: NDArray[np.intp]  # their rows in `ORDER`


class Stack(NamedTuple):
    """Events read, run below run."""

    events: pl.DataFrame
    lengths: tuple[int, ...]  # of the runs

    def sorted(self) -> pl.DataFrame:
        """All in `ORDER`."""
        events = self.events.rechunk()
        return events[in_order(events, self.lengths)]

    def portions(self, size: int) -> Iterator[Portion]:
        """About `size` events at a time, whole subjects of neighbouring keys."""
        keys = self.events[SUBJECT_KEY].rechunk().to_numpy()
        parts = max(1, ceil(len(keys) / size))
        borders = np.arange(1, parts, dtype=np.uint64) * np.uint64((2**64 - 1) // parts)  # keys lie evenly
        ends = np.cumsum(self.lengths).tolist()
        cuts = [
            [start, *(start + np.searchsorted(keys[start:end], borders)).tolist(), end]
            for start, end in zip([0, *ends], ends, strict=False)
        ]
        for spans in zip(*map(pairwise, cuts), strict=True):
            pieces = [self.events[low:high] for low, high in spans if high > low]
            if pieces:
                events = pl.concat(pieces, rechunk=True)
                yield Portion(events, in_order(events, [len(piece) for piece in pieces]))


@dataclass(frozen=True, slots=True)
class Partition:
    """All events of the subjects of one bucket, or of all containers, still on disk: planning costs nothing."""

    runs: tuple[Run, ...]  # in order of time
    columns: tuple[str, ...] | None  # None: all

    @property
    def events(self) -> int:
        """The number of events."""
        return sum(run.events for run in self.runs)

    def load(self) -> pl.DataFrame:
        """The events of all days as one frame in `ORDER`. Raises `ArchiveError`."""
        return self.read().sorted()

    def read(self) -> Stack:
        """The events of all days. Raises `ArchiveError`."""
        if not self.runs:
            return Stack(pl.DataFrame(schema=dict(COLUMNS)), (0,))
        events = read_files([run.path for run in self.runs], self.columns)
        if len(events) != self.events:
            where = f"{self.runs[0].path} … {self.runs[-1].path}"
            promised = f"{len(events)} events, but day.json says {self.events}"
            raise ArchiveError(f"{where}: {promised}; archive these days again")
        return Stack(events, tuple(run.events for run in self.runs))


@dataclass(frozen=True, slots=True)
class Archive:
    """An archive as it stood when it was opened."""

    root: Path
    layout: Layout
    folders: Mapping[Path, Day]  # in order of time

    @classmethod
    def open(cls, root: Path) -> Self:
        """Open an archive; reads its small JSON files only. Raises `ArchiveError`."""
        layout = Layout.read(root)
        return cls(root, layout, {folder: Day.read(folder) for folder in day_folders(root).values()})

    @property
    def count(self) -> int:
        """The number of events."""
        return sum(day.events for day in self.folders.values())

    @property
    def days(self) -> tuple[date, ...]:
        """The days of recording that have events."""
        return tuple(date.fromisoformat(folder.name.removeprefix("day=")) for folder in self.folders)

    @property
    def recorded_until(self) -> int | None:
        """The largest `recorded_at`, µs: the instant at which a replay judges (rule 62); None without events."""
        return max((day.recorded_until for day in self.folders.values()), default=None)

    def recording_assumed(self) -> bool:
        """Whether every event was recorded equally late: then nothing can be said about lateness (rule 3).

        What a calendar says of a roster is known at once, whatever else is. Raises `ArchiveError`.
        """
        lags: set[int] = set()
        for folder, day in self.folders.items():
            for name in day.files:
                times = read_files([folder / f"{name}.parquet"], ["at", "recorded_at", "source"])
                times = times.filter(pl.col("source").cast(pl.String).ne_missing(ROSTER))
                lags |= set((times["recorded_at"] - times["at"]).dt.total_microseconds().unique().head(2))
                if len(lags) > 1:
                    return False
        return True

    def partitions(self, columns: Sequence[str] | None = None) -> Iterator[Partition]:
        """The buckets that have events.

        `columns` (None: all) come beside those of `ORDER`; one that no event has stays absent.
        """
        for bucket in range(self.layout.buckets):
            partition = self._partition(bucket_name(bucket), columns)
            if partition.runs:
                yield partition

    def containers(self, columns: Sequence[str] | None = None) -> pl.DataFrame:
        """All events of bags, trips and whatever else contains, in `ORDER`."""
        return self.container_partition(columns).load()

    def container_partition(self, columns: Sequence[str] | None = None) -> Partition:
        """The same, yet to be read."""
        return self._partition(CONTAINERS, columns)

    def links(self, columns: Sequence[str] | None = None) -> pl.DataFrame:
        """All events that continue a trail under a new number, day by day; they stand in the partitions too."""
        return self._partition(LINKS, columns).read().events

    def subject(self, subject_kind: str, subject: str, columns: Sequence[str] | None = None) -> pl.DataFrame:
        """All events of one subject by time and id; no row where it is unknown."""
        return self.subjects(subject_kind, [subject], columns)

    def subjects(self, subject_kind: str, numbers: Sequence[str], columns: Sequence[str] | None = None) -> pl.DataFrame:
        """All events of some subjects of one kind, in `ORDER`; reads only the row groups where they may lie."""
        keys = pl.Series([subject_key(subject_kind, number) for number in numbers], dtype=pl.UInt64)
        contains = subject_kind in self.layout.containers
        files = {CONTAINERS} if contains else {bucket_name(bucket) for bucket in keys % self.layout.buckets}
        paths = [run.path for name in sorted(files) for run in self._runs(name)]
        if not paths:
            return pl.DataFrame(schema=dict(COLUMNS))
        theirs = pl.col(SUBJECT_KEY).is_in(keys.implode())
        found = read_files(paths, _with_order(columns), theirs)
        return found.filter(subject_kind=subject_kind).filter(pl.col("subject").is_in(numbers)).sort(ORDER)

    def _partition(self, name: str, columns: Sequence[str] | None) -> Partition:
        return Partition(self._runs(name), _with_order(columns))

    def _runs(self, name: str) -> tuple[Run, ...]:
        days = ((folder, day.files.get(name)) for folder, day in self.folders.items())
        return tuple(Run(folder / f"{name}.parquet", file.events) for folder, file in days if file)


def _with_order(columns: Sequence[str] | None) -> tuple[str, ...] | None:
    return None if columns is None else tuple(dict.fromkeys([*ORDER, *columns]))
