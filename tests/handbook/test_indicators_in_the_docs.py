"""The example of docs/indicators.md can be copied as it stands, and comes to what the page says."""

from __future__ import annotations

import re
from pathlib import Path

from tuotou import handbook
from tuotou.core.indicators.measure import measure
from tuotou.core.standards.indicator import COUNTS
from tuotou.core.standards.indicator_document import FIGURES, read_indicators
from tuotou.core.standards.indicator_proof import expected_figures
from tuotou.core.standards.indicator_unit import AMOUNTS, SHARES
from tuotou.core.standards.scenario import parse_expecting

PAGE = (Path(__file__).parents[2] / "docs" / "indicators.md").read_text("utf-8")
DOCUMENT, TRAIL = re.findall(r"```(?:yaml)?\n(.*?)```", PAGE, re.DOTALL)


def test_the_example_says_what_its_proof_expects() -> None:
    company = handbook.load()
    indicators, problems = read_indicators({"hub-sorted-rate.yaml": DOCUMENT}, company)
    assert problems == []
    (scenario,), wrong = parse_expecting(TRAIL, "hub-sorted-rate.trail", company.vocabulary, expected_figures)
    assert wrong == []
    (found,) = measure(scenario.events, company, indicators, scenario.as_of)
    told = {(each.by, each.name): (each.counted, each.of) for each in (found.whole, *found.groups)}
    assert told == {(each.by, each.name): (each.counted, each.of) for each in scenario.expectations}
    assert found.whole.figures == {"value": 50}


def test_every_unit_count_and_figure_is_named() -> None:
    for word in (*SHARES, *AMOUNTS, *COUNTS):
        assert f"`{word}`" in PAGE or f"counts: {word}`" in PAGE
    assert " ".join(FIGURES[1:]) in PAGE
