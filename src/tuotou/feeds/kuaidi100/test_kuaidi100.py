"""Kuaidi100: states of two levels, and pushes that send the whole list each time."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from tuotou.feeds import Converted, parse_mapping, read_events
from tuotou.feeds.shipped import shipped_mapping
from tuotou.handbook import read_vocabulary

HERE = Path(__file__).parent


def _read(name: str) -> tuple[pl.DataFrame, list[Converted]]:
    vocabulary, _ = read_vocabulary()
    mapping, problems = parse_mapping(*shipped_mapping("kuaidi100"), vocabulary)
    assert mapping is not None, problems
    parts = list(read_events(HERE / name, mapping, vocabulary))
    return pl.concat([part.events for part in parts], how="diagonal_relaxed"), parts


def test_five_pushes_of_one_parcel_with_a_wrong_signature_taken_back() -> None:
    events, parts = _read("pushes.ndjson")
    assert [part.rejected.height for part in parts] == [0]
    local = pl.col("at", "recorded_at").dt.convert_time_zone("Asia/Shanghai").dt.strftime("%d %H:%M")
    trail = events.with_columns(local).sort("recorded_at", "at").select("kind", "at", "recorded_at").rows()
    assert trail == [
        ("accepted", "01 17:58", "01 18:00"),  # reworded by the second push: still the same event
        ("in_transit", "01 22:14", "02 06:40"),
        ("arrived_in_city", "02 06:31", "02 06:40"),
        ("out_for_delivery", "02 08:12", "02 10:05"),
        ("signed_by_self", "02 10:01", "02 10:05"),
        ("retracted", "02 11:32", "02 11:32"),
        ("placed_for_pickup", "02 15:18", "02 15:20"),
    ]
    ids = dict(events.select("kind", "id").rows())
    assert events.filter(pl.col("kind") == "retracted")["retracts"].to_list() == [ids["signed_by_self"]]
    assert events["subject"].unique().to_list() == ["yuantongYT8812345678901"]


def test_a_query_answer_with_an_unknown_code_a_word_for_a_code_and_a_guess_of_the_platform() -> None:
    events, parts = _read("query.json")
    assert events.select("kind", "code").rows() == [
        ("unknown", "999"),
        ("attempt_failed", None),
        ("out_for_delivery", None),
    ]
    findings = [finding.what for part in parts for finding in part.findings]
    assert "code '999' is mapped to no event kind" in findings
    assert not any("202" in finding for finding in findings)
