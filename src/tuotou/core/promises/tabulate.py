"""Counting by (docket row, something, status) over many chunks, in arrays that stay small."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
import polars as pl

from tuotou.core.promises.docket import Docket
from tuotou.core.promises.promise import STATUSES
from tuotou.core.trail.trail import Codes, Rows

DENSE: Final = 8_000_000  # cells up to which counting into a table beats sorting
COMPACT: Final = 2_000_000  # counts of several chunks that may wait to be added up
SHIFT: Final = 34  # bits for the something: a site, a person, a day; from −2³³ on
HALF: Final = 1 << (SHIFT - 1)
KINDS: Final = len(STATUSES)


@dataclass(slots=True)
class Counts:
    """How many promises of each docket row, something and status. Cells that are nought are nowhere."""

    _keys: list[Rows] = field(default_factory=list)
    _counts: list[Rows] = field(default_factory=list)
    _waiting: int = 0

    def add(self, place: Codes, other: Rows, status: Codes) -> None:
        """Counts the rows of one chunk."""
        if not len(place):
            return
        low = int(other.min())
        width = int(other.max()) - low + 1
        key = (place.astype(np.int64) * width + (other - low)) * KINDS + status
        if (int(place.max()) + 1) * width * KINDS <= max(DENSE, len(key)):
            count = np.bincount(key)
            found = np.flatnonzero(count)
            count = count[found]
        else:
            found, count = np.unique(key, return_counts=True)
        rest, kind = np.divmod(found, KINDS)
        where, what = np.divmod(rest, width)
        self._keys.append(((where << SHIFT) + (what + low + HALF)) * KINDS + kind)
        self._counts.append(count)
        self._waiting += len(found)
        if self._waiting > COMPACT:
            self._compact()

    def _compact(self) -> None:
        keys, place = np.unique(np.concatenate(self._keys), return_inverse=True)
        counts = np.bincount(place, np.concatenate(self._counts)).astype(np.int64)
        self._keys, self._counts, self._waiting = [keys], [counts], 0

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
