"""Replay: a history and a handbook in, the report out. Every promise as believed at one instant."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Lock

import polars as pl

from tuotou.archive.read import Archive
from tuotou.core.indicators.gauge import Gauges
from tuotou.core.promises.count import Tally
from tuotou.core.standards.handbook import Handbook
from tuotou.core.trail.facts import believed
from tuotou.core.trail.unfold import unfold_all
from tuotou.operations.archived_trails import ArchivedTrails
from tuotou.operations.crew import Crew, crew_size
from tuotou.operations.replay_job import Job, count
from tuotou.operations.report import Report, report_of
from tuotou.operations.wanted import REPORT, Exceptions, Wanted

Progress = Callable[[int, int | None], None]


def replay(
    events: pl.DataFrame,
    handbook: Handbook,
    as_of: int,
    progress: Progress = lambda *_: None,
    wanted: Wanted = REPORT,
) -> Report:
    """Judge all events, held in memory, as believed at `as_of` (µs UTC).

    `progress` counts events judged.
    """
    tally, gauges = wanted.counting(handbook, as_of)
    known = believed(tally.docket.read_from(events), as_of)
    trails = unfold_all(known, handbook.vocabulary, reads=tally.docket.reads)
    count(trails, tally, lambda: progress(min(tally.events, len(events)), len(events)))
    return _report(tally, gauges)


def replay_archive(
    root: Path,
    handbook: Handbook,
    as_of: int | None = None,
    progress: Progress = lambda *_: None,
    wanted: Wanted = REPORT,
) -> Report:
    """Judge an archive, partition by partition, as believed at `as_of`, or at its last recording (rule 62).

    As many processes work on it as pay. Each holds a partition and what spreads from the containers, whatever the
    size. Raises `ArchiveError`.
    """
    archive = Archive.open(root)
    now = archive.recorded_until or 0 if as_of is None else as_of
    watch = _Watch(archive.count, progress, wanted.exceptions)
    job = Job(root, handbook, now, wanted.exceptions is not None, replace(wanted, exceptions=None))
    with Crew(job, crew_size(archive)) as crew:
        received = replace(wanted, exceptions=watch.receive if wanted.exceptions else None)
        tally, gauges = received.counting(handbook, now)
        archived = ArchivedTrails(archive, tally.docket, now)
        count(archived.containers(), tally, lambda: watch.here(tally.events))
        partitions = list(archived.partitions())
        crew.work(
            len(partitions),
            lambda number: count(archived.trails(partitions[number]), tally, lambda: watch.here(tally.events)),
            lambda number: watch.elsewhere(partitions[number].events),
            watch.receive,
        )
        for harvest in crew.made():
            tally.merge(harvest.part)
            gauges.merge(harvest.measured)
            archived.aside += harvest.aside
        count(archived.tied(), tally)
    return _report(tally, gauges)


def _report(tally: Tally, gauges: Gauges) -> Report:
    """The report, once everything is counted."""
    figures = tally.finish()  # only now is all judged that indicators count
    return replace(report_of(figures, tally.docket.handbook), indicators=gauges.measured())


class _Watch:
    """Tells how far the work is, and hands exceptions on, one at a time; several threads speak to it."""

    def __init__(self, events: int, progress: Progress, exceptions: Exceptions | None) -> None:
        self._all, self._progress, self._exceptions = events, progress, exceptions
        self._here, self._elsewhere, self._lock = 0, 0, Lock()

    def here(self, events: int) -> None:
        """So many events are judged in this process."""
        with self._lock:
            self._here = events
            self._tell()

    def elsewhere(self, events: int) -> None:
        """So many more are judged in another."""
        with self._lock:
            self._elsewhere += events
            self._tell()

    def _tell(self) -> None:
        self._progress(min(self._here + self._elsewhere, self._all), self._all)

    def receive(self, found: pl.DataFrame) -> None:
        """Hands exceptions on."""
        with self._lock:
            if self._exceptions is not None:
                self._exceptions(found)
