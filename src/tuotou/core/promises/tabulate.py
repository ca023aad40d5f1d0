"""Counting by (docket row, something, status) over many chunks, in arrays that stay small."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, NamedTuple

import numpy as np
import polars as pl

from tuotou.core.promises.docket import Docket
from tuotou.core.promises.promise import KEPT, STATUSES
from tuotou.core.trail.search import places
from tuotou.core.trail.trail import Codes, Rows

COMPACT: Final = 2_000_000  # counts of several chunks that may wait to be added up
SPARSE: Final = 8  # so many times more values than rows: sorting beats a table
SHIFT: Final = 34  # bits for the something: a site, a person, a day; from −2³³ on
HALF: Final = 1 << (SHIFT - 1)
KINDS: Final = len(STATUSES)
NONE: Final = np.zeros(0, dtype=np.int64)


class Tabulated(NamedTuple):
    """How often each value occurs."""

    value: Rows
    times: Rows


def tabulate(values: Codes) -> Tabulated:
    """How often each value occurs, ascending."""
    if not len(values):
        return Tabulated(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
    low = int(values.min())
    if int(values.max()) - low > SPARSE * len(values):
        return add_up(np.asarray(values, dtype=np.int64), np.ones(len(values), dtype=np.int64))
    count = np.bincount(values if low == 0 else values - low)
    found = places(count)
    return Tabulated(found + low, count[found])


def add_up(keys: Rows, counts: Rows) -> Tabulated:
    """The sum of the counts of each key, ascending."""
    order = np.argsort(keys)
    ordered = keys[order]
    starts = places(np.append(True, ordered[1:] != ordered[:-1])) if len(keys) else order
    return Tabulated(ordered[starts], np.add.reduceat(counts[order], starts) if len(keys) else counts)


@dataclass(slots=True)
class Sums:
    """Counts by key, of many chunks; what waits is added up now and then, so that it stays small."""

    _keys: list[Rows] = field(default_factory=list)
    _counts: list[Rows] = field(default_factory=list)
    _waiting: int = 0

    def add(self, keys: Rows, counts: Rows) -> None:
        """Adds counts, which may be negative, under their keys."""
        self._keys.append(keys)
        self._counts.append(counts)
        self._waiting += len(keys)
        if self._waiting > COMPACT:
            self._compact()

    @property
    def size(self) -> int:
        """How many counts are held, at most one of them for each key once they are added up."""
        return sum(len(keys) for keys in self._keys)

    def _compact(self) -> None:
        keys, counts = add_up(np.concatenate(self._keys), np.concatenate(self._counts))
        self._keys, self._counts, self._waiting = [keys[counts != 0]], [counts[counts != 0]], 0

    def all(self) -> tuple[Rows, Rows]:
        """(keys, ascending; counts): what is nought is nowhere."""
        if not self._keys:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        self._compact()
        return self._keys[0], self._counts[0]


@dataclass(slots=True)
class Counts:
    """How many promises of each docket row, something and status; the somethings are small integers from -1 on."""

    _kept: dict[int, Rows] = field(default_factory=dict)  # by docket row: how many are kept of each something, from -1
    _others: Sums = field(default_factory=Sums)

    def add(self, place: int, found: Tabulated, status: int = KEPT) -> None:
        """Counts what was tabulated, of one docket row and status."""
        if status != KEPT:
            self._others.add(_keys(place, found.value) + status, found.times)
        elif len(found.value):
            kept, size = self._kept.get(place, NONE), int(found.value[-1]) + 2
            if len(kept) < size:
                kept = self._kept[place] = np.append(kept, np.zeros(2 * size - len(kept), dtype=np.int64))
            kept[found.value + 1] += found.times

    def add_but(self, place: int, found: Tabulated, other: Codes, status: Codes) -> None:
        """Counts what was tabulated as kept, but for those that are something else."""
        self.add(place, found)
        if len(other):
            away = tabulate(other)
            self.add(place, Tabulated(away.value, -away.times))
            for each in places(np.bincount(status)).tolist():
                self.add(place, tabulate(other[status == each]), each)

    def frame(self, docket: Docket, name: str) -> pl.DataFrame:
        """standard, `name` (code), status, promises; what is nought is left out."""
        keys, counts = ([column] for column in self._others.all())
        for place, kept in self._kept.items():
            there = places(kept)
            keys.append(_keys(place, there - 1) + KEPT)
            counts.append(kept[there])
        rest, kind = np.divmod(np.concatenate(keys), KINDS)
        ids = pl.Series([r.standard.id for r in docket.rows], dtype=pl.String)
        return pl.DataFrame(
            {
                "standard": ids[rest >> SHIFT],
                name: (rest & ((1 << SHIFT) - 1)) - HALF,
                "status": pl.Series(STATUSES)[kind],
                "promises": pl.Series(np.concatenate(counts), dtype=pl.Int64),
            }
        )


def _keys(place: int, other: Codes) -> Rows:
    return ((place << SHIFT) + HALF + other.astype(np.int64)) * KINDS
