"""Whatever a parcel leaves on its way, in any order: what its silence is counted on."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tuotou.simulator.company import Indices
from tuotou.simulator.delivery import TELLING
from tuotou.simulator.failed import HELD
from tuotou.simulator.ground import Ground
from tuotou.simulator.linehaul import PASSES, drives_past, packed
from tuotou.simulator.timetable import HOUR, Minutes

TRACE, REGISTERED, SCAN = 0, 1, 2  # what a trace is: any; a failure or exception that is registered; a scan


def traces(ground: Ground) -> Iterator[tuple[Indices, Minutes, int]]:
    """Whatever a parcel leaves on its way: (parcels, instants, what it is)."""
    d, course = ground.demand, ground.course
    every, legs, trips = np.arange(d.size), course.legs, course.trips
    for at, kind in ((d.ordered, TRACE), (d.accepted, SCAN), (d.at_outlet, SCAN)):
        yield every, at, kind
    for at in (packed(ground), trips.departure[legs.trip], trips.arrival[legs.trip], legs.seen):
        yield legs.parcel, at, SCAN
    yield from ((parcel, at, SCAN) for parcel, at in ground.traces)
    past = np.flatnonzero(drives_past(ground)[legs.trip])
    run = trips.arrival[legs.trip[past]] - trips.departure[legs.trip[past]]
    for turn in range(1, 9):
        far = past[run > turn * PASSES + 2 * HOUR]
        yield legs.parcel[far], trips.departure[legs.trip[far]] + turn * PASSES, SCAN
    a, fates = course.attempts, ground.fates
    fails = a.number <= fates.failures[a.parcel]
    yield a.parcel, a.out, SCAN
    yield a.parcel, np.maximum(a.out, a.done - TELLING), TRACE
    yield a.parcel[~fails], a.done[~fails], SCAN
    yield a.parcel[fails], a.done[fails], REGISTERED
    held = fails & (a.number < fates.returned_after[a.parcel])
    yield a.parcel[held], a.done[held] + HELD, SCAN
    ignored = np.flatnonzero(fates.exception_ignored[legs.parcel] & (trips.to[legs.trip] >= ground.company.hubs))
    yield legs.parcel[ignored], legs.seen[ignored] + 8, REGISTERED
