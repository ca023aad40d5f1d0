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
BAG: Final = 50  # parcels of a bag
PASSES: Final = 9 * HOUR  # a truck passes a stop at least so often
BAGS: Final = 200  # of a trip


def parcels_on_the_way(ground: Ground) -> FRAMES:
    """Bagged at each departure; sorted at hubs, scanned in at outlets; screened before flying."""
    legs, trips, desk = ground.course.legs, ground.course.trips, ground.desk
    trip = legs.trip
    from_, to, hubs = trips.from_[trip], trips.to[trip], ground.company.hubs
    who = ground.of(legs.parcel)
    bagged = trips.departure[trip] - 8.5 + legs.place % BAG / 12
    clerk = np.where(from_ < hubs, -1, ground.clerk(from_))
    into = bag_numbers(trip, legs.place)
    yield desk.scan("bagged", who, bagged, By(from_, clerk, turn=trip), into=into)
    at_hub = np.flatnonzero(to < hubs)
    sorter = By(to[at_hub], source="sorter", turn=trip[at_hub])
    chute = pl.Series(legs.place[at_hub] % 40).cast(pl.String)
    yield desk.scan("sorted", chosen(who, at_hub), legs.seen[at_hub], sorter, chute=chute)
    yield from _in_at_outlet(ground, np.flatnonzero(to >= hubs))
    yield from _screened(ground)


def _in_at_outlet(ground: Ground, rows: Indices) -> FRAMES:
    """The scan piece by piece at the outlet that delivers; some are missed, some were found again."""
    legs, trips = ground.course.legs, ground.course.trips
    trip, parcel, seen = legs.trip[rows], legs.parcel[rows], legs.seen[rows]
    to = trips.to[trip]
    lost = seen - trips.arrival[trip] > DAY
    wave = np.searchsorted(DISTRIBUTING, trips.planned_departure[trip] % DAY)
    missed = ground.fall_rows("missed_scan", parcel, ~lost)
    hidden = ("out-needs-arrival",)  # the arrival of the truck counts for what is on it
    ground.truth.add("missed_scan", hidden, ground.of(parcel[missed]), seen[missed], to[missed], shown=False)
    ground.unscanned[parcel[missed]] = True
    scanned = np.flatnonzero(~missed)
    by = By(to[scanned], ground.clerk(to[scanned]), turn=trip[scanned])
    waves = ground.words(("1", "2", "3", "4"), wave[scanned])
    yield ground.desk.scan("arrived", ground.of(parcel[scanned]), seen[scanned], by, wave=waves)
    again = np.flatnonzero(lost)
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
    return ground.company.people(trips.from_[trip] * 1000 + 900 + trips.vehicle[trip] % 90)


def storms(ground: Ground) -> FRAMES:
    """Trips that weather held up: declared, and everybody told of the delay and the new plan."""
    trips, legs, desk = ground.course.trips, ground.course.legs, ground.desk
    hit = np.flatnonzero(trips.storm)
    who, at = Subjects("trip", trip_numbers(hit)), trips.departure[hit] + 20
    span = {
        "period_from": desk.instant(trips.planned_departure[hit]),
        "period_to": desk.instant(trips.arrival[hit] + 16 * HOUR),
    }
    office = By(trips.from_[hit], source="office")
    yield desk.scan("force_majeure_declared", who, at - 5, office, reason="storm", **span)
    yield desk.scan("delayed", who, at, office, reason="storm", minutes=trips.arrival[hit] - trips.planned_arrival[hit])
    on_board = np.flatnonzero(trips.storm[legs.trip])
    told = trips.departure[legs.trip[on_board]] + 24 + legs.place[on_board] % 30
    silent = ground.fall_rows("delay_not_told", legs.parcel[on_board], np.ones(len(on_board), bool))
    rows = on_board[silent]
    where = trips.from_[legs.trip[rows]]
    minutes = trips.arrival[legs.trip[rows]] - trips.planned_arrival[legs.trip[rows]]
    for standard, mine in (("delay-plan-told-1h", minutes >= HOUR), (None, minutes < HOUR)):
        parcel = ground.of(legs.parcel[rows[mine]])
        ground.truth.add("delay_not_told", (standard,), parcel, told[silent][mine], where[mine])
    rows, told = on_board[~silent], told[~silent]
    eta = desk.instant(trips.arrival[legs.trip[rows]] + 12 * HOUR)
    by = By(source="office", turn=legs.trip[rows])
    yield desk.scan("delay_told", ground.of(legs.parcel[rows]), told, by, reason="storm", eta_at=eta, channel="push")
