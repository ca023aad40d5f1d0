"""What members need of the containers they rode in: forty bytes a row, and the events that spread.

A container's trail is unfolded and judged like any other, then let go; its hold stays as long as members come.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tuotou.core.trail.search import bisect, places
from tuotou.core.trail.trail import EVENT, FEW, Codes, Flags, Instants, Rows, Trail
from tuotou.core.trail.vocabulary import Vocabulary
from tuotou.core.working_time import NEVER

NOWHERE: Final = -1  # no number of a container is given
UNHEARD: Final = -2  # the number of a container of which no event is known

TOLD: Final[Mapping[str, type[np.generic]]] = {
    "at": np.int64,
    "recorded": np.int64,
    "kind": np.int32,
    "site": np.int32,
    "person": np.int32,
    "rank": np.int32,
    "origin": np.int32,  # row of `Holds.events`
    "stale": np.bool_,
    "coarse": np.bool_,
}
"""What a row of what spreads says."""
RECORD: Final = np.dtype(list(TOLD.items()), align=True)  # a member takes a whole one at a time, from anywhere


@dataclass(frozen=True, slots=True)
class ByLife:
    """Values by life: those of life i are values[start[i] : start[i + 1]]."""

    start: Rows  # [m + 1]
    values: np.ndarray

    @classmethod
    def joined(cls, parts: Sequence[ByLife]) -> ByLife:
        """Those of several sets of lives, one behind the other."""
        counts = np.concatenate([np.diff(part.start) for part in parts])
        return cls(np.append(0, np.cumsum(counts)), np.concatenate([part.values for part in parts]))

    def following(self, life: Rows, target: Instants) -> Instants:
        """The first value > the target, NEVER where there is none; values ascend in each life."""
        end = self.start[life + 1]
        found = bisect(self.values, self.start[life], end, target, right=True)
        return np.where(found < end, np.append(self.values, NEVER)[found], NEVER)


@dataclass(frozen=True, slots=True)
class Seen:
    """What a hold is made of: this much is kept of a container's trail, or of a part of many."""

    numbers: pl.Series  # [m] of the lives
    began: Instants  # [m]
    sites: ByLife  # of what happened in a life's first instant
    emptied: ByLife  # instants
    told: ByLife  # of `RECORD`; the `origin` of own events is not known yet
    own: Flags  # by row of `told`
    events: pl.DataFrame  # what of it is own

    @classmethod
    def of(cls, trail: Trail, vocabulary: Vocabulary, reads: Collection[str]) -> Seen:
        """What members need of a trail; `reads` are the kinds that some document reads."""
        began = trail.at[trail.start[:-1]]
        first = places(trail.at == began.take(trail.life))
        read = np.array([*(name in reads for name in vocabulary.kinds), False])
        spreading = places((vocabulary.spreads & read).take(trail.kind))
        emptying = places(vocabulary.empties.take(trail.kind) & ~trail.inherited)
        told, own = np.empty(len(spreading), dtype=RECORD), ~trail.inherited[spreading]
        for name in TOLD:
            told[name] = getattr(trail, name)[spreading]
        place = trail.place[spreading[own]]
        table = trail.table.down_to(int(place.max(initial=0)))
        events = table.rows(place, [*table.schema])
        return cls(
            trail.lives["subject"].cast(pl.String),
            began,
            _by_life(trail, first, trail.site[first]),
            _by_life(trail, emptying, trail.at[emptying]),
            _by_life(trail, spreading, told),
            own,
            events[[c.name for c in events if c.name in EVENT or c.null_count() < len(c)]],
        )

    def alone(self) -> Seen:
        """The same without the events it was taken from."""
        return replace(self, events=alone(self.events))


def alone(events: pl.DataFrame) -> pl.DataFrame:
    """The events without what they were taken from: a few rows of text would keep its whole columns in memory."""
    written = events.write_ipc_stream(None, compat_level=pl.CompatLevel.oldest())
    written.seek(0)
    return pl.read_ipc_stream(written)


def _by_life(trail: Trail, rows: Rows, values: np.ndarray) -> ByLife:
    return ByLife(np.searchsorted(rows, trail.start), values)


@dataclass(frozen=True, slots=True)
class Numbers:
    """Different numbers, found by their hashes: a table says where those with the same first bits stand."""

    names: pl.Series
    hashes: NDArray[np.uint64]  # ascending, no two alike; behind them the largest there is
    table: Rows
    bits: int  # by which the table is read
    seed: int

    @classmethod
    def of(cls, names: pl.Series) -> Numbers:
        """These numbers, at least one, in an order of their own."""
        for seed in count():
            hashes = names.hash(seed).to_numpy()
            order = np.argsort(hashes)
            hashes = hashes[order]
            if not (hashes[1:] == hashes[:-1]).any():
                break
        bits = len(hashes).bit_length()
        table = np.searchsorted(hashes, np.arange(2**bits, dtype=np.uint64) << np.uint64(64 - bits))
        return cls(names[order], np.append(hashes, np.uint64(2**64 - 1)), table, bits, seed)

    def places(self, names: pl.Series) -> Codes:
        """The place of each; `NOWHERE` where there is none, `UNHEARD` where it is not among them."""
        if len(names) + len(self.names) <= FEW:
            known: dict[str | None, int] = {name: place for place, name in enumerate(self.names.to_list())}
            known[None] = NOWHERE
            return np.array([known.get(name, UNHEARD) for name in names.to_list()], dtype=np.int64)
        hashes = names.hash(self.seed).to_numpy()
        found: Codes = self.table[hashes >> np.uint64(64 - self.bits)]
        while (before := self.hashes[found] < hashes).any():
            found = found + before
        found = np.minimum(found, len(self.names) - 1)
        other = self.names[found] != names
        found[(other.fill_null(True) if names.null_count() else other).to_numpy()] = UNHEARD
        if names.null_count():
            found[names.is_null().to_numpy()] = NOWHERE
        return found


@dataclass(frozen=True, slots=True)
class Hold:
    """One level of containers, as their members need it. `m` lives, those of a number together, the first one first."""

    level: str
    numbers: Numbers
    first: Rows  # by place of the number: its first life; -1: none
    count: Rows  # by place of the number: how many lives it has
    began: Instants  # [m]
    succeeded: Instants  # [m] when the next life of the number began; NEVER: there is none
    sites: ByLife  # of what happened in a life's first instant
    emptied: ByLife  # instants
    start: Rows  # [m + 1] which rows of `Holds.told` are a life's


@dataclass(frozen=True, slots=True)
class Holds:
    """The levels of containers, outermost first, and what spreads from them."""

    levels: tuple[Hold, ...] = ()
    told: np.ndarray = field(default_factory=lambda: np.empty(0, dtype=RECORD))  # by level, life and instant
    events: pl.DataFrame = field(default_factory=pl.DataFrame)  # by level, number, time and id

    def within(self, level: str, seen: Sequence[Seen]) -> Holds:
        """The same with one more level inside them; all lives of a number must stand in one of the parts."""
        names = pl.concat([each.numbers for each in seen])
        if names.is_empty():
            return self
        events = pl.concat([each.events for each in seen], how="diagonal")
        subject = events["subject"].cast(pl.String)
        numbers = Numbers.of(pl.concat([names, subject]).unique())
        order = _by_name(subject, numbers)
        told = ByLife.joined([each.told for each in seen])
        origin = np.empty(len(order), dtype=np.int32)
        origin[order] = self.events.height + np.arange(len(order))
        told.values["origin"][np.concatenate([each.own for each in seen])] = origin
        hold = _hold(level, numbers, names, seen, len(self.told) + told.start)
        return Holds(
            (*self.levels, hold),
            np.concatenate([self.told, told.values]),
            pl.concat([self.events, events[order]], how="diagonal", rechunk=True),
        )


def _by_name(subject: pl.Series, numbers: Numbers) -> Rows:
    """The order of rows by number; those of one number as they stand."""
    names = numbers.names.to_list()
    rank = np.empty(len(names), dtype=np.int64)
    rank[sorted(range(len(names)), key=names.__getitem__)] = np.arange(len(names))
    return np.argsort(rank[numbers.places(subject)], kind="stable")


def _hold(level: str, numbers: Numbers, names: pl.Series, seen: Sequence[Seen], start: Rows) -> Hold:
    """A level whose lives have these names."""
    place, began = numbers.places(names), np.concatenate([each.began for each in seen])
    first = np.full(len(numbers.names), -1)
    first[place[::-1]] = np.arange(len(place))[::-1]
    succeeded = np.full(len(place), NEVER)
    succeeded[:-1] = np.where(place[1:] == place[:-1], began[1:], NEVER)
    return Hold(
        level,
        numbers,
        first,
        np.bincount(place, minlength=len(first)),
        began,
        succeeded,
        ByLife.joined([each.sites for each in seen]),
        ByLife.joined([each.emptied for each in seen]),
        start,
    )
