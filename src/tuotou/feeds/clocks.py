"""The clocks of a batch: when rows were received, and how far the sending device's clock was off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from tuotou.core.trail.event import INSTANT
from tuotou.feeds.instants import instants
from tuotou.feeds.mapping import FeedMapping
from tuotou.feeds.review import Review
from tuotou.feeds.values import time_fault

DRIFT: Final = pl.duration(seconds=60)  # a device's clock may be off by this
AHEAD: Final = pl.duration(minutes=5)  # nothing happens later than this after it was recorded
EMPTY: Final = ("empty", "every row needs it")
_AHEAD_FAULT: Final = (
    "happened more than 5 minutes after it was recorded",
    "check the clock of the device, or the zone",
)


@dataclass(frozen=True, slots=True)
class Clocks:
    """Of each row: when it was received (None: assumed from `at`), and what to add to the device's times."""

    received: pl.Series | None
    shift: pl.Series | None
    lag: int

    @classmethod
    def of(cls, review: Review, mapping: FeedMapping, received_at: int | pl.Series | None) -> Clocks:
        """Read the clocks of a batch; a live feed gives `received_at` (µs, for all rows or each of them), a history has
        its own column."""
        received = _received(review, mapping, received_at)
        if mapping.sent_at is None or received is None:
            return cls(received, None, mapping.recorded.lag)
        sent = read_instants(review, mapping.sent_at, mapping)
        off = pl.select(received - sent).to_series()
        shift = pl.select(pl.when(off.abs() > DRIFT).then(off)).to_series()
        return cls(received, shift, mapping.recorded.lag)

    def timed(self, review: Review, column: str, at: pl.Series) -> pl.DataFrame:
        """`at`, `recorded_at` and `claimed_at` (null where the device's clock was right)."""
        shift = (
            self.shift
            if self.shift is not None
            else pl.repeat(None, review.height, dtype=pl.Duration("us"), eager=True)
        )
        received = (
            self.received if self.received is not None else pl.repeat(None, review.height, dtype=INSTANT, eager=True)
        )
        true = pl.col("claimed") + pl.col("shift").fill_null(pl.duration(microseconds=0))
        times = pl.DataFrame({"claimed": at, "shift": shift, "received": received}).select(
            at=true,
            recorded_at=pl.col("received").fill_null(true + pl.duration(microseconds=self.lag)),
            claimed_at=pl.when(pl.col("shift").is_not_null()).then("claimed"),
        )
        ahead = times.select(pl.col("at") > pl.col("recorded_at") + AHEAD).to_series()
        review.refuse(ahead, column, review.text(column), _AHEAD_FAULT)
        return times


def _received(review: Review, mapping: FeedMapping, received_at: int | pl.Series | None) -> pl.Series | None:
    if isinstance(received_at, pl.Series):
        return received_at.cast(INSTANT)
    if received_at is not None:
        return pl.repeat(received_at, review.height, dtype=pl.Int64, eager=True).cast(INSTANT)
    column = mapping.recorded.column
    if column is None:
        return None
    received = read_instants(review, column, mapping)
    review.refuse(review.text(column).is_null(), column, review.text(column), EMPTY)
    return received


def read_instants(review: Review, column: str, mapping: FeedMapping) -> pl.Series:
    """A column as instants; rows that hold something else are refused."""
    text = review.text(column)
    found = instants(text, mapping.times)
    review.refuse(text.is_not_null() & found.is_null(), column, text, time_fault(mapping.times))
    return found
