"""What conditions say of the rows of a chunk: each is asked of a row once, all that are asked of a kind together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from tuotou.core.promises.docket import Asked
from tuotou.core.trail.search import places
from tuotou.core.trail.trail import Codes, Rows

if TYPE_CHECKING:
    from tuotou.core.promises.sheet import Sheet

SMALL: Final = 4_096  # rows up to which all conditions are asked of all rows at once
UNASKED: Final = -2


class Truths:
    """Three-valued: 1 true, 0 false, -1 cannot say (rule 21)."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet, self._docket = sheet, sheet.docket
        self._told: dict[Asked, Codes] = {}  # [n] by condition
        self._left = set(sheet.words)  # the words of whose rows nothing was asked yet

    def of(self, key: Asked, rows: Rows) -> Codes:
        """What a condition says of some rows."""
        if words := self._left & self._docket.asked_of.get(key, frozenset()):
            self._ask_together(words)
        told = self._of(key)
        found = told[rows]
        if len(left := places(found == UNASKED)):  # by an indicator, or of openings that a share counts
            told[rows[left]] = self._ask([key], rows[left])[0]
            found = told[rows]
        return found

    def _of(self, key: Asked) -> Codes:
        if key not in self._told:
            self._told[key] = np.full(self._sheet.trail.size, UNASKED, dtype=np.int8)
        return self._told[key]

    def _ask_together(self, words: Iterable[int]) -> None:
        """Asks all that standards ask of the rows of these words; in a small chunk of all rows at once."""
        sheet = self._sheet
        if sheet.trail.size <= SMALL:
            every = [key for key, asked in self._docket.asked_of.items() if not asked.isdisjoint(sheet.words)]
            self._told.update(zip(every, self._ask(every, np.arange(sheet.trail.size)), strict=True))
            self._left.clear()
            return
        for word in words:
            keys, rows = self._docket.asked_by_word[word], sheet.of_word(word)
            for key, told in zip(keys, self._ask(keys, rows), strict=True):
                self._of(key)[rows] = told
            self._left.discard(word)

    def _ask(self, keys: Sequence[Asked], rows: Rows) -> Codes:
        """[keys, rows]"""
        conditions = [self._docket.conditions[key] for key in keys]
        names = sorted({name for c in conditions for name in (*c.columns, *c.facts)})
        # as many threads as columns cost more than they bring, and so do a cast and a fill for each
        asked = self._sheet.several(names, rows).select_seq(self._docket.asked[key] for key in keys)
        told = pl.concat([column.rename("") for column in asked], rechunk=True).cast(pl.Int8).fill_null(-1).to_numpy()
        return np.broadcast_to(told.reshape(len(keys), -1), (len(keys), len(rows)))
