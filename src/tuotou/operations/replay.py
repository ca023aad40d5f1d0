"""Replay: a history and a handbook in, the report out. Every promise as believed at one instant."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from threading import Lock
from typing import Final

import polars as pl

from tuotou.archive.read import Archive, Partition
from tuotou.core.promises.count import Tally
from tuotou.core.promises.docket import compile_docket
from tuotou.core.promises.judge import chunks, judge
from tuotou.core.standards.handbook import Handbook
from tuotou.core.trail.facts import believed
from tuotou.core.trail.trail import Trail
from tuotou.core.trail.unfold import unfold_all
from tuotou.operations.archived_trails import ArchivedTrails
from tuotou.operations.report import Report, report_of

THREADS: Final = 2  # partitions in hand at once: more would cost memory, and two keep two cores busy
Progress = Callable[[int, int | None], None]
Exceptions = Callable[[pl.DataFrame], None]


def replay(
    events: pl.DataFrame,
    handbook: Handbook,
    as_of: int,
    progress: Progress = lambda *_: None,
    exceptions: Exceptions | None = None,
) -> Report:
    """Judge all events, held in memory, as believed at `as_of` (µs UTC).

    `progress` counts events judged; `exceptions` receives the promises that are not settled, or not kept in time.
    """
    counting = _Counting(Tally(compile_docket(handbook), as_of, exceptions), progress, len(events))
    known = believed(counting.docket.read_from(events), as_of)
    counting.take(unfold_all(known, handbook.vocabulary, reads=counting.docket.reads))
    return report_of(counting.tally.finish(), handbook)


def replay_archive(
    root: Path,
    handbook: Handbook,
    as_of: int | None = None,
    progress: Progress = lambda *_: None,
    exceptions: Exceptions | None = None,
) -> Report:
    """Judge an archive, partition by partition, as believed at `as_of`, or at its last recording (rule 62).

    Memory holds two partitions and what spreads from the containers, whatever the size. Raises `ArchiveError`.
    """
    archive = Archive.open(root)
    now = archive.recorded_until or 0 if as_of is None else as_of
    counting = _Counting(Tally(compile_docket(handbook), now, exceptions), progress, archive.count)
    archived = ArchivedTrails(archive, counting.docket, now)
    counting.take(archived.containers())
    _in_turn(lambda partition: counting.take(archived.trails(partition)), archived.partitions())
    counting.take(archived.tied())
    return report_of(counting.tally.finish(), handbook)


class _Counting:
    """A tally that several threads fill, chunk by chunk."""

    def __init__(self, tally: Tally, progress: Progress, events: int) -> None:
        self.tally, self.docket = tally, tally.docket
        self._progress, self._events, self._lock = progress, events, Lock()

    def take(self, trails: Iterable[Trail]) -> None:
        """Judge all lives, trail by trail."""
        for trail in trails:
            self._judge(trail)

    def _judge(self, trail: Trail) -> None:
        with self._lock:
            self.tally.note(trail.findings)
        for chunk in chunks(trail):
            judged = judge(chunk, self.docket, self.tally.as_of)
            with self._lock:
                self.tally.add(judged)
                self._progress(min(self.tally.events, self._events), self._events)


def _in_turn(work: Callable[[Partition], None], partitions: Iterator[Partition]) -> None:
    """Runs the work over the partitions, a few at a time; the first error ends it."""
    with ThreadPoolExecutor(THREADS) as pool:
        running: list[Future[None]] = [pool.submit(work, partition) for partition in partitions]
        for each in running:
            each.result()
