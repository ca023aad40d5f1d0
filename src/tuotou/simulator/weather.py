"""Events of storms: trips that they hold up are declared, and everybody is told of the delay and the new plan."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import polars as pl

from tuotou.simulator.company import Indices
from tuotou.simulator.ground import Ground
from tuotou.simulator.linehaul import trip_numbers
from tuotou.simulator.scan import By, Subjects
from tuotou.simulator.storm import AFTERMATH
from tuotou.simulator.timetable import CLOSING, DAY, HOUR, OPENING, Minutes

FRAMES = Iterator[pl.DataFrame]
DELAYED: Final = 20.0  # minutes after a departure that weather is declared


def storms(ground: Ground) -> FRAMES:
    """Trips that weather held up: declared, and everybody told of the delay and the new plan."""
    trips, legs, desk = ground.course.trips, ground.course.legs, ground.desk
    hit = np.flatnonzero(trips.storm)
    who, at = Subjects("trip", trip_numbers(hit)), trips.departure[hit] + DELAYED
    span = {
        "period_from": desk.instant(trips.planned_departure[hit]),
        "period_to": desk.instant(trips.arrival[hit] + AFTERMATH),
    }
    office = By(trips.from_[hit], source="office")
    yield desk.scan("force_majeure_declared", who, at - 5, office, reason="storm", **span)
    yield desk.scan("delayed", who, at, office, reason="storm", minutes=trips.arrival[hit] - trips.planned_arrival[hit])
    yield from _told_of_storm(ground, np.flatnonzero(trips.storm[legs.trip]))


def _told_of_storm(ground: Ground, on_board: Indices) -> FRAMES:
    """Every customer of a parcel [l] on board is told the new plan, but those who are forgotten."""
    trips, legs = ground.course.trips, ground.course.legs
    parcel, trip = legs.parcel[on_board], legs.trip[on_board]
    silent = ground.fall_rows("delay_not_told", parcel, np.ones(len(on_board), bool))
    long = trips.arrival[trip] - trips.planned_arrival[trip] >= HOUR
    until = _office_hour(trips.departure[trip] + DELAYED)
    missed = silent & long & ~(ground.ended[parcel] <= until)  # who has it need not be told any more
    for standard, mine in (("delay-plan-told-1h", missed), (None, silent & ~missed)):
        ground.truth.add("delay_not_told", (standard,), ground.of(parcel[mine]), until[mine], trips.from_[trip[mine]])
    rows, told = on_board[~silent], trips.departure[trip] + DELAYED + 4 + legs.place[on_board] % 30
    eta = ground.desk.instant(trips.arrival[legs.trip[rows]] + 12 * HOUR)
    by, said = By(source="office", turn=legs.trip[rows]), {"reason": "storm", "channel": "push"}
    yield ground.desk.scan("delay_told", ground.of(legs.parcel[rows]), told[~silent], by, eta_at=eta, **said)


def _office_hour(at: Minutes) -> Minutes:
    """[n] an hour of opening time later."""
    day = np.floor(at / DAY) * DAY
    begun = np.clip(at - day, OPENING, CLOSING)
    return np.asarray(day + np.where(begun + HOUR <= CLOSING, begun + HOUR, DAY + OPENING + begun + HOUR - CLOSING))
