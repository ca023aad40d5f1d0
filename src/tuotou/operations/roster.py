"""The calendar's events for a history: what a roster says of every day from its first recording to an instant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import polars as pl

from tuotou.archive.layout import Layout
from tuotou.archive.parquet import read_files
from tuotou.archive.read import Archive
from tuotou.archive.write import Appended, append
from tuotou.core.standards.handbook import Handbook
from tuotou.core.trail.roster import KINDS, SOURCE, began
from tuotou.feeds.roster import Roster
from tuotou.operations.history import History
from tuotou.operations.reading import R

DAYS: Final = 31  # generated at once, so that years of a long roster need not be held


def roster_events(roster: pl.DataFrame, handbook: Handbook, since: int, as_of: int) -> Iterator[pl.DataFrame]:
    """What the calendar says of the rows (`Roster.rows`) on the business days from that of `since` to that of `as_of`.

    Instants are µs UTC. Each row goes by the days of its own calendar.
    """
    for (name,), rows in roster.group_by("calendar", maintain_order=True):
        calendar = handbook.calendars[str(name)]
        first, last = calendar.day(pl.Series([since, as_of]).to_numpy()).tolist()
        for start in range(first, last + 1, DAYS):
            for kind in KINDS:
                theirs = rows.filter(pl.col("subject_kind").is_in(handbook.vocabulary.kinds[kind].subjects))
                yield began(theirs.drop("calendar"), calendar, range(start, min(start + DAYS, last + 1)), kind)


def with_roster(history: History, roster: Roster, handbook: Handbook, as_of: int) -> History:
    """The history with the calendar's events up to `as_of`, and with what was wrong with the roster."""
    first = _first(history.events)
    said = [] if first is None else roster_events(roster.rows, handbook, first, as_of)
    events = pl.concat([history.events, *said], how="diagonal_relaxed")
    return replace(noted(history, roster), events=events)


def archive_roster(root: Path, roster: Roster, handbook: Handbook, as_of: int | None = None) -> Appended:
    """Add the calendar's events up to `as_of`, or to the last recording, to an archive; what is there stays as it is.

    Raises `ArchiveError`.
    """
    archive = Archive.open(root)
    first, last = _first_recording(archive), archive.recorded_until
    if first is None or last is None:
        return Appended(0, 0, ())
    events = roster_events(roster.rows, handbook, first, last if as_of is None else as_of)
    return append(root, events, Layout.of(handbook.vocabulary))


def noted(reading: R, roster: Roster) -> R:
    """A reading with what was wrong with the roster."""
    problems, findings = (*reading.problems, *roster.problems), (*reading.findings, *roster.findings)
    return replace(reading, problems=problems, findings=findings)


def _first_recording(archive: Archive) -> int | None:
    """The smallest `recorded_at` of an archive, µs: of what happened, not of what a calendar said."""
    for folder, day in archive.folders.items():
        first = _first(read_files([folder / f"{name}.parquet" for name in day.files], ["recorded_at", "source"]))
        if first is not None:
            return first
    return None


def _first(events: pl.DataFrame) -> int | None:
    happened = events.filter(pl.col("source").cast(pl.String).ne_missing(SOURCE))
    first: int | None = happened.select(pl.col("recorded_at").min().to_physical()).item()
    return first
