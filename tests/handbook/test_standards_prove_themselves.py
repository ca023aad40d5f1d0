"""Every shipped standard does on its scenarios what its document says: the proof that travels with it."""

from __future__ import annotations

import pytest

from tuotou import handbook
from tuotou.core.promises.docket import compile_docket
from tuotou.core.promises.evaluate import evaluate_docket
from tuotou.core.standards.handbook import Handbook
from tuotou.core.standards.scenario import Scenario, parse_scenarios
from tuotou.core.trail.facts import believed

HANDBOOK = handbook.load()
BREACHES = {"broken", "kept_late"}


def proof(standard: str) -> tuple[Scenario, ...]:
    scenarios, problems = parse_scenarios(handbook.scenarios()[standard], f"{standard}.trail", HANDBOOK.vocabulary)
    assert not problems
    return scenarios


def those_needed(standard: str) -> Handbook:
    """The standard with the standards that it counts."""
    share = HANDBOOK.by_id[standard][-1].share
    wanted = {standard, *(share.of if share else ())}
    chosen = tuple(s for s in HANDBOOK.standards if s.id in wanted)
    return Handbook(HANDBOOK.vocabulary, HANDBOOK.calendars, HANDBOOK.commitments, chosen)


CASES = [(standard, scenario) for standard in HANDBOOK.by_id for scenario in proof(standard)]
DOCKETS = {standard: compile_docket(those_needed(standard)) for standard in HANDBOOK.by_id}


@pytest.mark.parametrize(("standard", "scenario"), CASES, ids=[f"{name}: {case.title}" for name, case in CASES])
def test_the_scenario_comes_out_as_written(standard: str, scenario: Scenario):
    found = evaluate_docket(believed(scenario.events, scenario.as_of), DOCKETS[standard], scenario.as_of).promises
    told = [row for row in found.to_dicts() if row["standard"] == standard]
    left = list(told)
    for expected in scenario.expectations:
        fitting = [row for row in left if fits(row, expected)]
        assert fitting, f"expected {expected}, got {[brief(row) for row in told]}"
        left.remove(fitting[0])
    assert not left, f"not expected: {[brief(row) for row in left]}"


def fits(row, expected) -> bool:
    said = {name: row[f"{name}_at"] and round(row[f"{name}_at"].timestamp() * 1e6) for name in ("due", "kept", "void")}
    return (
        (row["subject"], row["life"], row["status"]) == (expected.subject, expected.life, expected.status)
        and (not expected.per or tuple(row["per"]) == expected.per)
        and expected.opening in (None, row["opening"])
        and all(getattr(expected, name) in (None, said[name]) for name in said)
    )


def brief(row) -> tuple[object, ...]:
    return tuple(str(row[name]) for name in ("subject", "per", "opening", "status", "due_at", "kept_at", "void_at"))


@pytest.mark.parametrize("standard", list(HANDBOOK.by_id))
def test_a_standard_has_a_trail_that_trips_it_and_one_that_keeps_it(standard: str):
    statuses = {expected.status for scenario in proof(standard) for expected in scenario.expectations}
    assert statuses & BREACHES
    assert "kept" in statuses
