"""Hours and durations are those of the promises themselves, from memory as from an archive, alone or in a crew."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from tuotou.core.promises import breakdown
from tuotou.core.promises.breakdown import COARSE, FINE, climbed, minutes_of
from tuotou.core.promises.evaluate import evaluate
from tuotou.core.standards.handbook import Handbook
from tuotou.core.trail.facts import believed
from tuotou.core.trail.unfold import unfold_all
from tuotou.operations import replay as module
from tuotou.operations.replay import Report, replay, replay_archive
from tuotou.operations.replay_job import count
from tuotou.operations.span import lanes_of
from tuotou.operations.wanted import Wanted

DETAILS = Wanted(details=True)


@pytest.fixture(scope="module")
def detailed(week: pl.DataFrame, last: int, company: Handbook) -> Report:
    return replay(week, company, last, wanted=DETAILS)


@pytest.fixture(scope="module")
def promises(week: pl.DataFrame, last: int, company: Handbook) -> pl.DataFrame:
    """All of the week, each with its form; trials and shares are in no figure."""
    forms = pl.DataFrame([(s.id, s.version, s.form) for s in company.standards], schema=["standard", "version", "form"],
                         orient="row").cast({"version": pl.Int32})  # fmt: skip
    named = evaluate(week, company, last).promises.join(forms, on=["standard", "version"])
    return named.filter(~pl.col("trial"), pl.col("form") != "share")


@pytest.mark.parametrize(("fine", "error"), [(FINE, 0.01), (COARSE, 0.04)])
def test_the_ladder_tells_short_times_by_the_minute_and_long_ones_in_parts(fine: int, error: float) -> None:
    minutes = np.arange(2_000_000)
    step = climbed(minutes, fine)
    told = minutes_of(step, fine)
    exact = 2 << fine
    assert (told[:exact] == minutes[:exact]).all()
    assert ((told >= minutes) & (told - minutes <= minutes * error)).all()
    last = np.flatnonzero(np.diff(step))
    assert (np.diff(step)[last] == 1).all()
    assert (told[last] == minutes[last]).all(), "the longest of each step is told"
    assert climbed(np.array([2**60]), fine) < 2048


def test_every_promise_counts_in_the_hour_in_which_it_opened(detailed: Report, promises: pl.DataFrame) -> None:
    sayable = promises.filter(pl.col("status") != "cannot_say")
    local = pl.col("opens_at").dt.convert_time_zone("Asia/Shanghai").dt.hour()
    expected = Counter(sayable.select("standard", local, "status").iter_rows())
    found = {
        (line.standard.id, line.hour, status): getattr(line.counts, status)
        for line in detailed.hours
        for status in ("kept", "kept_late", "broken", "at_risk", "open", "void")
    }
    assert {key: n for key, n in found.items() if n} == dict(expected)
    assert sum(line.counts.cannot_say for line in detailed.hours) == detailed.total.cannot_say


def test_percentiles_are_of_what_was_done_at_its_own_stage(detailed: Report, promises: pl.DataFrame) -> None:
    silence = pl.col("standard").is_in(["trace-24h", "trace-48h", "loss-suspected-3d"])  # these measure no step
    done = promises.filter(pl.col("status").is_in(["kept", "kept_late"]), ~pl.col("missed"), ~silence, form="within")
    took = defaultdict(list)
    for name, opens, kept in done.select("standard", "opens_at", "kept_at").iter_rows():
        took[name].append(max((kept - opens).total_seconds(), 0) / 60)
    assert {span.standard.id: span.promises for span in detailed.spans} == {n: len(each) for n, each in took.items()}
    for span in detailed.spans:
        for found, percent in ((span.p50, 50), (span.p90, 90)):
            ranked = sorted(took[span.standard.id])[-(-percent * span.promises // 100) - 1]
            assert -(-ranked // 1) <= found <= (ranked + 1) * 1.01


def test_an_archive_and_a_crew_count_the_same(
    detailed: Report, kept: Path, company: Handbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert replay_archive(kept, company, wanted=DETAILS) == detailed
    monkeypatch.setattr(module, "crew_size", lambda _: 3)
    assert replay_archive(kept, company, wanted=DETAILS) == detailed
    assert detailed.hours and detailed.spans


def test_nothing_of_it_is_counted_where_nobody_asks(week: pl.DataFrame, last: int, company: Handbook) -> None:
    found = replay(week, company, last)
    assert (found.hours, found.spans, found.lanes) == ((), (), ())


def test_too_many_lanes_are_told_by_where_they_begin(
    detailed: Report, week: pl.DataFrame, last: int, company: Handbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lanes() -> pl.DataFrame:
        tally, _ = DETAILS.counting(company, last)
        known = believed(tally.docket.read_from(week), last)
        count(unfold_all(known, company.vocabulary, reads=tally.docket.reads), tally)
        return tally.details.breakdown().lanes if tally.details else pl.DataFrame()

    told = lanes()
    monkeypatch.setattr(breakdown, "LANES", 20)
    folded, report = lanes(), replay(week, company, last, wanted=DETAILS)
    assert folded["anywhere"].any() and not told["anywhere"].any()
    assert folded["promises"].sum() == told["promises"].sum()
    assert report.lanes_folded and not detailed.lanes_folded
    assert report.spans == detailed.spans


def test_lanes_that_cost_most_time_come_first_and_few_are_not_ranked(company: Handbook) -> None:
    standard = company.by_id["hub-sorted-8h"][-1]
    counts = pl.DataFrame(
        [("A", "B", 60, 900), ("A", "C", 300, 50), ("A", "D", 200, 40), ("A", "E", 9_000, 29)],
        schema=["origin", "target", "minutes", "promises"],
        orient="row",
    ).with_columns(standard=pl.lit(standard.id), anywhere=pl.lit(False))
    found = lanes_of(counts, {standard.id: standard}, 30)
    assert [(lane.target, lane.promises, lane.p90, lane.usual) for lane in found] == [("C", 50, 300, 200)]
    slower = counts.with_columns(pl.col("promises") + pl.when(target="B").then(9_000).otherwise(0))
    found = lanes_of(slower, {standard.id: standard}, 30)
    assert [(lane.target, lane.p90, lane.usual) for lane in found] == [("C", 300, 60), ("D", 200, 60)]


def test_a_parcel_is_proper_if_everything_decided_of_it_was_kept_in_time(
    week: pl.DataFrame, last: int, company: Handbook
) -> None:
    few = ("last-mile-hours", "last-mile-same-day", "hub-sorted-8h")  # of all standards each parcel misses some
    some = replace(company, standards=tuple(one for one in company.standards if one.id in few))
    decided = evaluate(week, some, last).promises.filter(pl.col("status").is_in(["kept", "kept_late", "broken"]))
    kept = decided.filter(subject_kind="parcel").group_by("subject", "life").agg((pl.col("status") == "kept").all())
    found = replay(week, some, last, wanted=DETAILS).lives["parcel"]
    assert found == (kept.height, int(kept["status"].sum()))
    assert 0 < found[1] < found[0]
