"""The page tells indicators: figure, target, definition, who stands out; of few nothing is judged."""

from __future__ import annotations

import re
from dataclasses import replace

import polars as pl
import pytest
from small_history import scans, subject_of

from tuotou.cli.page.indicators import indicators
from tuotou.cli.page.subject import Subject
from tuotou.core.standards.handbook import Handbook


def text(html: str) -> str:
    return " ".join(re.sub("<[^>]+>", " ", html).split())


@pytest.fixture(scope="module")
def two_outlets(company: Handbook) -> Subject:
    """Of one outlet forty parcels take nine hours, of the other all take one."""
    other = scans("CD02", 60, 0).with_columns(pl.format("X{}", "subject").alias("subject"))
    return subject_of(pl.concat([scans("CD01", 60, 40), other]), company)


def test_a_figure_stands_beside_its_target_and_opens_to_its_definition(two_outlets: Subject) -> None:
    html = indicators(two_outlets)
    assert "last-mile-hours-taken" in html and "off target" in html
    assert "Hours from the first out-scan to the first attempt" in html


def test_only_who_is_worse_than_all_together_stands_out(two_outlets: Subject) -> None:
    one = next(one for one in two_outlets.report.indicators if one.indicator.id == "last-mile-hours-taken")
    card = text(indicators(replace(two_outlets, report=replace(two_outlets.report, indicators=(one,)))))
    worst = card.split("Worst sites", 1)[1].split("Worst", 1)[0]
    assert "CD01" in worst and "CD02" not in worst


def test_of_few_nothing_is_judged(company: Handbook) -> None:
    html = indicators(subject_of(scans("CD01", 6, 3), company))
    assert "last-mile-hours-taken" in html and "off target" not in html


def test_what_the_data_do_not_hold_is_named(two_outlets: Subject, company: Handbook) -> None:
    assert "of which the data hold nothing" in indicators(two_outlets)
    none = replace(two_outlets, report=replace(two_outlets.report, indicators=()))
    assert "nothing to measure" in indicators(none)
