"""Two events make a third: who had it last, how far it jumped, how much heavier it became."""

from __future__ import annotations

import numpy as np
import polars as pl

from tuotou.core.trail.event import INSTANT, conform
from tuotou.core.trail.unfold import unfold
from tuotou.handbook import read_vocabulary

NOON = 1_780_286_400_000_000
MINUTE = 60_000_000


def seen(*scans: dict[str, object]) -> pl.DataFrame:
    """What happened to YT1 and what was derived of it, in order."""
    common = {"subject_kind": "parcel", "subject": "YT1", "person": None, "source": "handheld"}
    rows = [
        {**common, "id": f"e{turn}", **scan, "at": NOON + scan["minute"] * MINUTE} for turn, scan in enumerate(scans)
    ]
    events = pl.DataFrame(rows).drop("minute").with_columns(pl.col("at").cast(INSTANT))
    trail = unfold(conform(events.with_columns(recorded_at="at")), read_vocabulary()[0])
    return trail.events(np.arange(trail.size), [*trail.table.schema])


def test_a_gap_in_custody_names_who_had_it_last_and_follows_the_instant_at_which_it_shows():
    found = seen(
        {"kind": "arrived", "minute": 0, "site": "CD01", "person": "zhang"},
        {"kind": "arrived", "minute": 90, "site": "HUB1"},
        {"kind": "sorted", "minute": 90, "site": "HUB1"},
        {"kind": "bagged", "minute": 100, "site": "HUB1"},
        {"kind": "arrived", "minute": 200, "site": "CD02"},
    )
    assert found["kind"].to_list() == ["arrived", "arrived", "sorted", "custody_gap", "bagged", "arrived"]
    gap = found.filter(kind="custody_gap")
    assert gap.select("minutes", "last_site", "last_holder", "source").row(0) == (90.0, "CD01", "zhang", "derived")


def test_who_takes_it_in_the_very_instant_leaves_no_gap():
    scans = ({"kind": kind, "minute": minute, "site": site} for kind, minute, site in (
        ("arrived", 0, "CD01"), ("departed", 0, None), ("arrived", 60, "HUB1")
    ))  # fmt: skip
    assert "custody_gap" not in seen(*scans)["kind"]


def test_no_vehicle_goes_from_chengdu_to_beijing_in_an_hour():
    chengdu, beijing = {"lng": 104.07, "lat": 30.66}, {"lng": 116.40, "lat": 39.90}
    found = seen(
        {"kind": "attempt_failed", "minute": 0, "site": "CD01", **chengdu},
        {"kind": "departed", "minute": 5, "site": "CD01", "lng": None, "lat": None},
        {"kind": "signed_by_self", "minute": 60, "site": "BJ01", **beijing},
    )
    (move,) = found.filter(kind="impossible_move").select("km", "minutes").rows(named=True)
    assert 1_500 < move["km"] < 1_540 and move["minutes"] == 60


def test_only_who_weighs_again_and_finds_another_weight_changes_it():
    found = seen(
        {"kind": "accepted", "minute": 0, "site": "CD01", "person": "li", "weight_g": 1_000},
        {"kind": "reweighed", "minute": 10, "site": "CD01", "person": "wang", "weight_g": 1_000},
        {"kind": "reweighed", "minute": 20, "site": "CD01", "person": "zhao", "weight_g": 1_200},
    )
    changed = found.filter(kind="weight_changed")
    assert changed.select("ratio", "last_holder").rows() == [(1.2, "wang")]
