"""docs/handbook/indicators.md says what the indicators are now."""

from __future__ import annotations

from pathlib import Path

import pytest

from tuotou.cli.indicator_page import HANDBOOK, indicator_page
from tuotou.core.standards.indicator import Indicator
from tuotou.handbook import load, load_indicators, scenarios

PAGE = Path(__file__).parents[2] / "docs" / "handbook" / "indicators.md"


@pytest.fixture(scope="module")
def known() -> tuple[Indicator, ...]:
    return load_indicators(load())


def test_the_page_is_fresh(known: tuple[Indicator, ...]) -> None:
    assert PAGE.read_text("utf-8") == indicator_page(known, scenarios()), "make docs"


def test_every_indicator_stands_once_with_its_document_and_its_proof(known: tuple[Indicator, ...]) -> None:
    page = PAGE.read_text("utf-8")
    for one in known:
        for link in (f"{HANDBOOK}/indicators/{one.id}.yaml", f"{HANDBOOK}/scenarios/{one.id}.trail"):
            assert page.count(f"({link})") == 1
            assert (PAGE.parent / link).is_file()


def test_a_row_says_what_a_reader_needs(known: tuple[Indicator, ...]) -> None:
    (row,) = (line for line in PAGE.read_text("utf-8").splitlines() if "`courier-satisfied-rate`" in line)
    for words in ("客户对快递员满意率", "不计：对揽收", "Left out: Ratings of pick-up", "| % |", "越高越好", "| 90 |",
                  "`day`、`site`、`person`", "（2026，L）", "网点经理", "[1 例]"):  # fmt: skip
        assert words in row
