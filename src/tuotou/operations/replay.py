"""Replay: a history and a handbook in, the report out. Every promise as believed at one instant."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from threading import Lock
from typing import Final

import polars as pl

from tuotou.archive.layout import SUBJECT_KEY
from tuotou.archive.read import Archive, Partition
from tuotou.archive.subject_key import subject_key
from tuotou.core.promises.count import Tally
from tuotou.core.promises.docket import compile_docket
from tuotou.core.promises.judge import chunks, judge
from tuotou.core.standards.handbook import Handbook
from tuotou.core.trail.facts import believed
from tuotou.core.trail.trail import Trail
from tuotou.core.trail.unfold import unfold, unfold_all, unfold_containers
from tuotou.core.trail.vocabulary import Vocabulary
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
    for trail in unfold_all(known, handbook.vocabulary, reads=counting.docket.reads):
        counting.take(trail)
    return report_of(counting.tally.finish(), handbook)


def replay_archive(
    root: Path,
    handbook: Handbook,
    as_of: int | None = None,
    progress: Progress = lambda *_: None,
    exceptions: Exceptions | None = None,
) -> Report:
    """Judge an archive, partition by partition, as believed at `as_of`, or at its last recording (rule 62).

    Memory holds two partitions and the containers, whatever the size. Raises `ArchiveError`.
    """
    archive = Archive.open(root)
    now = archive.recorded_until or 0 if as_of is None else as_of
    counting = _Counting(Tally(compile_docket(handbook), now, exceptions), progress, archive.count)
    columns = [name for name in ("recorded_at", "kind", "site", "person", "source", *sorted(counting.docket.columns))]
    contained = believed(archive.containers(columns).drop(SUBJECT_KEY), now)
    holds = unfold_containers(contained, handbook.vocabulary, reads=counting.docket.reads)
    for hold in holds:
        counting.take(hold)
    tied = _tied(believed(archive.links(columns), now), handbook.vocabulary)
    aside: list[pl.DataFrame] = []

    def one(partition: Partition) -> None:
        events = believed(partition.load(), now)
        if len(tied):
            belongs = events[SUBJECT_KEY].is_in(tied.implode())
            aside.append(events.filter(belongs))
            events = events.filter(~belongs)
        events = events.drop(SUBJECT_KEY)
        counting.take(unfold(events, handbook.vocabulary, reads=counting.docket.reads, holds=holds, in_order=True))

    _in_turn(one, archive.partitions(columns))
    if aside:  # numbers that go on under other numbers lie in any bucket: they are judged together, last
        together = pl.concat(aside, how="diagonal").drop(SUBJECT_KEY)
        counting.take(unfold(together, handbook.vocabulary, reads=counting.docket.reads, holds=holds))
    return report_of(counting.tally.finish(), handbook)


class _Counting:
    """A tally that several threads fill, chunk by chunk."""

    def __init__(self, tally: Tally, progress: Progress, events: int) -> None:
        self.tally, self.docket = tally, tally.docket
        self._progress, self._events, self._lock = progress, events, Lock()

    def take(self, trail: Trail) -> None:
        """Judge the lives of a trail."""
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


def _tied(links: pl.DataFrame, vocabulary: Vocabulary) -> pl.Series:
    """The keys of all numbers that a link joins to another."""
    columns: Collection[str] = {str(k.continues) for k in vocabulary.kinds.values() if k.continues} & set(links.columns)
    pairs = [
        links.select(pl.col("subject_kind").cast(pl.String), pl.col(name).alias("number"))
        for name in ("subject", *columns)
    ]
    named = pl.concat(pairs).drop_nulls().unique() if links.height else pl.DataFrame()
    keys = [subject_key(kind, number) for kind, number in named.iter_rows()]
    return pl.Series(keys, dtype=pl.UInt64)
