"""When what happened becomes known: within a minute as a rule; later, or under a wrong time, where something fails."""

from __future__ import annotations

from hashlib import blake2b
from typing import Final

import numpy as np
import polars as pl

from tuotou.simulator.demand import Flags
from tuotou.simulator.ground import Ground
from tuotou.simulator.linehaul import bag_numbers, trip_numbers
from tuotou.simulator.relabel import Relabels
from tuotou.simulator.scan import MINUTE
from tuotou.simulator.timetable import Minutes

WATCHED: Final = ("accepted", "bagged", "arrived", "departed", "out_for_delivery", "attempt_failed", "placed_in_locker",
    "placed_in_station", "signed", "signed_by_self", "signed_by_agent")  # fmt: skip
SPREAD: Final = ("arrived", "departed")
SECOND: Final = 1_000_000  # µs
SLOW: Final = (3 * MINUTE, 25 * MINUTE)  # how far a clock may be behind


class Recording:
    """Hands what was written to those who read it."""

    def __init__(self, ground: Ground, relabels: Relabels) -> None:
        self._ground, self._relabels = ground, relabels
        legs = ground.course.legs
        numbers = {"trip": trip_numbers(legs.trip), "bag": bag_numbers(legs.trip, legs.place)}
        parcel = ground.of(legs.parcel).numbers
        self._aboard = {kind: pl.DataFrame({"subject": number, "parcel": parcel}) for kind, number in numbers.items()}

    def recorded(self, events: pl.DataFrame) -> pl.DataFrame:
        """The events with `recorded_at`; handhelds may upload late, or have clocks that are wrong."""
        n, ground = len(events), self._ground
        lag = ground.random.integers(SECOND // 2, 55 * SECOND, n)
        handheld = (events["source"] == "handheld").to_numpy()
        late = ground.faults.fall("late_upload", handheld)
        if late.any():
            lag[late] = ground.random.integers(20 * MINUTE, 360 * MINUTE, int(late.sum()))
            self._note_late(events, late & (lag > 30 * MINUTE))
            hurt = late & (lag > 60 * MINUTE) & (events["kind"] == "injured").to_numpy()
            ground.truth.note("late_upload", "injury-reported-1h", events.filter(hurt))
        behind = self._behind(events, handheld)
        if behind.any():
            self._note_wrong(events.filter(behind > 0))
        wrong, right = pl.Series(-behind).cast(pl.Duration("us")), pl.Series(lag).cast(pl.Duration("us"))
        named = self._relabels.renamed(events)
        return named.with_columns(at=pl.col("at") + wrong, recorded_at=pl.col("at") + right)

    def _behind(self, events: pl.DataFrame, handheld: Flags) -> Minutes:
        """[n] µs by which the clock is slow: of one person's handheld, for a day."""
        rate = self._ground.faults.rate("clock_drift")
        if not rate or "person" not in events.columns:
            return np.zeros(len(events), dtype=np.int64)
        own = pl.concat_str("person", pl.col("at").dt.date().cast(pl.String), pl.lit(str(self._ground.faults.seed)))
        day = events.select(day=pl.when(pl.Series(handheld)).then(own))["day"]
        known = {key: _slow(key, rate) for key in day.unique().drop_nulls()}
        return day.replace_strict(known, default=0, return_dtype=pl.Int64).to_numpy()

    def _note_late(self, events: pl.DataFrame, late: Flags) -> None:
        """What stands in the truth of late uploads: those that a standard asks for in time, and the others."""
        kind, of_parcel = events["kind"], (events["subject_kind"] == "parcel").to_numpy()
        watched = kind.is_in(WATCHED).to_numpy() & of_parcel
        self._ground.truth.note("late_upload", "scan-uploaded-30min", events.filter(late & watched))
        spread = events.filter(late & (events["subject_kind"] == "trip").to_numpy() & kind.is_in(SPREAD).to_numpy())
        if spread.height:
            self._ground.truth.note("late_upload", "scan-uploaded-30min", self._on_board(spread, "trip"))
        self._ground.truth.note("late_upload", None, events.filter(late & ~watched))

    def _note_wrong(self, events: pl.DataFrame) -> None:
        """A wrong clock breaks no promise, it only makes others look broken: of all that was on board, too."""
        self._ground.truth.note("clock_drift", None, events)
        kind = events["subject_kind"][0]
        if kind in self._aboard:
            self._ground.truth.note("clock_drift", None, self._on_board(events, kind))

    def _on_board(self, events: pl.DataFrame, kind: str) -> pl.DataFrame:
        """The events of trips or bags as those of the parcels on board."""
        rows = events.select(pl.col("subject").cast(pl.String), "at", "site").join(self._aboard[kind], on="subject")
        return rows.with_columns(subject_kind=pl.lit("parcel"), subject="parcel")


def _slow(key: str, rate: float) -> int:
    """µs by which the handheld of a person and day is slow; 0: it is right."""
    digest = blake2b(key.encode(), digest_size=8).digest()
    falls, much = int.from_bytes(digest[:4], "little") / 2**32, int.from_bytes(digest[4:], "little") / 2**32
    return SLOW[0] + int(much * (SLOW[1] - SLOW[0])) if falls < rate else 0
