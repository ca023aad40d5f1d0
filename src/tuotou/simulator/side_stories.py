"""Who is in which story: cases by the number of parcels, trips on the road, parcels delivered, sites, people."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from tuotou.simulator.case_stories import CASES
from tuotou.simulator.company import Indices
from tuotou.simulator.ground import Ground
from tuotou.simulator.linehaul import driver, flying, trip_numbers
from tuotou.simulator.other_stories import (
    CERTIFIED,
    COLD,
    DELIVERED,
    DRIVING,
    DUTY,
    FINDING,
    HIRED,
    INCIDENT,
    MISSORTED,
    THROWN,
    TRIPS,
    WAITING,
    WET,
)
from tuotou.simulator.scan import By, Subjects
from tuotou.simulator.story import Cast, Story, tell
from tuotou.simulator.timetable import DAY, HOUR, Minutes

FRAMES = Iterator[pl.DataFrame]
LONG: int = 500  # minutes of a trip on which much can happen


def side_stories(ground: Ground, days: int) -> FRAMES:
    """All of them; the same cast of outlets for small companies."""
    yield from _cases(ground, days)
    yield from _trips(ground)
    yield from _delivered(ground)
    yield from _waiting(ground)
    yield from _sites(ground, days)


def _daytimes(ground: Ground, day: Indices) -> Minutes:
    """[n] some time in the working day."""
    return np.asarray(day * DAY + ground.random.uniform(8.5 * HOUR, 16.5 * HOUR, len(day)))


def _several(ground: Ground, of: int, share: float) -> int:
    """How many tellings: at least one, so that no story is missing in a small company."""
    return min(of, max(1, int(ground.random.poisson(of * share)))) if of else 0


def _cases(ground: Ground, days: int) -> FRAMES:
    for number, (story, share) in enumerate(CASES):
        n = _several(ground, ground.demand.size, share)
        site = ground.random.choice(ground.company.outlets, n)
        parcel = ground.demand.number.gather(ground.random.integers(0, ground.demand.size, n))
        whom = Subjects("case", f"C{number}" + pl.Series(np.arange(n)).cast(pl.String).str.zfill(8))
        begins = _daytimes(ground, ground.random.integers(0, days, n))
        opened, *rest = tell(ground, story, Cast(whom, begins, site))
        yield opened.with_columns(parcel=parcel.gather(np.arange(len(opened))))
        yield from rest


def _trips(ground: Ground) -> FRAMES:
    trips = ground.course.trips
    long = np.flatnonzero((trips.arrival - trips.departure > LONG) & ~flying(ground) & ~trips.storm)
    for story, share in TRIPS:
        hit = long if story is DRIVING else ground.random.permutation(long)[: _several(ground, len(long), share)]
        begins = trips.departure[hit] + (0 if story is DRIVING else ground.random.uniform(30, 400, len(hit)))
        whom = Subjects("trip", trip_numbers(hit))
        yield from tell(
            ground,
            story,
            Cast(whom, begins, trips.from_[hit], {"driver": driver(ground, hit)} if story is DRIVING else {}),
        )
        if story is INCIDENT:
            yield from _told_of_delay(ground, hit, begins)
        if story is COLD:
            yield from _checked(ground, hit)


def _on_board(ground: Ground, hit: Indices) -> tuple[Indices, Indices]:
    """The parcels on some trips, and the place of each one's trip among them."""
    legs = ground.course.legs
    place = np.full(ground.course.trips.size, -1)
    place[hit] = np.arange(len(hit))
    rows = np.flatnonzero(place[legs.trip] >= 0)
    return legs.parcel[rows], place[legs.trip[rows]]


def _told_of_delay(ground: Ground, hit: Indices, begins: Minutes) -> FRAMES:
    """Every customer of a parcel on board is told within the hour, but those who are forgotten."""
    parcel, place = _on_board(ground, hit)
    silent = ground.fall_rows("incident_not_told", parcel, np.ones(len(parcel), bool))
    site = ground.course.trips.from_[hit][place]
    broken = ("delay-told-1h",)
    ground.truth.add("incident_not_told", broken, ground.of(parcel[silent]), begins[place][silent] + HOUR, site[silent])
    at = begins[place[~silent]] + ground.random.uniform(5, 50, int((~silent).sum()))
    by = By(source="office", turn=7)
    eta = ground.desk.instant(at + 20 * HOUR)
    yield ground.desk.scan(
        "delay_told", ground.of(parcel[~silent]), at, by, reason="breakdown", eta_at=eta, channel="push"
    )


def _checked(ground: Ground, hit: Indices) -> FRAMES:
    """What was too warm on the way is checked at the outlet before it goes out, or is not."""
    parcel, _ = _on_board(ground, hit)
    a, legs, trips = ground.course.attempts, ground.course.legs, ground.course.trips
    out, came = np.full((2, ground.demand.size), np.nan)
    out[a.parcel[a.number == 1]] = a.out[a.number == 1]
    last = trips.to[legs.trip] >= ground.company.hubs
    came[legs.parcel[last]] = legs.seen[last]
    parcel = parcel[~np.isnan(out[parcel]) & ~ground.unscanned[parcel]]
    at, site = came[parcel] + 1, ground.demand.receiver[parcel]
    yield ground.desk.scan("inbound_checked", ground.of(parcel), at, By(site, ground.clerk(site)), passed=True)


def _delivered(ground: Ground) -> FRAMES:
    a = ground.course.attempts
    done = np.flatnonzero((a.number == 1) & (ground.failures[a.parcel] == 0))
    mixed, taken = ground.random.permutation(done), 0
    for story, share in DELIVERED:
        n = _several(ground, len(done), share)
        rows, taken = mixed[taken : taken + n], taken + n
        begins = _daytimes(ground, np.floor(a.done[rows] / DAY) + 2)
        parcel = a.parcel[rows]
        yield from tell(ground, story, Cast(ground.of(parcel), begins, ground.demand.receiver[parcel]))


def _waiting(ground: Ground) -> FRAMES:
    """What is found on parcels that lie at a site for hours: wet ones at outlets, those sorted wrongly at hubs."""
    legs, trips, a = ground.course.legs, ground.course.trips, ground.course.attempts
    out = np.full(ground.demand.size, np.nan)
    order = np.lexsort((trips.departure[legs.trip], legs.parcel))
    same = legs.parcel[order][1:] == legs.parcel[order][:-1]
    after = np.full(len(order), np.nan)
    after[order[:-1][same]] = trips.departure[legs.trip[order[1:][same]]]
    out[a.parcel[a.number == 1]] = a.out[a.number == 1]
    at_outlet = trips.to[legs.trip] >= ground.company.hubs
    usual = (ground.course.causes[legs.parcel] < 0) & ~ground.uncontacted[legs.parcel] & ~ground.unscanned[legs.parcel]
    for story, here, until in ((WET, at_outlet, out[legs.parcel]), (MISSORTED, ~at_outlet, after)):
        rows = ground.random.permutation(np.flatnonzero(here & usual & (until - legs.seen > WAITING)))
        rows = rows[: _several(ground, len(rows), 0.003)]
        whom = ground.of(legs.parcel[rows])
        yield from tell(ground, story, Cast(whom, legs.seen[rows] + 2, trips.to[legs.trip[rows]]))


def _sites(ground: Ground, days: int) -> FRAMES:
    """Every day of every site, and now and then a finding, somebody new, a forklift, a throw."""
    codes, every = ground.company.codes, np.arange(len(ground.company.codes))
    for day in range(days):
        begins = np.full(len(every), day * DAY)
        turned = (
            frame.with_columns(pl.col("id") + f"-{day}")
            for frame in tell(ground, DUTY, Cast(Subjects("site", codes), begins, every))
        )
        yield from turned
        shift = Subjects("shift", codes + f"/{day:03d}")
        yield from tell(ground, THROWN, Cast(shift, _daytimes(ground, np.full(len(every), day)), every))
    for name, story in (("site", FINDING), ("person", HIRED), ("person", CERTIFIED)):
        site = ground.random.permutation(every)[: max(1, len(every) // 3)]
        yield from tell(ground, story, _people(ground, name, story, site, days))


def _people(ground: Ground, kind: str, story: Story, site: Indices, days: int) -> Cast:
    number = ground.company.codes.gather(site)
    person = number + ("N01" if story is HIRED else "F01")
    begins = _daytimes(ground, ground.random.integers(0, days, len(site)))
    return Cast(Subjects(kind, number if kind == "site" else person), begins, site)
