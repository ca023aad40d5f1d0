"""Archive: what feeds read goes into the archive; what they refused is handed on to be corrected."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from tuotou.archive.layout import Layout
from tuotou.archive.write import Appended, Progress, append
from tuotou.core.document import Problem
from tuotou.core.trail.vocabulary import Vocabulary
from tuotou.feeds import Converted


@dataclass(frozen=True, slots=True)
class Archived:
    """What became of the files."""

    appended: Appended
    rows: int  # read
    refused: int  # of them no events
    problems: tuple[Problem, ...]  # of whole files: cut off, empty, no table


@dataclass(slots=True)
class _Tally:
    rows: int = 0
    refused: int = 0
    problems: tuple[Problem, ...] = ()


def archive_events(
    converted: Iterable[Converted],
    root: Path,
    vocabulary: Vocabulary,
    refused: Callable[[Converted], None] = lambda part: None,
    progress: Progress = lambda stage, done, of: None,
) -> Archived:
    """Add everything that feeds read (`read_events` of each file, chained) to the archive at `root`.

    Good rows go in whatever else the files hold; `refused` gets each part that has bad rows or findings,
    `progress` is told how far it is. Raises `ArchiveError`.
    """
    tally = _Tally()
    appended = append(root, _events(converted, tally, refused), Layout.of(vocabulary), progress)
    return Archived(appended, tally.rows, tally.refused, tally.problems)


def _events(
    converted: Iterable[Converted], tally: _Tally, refused: Callable[[Converted], None]
) -> Iterator[pl.DataFrame]:
    for part in converted:
        tally.rows += part.rows
        tally.refused += len(part.bad)
        tally.problems += part.problems
        if len(part.bad) or part.findings:
            refused(part)
        yield part.events
