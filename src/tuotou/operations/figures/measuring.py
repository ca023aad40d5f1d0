"""What is measured live: the indicators in force, over the standards whose promises they count."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import polars as pl

from tuotou.core.promises.docket import Docket, compile_docket
from tuotou.core.standards.indicator import Indicator, Promised, Took, versions_at
from tuotou.core.trail.whereabouts import ASKED
from tuotou.core.working_time import Calendar
from tuotou.operations.live.watch import Watch
from tuotou.store.packing import columns_of

REACH: Final = 30
"""Days for which figures are kept up with what becomes known: a subject leaves the live tables at the earliest 30 days
after its end, and what it counts for is not looked at any more then."""
CALENDAR: Final = "cn-express"


@dataclass(frozen=True)
class Measuring:
    """What is measured at an instant, compiled."""

    docket: Docket
    now: int
    fingerprint: str

    @classmethod
    def of(cls, watch: Watch, now: int) -> Measuring:
        """By the documents that hold at an instant (µs UTC)."""
        indicators = measured_live(watch, now)
        ids = {id for one in indicators for id in _standards(one)}
        standards = tuple(s for s in watch.handbook.standards if s.id in ids)
        mark = hashlib.sha256(f"{watch.handbook.fingerprint}{indicators!r}".encode()).hexdigest()
        return cls(compile_docket(replace(watch.handbook, standards=standards), indicators), now, mark)

    @property
    def columns(self) -> dict[str, pl.DataType]:
        """The columns of a trail that are read."""
        vocabulary = self.docket.handbook.vocabulary
        return columns_of(vocabulary, self.docket.columns | set(ASKED))

    @property
    def since(self) -> int:
        """The first business day that is kept up."""
        return business_day(self.docket.handbook.calendars[CALENDAR], self.now) - REACH


def measured_live(watch: Watch, now: int) -> tuple[Indicator, ...]:
    """The indicators that are counted subject by subject.

    What counts promises over many subjects at once (`at_most`) is no sum over subjects: it is told by a replay only.
    """
    crowds = {s.id for s in watch.handbook.standards if s.form == "at_most"}
    in_force = [one for one in versions_at(watch.indicators, now) if one.status == "in_force"]
    return tuple(one for one in in_force if crowds.isdisjoint(_standards(one)))


def business_day(calendar: Calendar, at: int) -> int:
    """The business day of an instant."""
    return int(calendar.day(np.array([at]))[0])


def begins(calendar: Calendar, day: int) -> int:
    """The first instant of a business day."""
    return int(calendar.at(np.array([day], dtype=np.int32), calendar.cut)[0])


def _standards(indicator: Indicator) -> Sequence[str]:
    """The standards whose promises it counts."""
    return [id for term in indicator.terms() if isinstance(term, Promised | Took) for id in term.of]
