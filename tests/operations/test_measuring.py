"""Indicators of a week: the same from memory and from an archive by several processes, and as promises say by hand."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from tuotou import handbook
from tuotou.core.indicators.figure import Measured
from tuotou.core.promises.evaluate import evaluate
from tuotou.core.standards.handbook import Handbook
from tuotou.core.standards.indicator import COUNTS, MISSED, Indicator, Promised
from tuotou.operations import replay as module
from tuotou.operations.replay import replay, replay_archive
from tuotou.operations.wanted import Wanted


@pytest.fixture(scope="module")
def indicators(company: Handbook) -> tuple[Indicator, ...]:
    return handbook.load_indicators(company)


@pytest.fixture(scope="module")
def measured(
    week: pl.DataFrame, last: int, company: Handbook, indicators: tuple[Indicator, ...]
) -> tuple[Measured, ...]:
    return replay(week, company, last, wanted=Wanted(indicators=indicators)).indicators


def test_they_say_something(measured: tuple[Measured, ...]) -> None:
    assert sum(bool(one.whole.figures) for one in measured) >= 4
    assert any(one.told_by("site") for one in measured)


@pytest.mark.parametrize("processes", [1, 3])
def test_an_archive_says_the_same_however_many_processes_read_it(
    processes: int,
    measured: tuple[Measured, ...],
    indicators: tuple[Indicator, ...],
    kept: Path,
    company: Handbook,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "crew_size", lambda _: processes)
    assert replay_archive(kept, company, wanted=Wanted(indicators=indicators)).indicators == measured


def test_what_is_measured_changes_no_verdict(
    week: pl.DataFrame, last: int, company: Handbook, indicators: tuple[Indicator, ...]
) -> None:
    told = replay(week, company, last, wanted=Wanted(indicators=indicators))
    plain = replay(week, company, last)
    assert (told.total, told.standards, told.sites) == (plain.total, plain.standards, plain.sites)


def test_shares_of_promises_are_those_of_the_promises_by_name(
    week: pl.DataFrame, last: int, company: Handbook, measured: tuple[Measured, ...]
) -> None:
    shares = [one for one in measured if isinstance(one.indicator.count, Promised) and not one.indicator.count.where]
    assert shares
    named = evaluate(week, company, last).promises.filter(~pl.col("trial"))
    for one in shares:
        term = one.indicator.count
        assert isinstance(term, Promised)
        calendar = company.calendars[one.indicator.calendar]
        mine = named.filter(pl.col("standard").is_in(term.of), pl.col("status").is_in(COUNTS["counted"]))
        days = calendar.day(mine["due_at"].to_physical().to_numpy())
        mine = mine.with_columns(pl.Series("day", days).cast(pl.Date).cast(pl.String))
        good = mine.filter(pl.col("status").is_in(COUNTS[term.counts]), pl.col("missed") | (term.counts != MISSED))
        assert one.whole.counted == good.height
        assert one.whole.of == mine.height or one.indicator.form == "rate"
        for word in {"day", "site", "person"} & {"day", *one.indicator.by}:
            counted = Counter(good[word].drop_nulls())
            assert {figure.name: figure.counted for figure in one.told_by(word) if figure.counted} == dict(counted)


def test_of_each_the_version_is_told_that_holds_at_the_instant(
    week: pl.DataFrame, last: int, company: Handbook, indicators: tuple[Indicator, ...]
) -> None:
    one = next(each for each in indicators if each.id == "first-attempt-success")
    ended, second = replace(one, until=last), replace(one, version=2, effective=last)
    to_come = replace(one, version=3, effective=last + 1)
    told = replay(week, company, last, wanted=Wanted(indicators=(ended, second, to_come))).indicators
    assert [each.indicator.version for each in told] == [2]
    early = replay(week, company, last, wanted=Wanted(indicators=(replace(to_come, version=2), to_come))).indicators
    assert [each.indicator.version for each in early] == [2], "older than the indicator itself"
