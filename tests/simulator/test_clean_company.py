"""A company without faults keeps every promise in force; the same plan gives the same company."""

from __future__ import annotations

import polars as pl
import pytest
from watching import judged, simulated

from tuotou.simulator.simulate import DOUBLE_ELEVEN, Plan, Simulation


@pytest.mark.parametrize(
    "plan",
    [
        Plan(days=5, parcels=40),
        Plan(days=4, parcels=600, seed=7),
        Plan(days=3, parcels=300, seed=2, first_day=DOUBLE_ELEVEN, peak=True),
    ],
    ids=["tiny", "small", "double eleven"],
)
def test_a_clean_company_keeps_every_promise(plan: Plan) -> None:
    events, truth = simulated(plan)
    assert truth.is_empty()
    report, not_kept = judged(events)
    assert not_kept.is_empty(), not_kept.select("standard", "subject", "status", "opens_at", "due_at", "site")
    assert report.total.kept > 100 * plan.parcels
    assert report.total.cannot_say == 0
    assert not set(report.findings) - {"unheard", "after_end"}


@pytest.mark.heavy
def test_a_clean_month_keeps_every_promise() -> None:
    events, _ = simulated(Plan(days=31, parcels=400, seed=3))
    report, not_kept = judged(events)
    assert not_kept.is_empty(), not_kept.select("standard", "subject", "status", "opens_at", "due_at", "site")
    assert report.total.broken == 0


def test_the_same_plan_gives_the_same_events() -> None:
    plan = Plan(days=2, parcels=30, seed=5, faults={"all": 0.05})
    first, second = simulated(plan), simulated(plan)
    assert first[0].equals(second[0]) and first[1].equals(second[1])
    assert not first[0].equals(simulated(Plan(days=2, parcels=30, seed=6, faults={"all": 0.05}))[0])


def test_every_event_is_in_the_words_of_the_vocabulary() -> None:
    from tuotou.handbook import read_vocabulary

    words, _ = read_vocabulary()
    events, _ = simulated(Plan(days=2, parcels=60))
    for kind, subject in events.select("kind", "subject_kind").unique().iter_rows():
        assert subject in words.kinds[kind].subjects, kind
    attributes = set(events.columns) - {"subject_kind", "subject", "id", "kind", "at", "recorded_at"}
    assert attributes - {"site", "person", "source", "attrs"} <= set(words.attributes)
    assert events.select(pl.struct("subject_kind", "subject", "id").is_duplicated().any()).item() is False
    assert (events["recorded_at"] >= events["at"]).all()


def test_parcels_go_by_bag_and_trip_and_nobody_delivers_at_night() -> None:
    events, _ = simulated(Plan(days=2, parcels=60))
    counts = dict(events.group_by("kind").len().iter_rows())
    assert counts["bagged"] > 2 * 110 and counts["sealed"] == counts["bag_opened"] > counts["trip_opened"] / 2
    ends = events.filter(pl.col("kind").str.starts_with("signed_by") | pl.col("kind").str.starts_with("placed_in"))
    hours = ends["at"].dt.convert_time_zone("Asia/Shanghai").dt.hour()
    assert hours.min() >= 8 and hours.max() <= 21  # type: ignore[operator]


def test_more_parcels_make_a_larger_company() -> None:
    small, large = Simulation(Plan(days=1, parcels=20)).company, Simulation(Plan(days=1, parcels=5000)).company
    assert list(small.codes) == ["HUB1", "HUB2", "HUB3", "HUB4"] + [
        f"{city}0{n}" for city in ("SZ", "HZ", "WH", "CD") for n in (1, 2)
    ]
    assert len(large.codes) > 20 and large.hubs > small.hubs
