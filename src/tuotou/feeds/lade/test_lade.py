"""The real deliveries in Jilin."""

from __future__ import annotations

import polars as pl

from tuotou.feeds import parse_mapping, read_events
from tuotou.feeds.shipped import jilin_deliveries, shipped_mapping
from tuotou.handbook import read_vocabulary


def test_every_delivery_becomes_two_events_with_place_courier_and_position() -> None:
    vocabulary, _ = read_vocabulary()
    mapping, problems = parse_mapping(*shipped_mapping("lade"), vocabulary)
    assert (mapping and mapping.recording_assumed, problems) == (True, [])
    assert mapping
    parts = list(read_events(jilin_deliveries(), mapping, vocabulary))
    events = pl.concat([part.events for part in parts], how="diagonal_relaxed")
    assert sum(part.rejected.height for part in parts) == 0
    assert [finding for part in parts for finding in part.findings] == []
    assert dict(events["kind"].value_counts().rows()) == {"out_for_delivery": 31_415, "signed": 31_415}
    assert events.select("subject", "id").n_unique() == 62_830
    assert (events["subject"].n_unique(), events["person"].n_unique()) == (31_415, 57)
    assert events["site"].str.starts_with("REG").all()
    trail = events.filter(pl.col("subject") == "LD3322376").with_columns(
        pl.col("at").dt.convert_time_zone("Asia/Shanghai")
    )
    assert trail.select("kind", pl.col("at").dt.strftime("%F %T"), "person", "lng", "zone").rows() == [
        ("out_for_delivery", "2022-09-25 08:08:00", "4849", 126.56614, "AOI94"),
        ("signed", "2022-09-25 11:32:00", "4849", 126.56919, None),
    ]
