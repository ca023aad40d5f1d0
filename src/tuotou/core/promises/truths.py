"""What conditions say of the rows of a chunk: each is asked of a row once, all that are asked of a kind together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final
from weakref import proxy

import numpy as np
import polars as pl

from tuotou.core.standards.handbook import Asked
from tuotou.core.trail.search import places
from tuotou.core.trail.trail import Codes, Rows

if TYPE_CHECKING:
    from tuotou.core.promises.sheet import Sheet

TOGETHER: Final = 4_096  # rows of different kinds that are asked at once: to ask costs more than to ask too much
UNASKED: Final = -2


class Truths:
    """Three-valued: 1 true, 0 false, -1 cannot say (rule 21)."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet: Sheet = proxy(sheet)  # it holds this: in a circle neither would go before Python looks for such
        self._docket = sheet.docket
        self._told: dict[Asked, Codes] = {}  # [n] by condition
        self._left = self._groups()

    def _groups(self) -> dict[int, list[int]]:
        """By word that some condition is asked of: the words that are asked together with it."""
        found: dict[int, list[int]] = {}
        group, size = list[int](), 0
        for word, (begin, end) in self._sheet.words.items():
            if word in self._docket.asked_by_word:
                if size and size + end - begin > TOGETHER:
                    group, size = [], 0
                group.append(word)
                found[word], size = group, size + end - begin
        return found

    def of(self, key: Asked, rows: Rows) -> Codes:
        """What a condition says of some rows."""
        for word in self._docket.asked_of.get(key, ()):
            if word in self._left:
                self._ask_together(self._left[word])
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

    def _ask_together(self, words: Sequence[int]) -> None:
        """Asks all that standards ask of these words, of all their rows."""
        keys = list(dict.fromkeys(key for word in words for key in self._docket.asked_by_word[word]))
        rows = np.concatenate([self._sheet.of_word(word) for word in words])
        for key, told in zip(keys, self._ask(keys, rows), strict=True):
            self._of(key)[rows] = told
        for word in words:
            del self._left[word]

    def _ask(self, keys: Sequence[Asked], rows: Rows) -> Codes:
        """[keys, rows]"""
        conditions = [self._docket.conditions[key] for key in keys]
        names = sorted({name for c in conditions for name in (*c.columns, *c.facts)})
        # as many threads as columns cost more than they bring, and so do a cast and a fill for each
        asked = self._sheet.several(names, rows).select_seq(self._docket.asked[key] for key in keys)
        told = pl.concat([column.rename("") for column in asked], rechunk=True).cast(pl.Int8)
        found = told.to_numpy()  # null, if any is, as NaN
        if told.null_count():
            found = np.where(np.isnan(found), -1, found).astype(np.int8)
        return np.broadcast_to(found.reshape(len(keys), -1), (len(keys), len(rows)))
