"""Events of the last mile: out, contact, consent, the door, locker or station, failure and return."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import polars as pl

from tuotou.simulator.company import Indices
from tuotou.simulator.demand import Flags
from tuotou.simulator.ground import Ground
from tuotou.simulator.network import KEPT_BACK, RETURNED_AFTER
from tuotou.simulator.scan import By, photos
from tuotou.simulator.timetable import DAY, DISTRIBUTING, HOUR, ROUNDS, Minutes, next_of

FRAMES = Iterator[pl.DataFrame]
ENDS: Final = ("signed_by_self", "signed_by_agent", "placed_in_locker", "placed_in_station")
HANDED: Final = ({"received_in_hand": True}, {"mode": "agent", "signer": "neighbour"})
SHARES: Final = (0.38, 0.05, 0.30, 0.27)
FAILS: Final = 0.04  # of the parcels are not delivered at the first attempt
FAILS_AGAIN: Final = 0.08  # of these
INTERCEPTED: Final = 0.002
CHANNELS: Final = ("phone", "ai_call", "sms", "ai_call", "push", "sms")
REASONS: Final = ("nobody_home", "customer_asked_later", "address_unclear")
BACK: Final = 90_000_000  # turns of scans on the way back
BATCH: Final = 5  # sign-offs in a minute that are not too many
TELLING: Final = 6  # minutes before the door


def draw_failures(size: int, seed: int) -> Indices:
    """[n] how often the delivery of each parcel fails; KEPT_BACK: its sender has it intercepted."""
    random = np.random.default_rng([seed, 4])
    first, second, kept = random.random((3, size))
    failures = (first < FAILS).astype(np.int64) * (1 + (second < FAILS_AGAIN))
    return np.where(kept < INTERCEPTED, KEPT_BACK, failures)


def rounds(ground: Ground) -> FRAMES:
    """Everything that couriers do on their rounds."""
    a, d, desk = ground.course.attempts, ground.demand, ground.desk
    site = d.receiver[a.parcel]
    failed = a.number <= ground.failures[a.parcel]
    out = By(site, a.courier, turn=a.number)
    yield desk.scan("out_for_delivery", ground.of(a.parcel), a.out, out, attempt=a.number)
    silent = ground.fall_rows("not_contacted", a.parcel, ~failed & (ground.failures[a.parcel] == 0))
    ground.uncontacted[a.parcel[silent]] = True
    told = np.flatnonzero(~silent)
    by, called = By(site[told], a.courier[told], turn=a.number[told]), d.wants_call
    at = np.maximum(a.out[told], a.done[told] - TELLING)
    channel = ground.words(CHANNELS, np.where(called[a.parcel[told]], 0, a.parcel[told] % len(CHANNELS)))
    yield desk.scan("contacted", ground.of(a.parcel[told]), at, by, channel=channel, connected=True, seconds=21)
    yield from _failed(ground, np.flatnonzero(failed))
    yield from _delivered(ground, np.flatnonzero(~failed))


def _failed(ground: Ground, rows: Indices) -> FRAMES:
    """Nobody there: the reason is recorded, the parcel held until the next day or returned."""
    a, d, desk = ground.course.attempts, ground.demand, ground.desk
    parcel, done, turn = a.parcel[rows], a.done[rows], a.number[rows]
    site, by = d.receiver[parcel], By(d.receiver[parcel], a.courier[rows], turn=turn)
    reason = ground.words(REASONS, parcel % 3)
    yield desk.scan("attempt_failed", ground.of(parcel), done, by, reason=reason, attempt=turn)
    twice = np.flatnonzero(ground.fall_rows("attempts_too_close", parcel, turn == 1))
    broken = ("attempts-8h-apart",)
    ground.unappointed[parcel[twice]] = True
    ground.truth.add("attempts_too_close", broken, ground.of(parcel[twice]), done[twice] + 90, site[twice])
    close = By(site[twice], a.courier[rows][twice], turn=9)
    yield desk.scan(
        "attempt_failed", ground.of(parcel[twice]), done[twice] + 90, close, reason="nobody_home", attempt=2
    )
    agreed = np.flatnonzero(~np.isin(np.arange(len(rows)), twice))
    slot = (np.floor(done[agreed] / DAY) + 1) * DAY + 8 * HOUR
    when = {"slot_from": desk.instant(slot), "slot_to": desk.instant(slot + 5 * HOUR)}
    appointed = By(source="handheld", turn=turn[agreed])
    yield desk.scan(
        "delivery_appointed", ground.of(parcel[agreed]), done[agreed] + 3, appointed, channel="phone", **when
    )
    held = np.flatnonzero(turn < RETURNED_AFTER)
    clerk = By(site[held], ground.clerk(site[held]))
    yield desk.scan("held", ground.of(parcel[held]), done[held] + 100, clerk, reason="redelivery")
    back = np.flatnonzero(turn >= RETURNED_AFTER)
    yield from _returns(ground, parcel[back], done[back] + 100)


def _delivered(ground: Ground, rows: Indices) -> FRAMES:
    a, d, desk = ground.course.attempts, ground.demand, ground.desk
    parcel, courier = a.parcel[rows], a.courier[rows]
    end = np.searchsorted(np.cumsum(SHARES), ground.random.random(len(rows)))
    done = _in_batches(ground, a.done[rows], courier, parcel, end)
    site, turn = d.receiver[parcel], a.number[rows]
    for number, kind in enumerate(ENDS[:2]):
        mine = np.flatnonzero(end == number)
        by = By(site[mine], courier[mine])
        where = _places(ground, parcel[mine])
        proof = {"photo_hash": photos(parcel[mine], 2), **HANDED[number]}
        yield desk.scan(kind, ground.of(parcel[mine]), done[mine], by, **where, **proof)
    _uncontacted(ground, parcel, done, end)
    agreed = np.flatnonzero((end >= 1) & _agreed(ground, parcel, done, end))
    asked = By(source="app", turn=turn[agreed])
    consent = {"modes": "locker,station,agent", "channel": "app"}
    yield desk.scan("consent_recorded", ground.of(parcel[agreed]), a.out[rows][agreed] - 45, asked, **consent)
    for number, mode in ((2, "locker"), (3, "station")):
        mine = np.flatnonzero(end == number)
        yield from _placed(ground, mode, parcel[mine], done[mine], courier[mine])
    placed = np.flatnonzero(end >= 2)
    yield desk.scan("placing_told", ground.of(parcel[placed]), done[placed] + 1, By(source="app"), channel="sms")


def _placed(ground: Ground, mode: str, parcel: Indices, done: Minutes, courier: Indices) -> FRAMES:
    desk, site, who = ground.desk, ground.demand.receiver[parcel], ground.of(parcel)
    place = ground.company.names(site) + f"-{mode[0].upper()}" + pl.Series(parcel % 7 + 1).cast(pl.String)
    yield desk.scan(f"placed_in_{mode}", who, done, By(site, courier), mode=mode, place=place)
    taken = done + ground.random.uniform(25, 560, len(parcel))
    night = taken % DAY > 22 * HOUR
    taken = np.where(night, (np.floor(taken / DAY) + 1) * DAY + 8 * HOUR + (taken - done) / 4, taken)
    yield desk.scan(f"taken_out_of_{mode}", who, taken, By(site, source=mode), place=place)


def _places(ground: Ground, parcel: Indices) -> dict[str, pl.Series]:
    """Where the handheld was, some hundred metres around the outlet."""
    cities = ground.company.cities
    city = ground.company.city[ground.demand.receiver[parcel]]
    lng, lat = (np.array([getattr(c, name) for c in cities])[city] for name in ("lng", "lat"))
    return {
        "lng": pl.Series(np.round(lng + (parcel % 97) / 9000, 5)),
        "lat": pl.Series(np.round(lat + (parcel % 89) / 9000, 5)),
        "distance_m": pl.Series(parcel % 60 + 1.0),
    }


def _agreed(ground: Ground, parcel: Indices, at: Minutes, end: Indices) -> Flags:
    """[k] who agreed to be served by locker, station or neighbour: all but those whom nobody asked."""
    without = ground.fall_rows("no_consent", parcel, end >= 1)
    for standard, mine in (
        ("placing-needs-consent", without & (end >= 2)),
        ("left-with-others-needs-consent", without & (end == 1)),
    ):
        site = ground.demand.receiver[parcel[mine]]
        ground.truth.add("no_consent", (standard,), ground.of(parcel[mine]), at[mine], site)
    return ~without


def _uncontacted(ground: Ground, parcel: Indices, at: Minutes, end: Indices) -> None:
    """A consent counts as contact, but where a real call is due."""
    silent, called = ground.uncontacted[parcel], ground.demand.wants_call[parcel]
    for standard, mine in (
        ("contacted-before-delivery", silent & (end == 0)),
        ("called-before-leaving", silent & (end >= 1) & called),
    ):
        site = ground.demand.receiver[parcel[mine]]
        ground.truth.add("not_contacted", (standard,), ground.of(parcel[mine]), at[mine], site)


def _in_batches(ground: Ground, done: Minutes, courier: Indices, parcel: Indices, end: Indices) -> Minutes:
    """[k] when each is signed off, where some couriers sign for a whole round at its end; which are too many."""
    key = courier * 100_000 + np.floor(done / 240).astype(np.int64)
    each, number = np.unique(key, return_inverse=True)
    batch = ground.faults.fall("signed_in_batches", np.ones(len(each), bool))[number] & (end < 2)
    ends = np.zeros(len(each))
    np.maximum.at(ends, number, done)
    rank = np.argsort(np.argsort(number + done / 1e9)) % 20
    signed = np.where(batch, ends[number] + rank / 60, done)
    order = np.flatnonzero(end < 2)
    order = order[np.lexsort((signed[order], courier[order]))]
    crowd = np.zeros(len(order), bool)
    same = courier[order][BATCH:] == courier[order][:-BATCH]
    crowd[BATCH:] = same & (signed[order][BATCH:] - signed[order][:-BATCH] < 1)
    rows = order[crowd]
    broken, site = ("signed-in-batches",), ground.demand.receiver[parcel[rows]]
    ground.truth.add("signed_in_batches", broken, ground.of(parcel[rows]), signed[rows], site)
    return signed


def intercepted(ground: Ground) -> FRAMES:
    """Called back by the sender on the way: set aside at the outlet that should deliver, and returned."""
    legs, d, desk = ground.course.legs, ground.demand, ground.desk
    comes = ground.course.trips.to[legs.trip] >= ground.company.hubs
    rows = np.flatnonzero((ground.failures[legs.parcel] == KEPT_BACK) & comes)
    parcel, seen = legs.parcel[rows], legs.seen[rows]
    site, who = d.receiver[parcel], ground.of(parcel)
    clerk = By(site, ground.clerk(site))
    asked = ground.course.trips.departure[legs.trip[rows]] + 5  # nobody scans it again before it is there
    yield desk.scan("intercept_asked", who, asked, By(source="app"), asked_by="sender", channel="app")
    yield desk.scan("intercept_done", who, seen + 4, clerk, instruction="return")
    yield desk.scan("held", who, seen + 5, clerk, reason="sender_request")
    yield from _returns(ground, parcel, seen + 90, asked_by="sender")


def _returns(ground: Ground, parcel: Indices, begun: Minutes, asked_by: str | None = None) -> FRAMES:
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
