"""What every writer of events stands on: the company, what was asked of it, what happened, the faults and the truth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from tuotou.simulator.company import Company, Indices
from tuotou.simulator.course import Course
from tuotou.simulator.demand import Demand, Flags
from tuotou.simulator.fates import Fates
from tuotou.simulator.fault import Faults
from tuotou.simulator.scan import Desk, Subjects
from tuotou.simulator.storm import Storms
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
    fates: Fates
    random: np.random.Generator
    weekday: int = 0  # of the first day; 0: Monday
    storms: Storms = field(init=False)
    faulty: Flags = field(init=False)  # [n] parcels with which something was made to go wrong already
    unscanned: Flags = field(init=False)  # [n] came to the outlet without any scan
    stayed: Flags = field(init=False)  # [n] signed off without ever going out
    uncontacted: Flags = field(init=False)  # [n] nobody contacted the recipient
    unappointed: Flags = field(init=False)  # [n] tried again too soon, without asking when
    ended: Minutes = field(init=False)  # [n] when the recipient had it; NaN: never
    redirected_at: Minutes = field(init=False)  # [n] when the recipient gave another address; NaN: never
    found_odd: Minutes = field(init=False)  # [n] when the outlet found it wet or broken; NaN: never
    traces: list[tuple[Indices, Minutes]] = field(default_factory=list)  # other scans on the way: parcels, instants
    interrupted: Flags = field(init=False)  # [t] trips with an incident

    def __post_init__(self) -> None:
        n = self.demand.size
        self.storms = Storms.of(self.course, n)
        self.faulty, self.unscanned, self.stayed, self.uncontacted, self.unappointed = np.zeros((5, n), dtype=bool)
        self.ended, self.redirected_at, self.found_odd = np.full((3, n), np.nan)
        self.interrupted = np.zeros(self.course.trips.size, dtype=bool)

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

    def scanned(self, scans: pl.DataFrame, parcel: Indices, broken: str | None = None) -> Iterator[pl.DataFrame]:
        """The scans [k] of parcels, but those that are missed, and so break a standard."""
        missed = self.fall_rows("missed_scan", parcel, np.ones(len(parcel), bool))
        if missed.any():
            self.truth.note("missed_scan", broken, scans.filter(missed))
        yield scans.filter(~missed) if missed.any() else scans

    def last_legs(self, of: Flags) -> Indices:
        """The legs on which some parcels come to the outlet that delivers."""
        legs = self.course.legs
        comes = self.course.trips.to[legs.trip] >= self.company.hubs
        return np.flatnonzero(of[legs.parcel] & comes)

    def clerk(self, site: Indices) -> Indices:
        """[k] somebody who works inside the site."""
        return np.asarray(site * 1000 + 1 + site % 3)

    def words(self, words: tuple[str, ...], which: Indices) -> pl.Series:
        """[k] one of the words for each."""
        return pl.Series(words).gather(which)
