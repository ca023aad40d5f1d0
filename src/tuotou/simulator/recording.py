"""When what happened becomes known: within a minute as a rule; later, or under a wrong time, where something fails."""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl

from tuotou.simulator.demand import Flags
from tuotou.simulator.ground import Ground
from tuotou.simulator.linehaul import trip_numbers
from tuotou.simulator.scan import MINUTE

WATCHED: Final = ("accepted", "bagged", "arrived", "departed", "out_for_delivery", "attempt_failed", "placed_in_locker",
    "placed_in_station", "signed", "signed_by_self", "signed_by_agent")  # fmt: skip
SPREAD: Final = ("arrived", "departed")
SECOND: Final = 1_000_000  # µs


def recorded(events: pl.DataFrame, ground: Ground) -> pl.DataFrame:
    """The events with `recorded_at`; handhelds may upload late, or have clocks that are wrong."""
    n, random = len(events), ground.random
    lag = random.integers(SECOND // 2, 55 * SECOND, n)
    handheld = (events["source"] == "handheld").to_numpy()
    late = ground.faults.fall("late_upload", handheld)
    lag[late] = random.integers(20 * MINUTE, 360 * MINUTE, int(late.sum()))
    drift = np.where(ground.faults.fall("clock_drift", handheld & ~late), random.integers(-25, -3, n) * MINUTE, 0)
    _note(ground, events, late & (lag > 30 * MINUTE), drift < 0)
    wrong, right = pl.Series(drift).cast(pl.Duration("us")), pl.Series(lag).cast(pl.Duration("us"))
    return events.with_columns(at=pl.col("at") + wrong, recorded_at=pl.col("at") + right)


def _note(ground: Ground, events: pl.DataFrame, late: Flags, wrong: Flags) -> None:
    """What stands in the truth of it; a wrong clock breaks no promise, it only makes others look broken."""
    watched = events["kind"].is_in(WATCHED).to_numpy() & (events["subject_kind"] == "parcel").to_numpy()
    ground.truth.note("late_upload", "scan-uploaded-30min", events.filter(late & watched))
    spread = events.filter(
        late & (events["subject_kind"] == "trip").to_numpy() & events["kind"].is_in(SPREAD).to_numpy()
    )
    if spread.height:
        ground.truth.note("late_upload", "scan-uploaded-30min", _on_board(ground, spread))
    ground.truth.note("late_upload", None, events.filter(late & ~watched))
    ground.truth.note("clock_drift", None, events.filter(wrong))


def _on_board(ground: Ground, events: pl.DataFrame) -> pl.DataFrame:
    """The events of trips as those of the parcels on board."""
    legs = ground.course.legs
    aboard = pl.DataFrame({"trip": trip_numbers(legs.trip), "parcel": ground.of(legs.parcel).numbers})
    rows = events.select("subject", "at", "site").join(aboard, left_on="subject", right_on="trip")
    return rows.with_columns(subject_kind=pl.lit("parcel"), subject="parcel")
