"""The belief log of a whole history: what was said of every promise that was ever said broken, and when (rule 2).

Subjects are taken some at a time, each with what it rode in; numbers that a link joins come last, together. Memory
holds a portion, and the events of all containers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from math import ceil
from pathlib import Path
from typing import Final

import polars as pl

from tuotou.archive.layout import SUBJECT_KEY
from tuotou.archive.read import Archive
from tuotou.core.promises.belief import LOGGED, log_docket
from tuotou.core.promises.docket import Docket, compile_docket
from tuotou.core.standards.handbook import Handbook
from tuotou.core.trail.vocabulary import Vocabulary
from tuotou.operations.archived_trails import BASE
from tuotou.operations.replay import Progress

PORTION: Final = 150_000  # events told at once: more cost memory, fewer share less of what they rode in
SUBJECT: Final = ["subject_kind", "subject"]
Receive = Callable[[pl.DataFrame], None]


@dataclass(frozen=True, slots=True)
class Told:
    """A history as a log is told of it."""

    events: int
    containers: pl.DataFrame
    links: pl.DataFrame  # the events that continue a trail under a new number
    portions: Callable[[], Iterator[pl.DataFrame]]  # all other subjects, whole


def tell_events(
    events: pl.DataFrame, handbook: Handbook, until: int, receive: Receive, progress: Progress = lambda *_: None
) -> None:
    """The log of events held in memory, up to `until` (µs UTC), handed on in frames of `belief.LOG`."""
    docket = compile_docket(handbook)
    _tell(_of_events(docket.read_from(events), handbook.vocabulary), handbook, until, receive, progress)


def tell_archive(
    root: Path, handbook: Handbook, until: int | None, receive: Receive, progress: Progress = lambda *_: None
) -> None:
    """The same of an archive; without `until` up to its last recording. Raises `ArchiveError`."""
    archive = Archive.open(root)
    columns = [*BASE, *sorted(compile_docket(handbook).columns)]
    told = Told(
        archive.count,
        archive.containers(columns).drop(SUBJECT_KEY),
        archive.links(columns).drop(SUBJECT_KEY),
        lambda: _portions(archive, columns),
    )
    _tell(told, handbook, archive.recorded_until or 0 if until is None else until, receive, progress)


def _of_events(events: pl.DataFrame, vocabulary: Vocabulary) -> Told:
    """Events in memory; subjects are told apart by their hashes."""
    contained = pl.col("subject_kind").cast(pl.String).is_in(list(vocabulary.containers))
    links = [kind.name for kind in vocabulary.kinds.values() if kind.continues]
    rest, parts = events.filter(~contained), ceil(len(events) / PORTION) or 1
    turn = rest["subject"].hash(1) % parts
    return Told(
        len(events),
        events.filter(contained),
        events.filter(pl.col("kind").cast(pl.String).is_in(links)),
        lambda: (rest.filter(turn == part) for part in range(parts)),
    )


def _portions(archive: Archive, columns: list[str]) -> Iterator[pl.DataFrame]:
    for partition in archive.partitions(columns):
        for portion in partition.read().portions(PORTION):
            yield portion.events.drop(SUBJECT_KEY)


def _tell(told: Told, handbook: Handbook, until: int, receive: Receive, progress: Progress) -> None:
    docket = compile_docket(replace(handbook, standards=tuple(s for s in handbook.standards if s.form in LOGGED)))
    tied = _tied(told.links, handbook.vocabulary)
    desk = _Desk(docket, told.containers, tied, until)
    receive(log_docket(told.containers, docket, until))
    done, aside = told.containers.height, [told.links.clear()]
    for events in told.portions():
        joined = _about(events, tied)
        aside.append(events.filter(joined))
        receive(desk.log(events.filter(~joined)))
        done += events.height
        progress(done, told.events)
    receive(desk.log(pl.concat(aside, how="diagonal_relaxed")))


@dataclass(frozen=True, slots=True)
class _Desk:
    """What the log of any portion needs beside its events."""

    docket: Docket
    containers: pl.DataFrame
    tied: pl.DataFrame
    until: int

    def log(self, events: pl.DataFrame) -> pl.DataFrame:
        """The log of some subjects, whole."""
        ridden = self.containers.filter(_about(self.containers, self._ridden_in(events)))
        return log_docket(events, self.docket, self.until, ridden)

    def _ridden_in(self, events: pl.DataFrame) -> pl.DataFrame:
        """The containers that subjects were put into, those that these were put into, and what goes on as another."""
        vocabulary = self.docket.handbook.vocabulary
        found, reached = [self.tied], events
        for _ in vocabulary.containers:
            found.append(_into(reached, vocabulary))
            reached = self.containers.filter(_about(self.containers, found[-1]))
        return pl.concat(found).unique()


def _about(events: pl.DataFrame, subjects: pl.DataFrame) -> pl.Series:
    """Which events are about some subjects."""
    plain, known = events.select(pl.col(SUBJECT).cast(pl.String)), subjects.with_columns(known=True)
    found = plain.join(known, on=SUBJECT, how="left", maintain_order="left")
    return found["known"].fill_null(False)


def _into(events: pl.DataFrame, vocabulary: Vocabulary) -> pl.DataFrame:
    """The containers that events name."""
    found = [pl.DataFrame(schema=dict.fromkeys(SUBJECT, pl.String()))]
    for kind in vocabulary.kinds.values():
        if kind.enters and "into" in events.columns:
            entering = events.filter(pl.col("kind") == kind.name)
            found.append(entering.select(subject_kind=pl.lit(kind.enters), subject="into").drop_nulls().unique())
    return pl.concat(found).unique()


def _tied(links: pl.DataFrame, vocabulary: Vocabulary) -> pl.DataFrame:
    """The numbers that a link joins to another."""
    columns = {kind.continues for kind in vocabulary.kinds.values() if kind.continues} & set(links.columns)
    names = [pl.col(name).cast(pl.String).alias("subject") for name in ("subject", *sorted(columns))]
    pairs = [links.select(pl.col("subject_kind").cast(pl.String), name) for name in names]
    return pl.concat(pairs).drop_nulls().unique()
