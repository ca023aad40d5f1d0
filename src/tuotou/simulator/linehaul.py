"""Events of the way between sites: of bags and trips, and of the parcels that are scanned out of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import polars as pl

from tuotou.simulator.company import Indices
from tuotou.simulator.demand import Flags
from tuotou.simulator.ground import Ground
from tuotou.simulator.scan import By, Subjects
from tuotou.simulator.timetable import DAY, DISTRIBUTING, HOUR, Minutes
from tuotou.simulator.truth import chosen

FRAMES = Iterator[pl.DataFrame]
NO_TRACE: Final = "no-custody-gap"
WEIGHED: Final = 5  # one in so many is weighed again
BAG: Final = 50  # parcels of a bag
PASSES: Final = 9 * HOUR  # a truck passes a stop at least so often
BAGS: Final = 200  # of a trip


def parcels_on_the_way(ground: Ground) -> FRAMES:
    """Bagged at each departure; sorted at hubs, scanned in at outlets; screened before flying."""
    legs, trips, desk = ground.course.legs, ground.course.trips, ground.desk
    trip = legs.trip
    from_, to, hubs = trips.from_[trip], trips.to[trip], ground.company.hubs
    bagged = packed(ground)
    clerk = np.where(from_ < hubs, -1, ground.clerk(from_))
    unseen = _unscanned(ground)
    rows = np.flatnonzero(~unseen)
    into = bag_numbers(trip[rows], legs.place[rows])
    who, by = ground.of(legs.parcel[rows]), By(from_[rows], clerk[rows], turn=trip[rows])
    yield from ground.scanned(desk.scan("bagged", who, bagged[rows], by, into=into), legs.parcel[rows], NO_TRACE)
    yield from _at_hub(ground, np.flatnonzero(to < hubs))
    yield from _in_at_outlet(ground, np.flatnonzero((to >= hubs) & ~unseen))
    yield from _screened(ground)


def packed(ground: Ground) -> Minutes:
    """[l] when a parcel is put into its bag."""
    legs = ground.course.legs
    return np.asarray(ground.course.trips.departure[legs.trip] - 8.5 + legs.place % BAG / 12)


def _unscanned(ground: Ground) -> Flags:
    """[l] last legs that nobody scans, neither into a bag nor out of the truck."""
    legs, site = ground.course.legs, ground.demand.receiver
    last = np.zeros(len(legs.parcel), bool)
    last[ground.last_legs(ground.fates.delivered & ~ground.fates.lost)] = True
    unseen = ground.fall_rows("way_unscanned", legs.parcel, last)
    ground.unscanned[legs.parcel[unseen]] = True
    a = ground.course.attempts
    first = np.flatnonzero((a.number == 1) & ground.unscanned[a.parcel])
    parcel, out = a.parcel[first], a.out[first]
    ground.truth.add("way_unscanned", ("out-needs-arrival",), ground.of(parcel), out, site[parcel])
    return unseen


def _at_hub(ground: Ground, rows: Indices) -> FRAMES:
    """Sorted by machine; some are weighed again on the first belt."""
    legs, trips = ground.course.legs, ground.course.trips
    parcel, trip, seen = legs.parcel[rows], legs.trip[rows], legs.seen[rows]
    sorter = By(trips.to[trip], source="sorter", turn=trip)
    chute = pl.Series(legs.place[rows] % 40).cast(pl.String)
    yield ground.desk.scan("sorted", ground.of(parcel), seen, sorter, chute=chute)
    weighed = np.flatnonzero((trips.from_[trip] >= ground.company.hubs) & (parcel % WEIGHED == 0))
    parcel, at, hub = parcel[weighed], seen[weighed] + 0.1, trips.to[trip[weighed]]
    ground.traces.append((parcel, at))
    weight = ground.demand.weight[parcel]
    wrong = ground.fall_rows("weight_wrong", parcel, np.ones(len(parcel), bool))
    sender = ground.demand.sender[parcel[wrong]]
    ground.truth.add("weight_wrong", ("weight-as-accepted",), ground.of(parcel[wrong]), at[wrong], sender)
    weight = np.where(wrong, weight * 3 // 2 + 400, weight)
    yield ground.desk.scan("reweighed", ground.of(parcel), at, By(hub, source="dws"), weight_g=weight)


def _in_at_outlet(ground: Ground, rows: Indices) -> FRAMES:
    """The scan piece by piece at the outlet that delivers; some were lost and found again."""
    legs, trips = ground.course.legs, ground.course.trips
    trip, parcel, seen = legs.trip[rows], legs.parcel[rows], legs.seen[rows]
    to = trips.to[trip]
    wave = np.searchsorted(DISTRIBUTING, trips.planned_departure[trip] % DAY)
    by = By(to, ground.clerk(to), turn=trip)
    waves = ground.words(("1", "2", "3", "4"), wave)
    again = np.flatnonzero(seen - trips.arrival[trip] > DAY)
    yield from ground.scanned(ground.desk.scan("arrived", ground.of(parcel), seen, by, wave=waves), parcel)
    by = By(to[again], ground.clerk(to[again]))
    yield ground.desk.scan("found", ground.of(parcel[again]), seen[again] - 2, by)


def _screened(ground: Ground) -> FRAMES:
    """Through the X-ray machine before an air leg."""
    legs, trips, city = ground.course.legs, ground.course.trips, ground.company.city
    flies = flying(ground)[legs.trip]
    rows = np.flatnonzero(flies)
    skipped = ground.fall_rows("not_screened", legs.parcel[rows], np.ones(len(rows), bool))
    trip, parcel = legs.trip[rows], legs.parcel[rows]
    at = trips.planned_departure[trip] - 11.5
    hub = city[trips.from_[trip]]
    broken = ("screened-before-departure",)
    ground.truth.add("not_screened", broken, ground.of(parcel[skipped]), trips.departure[trip][skipped], hub[skipped])
    done = np.flatnonzero(~skipped)
    xray = By(hub[done], source="xray")
    ground.traces.append((parcel[done], at[done]))
    yield ground.desk.scan("screened", ground.of(parcel[done]), at[done], xray, passed=True, machine="X1")


def flying(ground: Ground) -> Flags:
    """[t] which trips go by air."""
    trips, hubs = ground.course.trips, ground.company.hubs
    line = (trips.from_ < hubs) & (trips.to < hubs)
    return np.asarray(line & ground.company.air[np.where(line, trips.from_, 0), np.where(line, trips.to, 0)])


def drives_past(ground: Ground) -> Flags:
    """[t] which trips pass a stop on their way to another hub."""
    trips = ground.course.trips
    far = trips.arrival - trips.departure > PASSES + 2 * HOUR
    return np.asarray(far & ~flying(ground) & (trips.to < ground.company.hubs))


def bag_numbers(trip: Indices, place: Indices) -> pl.Series:
    """[n] the bag in which a parcel lies."""
    return "B" + pl.Series(trip * BAGS + place // BAG).cast(pl.String).str.zfill(10)


def trip_numbers(trip: Indices) -> pl.Series:
    """[n] the numbers of trips."""
    return "T" + pl.Series(trip).cast(pl.String).str.zfill(9)


def bags(ground: Ground) -> tuple[FRAMES, Minutes]:
    """The events of bags, and [t] when the last bag of each trip was opened."""
    legs, trips, desk = ground.course.legs, ground.course.trips, ground.desk
    key = legs.trip * BAGS + legs.place // BAG
    order = np.argsort(key, kind="stable")
    starts = np.flatnonzero(np.diff(key[order], prepend=-1))
    first = np.minimum.reduceat(legs.seen[order], starts) if len(order) else legs.seen
    pieces = np.diff(np.append(starts, len(order)))
    trip, bag = legs.trip[order][starts], key[order][starts]
    opened = np.minimum(first - 1, trips.arrival[trip] + 12 * HOUR)
    last = trips.arrival + 60
    np.maximum.at(last, trip, opened + 5)
    who = Subjects("bag", "B" + pl.Series(bag).cast(pl.String).str.zfill(10))
    from_, to = trips.from_[trip], trips.to[trip]
    out, in_ = By(from_, ground.clerk(from_)), By(to, ground.clerk(to))
    numbers = trip_numbers(trip)
    seal = "S" + pl.Series(bag).cast(pl.String)

    def frames() -> FRAMES:
        yield desk.scan("sealed", who, trips.departure[trip] - 3.5, out, seal=seal, pieces=pieces)
        yield desk.scan("loaded", who, trips.departure[trip] - 3, out, into=numbers)
        yield desk.scan("unloaded", who, opened - 2, in_, out_of=numbers)
        yield desk.scan("bag_opened", who, opened, in_, pieces=pieces)

    return frames(), last


def trips_on_the_road(ground: Ground, closed: Minutes) -> FRAMES:
    """The events of trips: opened, on the road, at the next site, closed."""
    trips, desk = ground.course.trips, ground.desk
    who = Subjects("trip", trip_numbers(trips.number))
    line = ground.company.names(trips.from_) + "-" + ground.company.names(trips.to)
    plan = {
        "planned_departure_at": desk.instant(trips.planned_departure),
        "planned_arrival_at": desk.instant(trips.planned_arrival),
    }
    transport = ground.words(("road", "air"), flying(ground).astype(np.int64))
    vehicle = "V" + pl.Series(trips.vehicle).cast(pl.String).str.zfill(5)
    out, in_ = By(trips.from_, ground.clerk(trips.from_)), By(trips.to, ground.clerk(trips.to))
    opened = {"vehicle": vehicle, "driver": driver(ground, np.arange(trips.size)), **plan}
    yield desk.scan("trip_opened", who, trips.planned_departure - 60, out, line=line, transport=transport, **opened)
    to_site = ground.company.names(trips.to)
    going = {"to_site": to_site, "transport": transport, **plan}
    yield desk.scan("departed", who, trips.departure, out, line=line, **going)
    yield desk.scan("arrived", who, trips.arrival, in_, line=line)
    yield desk.scan("trip_closed", who, closed, in_)
    run = trips.arrival - trips.departure
    for turn in range(1, 9):
        far = np.flatnonzero((run > turn * PASSES + 2 * HOUR) & drives_past(ground))
        stop = "RS" + pl.Series(100 * trips.from_[far] + turn).cast(pl.String)
        passed = desk.scan("passed", chosen(who, far), trips.departure[far] + turn * PASSES, By(turn=turn))
        yield passed.with_columns(stop.alias("site"))


def driver(ground: Ground, trip: Indices) -> pl.Series:
    """[k] the staff number of the driver."""
    trips = ground.course.trips
    return ground.company.people(trips.from_[trip] * 1000 + 900 + trips.vehicle[trip] % ground.company.drivers)
