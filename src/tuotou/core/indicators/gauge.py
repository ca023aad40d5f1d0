"""Counts what indicators ask for, chunk by chunk, beside the promises: the same trails, the same conditions."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import polars as pl

from tuotou.core.indicators.cells import DAY, Cells, Slot
from tuotou.core.indicators.counting import statuses
from tuotou.core.indicators.figure import Measured, measured
from tuotou.core.indicators.reading import Reading
from tuotou.core.indicators.tabling import Tabling
from tuotou.core.promises.crowd import Counted
from tuotou.core.promises.docket import Docket
from tuotou.core.promises.judge import Judged
from tuotou.core.promises.tabulate import tabulate
from tuotou.core.standards.indicator import (
    Promised,
)


@dataclass(slots=True)
class Gauges:
    """What remains of all events and promises for the indicators of a docket: numbers by day, and by what they name."""

    docket: Docket
    as_of: int
    cells: Cells = field(default_factory=Cells)

    def add(self, judged: Judged) -> None:
        """Takes one chunk in."""
        reading = Reading(judged, self.as_of)
        for number, indicator in enumerate(self.docket.indicators):
            Tabling(reading, number, indicator, self.cells).count_all()

    def add_crowd(self, crowd: Counted) -> None:
        """Takes in the promises of an `at_most` standard, which are judged when all are there."""
        standard, members = crowd.version.standard, crowd.members
        if standard.status == "trial":
            return
        for number, indicator in enumerate(self.docket.indicators):
            for part, term in (("count", indicator.count), ("per", indicator.per)):
                if isinstance(term, Promised) and standard.id in term.of:
                    mine = np.flatnonzero(np.isin(crowd.status, statuses(term)))
                    day = self.docket.handbook.calendars[indicator.calendar].day(members.at[mine])
                    told = {DAY: day, "site": members.site[mine], "person": members.person[mine]}
                    for word in (DAY, *indicator.by):
                        if word in told:
                            found = tabulate(told[word])
                            self.cells.add(Slot(number, part, word), found.value, found.times)

    def part(self) -> pl.DataFrame:
        """Everything counted so far, for gauges of the same indicators in another process."""
        return self.cells.frame()

    def merge(self, part: pl.DataFrame) -> None:
        """Takes in what others counted."""
        self.cells.merge(part)

    def measured(self) -> tuple[Measured, ...]:
        """The figures, once all chunks are in and the tally is finished."""
        return measured(self.cells.frame(), self.docket, self.as_of)
