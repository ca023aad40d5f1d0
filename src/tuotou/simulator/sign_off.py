"""Signing for parcels: at the door, with proof, once; and all the ways in which it is faked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import polars as pl

from tuotou.simulator.company import Indices
from tuotou.simulator.crowd import crowded
from tuotou.simulator.demand import Flags
from tuotou.simulator.ground import Ground
from tuotou.simulator.position import FAR_AWAY, positions
from tuotou.simulator.scan import By, photos
from tuotou.simulator.timetable import DAY, HOUR, Minutes

FRAMES = Iterator[pl.DataFrame]
KINDS: Final = ("signed_by_self", "signed_by_agent")
HANDED: Final = ({"received_in_hand": True}, {"mode": "agent", "signer": "neighbour"})
BATCH: Final = 5  # sign-offs in a minute that are not too many
SOON: Final = 5 * HOUR  # within which nobody gets to another city and back


def signed(ground: Ground, rows: Indices, end: Indices) -> FRAMES:
    """The sign-offs among the deliveries [k], which end as KINDS or otherwise."""
    a = ground.course.attempts
    parcel, courier, done = a.parcel[rows], a.courier[rows], a.done[rows]
    site, mine = ground.demand.receiver[parcel], end < len(KINDS)
    night = mine & (done % DAY > 22 * HOUR)
    broken = ("no-sign-off-at-night",)
    ground.truth.add("signed_at_night", broken, ground.of(parcel[night]), done[night], site[night])
    without, far, faked, twice, again = (
        ground.fall_rows(fault, parcel, mine & among)
        for fault, among in (
            ("no_proof", mine),
            ("signed_elsewhere", mine),
            ("position_faked", done - a.out[rows] < SOON),
            ("signed_twice", ~night),
            ("scanned_after_signing", ~night),
        )
    )
    for fault, standards, which, later in (
        ("no_proof", ("sign-off-has-proof",), without, 0),
        ("signed_elsewhere", ("door-acts-at-the-door",), far, 0),
        ("position_faked", ("no-impossible-move",), faked, 0),
        ("signed_twice", ("signed-is-final",), twice, 45),
        ("scanned_after_signing", ("signed-is-final", "no-scan-after-signed"), again, 45),
    ):
        ground.truth.add(fault, standards, ground.of(parcel[which]), done[which] + later, site[which])
    photo = _shared_photos(ground, parcel, np.where(mine, courier, -1), done)
    second = done[twice] + 20 + parcel[twice] % 25
    _too_many(ground, parcel, np.where(mine, courier, -1), done, (parcel[twice], ground.clerk(site[twice]), second))
    where = positions(ground, parcel)
    said = {
        "lng": where["lng"] + FAR_AWAY * faked,
        "lat": where["lat"],
        "distance_m": pl.Series(parcel % 60 + 1.0 + 900 * far),
        "photo_hash": photos(photo, 2).set(pl.Series(without), None),
    }

    for number, kind in enumerate(KINDS):
        k = np.flatnonzero(end == number)
        by = By(site[k], courier[k])
        columns = {name: column.gather(k) for name, column in said.items()}
        yield ground.desk.scan(kind, ground.of(parcel[k]), done[k], by, **columns, **HANDED[number])
    by = By(site[twice], ground.clerk(site[twice]), "counter", 2)
    proof = photos(parcel[twice], 3)
    yield ground.desk.scan(KINDS[0], ground.of(parcel[twice]), second, by, photo_hash=proof, distance_m=9.0)
    by = By(site[again], ground.clerk(site[again]), "counter", 80)
    yield ground.desk.scan("out_for_delivery", ground.of(parcel[again]), done[again] + 40, by)


def _shared_photos(ground: Ground, parcel: Indices, courier: Indices, done: Minutes) -> Indices:
    """[k] whose photo signs for each parcel: its own, or the same for three of one courier; -1: nobody signs."""
    rows = np.flatnonzero((courier >= 0) & ~ground.faulty[parcel])
    rows = rows[np.lexsort((done[rows], courier[rows]))]
    threes = rows[: len(rows) // 3 * 3].reshape(-1, 3)
    alike = courier[threes[:, 0]] == courier[threes[:, 2]]
    alike &= done[threes[:, 1]] < done[threes[:, 2]]  # of two in one instant both would be one too many
    threes = threes[ground.faults.fall("sign_photo_reused", alike)]
    ground.faulty[parcel[threes]] = True
    third = threes[:, 2]
    broken, site = ("sign-photo-used-once",), ground.demand.receiver[parcel[third]]
    ground.truth.add("sign_photo_reused", broken, ground.of(parcel[third]), done[third], site)
    photo = parcel.copy()
    photo[threes] = parcel[threes[:, :1]]
    return photo


def in_batches(ground: Ground, done: Minutes, courier: Indices, end: Indices) -> Minutes:
    """[k] when each is signed off, where some couriers sign for a whole round at its end."""
    key = courier * 100_000 + np.floor(done / 240).astype(np.int64)
    each, number = np.unique(key, return_inverse=True)
    batch = ground.faults.fall("signed_in_batches", np.ones(len(each), bool))[number] & (end < len(KINDS))
    ends = np.zeros(len(each))
    np.maximum.at(ends, number, done)
    rank = np.argsort(np.argsort(number + done / 1e9)) % 20
    return np.where(batch, ends[number] + rank / 60, done)


def _too_many(
    ground: Ground,
    parcel: Indices,
    courier: Indices,
    done: Minutes,
    second: tuple[Indices, Indices, Minutes],
) -> None:
    """Notes the sign-offs, first ones and second ones, of which one person made too many in a minute; -1: is none."""
    mine: Flags = courier >= 0
    whose, who, at = (np.concatenate([a[mine], b]) for a, b in zip((parcel, courier, done), second, strict=True))
    many = crowded(who, at, BATCH, 1)
    broken, site = ("signed-in-batches",), ground.demand.receiver[whose[many]]
    ground.truth.add("signed_in_batches", broken, ground.of(whose[many]), at[many], site)
