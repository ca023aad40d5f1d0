"""Who is in which story: cases by the number of parcels, trips on the road, sites, people."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
import polars as pl

from tuotou.simulator.case_stories import CASES
from tuotou.simulator.company import CLERKS, STAFF, Indices
from tuotou.simulator.ground import Ground
from tuotou.simulator.linehaul import driver, flying, trip_numbers
from tuotou.simulator.other_stories import (
    CERTIFIED,
    COLD,
    DRIVING,
    DUTY,
    EXCURSION,
    FINDING,
    HIRED,
    INCIDENT,
    NOT_CHECKED,
    ON_THE_WAY,
    RENEWED,
    THROWN,
    TRIPS,
    UNSAFE,
    fire_check,
    training,
)
from tuotou.simulator.scan import By, Subjects
from tuotou.simulator.story import Cast, Story, Telling, tell
from tuotou.simulator.timetable import DAY, HOUR, Minutes

FRAMES = Iterator[pl.DataFrame]
LONG: int = 500  # minutes of a trip on which much can happen


def side_stories(ground: Ground, first_day: date, days: int) -> FRAMES:
    """All of them; the same cast of outlets for small companies."""
    yield from _cases(ground, days)
    yield from _trips(ground)
    yield from _sites(ground, days)
    yield from _months(ground, first_day, days)


def daytimes(ground: Ground, day: Indices) -> Minutes:
    """[n] some time in the working day."""
    return np.asarray(day * DAY + ground.random.uniform(8.5 * HOUR, 16.5 * HOUR, len(day)))


def several(ground: Ground, of: int, share: float) -> int:
    """How many tellings: at least one, so that no story is missing in a small company."""
    return min(of, max(1, int(ground.random.poisson(of * share)))) if of else 0


def _cases(ground: Ground, days: int) -> FRAMES:
    for number, (story, share) in enumerate(CASES):
        n = several(ground, ground.demand.size, share)
        site = ground.random.choice(ground.company.outlets, n)
        parcel = ground.demand.number.gather(ground.random.integers(0, ground.demand.size, n))
        whom = Subjects("case", f"C{number}" + pl.Series(np.arange(n)).cast(pl.String).str.zfill(8))
        begins = daytimes(ground, ground.random.integers(0, days, n))
        opened, *rest = tell(ground, story, Cast(whom, begins, site))
        yield opened.with_columns(parcel=parcel.gather(np.arange(len(opened))))
        yield from rest


def _trips(ground: Ground) -> FRAMES:
    trips = ground.course.trips
    long = np.flatnonzero((trips.arrival - trips.departure > LONG) & ~flying(ground) & ~trips.storm)
    more = {"driver": driver(ground, long)}
    whom = Subjects("trip", trip_numbers(long))
    yield from tell(ground, DRIVING, Cast(whom, trips.departure[long], trips.from_[long], more))
    mixed, taken = ground.random.permutation(long), 0
    for story, share in TRIPS:
        n = several(ground, len(long), share)
        hit, taken = mixed[taken : taken + n], taken + n
        begins = trips.departure[hit] + ground.random.uniform(*ON_THE_WAY, len(hit))
        telling = Telling(ground, story, Cast(Subjects("trip", trip_numbers(hit)), begins, trips.from_[hit]))
        yield from telling.frames()
        if story is INCIDENT:
            ground.interrupted[hit] = True
            yield from _told_of_delay(ground, hit, begins)
        if story is COLD:
            unchecked = telling.slipped(NOT_CHECKED)
            yield _checked(ground, hit, hit[unchecked], hit[unchecked | telling.slipped(EXCURSION)])


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


def _checked(ground: Ground, warm: Indices, unchecked: Indices, long: Indices) -> pl.DataFrame:
    """What was on trips that were too warm is checked at the outlet before it goes out; or it is not."""
    a, legs = ground.course.attempts, ground.course.legs
    out, came = np.full((2, ground.demand.size), np.nan)
    went = (a.number == 1) & ~ground.stayed[a.parcel]
    out[a.parcel[went]] = a.out[went]
    last = ground.last_legs(np.ones(ground.demand.size, bool))
    came[legs.parcel[last]] = legs.seen[last]
    skipped, at_risk = np.zeros((2, ground.demand.size), bool)
    skipped[_on_board(ground, unchecked)[0]] = at_risk[_on_board(ground, long)[0]] = True
    skipped = (skipped | ground.unscanned) & ~np.isnan(out)  # what turns back is looked at
    passed = np.flatnonzero(skipped & at_risk)
    site, broken = ground.demand.receiver[passed], ("cold-checked-before-delivery",)
    ground.truth.add(NOT_CHECKED, broken, ground.of(passed), out[passed], site)
    parcel = np.unique(_on_board(ground, warm)[0])
    parcel = parcel[~skipped[parcel] & ~np.isnan(came[parcel])]
    site = ground.demand.receiver[parcel]
    by = By(site, ground.clerk(site))
    return ground.desk.scan("inbound_checked", ground.of(parcel), came[parcel] + 1, by, passed=True)


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
        yield from tell(ground, THROWN, Cast(shift, daytimes(ground, np.full(len(every), day)), every))
    for story, kind, number in (
        (FINDING, "site", ""),
        (UNSAFE, "shift", "/safety"),
        (HIRED, "person", "N01"),
        (CERTIFIED, "person", "F01"),
        (RENEWED, "person", "X01"),
    ):
        site = ground.random.permutation(every)[: max(1, len(every) // 3)]
        begins = daytimes(ground, ground.random.integers(0, days, len(site)))
        yield from tell(ground, story, Cast(Subjects(kind, codes.gather(site) + number), begins, site))


def _months(ground: Ground, first_day: date, days: int) -> FRAMES:
    """What is due in each month that begins: the fire check of every site, the training of every courier."""
    every, couriers = np.arange(len(ground.company.codes)), ground.company.couriers
    home = np.repeat(every, couriers)
    own = np.arange(len(home)) - np.repeat(np.cumsum(couriers) - couriers, couriers)
    people = ground.company.people(home * STAFF + CLERKS + 1 + own)
    for day in range(days):
        today = first_day + timedelta(day)
        if today.day == 1:
            long = monthrange(today.year, today.month)[1]
            for story, kind, names, site in (
                (fire_check(long), "site", ground.company.codes, every),
                (training(long), "person", people, home),
            ):
                yield from _monthly(ground, story, Cast(Subjects(kind, names), np.full(len(site), day * DAY), site))


def _monthly(ground: Ground, story: Story, cast: Cast) -> FRAMES:
    month = f"-{int(cast.begins[0] // DAY)}"
    for frame in tell(ground, story, cast):
        yield frame.with_columns(pl.col("id") + month)
