"""What one chunk counts for one indicator, in cells: by day, and by whatever its document tells it by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from tuotou.core.indicators.cells import DAY, MORE, Cells, Slot
from tuotou.core.indicators.counting import Counting, step_of
from tuotou.core.indicators.reading import Found
from tuotou.core.promises.tabulate import tabulate
from tuotou.core.standards.indicator import LANE, ROUTE
from tuotou.core.trail.trail import Codes, Instants, Rows


@dataclass(slots=True)
class Tabling(Counting):
    """One indicator on one chunk, counted in cells."""

    cells: Cells

    def _add(self, part: str, found: Found) -> None:
        for word, value in self._told(found):
            counted = tabulate(value)
            self.cells.add(Slot(self.number, part, word), counted.value, counted.times)

    def _add_times(self, part: str, found: Found, times: Rows, until: Codes) -> None:
        for day, sign in ((found.day, 1), (until, -1)):
            counted = tabulate(day)
            self.cells.add(Slot(self.number, f"{part}{MORE}", DAY), counted.value, sign * counted.times)
        for word, value in self._told(found):
            if word != DAY:
                self.cells.add(Slot(self.number, part, word), value, times)

    def _add_sums(self, part: str, found: Found, amount: Rows) -> None:
        for word, value in self._told(found):
            self.cells.add(Slot(self.number, part, word), value, amount)

    def _add_values(self, found: Found, amount: Rows, fine: int | None = None) -> None:
        step = step_of(amount, fine)
        for word, value in self._told(found):
            slot = Slot(self.number, "values", word)
            self.cells.add(slot, value, np.ones(len(value), dtype=np.int64), step)
            self.cells.add_total(slot, value, amount)

    def _note(self, part: str, row: Rows, day: Codes) -> None:
        counted = tabulate(day)
        self.cells.add(Slot(self.number, part, DAY), counted.value, counted.times)

    def _later(self, row: Rows, at: Instants) -> None:
        """A replay judges once."""

    def _told(self, found: Found) -> Iterator[tuple[str, Rows | Codes]]:
        """(word, value of each) of everything that it is told by."""
        yield DAY, found.day
        for word in self.indicator.by:
            yield word, self._value(word, found)

    def _value(self, word: str, found: Found) -> Rows | Codes:
        if word in ("site", "person"):
            return found.site if word == "site" else found.person
        sheet, cells = self.reading.sheet, self.cells
        if word != LANE:
            return cells.coded(sheet.values(word, found.row).cast(pl.String))
        origin, target = (sheet.values(f"{self.indicator.subject}.{name}", found.row).cast(pl.String) for name in ROUTE)
        return cells.coded(origin + " → " + target)
