"""The trails of an archive, unfolded some subjects at a time: containers first, what is tied by links last."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tuotou.archive.layout import SUBJECT_KEY
from tuotou.archive.read import Archive, Partition, Portion, Stack
from tuotou.archive.subject_key import subject_key
from tuotou.core.promises.docket import Docket
from tuotou.core.trail.facts import believed
from tuotou.core.trail.holds import Holds, Seen, alone
from tuotou.core.trail.trail import Trail, micros
from tuotou.core.trail.unfold import unfold
from tuotou.core.trail.vocabulary import Vocabulary

BASE: Final = ("recorded_at", "kind", "site", "person", "source")
PORTION: Final = 300_000  # events unfolded at once: more cost memory, fewer make chunks that are small to judge


class ArchivedTrails:
    """What an archive holds as believed at one instant: ask for containers, then each partition, then what is left.

    Numbers that a link joins to another number lie in any portion: they are put aside, and come last, together.
    """

    def __init__(self, archive: Archive, docket: Docket, as_of: int) -> None:
        self._vocabulary, self._reads, self._as_of = docket.handbook.vocabulary, docket.reads, as_of
        self._columns = [*BASE, *sorted(docket.columns)]
        self._archive = archive
        self._tied = _tied(believed(archive.links(self._columns), as_of), self._vocabulary)
        self._holds = Holds()
        self.aside: list[pl.DataFrame] = []

    def containers(self) -> Iterator[Trail]:
        """The trails of everything that contains, the outermost first; their members need to have them unfolded."""
        contained = self._archive.container_partition(self._columns).read()
        for level in self._vocabulary.containers:
            seen = []
            for trail in self._level(contained, level):
                yield trail
                seen.append(Seen.of(trail, self._vocabulary, self._reads).alone())
            if seen:
                self._holds = self._holds.within(level, seen)

    def _level(self, contained: Stack, level: str) -> Iterator[Trail]:
        aside = list[pl.DataFrame]()
        for portion in self._known(contained):
            mine = portion.events.select(pl.col("subject_kind") == level).to_series().to_numpy()[portion.order]
            if mine.any():
                yield self._unfolded(Portion(portion.events, portion.order[mine]), aside)
        yield from self._together(aside)

    def partitions(self) -> Iterator[Partition]:
        """Everything else, yet to be read; `trails` may read several at once."""
        return self._archive.partitions(self._columns)

    def trails(self, partition: Partition) -> Iterator[Trail]:
        """The trails of a partition, portion by portion."""
        for portion in self._known(partition.read()):
            yield self._unfolded(portion, self.aside)

    def tied(self) -> Iterator[Trail]:
        """The trails of numbers that go on under other numbers, once all partitions were read."""
        return self._together(self.aside)

    def _known(self, stack: Stack) -> Iterator[Portion]:
        """What is believed of it, portion by portion."""
        for portion in stack.portions(PORTION):
            if all(micros(portion.events[name]).max() <= self._as_of for name in ("recorded_at", "at")):
                yield portion
            else:
                known = believed(portion.events[portion.order], self._as_of)
                yield Portion(known, np.arange(known.height))

    def _unfolded(self, portion: Portion, aside: list[pl.DataFrame]) -> Trail:
        """The trails of a portion without the tied numbers, which go aside."""
        events, order = portion
        belongs = _among(events[SUBJECT_KEY].to_numpy()[order], self._tied)
        events = events.drop(SUBJECT_KEY)
        if belongs.any():
            aside.append(alone(events[order[belongs]]))
            order = order[~belongs]
        return unfold(events, self._vocabulary, reads=self._reads, holds=self._holds, rows=order)

    def _together(self, aside: Sequence[pl.DataFrame]) -> Iterator[Trail]:
        if aside:
            events = pl.concat(aside, how="diagonal")
            yield unfold(events, self._vocabulary, reads=self._reads, holds=self._holds)


def _among(keys: NDArray[np.uint64], few: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """[n] which keys, ascending, are among a few."""
    low, high = np.searchsorted(keys, few), np.searchsorted(keys, few, side="right")
    there = high > low
    edges = np.zeros(len(keys) + 1, dtype=np.int8)
    edges[low[there]] += 1
    edges[high[there]] -= 1
    return np.cumsum(edges[:-1], dtype=np.int8) > 0


def _tied(links: pl.DataFrame, vocabulary: Vocabulary) -> NDArray[np.uint64]:
    """The keys of all numbers that a link joins to another."""
    columns: Collection[str] = {str(k.continues) for k in vocabulary.kinds.values() if k.continues} & set(links.columns)
    pairs = [
        links.select(pl.col("subject_kind").cast(pl.String), pl.col(name).alias("number"))
        for name in ("subject", *columns)
    ]
    named = pl.concat(pairs).drop_nulls().unique() if links.height else pl.DataFrame()
    return np.unique(np.array([subject_key(kind, number) for kind, number in named.iter_rows()], dtype=np.uint64))
