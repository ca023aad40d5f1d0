"""Parcel receipts in Changshu: dates only, no waybill numbers."""

from __future__ import annotations

from pathlib import Path

from tuotou.feeds import parse_mapping, read_events
from tuotou.feeds.shipped import shipped_mapping
from tuotou.handbook import read_vocabulary


def test_a_receipt_is_signed_at_the_start_of_its_day_by_a_source_of_dates() -> None:
    vocabulary, _ = read_vocabulary()
    mapping, problems = parse_mapping(*shipped_mapping("changshu"), vocabulary)
    assert mapping is not None, problems
    assert vocabulary.sources[mapping.source].precision == "day"
    (part,) = read_events(Path(__file__).parent / "orders.csv", mapping, vocabulary)
    assert (part.events.height, part.rejected.height, part.findings) == (200, 0, ())
    assert part.events["id"].n_unique() == 200
    first = part.events.row(0, named=True)
    assert first["subject"] == "CS-uid_009412-2024-08-01-41-1-1"
    assert (first["kind"], first["at"].isoformat()) == ("signed", "2024-07-31T16:00:00+00:00")
    assert '"slots_from_arrival_to_receipt":"1"' in first["attrs"]
