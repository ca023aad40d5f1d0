"""Events of the last mile: out, contact, consent, the door, a neighbour, locker or station."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import polars as pl

from tuotou.simulator.company import Indices
from tuotou.simulator.crowd import crowded
from tuotou.simulator.demand import Flags
from tuotou.simulator.failed import CALLED_FOR, failed, reasons
from tuotou.simulator.ground import Ground
from tuotou.simulator.position import positions
from tuotou.simulator.scan import By
from tuotou.simulator.sign_off import KINDS, in_batches, signed
from tuotou.simulator.timetable import DAY, HOUR, Minutes

FRAMES = Iterator[pl.DataFrame]
SHARES: Final = (0.38, 0.05, 0.30, 0.27)  # by the recipient, by a neighbour, in a locker, in a station
CHANNELS: Final = ("phone", "ai_call", "sms", "ai_call", "push", "sms")
PHONE: Final = 0
SMS: Final = 2
SHORT_CALLS: Final = 5  # in an hour that are not too many
TELLING: Final = 6.0  # minutes before the door


def rounds(ground: Ground) -> FRAMES:
    """Everything that couriers do on their rounds."""
    a, desk = ground.course.attempts, ground.desk
    fails = a.number <= ground.fates.failures[a.parcel]
    rows, end = _ends(ground, np.flatnonzero(~fails))
    went = ~_stayed(ground, rows, end)
    parcel, number = a.parcel[went], a.number[went]
    out = By(ground.demand.receiver[parcel], a.courier[went], turn=number)
    frame = desk.scan(
        "out_for_delivery", ground.of(parcel), a.out[went], out, attempt=number, **positions(ground, parcel)
    )
    yield from ground.scanned(frame, parcel)
    yield _let_out(ground, went)
    yield from _contacts(ground, fails)
    yield from _short_calls(ground, rows)
    yield from failed(ground, np.flatnonzero(fails))
    yield from _delivered(ground, rows, end)


def _ends(ground: Ground, rows: Indices) -> tuple[Indices, Indices]:
    """The attempts [k] that succeed, and how; who signs for a round at its end does so here."""
    a = ground.course.attempts
    end = np.searchsorted(np.cumsum(SHARES), ground.random.random(len(rows)))
    end[a.done[rows] % DAY > 22 * HOUR] %= 2  # what is signed at night is signed, not placed
    a.done[rows] = in_batches(ground, a.done[rows], a.courier[rows], end)
    return rows, end


def _let_out(ground: Ground, went: Flags) -> pl.DataFrame:
    """What does not match its waybill or courier, and goes out all the same."""
    a = ground.course.attempts
    rows = np.flatnonzero(ground.fall_rows("check_out_failed", a.parcel, went & (a.number == 1)))
    parcel, out = a.parcel[rows], a.out[rows]
    site, broken = ground.demand.receiver[parcel], ("check-out-failed-stays",)
    ground.truth.add("check_out_failed", broken, ground.of(parcel), out, site)
    ground.traces.append((parcel, out - 1))
    by = By(site, ground.clerk(site))
    return ground.desk.scan("checked_out", ground.of(parcel), out - 1, by, passed=False, reason="courier")


def _stayed(ground: Ground, rows: Indices, end: Indices) -> Flags:
    """[a] attempts that are signed off in the outlet, and never go out."""
    a = ground.course.attempts
    parcel = a.parcel[rows]
    usual = (ground.fates.failures[parcel] == 0) & ~ground.fates.intercept_ignored[parcel] & ~ground.unscanned[parcel]
    mine = rows[ground.fall_rows("signed_without_out", parcel, (end < len(KINDS)) & usual)]
    a.out[mine] = a.done[mine]
    parcel = a.parcel[mine]
    ground.stayed[parcel] = True
    broken, site = ("signed-needs-out-scan",), ground.demand.receiver[parcel]
    ground.truth.add("signed_without_out", broken, ground.of(parcel), a.done[mine], site)
    return ground.stayed[a.parcel]


def _contacts(ground: Ground, fails: Flags) -> FRAMES:
    """Before the door: a call where one is due or nobody will be there, else whatever reaches the recipient."""
    a, d = ground.course.attempts, ground.demand
    site = d.receiver[a.parcel]
    silent = ground.fall_rows("not_contacted", a.parcel, ~fails & (ground.fates.failures[a.parcel] == 0))
    ground.uncontacted[a.parcel[silent]] = True
    blind = ground.fall_rows("not_called", a.parcel, fails & (reasons(a.parcel) < CALLED_FOR))
    broken = ("not-reached-needs-call",)
    ground.truth.add("not_called", broken, ground.of(a.parcel[blind]), a.done[blind], site[blind])
    called = d.wants_call[a.parcel] | fails
    channel = np.select([blind, called], [SMS, PHONE], a.parcel % len(CHANNELS))
    told = np.flatnonzero(~silent)
    at = np.maximum(a.out[told], a.done[told] - TELLING)
    by = By(site[told], a.courier[told], turn=a.number[told])
    spoken = {"channel": ground.words(CHANNELS, channel[told]), "connected": True, "seconds": 21}
    yield ground.desk.scan("contacted", ground.of(a.parcel[told]), at, by, **spoken)


def _short_calls(ground: Ground, rows: Indices) -> FRAMES:
    """Couriers who let it ring for a round only to have called."""
    a, d = ground.course.attempts, ground.demand
    _, number = np.unique(a.courier[rows] * 100_000 + np.floor(a.out[rows] / 240).astype(int), return_inverse=True)
    rows = rows[ground.faults.fall("short_calls", np.ones(len(rows) and int(number.max()) + 1, bool))[number]]
    parcel, courier, at = a.parcel[rows], a.courier[rows], a.done[rows] - TELLING - 2
    many, site = crowded(courier, at, SHORT_CALLS, HOUR), d.receiver[parcel]
    ground.truth.add("short_calls", ("short-calls-few",), ground.of(parcel[many]), at[many], site[many])
    by = By(site, courier, turn=50)
    yield ground.desk.scan("contacted", ground.of(parcel), at, by, channel="phone", connected=True, seconds=3)


def _delivered(ground: Ground, rows: Indices, end: Indices) -> FRAMES:
    a, desk = ground.course.attempts, ground.desk
    parcel, done = a.parcel[rows], a.done[rows]
    ground.ended[parcel] = done
    yield from signed(ground, rows, end)
    _uncontacted(ground, parcel, done, end)
    agreed, standing = _agreed(ground, parcel, done, end)
    asked = By(source="app", turn=a.number[rows][agreed])
    consent = {"modes": "locker,station,agent", "channel": "app", "standing": pl.Series(standing[agreed])}
    yield desk.scan("consent_recorded", ground.of(parcel[agreed]), a.out[rows][agreed] - 45, asked, **consent)
    yield _cautions(ground, parcel[end >= 2], a.out[rows][end >= 2], done[end >= 2])
    yield from _refused_first(ground, parcel, done, end)
    for number, mode in ((2, "locker"), (3, "station")):
        mine = np.flatnonzero(end == number)
        yield from _placed(ground, mode, parcel[mine], done[mine], a.courier[rows][mine])
    yield _placing_told(ground, parcel[end >= 2], done[end >= 2])


def _cautions(ground: Ground, parcel: Indices, out: Minutes, done: Minutes) -> pl.DataFrame:
    """What leaving it in a locker or station means, told before the round; or not."""
    silent = ground.fall_rows("cautions_not_told", parcel, np.ones(len(parcel), bool))
    site, broken = ground.demand.receiver[parcel], ("cautions-told-before-placing",)
    ground.truth.add("cautions_not_told", broken, ground.of(parcel[silent]), done[silent], site[silent])
    told = By(source="app", turn=90)
    return ground.desk.scan("cautions_told", ground.of(parcel[~silent]), out[~silent] - 44, told, channel="app")


def _refused_first(ground: Ground, parcel: Indices, done: Minutes, end: Indices) -> FRAMES:
    """Refused at the door for a dented box, looked at together, and then signed for."""
    usual = (end == 0) & ~ground.faulty[parcel] & ~ground.course.causes[:, parcel].any(axis=0)
    rows = np.flatnonzero(usual & (parcel % 200 == 0))
    mine, at = parcel[rows], done[rows]
    site = ground.demand.receiver[mine]
    unseen = ground.fall_rows("damage_not_verified", mine, np.ones(len(mine), bool))
    broken = ("refused-damage-verified", "delivered-whole")
    ground.truth.add("damage_not_verified", broken, ground.of(mine[unseen]), at[unseen] + DAY, site[unseen])
    by = By(site, turn=70)
    yield ground.desk.scan("refused", ground.of(mine), at - 0.2, by, reason="damaged")
    seen = ~unseen
    looked = By(site[seen], turn=70)
    yield ground.desk.scan("damage_verified", ground.of(mine[seen]), at[seen] - 0.1, looked, outcome="intact")


def _placed(ground: Ground, mode: str, parcel: Indices, done: Minutes, courier: Indices) -> FRAMES:
    desk, site, who = ground.desk, ground.demand.receiver[parcel], ground.of(parcel)
    place = ground.company.names(site) + f"-{mode[0].upper()}" + pl.Series(parcel % 7 + 1).cast(pl.String)
    yield desk.scan(f"placed_in_{mode}", who, done, By(site, courier), mode=mode, place=place)
    taken = done + ground.random.uniform(25, 560, len(parcel))
    night = taken % DAY > 22 * HOUR
    taken = np.where(night, (np.floor(taken / DAY) + 1) * DAY + 8 * HOUR + (taken - done) / 4, taken)
    ground.ended[parcel] = taken
    yield desk.scan(f"taken_out_of_{mode}", who, taken, By(site, source=mode), place=place)


def _placing_told(ground: Ground, parcel: Indices, done: Minutes) -> pl.DataFrame:
    late = ground.fall_rows("placing_not_told", parcel, np.ones(len(parcel), bool))
    site, broken = ground.demand.receiver[parcel], ("placing-told-10min",)
    ground.truth.add("placing_not_told", broken, ground.of(parcel[late]), done[late] + 10, site[late])
    at = done + np.where(late, ground.random.uniform(12, 24, len(parcel)), 1)
    return ground.desk.scan("placing_told", ground.of(parcel), at, By(source="app"), channel="sms")


def _agreed(ground: Ground, parcel: Indices, at: Minutes, end: Indices) -> tuple[Indices, Flags]:
    """Who agreed to be served by locker, station or neighbour: all but those nobody asked; and [k] once for all."""
    asked_each, without = ground.demand.asked_each[parcel], ground.fall_rows("no_consent", parcel, end >= 1)
    standing = ground.fall_rows("standing_consent_used", parcel, (end >= 1) & asked_each)
    for fault, standard, mine in (
        ("no_consent", "placing-needs-consent", without & (end >= 2)),
        ("no_consent", "left-with-others-needs-consent", without & (end == 1)),
        ("no_consent", "medicine-fresh-asked-each-time", without & asked_each),
        ("standing_consent_used", "medicine-fresh-asked-each-time", standing),
    ):
        site = ground.demand.receiver[parcel[mine]]
        ground.truth.add(fault, (standard,), ground.of(parcel[mine]), at[mine], site)
    return np.flatnonzero((end >= 1) & ~without), standing


def _uncontacted(ground: Ground, parcel: Indices, at: Minutes, end: Indices) -> None:
    """A consent counts as contact, but where a real call is due."""
    silent, called = ground.uncontacted[parcel], ground.demand.wants_call[parcel]
    for standard, mine in (
        ("contacted-before-delivery", silent & (end == 0)),
        ("called-before-leaving", silent & (end >= 1) & called),
    ):
        site = ground.demand.receiver[parcel[mine]]
        ground.truth.add("not_contacted", (standard,), ground.of(parcel[mine]), at[mine], site)
