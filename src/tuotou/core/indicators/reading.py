"""A chunk that was judged, with what several indicators ask of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from tuotou.core.promises.judge import Judged, Ruling
from tuotou.core.promises.sheet import Sheet
from tuotou.core.standards.standard import Selector
from tuotou.core.trail.trail import Codes, Flags, Rows


class Found(NamedTuple):
    """[k] what is counted of one chunk."""

    row: Rows  # the event at which it is counted
    day: Codes  # the business day
    site: Codes
    person: Codes

    def where(self, chosen: Flags | Rows) -> Found:
        """Some of it."""
        return Found(*(each[chosen] for each in self))


@dataclass(slots=True)
class Reading:
    """A chunk, with what several indicators ask of it."""

    judged: Judged
    as_of: int

    @property
    def sheet(self) -> Sheet:
        return self.judged.sheet

    def events(self, subject: str, selector: Selector) -> tuple[Rows, Rows]:
        """(rows that match and happened by then, rows of which it cannot be said)."""
        chosen, unsure = (self._counted(rows) for rows in self.sheet.chosen(subject, selector))
        return chosen, unsure

    def _counted(self, rows: Rows) -> Rows:
        rows = self.sheet.counted(rows, stale=False, echoes=False, coarse=True, beyond=False)
        return rows[self.sheet.trail.at[rows] <= self.as_of]

    def rulings(self, of: Sequence[str]) -> Iterator[Ruling]:
        """The promises of some standards; trials are in no indicator (kernel rule 35)."""
        for ruling in self.judged.rulings:
            standard = ruling.batch.version.standard
            if standard.id in of and standard.status != "trial":
                yield ruling

    def first(self, rows: Rows) -> Rows:
        """The first of each life."""
        return rows[np.unique(self.sheet.trail.life[rows], return_index=True)[1]]
