"""Answers by SMS: what recipients agreed to, once, and nothing that they did not say."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl

from tuotou.feeds import Converted, parse_mapping, read_events
from tuotou.feeds.shipped import shipped_mapping
from tuotou.handbook import read_vocabulary

PUSHES = Path(__file__).parent / "pushes.ndjson"


def _read() -> tuple[pl.DataFrame, list[Converted]]:
    vocabulary, _ = read_vocabulary()
    mapping, problems = parse_mapping(*shipped_mapping("sms_inbound"), vocabulary)
    assert mapping is not None, problems
    parts = list(read_events(PUSHES, mapping, vocabulary))
    return pl.concat([part.events for part in parts], how="diagonal_relaxed"), parts


def test_consent_is_given_and_withdrawn_by_the_word_that_was_agreed_on() -> None:
    events, _ = _read()
    said = events.unique("id").sort("id").select("id", "subject", "kind", "modes", "channel", "proof", "source").rows()
    assert said == [
        ("mo-1001", "YT8812345678901", "consent_recorded", "locker", "sms", "sms mo-1001", "sms"),
        ("mo-1002", "YT8812345678902", "consent_recorded", "locker,station", "sms", "sms mo-1002", "sms"),
        ("mo-1003", "YT8812345678901", "consent_withdrawn", None, "sms", "sms mo-1003", "sms"),
        ("mo-1004", "YT8812345678903", "unknown", None, "sms", "sms mo-1004", "sms"),
    ]


def test_a_push_that_comes_again_is_the_same_event() -> None:
    events, _ = _read()
    again = events.filter(pl.col("id") == "mo-1001")
    assert again.height == 2
    assert again.drop("recorded_at").unique().height == 1


def test_what_nobody_agreed_on_is_told_and_an_answer_to_nothing_comes_back() -> None:
    _, parts = _read()
    assert any("放门口鞋柜就行" in finding.what for part in parts for finding in part.findings)
    (bad,) = [row for part in parts for row in part.rejected.rows(named=True)]
    assert "uid" in str(bad)


def test_no_mobile_number_goes_on_the_trail() -> None:
    events, _ = _read()
    assert "13800138000" not in json.dumps(events.cast(pl.String).rows())
