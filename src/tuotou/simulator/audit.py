"""The truth of what follows from faults on the way: promises counted on what really happened, without the evaluator."""

from __future__ import annotations

from typing import Final

import numpy as np

from tuotou.simulator.company import Indices
from tuotou.simulator.course import CAUSES, Legs
from tuotou.simulator.demand import Flags, due
from tuotou.simulator.failed import APPOINTED
from tuotou.simulator.fates import KEPT_BACK
from tuotou.simulator.ground import Ground
from tuotou.simulator.linehaul import trip_numbers
from tuotou.simulator.returns import STOPPED, redirected_until
from tuotou.simulator.scan import Subjects
from tuotou.simulator.timetable import DAY, HOUR, Minutes
from tuotou.simulator.trace import REGISTERED, SCAN, TRACE, traces
from tuotou.simulator.truth import chosen

OUT_BY: Final = ((6 * HOUR, 9.5 * HOUR), (12.5 * HOUR, 15 * HOUR), (DAY, DAY + 9.5 * HOUR))
TRIED_BY: Final = ((6 * HOUR, 20 * HOUR), (DAY, DAY + 20 * HOUR))
SIGNED_BY: Final = ((6 * HOUR, DAY), (DAY, 2 * DAY))
SENT_BY: Final = ((18 * HOUR, DAY), (DAY, DAY + 12 * HOUR))
SEEN_WITHIN: Final = 12 * HOUR  # after the planned arrival
CAUSED_UNTIL: Final = {
    "outlet-sends-on-by-night": "left_at_outlet",
    "hub-sorted-8h": "hub_congestion",
    "hub-departed-12h": "left_at_hub",
    "sent-seen-at-next-site": "lost_then_found",
    "out-by-wave": "exception_ignored",
}
"""The last of CAUSES that can break what is promised on the way; all of them break the rest."""
LONG: Final = 1e7  # minutes: more than any simulation lasts
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
    truth.add("late_arrival", ("trip-arrives-as-planned",), chosen(who, late), trips.arrival[late], trips.from_[late])


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
        fails = ground.fates.failures
        first, last = attempts.number == 1, attempts.number == fails[attempts.parcel] + 1
        self._first_out[attempts.parcel[first]] = attempts.out[first]
        self._first_done[attempts.parcel[first]] = attempts.done[first]
        self._last_done[attempts.parcel[last]] = attempts.done[last]
        self._appointed = np.full(n, np.nan)  # when another time was agreed with the customer
        second = (attempts.number == 2) & (fails[attempts.parcel] == 2)
        self._appointed[attempts.parcel[second]] = attempts.done[second] + APPOINTED
        failed = first & (fails[attempts.parcel] > 0) & ~ground.unappointed[attempts.parcel]
        self._appointed[attempts.parcel[failed]] = attempts.done[failed] + APPOINTED

    def all(self) -> None:
        """Everything."""
        hub, last = self._legs()
        self._sent_on()
        self._hubs(hub)
        self._outlets(last)
        self._rounds()
        self._silence()

    def _broke(self, standard: str, late: Flags, parcel: Indices, span: tuple[Minutes, Minutes], site: Indices) -> None:
        """Those late, unless a storm was declared that meets the time from opening to due."""
        opens, until = span
        rows = np.flatnonzero(late & ~self._ground.storms.excuse(parcel, opens, until))
        cause = np.full(len(rows), -1)
        for number in range(CAUSES.index(CAUSED_UNTIL.get(standard, CAUSES[-1])) + 1):
            cause[self._ground.course.causes[number, parcel[rows]]] = number
        for number in np.unique(cause).tolist():
            mine = rows[cause == number]
            fault = CAUSES[number] if number >= 0 else None
            self._ground.truth.add(fault, (standard,), self._ground.of(parcel[mine]), until[mine], site[mine])

    def _holder(self, parcel: Indices, at: Minutes) -> Indices:
        """[k] the site that a parcel reached last by then."""
        legs, trips = self._ground.course.legs, self._ground.course.trips
        order = np.lexsort((trips.arrival[legs.trip], legs.parcel))
        key = legs.parcel[order] * LONG + trips.arrival[legs.trip[order]]
        last = order[np.maximum(np.searchsorted(key, parcel * LONG + np.nan_to_num(at), side="right") - 1, 0)]
        return np.where(legs.parcel[last] == parcel, trips.to[legs.trip[last]], self._ground.demand.sender[parcel])

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

    def _sent_on(self) -> None:
        """What an outlet accepted leaves it on the same evening, or by noon."""
        legs, trips, accepted = self._ground.course.legs, self._ground.course.trips, self._ground.demand.accepted
        left = np.full(len(accepted), np.nan)
        back = self._order[::-1]
        left[legs.parcel[back]] = trips.departure[legs.trip[back]]
        until, every = by_slot(accepted, SENT_BY), np.arange(len(accepted))
        span = (accepted, until)
        self._broke("outlet-sends-on-by-night", left > until, every, span, self._ground.demand.sender)

    def _seen(self, legs: Legs, seen: Minutes) -> None:
        trips = self._ground.course.trips
        until = trips.planned_arrival[legs.trip] + SEEN_WITHIN
        span = (trips.departure[legs.trip], until)
        late = (seen > until) & ~self._ground.interrupted[legs.trip]
        self._broke("sent-seen-at-next-site", late, legs.parcel, span, trips.to[legs.trip])

    def _outlets(self, rows: Indices) -> None:
        """Scanned in, taken out by the hour, attempted, delivered."""
        ground = self._ground
        legs, trips = ground.course.legs, ground.course.trips
        trip, parcel, seen = legs.trip[rows], legs.parcel[rows], legs.seen[rows]
        left, site = trips.departure[trip], trips.to[trip]
        self._seen(legs.where(rows), seen)
        appointed, turned = self._appointed[parcel], ground.redirected_at[parcel]
        stopped = np.where(ground.fates.failures[parcel] == KEPT_BACK, seen + STOPPED, np.nan)
        out, tried, last = self._first_out[parcel], self._first_done[parcel], self._last_done[parcel]
        moved = np.fmin(ground.found_odd[parcel], out)  # to find it wet is to look at it
        day = np.floor(left / DAY)
        promised, accepted = due(ground.company, ground.demand)[parcel], ground.demand.accepted[parcel]
        city = ground.company.city
        near = city[ground.demand.sender[parcel]] == city[ground.demand.receiver[parcel]]
        national = np.where(near, 24, 72) * HOUR
        for standard, opens, until, ends in (
            ("out-by-wave", left, by_slot(left, OUT_BY), (moved, turned, stopped)),
            ("attempted-after-hub", left, by_slot(left, TRIED_BY), (tried, turned, stopped)),
            ("placed-or-signed-after-hub", left, by_slot(left, SIGNED_BY), (last, appointed, turned, stopped)),
            ("in-hand-3d", left, (day + 4) * DAY, (ground.ended[parcel], appointed, turned, stopped)),
            ("attempted-by-cutoff", seen, self._cut_off(seen), (tried, stopped)),
            ("delivered-in-time", accepted, promised, (tried, turned, stopped)),
            ("attempted-by-standard", accepted, accepted + national, (tried, turned, stopped)),
            ("redirected-in-time", turned, redirected_until(turned), (tried,)),
        ):
            late = ~np.any([end <= until for end in ends], axis=0) & ~np.isnan(opens)
            held = standard in ("delivered-in-time", "redirected-in-time", "attempted-by-standard")
            who = self._holder(parcel, until) if held else site
            self._broke(standard, late, parcel, (opens, until), who)

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
        """Too long without any trace; after a scan that is said more often."""
        parts = list(traces(self._ground))
        parcel, at = (np.concatenate([part[n] for part in parts]) for n in (0, 1))
        scan = np.repeat([part[2] for part in parts], [len(part[0]) for part in parts])
        order = np.lexsort((at, parcel))
        gap = np.where(parcel[order][1:] == parcel[order][:-1], np.diff(at[order]), 0)
        long = np.flatnonzero(gap > 24 * HOUR)
        order, gap = order[long], gap[long]
        parcel, at, scan = parcel[order], at[order], scan[order]
        for standard, hours, opens in (
            ("trace-24h", 24, TRACE),
            ("loss-suspected-3d", 72, REGISTERED),
            ("trace-48h", 48, SCAN),
        ):
            until = at + hours * HOUR
            site = self._holder(parcel, until)
            self._broke(standard, (gap > hours * HOUR) & (scan >= opens), parcel, (at, until), site)
