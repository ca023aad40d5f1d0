"""Reading: a whole bucket over all days at a time, in order; or the trail of one subject."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple, Self

import polars as pl

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
from tuotou.archive.order import merged
from tuotou.archive.parquet import read_files
from tuotou.archive.subject_key import subject_key


class Run(NamedTuple):
    """A file, sorted, of one day."""

    path: Path
    events: int


@dataclass(frozen=True, slots=True)
class Partition:
    """All events of the subjects of one bucket, still on disk: planning costs nothing, `load` reads."""

    bucket: int
    runs: tuple[Run, ...]  # in order of time
    columns: tuple[str, ...] | None  # None: all

    @property
    def events(self) -> int:
        """The number of events."""
        return sum(run.events for run in self.runs)

    def load(self) -> pl.DataFrame:
        """The events of all days as one frame in `ORDER`. Raises `ArchiveError`."""
        return _load(self.runs, self.columns)


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

        Raises `ArchiveError`.
        """
        lags: set[int] = set()
        for folder, day in self.folders.items():
            for name in day.files:
                times = read_files([folder / f"{name}.parquet"], ["at", "recorded_at"])
                lags |= set((times["recorded_at"] - times["at"]).dt.total_microseconds().unique().head(2))
                if len(lags) > 1:
                    return False
        return True

    def partitions(self, columns: Sequence[str] | None = None) -> Iterator[Partition]:
        """The buckets that have events.

        `columns` (None: all) come beside those of `ORDER`; one that no event has stays absent.
        """
        for bucket in range(self.layout.buckets):
            runs = self._runs(bucket_name(bucket))
            if runs:
                yield Partition(bucket, runs, _with_order(columns))

    def containers(self, columns: Sequence[str] | None = None) -> pl.DataFrame:
        """All events of bags, trips and whatever else contains, in `ORDER`."""
        return _load(self._runs(CONTAINERS), _with_order(columns))

    def links(self, columns: Sequence[str] | None = None) -> pl.DataFrame:
        """All events that continue a trail under a new number, in `ORDER`; they stand in the partitions too."""
        return _load(self._runs(LINKS), _with_order(columns))

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
            return _nothing()
        theirs = pl.col(SUBJECT_KEY).is_in(keys.implode())
        found = read_files(paths, _with_order(columns), theirs)
        return found.filter(subject_kind=subject_kind).filter(pl.col("subject").is_in(numbers)).sort(ORDER)

    def _runs(self, name: str) -> tuple[Run, ...]:
        days = ((folder, day.files.get(name)) for folder, day in self.folders.items())
        return tuple(Run(folder / f"{name}.parquet", file.events) for folder, file in days if file)


def _with_order(columns: Sequence[str] | None) -> tuple[str, ...] | None:
    return None if columns is None else tuple(dict.fromkeys([*ORDER, *columns]))


def _load(runs: Sequence[Run], columns: Sequence[str] | None) -> pl.DataFrame:
    if not runs:
        return _nothing()
    events = read_files([run.path for run in runs], columns)
    promised = sum(run.events for run in runs)
    if len(events) != promised:
        where = f"{runs[0].path} … {runs[-1].path}"
        raise ArchiveError(f"{where}: {len(events)} events, but day.json says {promised}; archive these days again")
    return merged(events, [run.events for run in runs])


def _nothing() -> pl.DataFrame:
    return pl.DataFrame(schema=dict(COLUMNS))
