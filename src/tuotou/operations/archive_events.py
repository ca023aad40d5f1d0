"""Archive: what feeds read goes into the archive; what they refused is handed on to be corrected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from tuotou.archive.layout import Layout
from tuotou.archive.write import Appended, Progress, append
from tuotou.core.trail.vocabulary import Vocabulary
from tuotou.feeds import Converted
from tuotou.feeds.bad_rows import BadRows
from tuotou.operations.reading import Reading, ReadingTally


@dataclass(frozen=True, slots=True, kw_only=True)
class Archived(Reading):
    """What became of the files."""

    appended: Appended
    said: Appended | None = None  # by the calendar, where a roster was given


def archive_events(
    converted: Iterable[Converted],
    root: Path,
    vocabulary: Vocabulary,
    bad_rows: BadRows | None = None,
    progress: Progress = lambda stage, done, of: None,
) -> Archived:
    """Add everything that feeds read (`read_events` of each file, chained) to the archive at `root`.

    Good rows go in whatever else the files hold, refused ones to `bad_rows` once they are in; `progress` is told how
    far it is. Raises `ArchiveError`.
    """
    tally = ReadingTally(bad_rows)
    appended = append(root, _events(converted, tally), Layout.of(vocabulary), progress)
    return tally.result(Archived, appended=appended)


def _events(converted: Iterable[Converted], tally: ReadingTally) -> Iterator[pl.DataFrame]:
    for part in converted:
        tally.add(part)
        yield part.events
