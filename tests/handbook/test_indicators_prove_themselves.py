"""Every shipped indicator comes to what its document says on its scenarios: the proof that travels with it."""

from __future__ import annotations

import pytest

from tuotou import handbook
from tuotou.core.indicators.counting import EXACT
from tuotou.core.indicators.figure import Figure, Measured
from tuotou.core.indicators.measure import measure
from tuotou.core.promises.breakdown import FINE
from tuotou.core.standards.indicator import Held, Indicator
from tuotou.core.standards.indicator_proof import CANNOT_SAY, DOUBT, ExpectedFigure, expected_figures
from tuotou.core.standards.scenario import Scenario, parse_expecting

HANDBOOK = handbook.load()
INDICATORS = handbook.load_indicators(HANDBOOK)


def proof(indicator: str) -> tuple[Scenario[ExpectedFigure], ...]:
    text = handbook.scenarios()[indicator]
    scenarios, problems = parse_expecting(text, f"{indicator}.trail", HANDBOOK.vocabulary, expected_figures)
    assert not problems
    return scenarios


CASES = [(indicator, scenario) for indicator in INDICATORS for scenario in proof(indicator.id)]


@pytest.mark.parametrize(("indicator", "scenario"), CASES, ids=[f"{one.id}: {case.title}" for one, case in CASES])
def test_the_scenario_comes_out_as_written(indicator: Indicator, scenario: Scenario[ExpectedFigure]):
    (found,) = measure(scenario.events, HANDBOOK, [indicator], scenario.as_of)
    told = [(figure.by, figure.name, figure.counted, figure.of) for figure in figures(found)]
    assert sorted(told) == sorted((each.by, each.name, each.counted, each.of) for each in scenario.expectations)
    by_group = {(figure.by, figure.name): figure.figures for figure in figures(found)}
    for each in scenario.expectations:
        for name, value in each.figures.items():
            rounded = told_to(indicator) if name.startswith("p") else None
            found_value = by_group[each.by, each.name][name]
            assert found_value == pytest.approx(value, rel=rounded), f"{each.by} {each.name} {name}"


def told_to(indicator: Indicator) -> float:
    """Percentiles are read from a ladder: of times to a hundredth, of what events hold to a ten-thousandth."""
    return 2**-EXACT if isinstance(indicator.values, Held) else 2**-FINE


def figures(found: Measured) -> list[Figure]:
    asides = ((CANNOT_SAY, found.cannot_say), (DOUBT, found.doubt))
    return [found.whole, *found.groups, *(Figure(by, "", n, None, {}) for by, n in asides if n)]


@pytest.mark.parametrize("indicator", INDICATORS, ids=[one.id for one in INDICATORS])
def test_an_indicator_has_a_trail_on_which_it_says_something(indicator: Indicator):
    assert any(
        each.by == "all" and each.counted and each.figures for case in proof(indicator.id) for each in case.expectations
    )


def test_there_is_no_proof_of_nothing():
    assert handbook.scenarios().keys() == {*HANDBOOK.by_id, *(one.id for one in INDICATORS)}
