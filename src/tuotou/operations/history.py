"""A history: events from files or from an archive, and what was wrong with the rows they came from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from tuotou.archive.read import Archive
from tuotou.core.document import Problem
from tuotou.core.trail import event
from tuotou.core.trail.vocabulary import Vocabulary
from tuotou.feeds import Converted, FeedMapping, Finding, read_events
from tuotou.operations.archive_events import archive_events

Progress = Callable[[int, int | None], None]
"""Told how far it is: (done, of all); None where nobody knows how many there are."""


@dataclass(frozen=True, slots=True)
class History:
    """Recorded events, and how they were read."""

    events: pl.DataFrame  # event.SCHEMA and attributes
    rows: int  # read from files
    refused: int  # of them no events
    findings: tuple[Finding, ...]
    problems: tuple[Problem, ...]  # of whole files: cut off, empty, no table
    recording_assumed: bool  # nothing can be said about lateness of recording (kernel rule 3)

    @property
    def recorded_until(self) -> int | None:
        """The largest `recorded_at`, µs: when a replay judges by default (kernel rule 62)."""
        latest: int | None = self.events.select(pl.col("recorded_at").max().to_physical()).item()
        return latest


def read_files(
    files: Sequence[Path], mapping: FeedMapping, vocabulary: Vocabulary, progress: Progress = lambda *_: None
) -> History:
    """All events of some files of one source. `progress` counts rows. Never raises for what the files hold."""
    events, problems = [event.empty()], list[Problem]()
    findings: Counter[tuple[str, str]] = Counter()
    rows = refused = 0
    for file in files:
        for part in read_events(file, mapping, vocabulary):
            events.append(part.events)
            rows, refused = rows + part.rows, refused + len(part.bad)
            problems += part.problems
            findings.update({(found.what, found.right): found.count for found in part.findings})
            progress(rows, None)
    return History(
        pl.concat(events, how="diagonal_relaxed"),
        rows,
        refused,
        tuple(Finding(what, right, count) for (what, right), count in findings.items()),
        tuple(problems),
        mapping.recording_assumed,
    )


def stage(
    files: Sequence[Path],
    mapping: FeedMapping,
    vocabulary: Vocabulary,
    root: Path,
    progress: Progress = lambda *_: None,
) -> History:
    """The same for files that are too large to be held: their events go into an archive at `root`, none are held."""
    findings: Counter[tuple[str, str]] = Counter()

    def converted() -> Iterator[Converted]:
        for file in files:
            for part in read_events(file, mapping, vocabulary):
                findings.update({(found.what, found.right): found.count for found in part.findings})
                yield part

    told = archive_events(converted(), root, vocabulary, progress=lambda _, done, of: progress(done, of))
    found = tuple(Finding(what, right, count) for (what, right), count in findings.items())
    return History(event.empty(), told.rows, told.refused, found, told.problems, mapping.recording_assumed)


def describe_archive(root: Path) -> History:
    """What an archive tells of itself, without its events. Raises `ArchiveError`."""
    archive = Archive.open(root)
    return History(event.empty(), archive.count, 0, (), (), archive.recording_assumed())
