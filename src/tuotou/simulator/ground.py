"""What every writer of events stands on: the company, what was asked of it, what happened, the faults and the truth."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import polars as pl

from tuotou.simulator.company import Company, Indices
from tuotou.simulator.course import Course
from tuotou.simulator.demand import Demand, Flags
from tuotou.simulator.fault import Faults
from tuotou.simulator.scan import Desk, Subjects
from tuotou.simulator.timetable import Minutes
from tuotou.simulator.truth import Truth, chosen


@dataclass(slots=True)
class Ground:
    """One simulation after everything moved."""

    company: Company
    demand: Demand
    course: Course
    faults: Faults
    desk: Desk
    truth: Truth
    failures: Indices  # [n] failed attempts of each parcel; network.KEPT_BACK: intercepted
    random: np.random.Generator
    weekday: int = 0  # of the first day; 0: Monday
    faulty: Flags = field(init=False)  # [n] parcels with which something was made to go wrong already
    unscanned: Flags = field(init=False)  # [n] not scanned on arrival at the outlet
    uncontacted: Flags = field(init=False)  # [n] nobody contacted the recipient
    unappointed: Flags = field(init=False)  # [n] tried again too soon, without asking when

    def __post_init__(self) -> None:
        none = np.zeros((4, self.demand.size), dtype=bool)
        self.faulty, self.unscanned, self.uncontacted, self.unappointed = none

    @property
    def parcels(self) -> Subjects:
        """[n] all parcels."""
        return Subjects("parcel", self.demand.number)

    def of(self, rows: Flags | Indices) -> Subjects:
        """Some parcels."""
        return chosen(self.parcels, rows)

    def fall(self, fault: str, among: Flags) -> Flags:
        """[n] parcels with which this goes wrong: at most one fault of this kind each."""
        found = self.faults.fall(fault, among & ~self.faulty)
        self.faulty |= found
        return found

    def fall_rows(self, fault: str, parcel: Indices, among: Flags) -> Flags:
        """[k] the same for rows, each of one parcel."""
        found = self.faults.fall(fault, among & ~self.faulty[parcel])
        self.faulty[parcel[found]] = True
        return found

    def broke(self, fault: str, standards: tuple[str | None, ...], where: Flags, at: Minutes, site: Indices) -> None:
        """Notes that the parcels chosen broke these standards."""
        self.truth.add(fault, standards, self.of(where), at[where], site[where])

    def clerk(self, site: Indices) -> Indices:
        """[k] somebody who works inside the site."""
        return np.asarray(site * 1000 + 1 + site % 3)

    def words(self, words: tuple[str, ...], which: Indices) -> pl.Series:
        """[k] one of the words for each."""
        return pl.Series(words).gather(which)
