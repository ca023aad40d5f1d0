"""Storms: which parcels were on a trip that weather held up, and how long that is declared to excuse."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Self

import numpy as np

from tuotou.simulator.company import Indices
from tuotou.simulator.course import Course
from tuotou.simulator.demand import Flags
from tuotou.simulator.timetable import HOUR, Minutes

AFTERMATH: Final = 16 * HOUR  # after the arrival


@dataclass(frozen=True, slots=True)
class Storms:
    """[n] the time from the first storm to the last that a parcel met; none: from infinity."""

    since: Minutes
    until: Minutes

    @classmethod
    def of(cls, course: Course, parcels: int) -> Self:
        """Those of a course."""
        since, until = np.full(parcels, np.inf), np.full(parcels, -np.inf)
        legs, trips = course.legs, course.trips
        hit = np.flatnonzero(trips.storm[legs.trip])
        np.minimum.at(since, legs.parcel[hit], trips.planned_departure[legs.trip[hit]])
        np.maximum.at(until, legs.parcel[hit], trips.arrival[legs.trip[hit]] + AFTERMATH)
        return cls(since, until)

    def excuse(self, parcel: Indices, opens: Minutes, due: Minutes) -> Flags:
        """[k] whether a storm meets the time from opening to due."""
        return np.asarray((self.since[parcel] <= due) & (opens < self.until[parcel]))
