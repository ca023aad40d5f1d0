"""The truth of what follows from faults on the way: promises counted on what really happened, without the evaluator."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from tuotou.simulator.company import Indices
from tuotou.simulator.course import CAUSES, Legs
from tuotou.simulator.delivery import TELLING
from tuotou.simulator.demand import Flags, due
from tuotou.simulator.ground import Ground
from tuotou.simulator.linehaul import PASSES, drives_past, trip_numbers
from tuotou.simulator.network import KEPT_BACK
from tuotou.simulator.scan import Subjects
from tuotou.simulator.timetable import DAY, HOUR, Minutes
from tuotou.simulator.truth import chosen

OUT_BY: Final = ((6 * HOUR, 9.5 * HOUR), (12.5 * HOUR, 15 * HOUR), (DAY, DAY + 9.5 * HOUR))
TRIED_BY: Final = ((6 * HOUR, 20 * HOUR), (DAY, DAY + 20 * HOUR))
SIGNED_BY: Final = ((6 * HOUR, DAY), (DAY, 2 * DAY))
SEEN_WITHIN: Final = 12 * HOUR  # after the planned arrival
Slots = tuple[tuple[float, float], ...]


def audit(ground: Ground) -> None:
    """Adds to the truth what was broken on the way, at hubs, at outlets and on rounds."""
    _trips(ground)
    _Parcels(ground).all()


def _trips(ground: Ground) -> None:
    trips, truth = ground.course.trips, ground.truth
    who = Subjects("trip", trip_numbers(trips.number))
    late = (trips.departure > trips.planned_departure + 15) & ~trips.storm
    truth.add(
        "late_departure", ("trip-departs-as-planned",), chosen(who, late), trips.departure[late], trips.from_[late]
    )
    late = (trips.arrival > trips.planned_arrival + 30) & ~trips.storm
    seen, blind = late & ~drives_past(ground), late & drives_past(ground)
    broken = ("trip-arrives-as-planned",)
    truth.add("late_arrival", broken, chosen(who, seen), trips.arrival[seen], trips.from_[seen])
    truth.add("late_arrival", broken, chosen(who, blind), trips.arrival[blind], trips.from_[blind], shown=False)


def by_slot(opens: Minutes, slots: Slots) -> Minutes:
    """[n] due by the time of day at which it opened."""
    day = np.floor(opens / DAY) * DAY
    ends = np.array([before for before, _ in slots])
    return np.asarray(day + np.array([at for _, at in slots])[np.searchsorted(ends, opens - day, side="right")])


class _Parcels:
    """What became of parcels, counted leg by leg and round by round."""

    def __init__(self, ground: Ground) -> None:
        self._ground, n = ground, ground.demand.size
        trips, legs, attempts = ground.course.trips, ground.course.legs, ground.course.attempts
        self._order = np.lexsort((trips.departure[legs.trip], legs.parcel))
        self._first_out, self._first_done, self._last_done = (np.full(n, np.nan) for _ in range(3))
        first, last = attempts.number == 1, attempts.number == ground.failures[attempts.parcel] + 1
        self._first_out[attempts.parcel[first]] = attempts.out[first]
        self._first_done[attempts.parcel[first]] = attempts.done[first]
        self._last_done[attempts.parcel[last]] = attempts.done[last]
        self._storm_from, self._storm_to = np.full(n, np.inf), np.full(n, -np.inf)
        hit = np.flatnonzero(trips.storm[legs.trip])
        np.minimum.at(self._storm_from, legs.parcel[hit], trips.planned_departure[legs.trip[hit]])
        np.maximum.at(self._storm_to, legs.parcel[hit], trips.arrival[legs.trip[hit]] + 16 * HOUR)
        self._appointed = np.full(n, np.nan)  # when another time was agreed with the customer
        second = (attempts.number == 2) & (ground.failures[attempts.parcel] == 2)
        self._appointed[attempts.parcel[second]] = attempts.done[second] + 3
        failed = first & (ground.failures[attempts.parcel] > 0) & ~ground.unappointed[attempts.parcel]
        self._appointed[attempts.parcel[failed]] = attempts.done[failed] + 3
        self._kept_back = ground.failures == KEPT_BACK

    def all(self) -> None:
        """Everything."""
        hub, last = self._legs()
        self._hubs(hub)
        self._outlets(last)
        self._rounds()
        self._silence()

    def _broke(self, standard: str, late: Flags, parcel: Indices, span: tuple[Minutes, Minutes], site: Indices) -> None:
        """Those late, unless a storm was declared that meets the time from opening to due."""
        opens, until = span
        excused = (self._storm_from[parcel] <= until) & (opens < self._storm_to[parcel])
        rows = np.flatnonzero(late & ~excused)
        cause = self._ground.course.causes[parcel[rows]]
        for number in np.unique(cause).tolist():
            mine = rows[cause == number]
            fault = CAUSES[number] if number >= 0 else None
            self._ground.truth.add(fault, (standard,), self._ground.of(parcel[mine]), until[mine], site[mine])

    def _legs(self) -> tuple[Indices, Indices]:
        """The legs that end at a hub, and those that end at an outlet."""
        to = self._ground.course.trips.to[self._ground.course.legs.trip[self._order]]
        return self._order[to < self._ground.company.hubs], self._order[to >= self._ground.company.hubs]

    def _hubs(self, rows: Indices) -> None:
        """Sorted, sent on, and seen at all."""
        legs, trips = self._ground.course.legs, self._ground.course.trips
        trip, parcel, seen = legs.trip[rows], legs.parcel[rows], legs.seen[rows]
        site, came = trips.to[trip], trips.arrival[trip]
        self._broke("hub-sorted-8h", seen > came + 8 * HOUR, parcel, (came, came + 8 * HOUR), site)
        place = np.empty(len(self._order), dtype=np.int64)
        place[self._order] = np.arange(len(self._order))
        left = trips.departure[legs.trip[self._order[place[rows] + 1]]]
        self._broke("hub-departed-12h", left > came + 12 * HOUR, parcel, (came, came + 12 * HOUR), site)
        self._seen(legs.where(rows), seen)

    def _seen(self, legs: Legs, seen: Minutes) -> None:
        trips = self._ground.course.trips
        until = trips.planned_arrival[legs.trip] + SEEN_WITHIN
        span = (trips.departure[legs.trip], until)
        self._broke("sent-seen-at-next-site", seen > until, legs.parcel, span, trips.to[legs.trip])

    def _outlets(self, rows: Indices) -> None:
        """Scanned in, taken out by the hour, attempted, delivered."""
        ground = self._ground
        legs, trips = ground.course.legs, ground.course.trips
        trip, parcel = legs.trip[rows], legs.parcel[rows]
        left, site, goes = trips.departure[trip], trips.to[trip], ~self._kept_back[parcel]
        scanned = ~ground.unscanned[parcel]
        seen = np.where(scanned | ~goes, legs.seen[rows], self._first_out[parcel])
        self._seen(legs.where(rows), seen)
        out, tried = self._first_out[parcel], self._first_done[parcel]
        until = by_slot(left, OUT_BY)
        self._broke("out-by-wave", goes & (out > until), parcel, (left, until), site)
        until = by_slot(left, TRIED_BY)
        self._broke("attempted-after-hub", goes & (tried > until), parcel, (left, until), site)
        until = by_slot(left, SIGNED_BY)
        appointed = self._appointed[parcel]
        late = goes & ~(appointed <= until) & ~(self._last_done[parcel] <= until)
        self._broke("placed-or-signed-after-hub", late, parcel, (left, until), site)
        until = (np.floor(left / DAY) + 4) * DAY
        late = goes & ~(appointed <= until) & (self._last_done[parcel] > until)
        self._broke("in-hand-3d", late, parcel, (left, until), site)
        until = self._cut_off(legs.seen[rows])
        late = goes & scanned & (tried > until)
        self._broke("attempted-by-cutoff", late, parcel, (legs.seen[rows], until), site)
        promised, accepted = due(ground.company, ground.demand)[parcel], ground.demand.accepted[parcel]
        self._broke("delivered-in-time", goes & (tried > promised), parcel, (accepted, promised), site)

    def _cut_off(self, seen: Minutes) -> Minutes:
        """[n] the end of the day, or of the next working day."""
        day = np.floor(seen / DAY)
        weekday = (day + self._ground.weekday) % 7
        working = np.where(weekday >= 4, 7 - weekday, 1)  # from Friday on, until Monday
        return np.asarray((day + np.where(seen - day * DAY < 11 * HOUR, 0, working) + 1) * DAY)

    def _rounds(self) -> None:
        a, ground = self._ground.course.attempts, self._ground
        site = ground.demand.receiver[a.parcel]
        self._broke("last-mile-hours", a.done > a.out + 6 * HOUR, a.parcel, (a.out, a.out + 6 * HOUR), site)
        until = (np.floor(a.out / DAY) + 1) * DAY
        self._broke("last-mile-same-day", a.done >= until, a.parcel, (a.out, until), site)

    def _silence(self) -> None:
        """Too long without any trace."""
        parts = list(self._traces())
        parcel, at = (np.concatenate([part[n] for part in parts]) for n in (0, 1))
        order = np.lexsort((at, parcel))
        parcel, at = parcel[order], at[order]
        gap = np.where(parcel[1:] == parcel[:-1], np.diff(at), 0)
        site = self._ground.demand.receiver[parcel[:-1]]
        for standard, hours in (("trace-24h", 24), ("trace-48h", 48), ("loss-suspected-3d", 72)):
            span = (at[:-1], at[:-1] + hours * HOUR)
            self._broke(standard, gap > hours * HOUR, parcel[:-1], span, site)

    def _traces(self) -> Iterator[tuple[Indices, Minutes]]:
        """Whatever a parcel leaves on its way: (parcels, instants)."""
        d, course = self._ground.demand, self._ground.course
        every, legs, trips = np.arange(d.size), course.legs, course.trips
        for at in (d.ordered, d.accepted, d.at_outlet):
            yield every, at
        for at in (trips.departure[legs.trip], trips.arrival[legs.trip]):
            yield legs.parcel, at
        scanned = ~(self._ground.unscanned[legs.parcel] & (trips.to[legs.trip] >= self._ground.company.hubs))
        yield legs.parcel[scanned], legs.seen[scanned]
        past = np.flatnonzero(drives_past(self._ground)[legs.trip])
        run = trips.arrival[legs.trip[past]] - trips.departure[legs.trip[past]]
        for turn in range(1, 9):
            far = past[run > turn * PASSES + 2 * HOUR]
            yield legs.parcel[far], trips.departure[legs.trip[far]] + turn * PASSES
        a = course.attempts
        for at in (a.out, a.done, np.maximum(a.out, a.done - TELLING)):
            yield a.parcel, at
