"""A history: events from files or from an archive, and what was wrong with the rows they came from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import polars as pl

from tuotou.archive.read import Archive
from tuotou.core.trail import event
from tuotou.core.trail.vocabulary import Vocabulary
from tuotou.feeds import Converted, FeedMapping, read_events
from tuotou.feeds.bad_rows import BadRows
from tuotou.operations.archive_events import archive_events
from tuotou.operations.reading import Reading, ReadingTally

Progress = Callable[[int, int | None], None]
"""Told how far it is: (done, of all); None where nobody knows how many there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class History(Reading):
    """Recorded events, and how they were read."""

    events: pl.DataFrame  # event.SCHEMA and attributes
    recording_assumed: bool  # nothing can be said about lateness of recording (kernel rule 3)

    @property
    def recorded_until(self) -> int | None:
        """The largest `recorded_at`, µs: when a replay judges by default (kernel rule 62)."""
        latest: int | None = self.events.select(pl.col("recorded_at").max().to_physical()).item()
        return latest


@dataclass(frozen=True, slots=True)
class Files:
    """Files of one source, how they are read, and where their refused rows go."""

    paths: Sequence[Path]
    mapping: FeedMapping
    vocabulary: Vocabulary
    bad_rows: BadRows | None = None

    def parts(self) -> Iterator[Converted]:
        """All that they hold, part by part. Never raises for what the files hold."""
        return chain.from_iterable(read_events(path, self.mapping, self.vocabulary) for path in self.paths)


def read_files(files: Files, progress: Progress = lambda *_: None) -> History:
    """All events of some files. `progress` counts rows."""
    events, tally = [event.empty()], ReadingTally(files.bad_rows)
    for part in files.parts():
        events.append(part.events)
        tally.add(part)
        progress(tally.rows, None)
    every = pl.concat(events, how="diagonal_relaxed")
    return tally.result(History, events=every, recording_assumed=files.mapping.recording_assumed)


def stage(files: Files, root: Path, progress: Progress = lambda *_: None) -> History:
    """The same for files that are too large to be held: their events go into an archive at `root`, none are held."""
    told = archive_events(files.parts(), root, files.vocabulary, files.bad_rows, lambda _, done, of: progress(done, of))
    return History(
        rows=told.rows,
        refused=told.refused,
        rejected=told.rejected,
        findings=told.findings,
        problems=told.problems,
        bad_files=told.bad_files,
        events=event.empty(),
        recording_assumed=files.mapping.recording_assumed,
    )


def describe_archive(root: Path) -> History:
    """What an archive tells of itself, without its events. Raises `ArchiveError`."""
    archive = Archive.open(root)
    return History(rows=archive.count, events=event.empty(), recording_assumed=archive.recording_assumed())
