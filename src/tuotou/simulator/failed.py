"""Nobody there: the reason is recorded, another time agreed, the parcel held until then or returned."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import polars as pl

from tuotou.simulator.company import Indices
from tuotou.simulator.ground import Ground
from tuotou.simulator.position import positions
from tuotou.simulator.returns import returns
from tuotou.simulator.scan import By
from tuotou.simulator.timetable import DAY, HOUR

FRAMES = Iterator[pl.DataFrame]
REASONS: Final = ("absent", "rescheduled", "address_unclear")
CALLED_FOR: Final = 2  # of them: those that demand a call before
TOO_SOON: Final = 90.0
HELD: Final = 100.0  # minutes later it is back at the outlet
APPOINTED: Final = 3.0


def reasons(parcel: Indices) -> Indices:
    """[k] which of REASONS."""
    return np.asarray(parcel % len(REASONS))


def failed(ground: Ground, rows: Indices) -> FRAMES:
    """What follows from attempts that fail."""
    a, d, desk = ground.course.attempts, ground.demand, ground.desk
    parcel, done, turn = a.parcel[rows], a.done[rows], a.number[rows]
    site, reason = d.receiver[parcel], ground.words(REASONS, reasons(parcel))
    far = ground.fall_rows("failed_elsewhere", parcel, reasons(parcel) == 0)
    broken = ("door-acts-at-the-door",)
    ground.truth.add("failed_elsewhere", broken, ground.of(parcel[far]), done[far], site[far])
    where = {**positions(ground, parcel), "distance_m": pl.Series(parcel % 60 + 1.0 + 900 * far)}
    by = By(site, a.courier[rows], turn=turn)
    yield desk.scan("attempt_failed", ground.of(parcel), done, by, reason=reason, attempt=turn, **where)
    back = turn >= ground.fates.returned_after[parcel]
    twice = np.flatnonzero(ground.fall_rows("attempts_too_close", parcel, (turn == 1) & ~back))
    yield _again(ground, rows[twice])
    agreed = np.flatnonzero(~np.isin(np.arange(len(rows)), twice))
    slot = (np.floor(done[agreed] / DAY) + 1) * DAY + 8 * HOUR
    when = {"slot_from": desk.instant(slot), "slot_to": desk.instant(slot + 5 * HOUR)}
    appointed = By(source="handheld", turn=turn[agreed])
    who = ground.of(parcel[agreed])
    yield desk.scan("delivery_appointed", who, done[agreed] + APPOINTED, appointed, channel="phone", **when)
    held = np.flatnonzero(~back)
    yield desk.scan(
        "held",
        ground.of(parcel[held]),
        done[held] + HELD,
        By(site[held], ground.clerk(site[held])),
        reason="redelivery",
    )
    early = back & (turn == 1)
    broken = ("return-needs-two-attempts",)
    ground.truth.add("returned_too_early", broken, ground.of(parcel[early]), done[early] + HELD, site[early])
    opens, until = done + HELD, done + HELD + 3 * DAY
    late = ground.fates.held_too_long[parcel] & (turn == 1) & ~ground.storms.excuse(parcel, opens, until)
    ground.truth.add("held_too_long", ("held-moves-on-72h",), ground.of(parcel[late]), until[late], site[late])
    yield from returns(ground, parcel[back], done[back] + HELD)


def _again(ground: Ground, rows: Indices) -> pl.DataFrame:
    """A second failure is recorded without going there again, and nobody is asked when to come."""
    a = ground.course.attempts
    parcel, at = a.parcel[rows], a.done[rows] + TOO_SOON
    ground.unappointed[parcel] = True
    site = ground.demand.receiver[parcel]
    ground.truth.add("attempts_too_close", ("attempts-8h-apart",), ground.of(parcel), at, site)
    close, where = By(site, a.courier[rows], turn=9), positions(ground, parcel)
    said = {"reason": REASONS[0], "attempt": 2, "distance_m": 20.0}
    return ground.desk.scan("attempt_failed", ground.of(parcel), at, close, **said, **where)
