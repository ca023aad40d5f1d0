"""Receipts in Changshu by the day: all of them, and how the day of arrival that was added was worked out."""

from __future__ import annotations

import polars as pl

from tuotou.feeds import parse_mapping, read_events
from tuotou.feeds.shipped import changshu_receipts, shipped_mapping
from tuotou.handbook import read_vocabulary

SLOTS = 7  # of a day


def test_every_receipt_arrives_and_is_signed() -> None:
    vocabulary, _ = read_vocabulary()
    mapping, problems = parse_mapping(*shipped_mapping("changshu_days"), vocabulary)
    assert mapping is not None, problems
    parts = list(read_events(changshu_receipts(), mapping, vocabulary))
    events = pl.concat([part.events for part in parts], how="diagonal_relaxed")
    assert sum(part.rejected.height for part in parts) == 0 and not any(part.findings for part in parts)
    assert dict(events["kind"].value_counts().rows()) == {"arrived": 21_998, "signed": 21_998, "attempt_failed": 842}
    assert events["subject"].n_unique() == 21_998
    assert set(events["person"]) == {"AUTONOMOUS", "COURIERS"}


def test_the_day_of_arrival_follows_from_the_slots() -> None:
    slot = pl.col("recv_weekday_slot").str.slice(1, 1).cast(pl.Int32)
    arrived = slot - pl.col("slots_from_arrival_to_receipt").cast(pl.Int32)
    date = pl.col("date").str.to_date()
    rows = pl.read_parquet(changshu_receipts()).with_columns(
        weekday=pl.col("recv_weekday_slot").str.slice(0, 1).cast(pl.Int8) == date.dt.weekday(),
        days=date + pl.duration(days=arrived.floordiv(SLOTS)) == pl.col("arrival_date").str.to_date(),
        at_a_fixed_hour=(arrived % SLOTS).is_in([0, 3, 4]),
    )
    assert rows["weekday"].all() and rows["days"].all()
    assert rows["at_a_fixed_hour"].sum() > 0.99 * rows.height, "what NOTICE says speaks for seven slots a day"
