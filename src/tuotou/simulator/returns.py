"""Parcels that turn: called back by their senders, sent to another address, on the way back."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from tuotou.simulator.company import Indices
from tuotou.simulator.course import Legs
from tuotou.simulator.demand import Flags
from tuotou.simulator.fates import KEPT_BACK
from tuotou.simulator.ground import Ground
from tuotou.simulator.scan import By
from tuotou.simulator.timetable import DAY, DISTRIBUTING, HOUR, ROUNDS, Minutes, next_of

FRAMES = Iterator[pl.DataFrame]
BACK = 90_000_000  # turns of scans on the way back
STOPPED = 4.0  # minutes after it was scanned
TURNED = 90.0  # minutes until the way back begins
LYING = 26 * HOUR


def intercepted(ground: Ground) -> FRAMES:
    """Called back by the sender: set aside at the outlet that should deliver, and returned; or not."""
    legs, desk = ground.course.legs, ground.desk
    rows = ground.last_legs(ground.fates.failures == KEPT_BACK)
    parcel, seen = legs.parcel[rows], legs.seen[rows]
    site, who = ground.demand.receiver[parcel], ground.of(parcel)
    clerk = By(site, ground.clerk(site))
    early, late = (
        ground.fall_rows(fault, parcel, np.ones(len(parcel), bool))
        for fault in ("intercept_passed_on", "intercept_left_lying")
    )
    asked = ground.course.trips.departure[legs.trip[np.where(early, _first_legs(legs)[parcel], rows)]] + 5
    hub = ground.company.city[ground.demand.sender[parcel[early]]]
    broken = ("intercept-not-passed-on",)
    ground.truth.add("intercept_passed_on", broken, ground.of(parcel[early]), asked[early] + HOUR, hub)
    begun = seen + TURNED + late * LYING
    _turned_late(ground, (parcel, asked, begun), late)
    yield desk.scan("intercept_asked", who, asked, By(source="app"), asked_by="sender", channel="app")
    yield desk.scan("intercept_done", who, seen + STOPPED, clerk, instruction="return")
    yield desk.scan("held", who, seen + 5, clerk, reason="sender_request")
    counted = By(site[late], ground.clerk(site[late]))
    yield desk.scan("stock_taken", ground.of(parcel[late]), seen[late] + 14 * HOUR, counted)
    yield from returns(ground, parcel, begun, asked_by="sender")
    yield _ignored(ground)


def _first_legs(legs: Legs) -> Indices:
    """[n] the first leg of each parcel."""
    first = np.zeros(int(legs.parcel.max(initial=-1)) + 1, dtype=np.int64)
    order = np.lexsort((-legs.seen, legs.parcel))
    first[legs.parcel[order]] = order  # the last that is written stands
    return first


def _turned_late(ground: Ground, asked: tuple[Indices, Minutes, Minutes], left: Flags) -> None:
    """More than a day at sites, the road not counted, from the asking to the way back."""
    parcel, since, begun = asked
    legs, trips = ground.course.legs, ground.course.trips
    place = np.full(ground.demand.size, -1)
    place[parcel] = np.arange(len(parcel))
    rows = np.flatnonzero(place[legs.parcel] >= 0)
    mine, trip = place[legs.parcel[rows]], legs.trip[rows]
    road = np.zeros(len(parcel))
    np.add.at(road, mine, np.maximum(0, trips.arrival[trip] - np.maximum(trips.departure[trip], since[mine])))
    over = begun - since - road - DAY
    late = (over > 0) & ~ground.storms.excuse(parcel, since, begun - over)
    site = ground.demand.receiver[parcel]
    broken = ("intercept-turned-out-24h",)
    for fault, which in (("intercept_left_lying", late & left), (None, late & ~left)):
        ground.truth.add(fault, broken, ground.of(parcel[which]), begun[which] - over[which], site[which])


def _ignored(ground: Ground) -> pl.DataFrame:
    """Asked for in the minute before the round, and delivered all the same."""
    a = ground.course.attempts
    rows = np.flatnonzero(ground.fates.intercept_ignored[a.parcel] & (a.number == 1))
    parcel, asked = a.parcel[rows], a.out[rows] - 0.5
    site = ground.demand.receiver[parcel]
    late = (ground.ended[parcel] > asked + DAY) & ~ground.storms.excuse(parcel, asked, asked + DAY)
    for standard, mine in (
        ("intercepted-not-signed", np.ones(len(rows), bool)),
        ("intercept-turned-out-24h", late),
    ):
        ground.truth.add("intercept_ignored", (standard,), ground.of(parcel[mine]), asked[mine] + 1, site[mine])
    return ground.desk.scan(
        "intercept_asked", ground.of(parcel), asked, By(source="app"), asked_by="sender", channel="app"
    )


def redirected(ground: Ground) -> FRAMES:
    """Sent to another address of the same outlet by the recipient, while it is on its last trip."""
    legs = ground.course.legs
    rows = ground.last_legs(ground.fates.redirected)
    at, parcel = ground.course.trips.departure[legs.trip[rows]] + 5, legs.parcel[rows]
    ground.redirected_at[parcel] = at
    said = {"asked_by": "recipient", "channel": "app", "promised_at": ground.desk.instant(redirected_until(at))}
    yield ground.desk.scan("redirected", ground.of(parcel), at, By(source="app"), **said)


def redirected_until(at: Minutes) -> Minutes:
    """[k] what is promised for the new address: until tomorrow evening."""
    return np.asarray((np.floor(at / DAY) + 1) * DAY + 20 * HOUR)


def returns(ground: Ground, parcel: Indices, begun: Minutes, asked_by: str | None = None) -> FRAMES:
    """The way back to the sender, scanned piece by piece."""
    d, company, desk, who = ground.demand, ground.company, ground.desk, ground.of(parcel)
    here, home = d.receiver[parcel], d.sender[parcel]
    hub, last = company.city[here], company.city[home]
    way = np.minimum(company.minutes[hub, last], 20 * HOUR)
    start = {"asked_by": asked_by, "reason": "undeliverable"}
    yield desk.scan("return_started", who, begun, By(here, ground.clerk(here)), **start)
    leaves = next_of(np.array(DISTRIBUTING), begun + 10 * HOUR + way)
    there = leaves + 80
    out = next_of(np.array([start for start, _ in ROUNDS]), there + 10)
    steps = (
        ("departed", begun + 2 * HOUR, here, hub),
        ("arrived", begun + 4 * HOUR, hub, None),
        ("sorted", begun + 5 * HOUR, hub, None),
        ("departed", begun + 8 * HOUR, hub, last),
        ("arrived", begun + 8 * HOUR + way, last, None),
        ("sorted", begun + 9.5 * HOUR + way, last, None),
        ("departed", leaves, last, home),
        ("arrived", there, home, None),
        ("out_for_delivery", out + 10, home, None),
        ("returned", out + 100, home, None),
    )
    for turn, (kind, at, site, to) in enumerate(steps):
        by = By(site, ground.clerk(site), turn=BACK + turn)
        yield desk.scan(kind, who, at, by, **({} if to is None else {"to_site": company.names(to)}))
