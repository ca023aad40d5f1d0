"""Which parcels are in which story: seized or cleared, broken, wet, sorted wrongly, without label."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import polars as pl

from tuotou.simulator.fates import SEIZED as IS_SEIZED
from tuotou.simulator.ground import Ground
from tuotou.simulator.parcel_stories import (
    BROKEN,
    CANCELLED,
    DELIVERED,
    MISSORTED,
    NO_LABEL,
    SEIZED,
    SUSPECTED,
    TO_BEIJING,
    WET,
)
from tuotou.simulator.scan import By, Subjects
from tuotou.simulator.side_stories import daytimes, several
from tuotou.simulator.story import Cast, tell
from tuotou.simulator.timetable import DAY, Minutes
from tuotou.simulator.truth import chosen

FRAMES = Iterator[pl.DataFrame]
LABELS_LOST: Final = 0.0005


def parcel_events(ground: Ground) -> FRAMES:
    """What happens to parcels beside their way."""
    yield from _seized(ground)
    yield _passed_on(ground)
    yield from _delivered(ground)
    yield from _waiting(ground)
    yield from _ignored(ground)
    yield from _without_label(ground)
    yield from _to_beijing(ground)


def _seized(ground: Ground) -> FRAMES:
    """Prohibited goods go no farther than the outlet that took them."""
    rows = np.flatnonzero(ground.fates.failures == IS_SEIZED)
    d = ground.demand
    yield from tell(ground, SEIZED, Cast(ground.of(rows), d.at_outlet[rows] + 2, d.sender[rows]))


def _passed_on(ground: Ground) -> pl.DataFrame:
    """Suspected at the outlet, and sent on before anybody cleared it."""
    rows = np.flatnonzero(ground.fates.passed_on)
    site, at = ground.demand.sender[rows], ground.demand.at_outlet[rows] + 3
    ground.truth.add("prohibited_passed_on", ("prohibited-stops",), ground.of(rows), at, site)
    by = By(site, source="xray")
    return ground.desk.scan("prohibited_suspected", ground.of(rows), at, by, category="battery", confidence=0.8)


def _delivered(ground: Ground) -> FRAMES:
    a = ground.course.attempts
    done = np.flatnonzero((a.number == 1) & (ground.fates.failures[a.parcel] == 0))
    mixed, taken = ground.random.permutation(done), 0
    for story, share in DELIVERED:
        n = several(ground, len(done), share)
        rows, taken = mixed[taken : taken + n], taken + n
        begins = daytimes(ground, np.floor(a.done[rows] / DAY) + 2)
        parcel = a.parcel[rows]
        yield from tell(ground, story, Cast(ground.of(parcel), begins, ground.demand.receiver[parcel]))


def _departures(ground: Ground) -> tuple[Minutes, Minutes]:
    """[l] when each leg is followed by the next one; [n] when a parcel goes out for the first time. NaN: never."""
    legs, trips, a = ground.course.legs, ground.course.trips, ground.course.attempts
    order = np.lexsort((trips.departure[legs.trip], legs.parcel))
    same = legs.parcel[order][1:] == legs.parcel[order][:-1]
    after = np.full(len(order), np.nan)
    after[order[:-1][same]] = trips.departure[legs.trip[order[1:][same]]]
    out = np.full(ground.demand.size, np.nan)
    out[a.parcel[a.number == 1]] = a.out[a.number == 1]
    return after, out


def _waiting(ground: Ground) -> FRAMES:
    """What is found on parcels that lie at a site for so many minutes or more, each on others."""
    legs, trips = ground.course.legs, ground.course.trips
    after, out = _departures(ground)
    at_outlet = trips.to[legs.trip] >= ground.company.hubs
    usual = ~(ground.course.causes.any(axis=0) | ground.faulty)[legs.parcel]
    usual &= ~ground.fates.passed_on[legs.parcel] & ground.fates.delivered[legs.parcel]
    usual &= ~np.isfinite(ground.storms.since[legs.parcel])  # a storm excuses what is not done
    once = usual & (ground.fates.failures[legs.parcel] < 2)
    for story, share, here, until, lies in (
        (WET, 0.003, at_outlet & usual, out[legs.parcel], 300),
        (BROKEN, 0.003, at_outlet & once, out[legs.parcel], 75),
        (CANCELLED, 0.003, at_outlet & usual, out[legs.parcel], 75),
        (SUSPECTED, 0.003, ~at_outlet & usual, after, 120),
        (MISSORTED, 0.003, ~at_outlet & usual, after, 300),
    ):
        rows = ground.random.permutation(np.flatnonzero(here & usual & (until - legs.seen > lies)))
        rows = rows[: several(ground, ground.demand.size, share)]
        usual[np.isin(legs.parcel, legs.parcel[rows])] = False
        whom, site = ground.of(legs.parcel[rows]), trips.to[legs.trip[rows]]
        if story in (WET, BROKEN):
            ground.found_odd[legs.parcel[rows]] = legs.seen[rows] + 2
        yield from tell(ground, story, Cast(whom, legs.seen[rows] + 2, site))


def _ignored(ground: Ground) -> FRAMES:
    """Found wet at the outlet, registered, and then nothing."""
    rows = ground.last_legs(ground.fates.exception_ignored)
    parcel, at = ground.course.legs.parcel[rows], ground.course.legs.seen[rows] + 1
    ground.found_odd[parcel] = at
    site, who = ground.demand.receiver[parcel], ground.of(parcel)
    broken, by = ("exception-next-action-24h",), By(site, ground.clerk(site), turn=3)
    late = np.flatnonzero(~ground.storms.excuse(parcel, at + 7, at + 7 + DAY))
    ground.truth.add("exception_ignored", broken, chosen(who, late), at[late] + 7 + DAY, site[late])
    yield ground.desk.scan("wet_found", who, at, by, seal_intact=True)
    yield ground.desk.scan("exception_registered", who, at + 7, by, reason="wet")


def _without_label(ground: Ground) -> FRAMES:
    """Pieces under a number of their own until somebody knows whose they are."""
    n = several(ground, ground.demand.size, LABELS_LOST)
    hub = ground.random.integers(0, ground.company.hubs, n)
    owner = ground.demand.number.gather(ground.random.integers(0, ground.demand.size, n))
    begins = daytimes(ground, np.floor(ground.random.uniform(0, ground.demand.ordered.max() / DAY, n)))
    whom = Subjects("parcel", "NL" + pl.Series(np.arange(n)).cast(pl.String).str.zfill(8))
    owners = pl.DataFrame({"subject": whom.numbers, "to_number": owner})
    for frame in tell(ground, NO_LABEL, Cast(whom, begins, hub)):
        matched = frame["kind"][0] == "owner_matched"
        yield frame.join(owners, on="subject", how="left", maintain_order="left") if matched else frame


def _to_beijing(ground: Ground) -> FRAMES:
    """Pieces that a hub takes for a city which must be screened by road, too."""
    n = several(ground, ground.demand.size, LABELS_LOST)
    hub = ground.random.integers(0, ground.company.hubs, n)
    begins = daytimes(ground, np.floor(ground.random.uniform(0, ground.demand.ordered.max() / DAY, n)))
    whom = Subjects("parcel", "BJ" + pl.Series(np.arange(n)).cast(pl.String).str.zfill(8))
    yield from tell(ground, TO_BEIJING, Cast(whom, begins, hub))
