"""Counting by (docket row, something, status) over many chunks, in arrays that stay small."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, NamedTuple

import numpy as np
import polars as pl

from tuotou.core.promises.docket import Docket
from tuotou.core.promises.promise import KEPT, STATUSES
from tuotou.core.trail.trail import Codes, Rows

COMPACT: Final = 2_000_000  # counts of several chunks that may wait to be added up
SPARSE: Final = 8  # so many times more values than rows: sorting beats a table
SHIFT: Final = 34  # bits for the something: a site, a person, a day; from −2³³ on
HALF: Final = 1 << (SHIFT - 1)
KINDS: Final = len(STATUSES)


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
    found = np.flatnonzero(count)
    return Tabulated(found + low, count[found])


def add_up(keys: Rows, counts: Rows) -> Tabulated:
    """The sum of the counts of each key, ascending."""
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    starts = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1])) if len(keys) else order
    return Tabulated(ordered[starts], np.add.reduceat(counts[order], starts) if len(keys) else counts)


@dataclass(slots=True)
class Counts:
    """How many promises of each docket row, something and status. Cells that are nought are nowhere."""

    _keys: list[Rows] = field(default_factory=list)
    _counts: list[Rows] = field(default_factory=list)
    _waiting: int = 0

    def add(self, place: int | Codes, found: Tabulated, status: int | Codes = KEPT) -> None:
        """Counts what was tabulated, of one docket row and status, or of one each."""
        if not len(found.value):
            return
        self._keys.append(((np.int64(place) << SHIFT) + found.value + HALF) * KINDS + status)
        self._counts.append(found.times)
        self._waiting += len(found.value)
        if self._waiting > COMPACT:
            self._compact()

    def turn(self, place: int, other: Codes, status: Codes) -> None:
        """Counts promises that were taken for kept under what they are."""
        keys = ((np.int64(place) << SHIFT) + other + HALF) * KINDS
        for each, sign in ((keys + KEPT, -1), (keys + status, 1)):
            self._keys.append(each)
            self._counts.append(np.full(len(each), sign))
        self._waiting += 2 * len(keys)

    def _compact(self) -> None:
        keys, counts = add_up(np.concatenate(self._keys), np.concatenate(self._counts))
        self._keys, self._counts, self._waiting = [keys[counts != 0]], [counts[counts != 0]], 0

    def frame(self, docket: Docket, name: str) -> pl.DataFrame:
        """standard, `name` (code), status, promises."""
        if self._keys:
            self._compact()
        empty = np.zeros(0, dtype=np.int64)
        keys, counts = np.concatenate([empty, *self._keys]), np.concatenate([empty, *self._counts])
        rest, kind = np.divmod(keys, KINDS)
        ids = pl.Series([r.standard.id for r in docket.rows], dtype=pl.String)
        return pl.DataFrame(
            {
                "standard": ids[rest >> SHIFT],
                name: (rest & ((1 << SHIFT) - 1)) - HALF,
                "status": pl.Series(STATUSES)[kind],
                "promises": pl.Series(counts, dtype=pl.Int64),
            }
        )
