"""The evaluator and the oracle agree, on histories nobody would write by hand."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from . import LOG_WORD, Oracle
from .agreement import (
    differences,
    findings_of_evaluator,
    log_of_evaluator,
    rows_of_evaluator,
    rows_of_oracle,
    unsaid_by_evaluator,
)
from .event import DAY, HOUR, MINUTE, Event
from .histories import histories, moments
from .promised import STANDARDS
from .words import CONDITIONS, VOCABULARY
from .writing import START

ORACLE = Oracle(VOCABULARY, list(STANDARDS), CONDITIONS)
LOGGED = [one for one in STANDARDS if one.form != "at_most"]  # what counts over many subjects has no log
LOGGING = Oracle(VOCABULARY, LOGGED, CONDITIONS)
COMPARED = ("conflict", "link_refused", "no_deadline", "impossible")
"""Findings whose name and place the rules settle."""

FEW = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True)
FEWER = settings(FEW, max_examples=40)
QUARTER = settings(FEW, max_examples=2_500)


def agree(data: st.DataObject) -> None:
    told = data.draw(histories())
    as_of = data.draw(moments(told))
    expected = ORACLE.judge(told, as_of)
    assert differences(rows_of_evaluator(told, STANDARDS, as_of), rows_of_oracle(expected)) == []
    wrong = {(one.kind, *one.key) for one in expected.findings if one.kind in COMPARED}
    assert {found for found in findings_of_evaluator(told, STANDARDS, as_of) if found[0] in COMPARED} == wrong
    unsaid = {(one.standard, one.subject_kind, one.subject, one.event) for one in expected.cannot_say}
    assert unsaid_by_evaluator(told, STANDARDS, as_of) == unsaid


@FEW
@given(st.data())
def test_they_believe_the_same_promises(data):
    agree(data)


@pytest.mark.heavy
@pytest.mark.parametrize("number", range(4))  # four tests, so that several processors share them
def test_they_believe_the_same_promises_ten_thousand_times(number):
    @seed(number)
    @QUARTER
    @given(st.data())
    def quarter(data):
        agree(data)

    quarter()


def test_what_was_judged_before_has_no_influence():
    leaves = [one for one in STANDARDS if one.id == "bag-leaves"]

    def arrivals(*sites: str) -> list[Event]:
        return [Event("bag", "B1", f"e{n}", "arrived", n * HOUR, n * HOUR, site) for n, site in enumerate(sites)]

    rows_of_evaluator(arrivals("H8", "H9"), leaves, DAY)
    for sites in (("H9", "H8"), ("H7", "H9"), ("H8", "H7")):
        rows = rows_of_evaluator(arrivals(*sites), leaves, DAY)
        assert {key[-1]: row["site"] for key, row in rows.items()} == dict(zip(("e0", "e1"), sites, strict=True))
        assert all(row["per"] == (row["site"],) for row in rows.values())


def test_what_outlives_a_life_is_forbidden_by_what_happened_after_its_end():
    told = [
        Event("parcel", "P1", "e1", "bagged", 0, 0, "H2", "zhang", "handheld", {"into": "B1"}),
        Event("parcel", "P1", "e2", "returned", MINUTE, MINUTE, "H1", None, "courier_app"),
        Event("bag", "B1", "e3", "loaded", 2 * MINUTE, 2 * MINUTE, "H1", "zhang", "handheld", {"into": "T1"}),
        Event("trip", "T1", "e4", "departed", 3 * MINUTE, 3 * MINUTE, "H1", "zhang", "handheld"),
        Event("trip", "T1", "e5", "arrived", 4 * MINUTE, 4 * MINUTE, "H1", "li", "handheld"),
    ]
    told = [replace(event, at=START + event.at, recorded_at=START + event.recorded_at) for event in told]
    found = rows_of_evaluator(told, STANDARDS, START + DAY)
    assert differences(found, rows_of_oracle(ORACLE.judge(told, START + DAY))) == []
    forbidden = [row["status"] for key, row in found.items() if key[:3] == ("no-return-here", "parcel", "P1")]
    assert forbidden == ["broken"]


def without_conflicts(told: list[Event]) -> list[Event]:
    """The first of each id: what stands of a conflict depends on the order of arrival, and may (rule 8)."""
    first: dict[tuple[str, str, str], Event] = {}
    for event in told:
        first.setdefault(event.key, event)
    return list(first.values())


@FEWER
@given(histories(), st.integers())
def test_order_does_not_matter_and_repetition_does_no_harm(told, seed):
    told, random = without_conflicts(told), Random(seed)
    as_of = max((event.recorded_at for event in told), default=0) + random.choice((0, 1, 10**12))
    again = [replace(event, recorded_at=event.recorded_at + 1) for event in told if random.random() < 0.3]
    shuffled = told + again
    random.shuffle(shuffled)
    assert rows_of_evaluator(shuffled, STANDARDS, as_of) == rows_of_evaluator(told, STANDARDS, as_of)
    assert log_of_evaluator(shuffled, STANDARDS, as_of) == log_of_evaluator(told, STANDARDS, as_of)


@FEWER
@given(histories(), st.data())
def test_the_belief_log_is_what_judging_at_every_instant_would_have_said(told, data):
    until = data.draw(moments(told))
    assert log_of_evaluator(told, LOGGED, until) == sorted(LOGGING.belief_log(told, until))


@FEWER
@given(histories(), st.data())
def test_a_promise_judged_at_an_instant_is_what_the_log_last_said_of_it(told, data):
    as_of = data.draw(moments(told))
    last: dict[tuple[object, ...], tuple[int, str]] = {}
    for key, known_at, verdict in log_of_evaluator(told, LOGGED, as_of):
        last[key] = max(last.get(key, (known_at, verdict)), (known_at, verdict))
    rows = rows_of_evaluator(told, LOGGED, as_of)
    judged = {key: LOG_WORD.get(str(row["status"]), row["status"]) for key, row in rows.items()}
    assert {key: judged.get(key, "gone") for key in last} == {key: verdict for key, (_, verdict) in last.items()}
    assert {key for key, verdict in judged.items() if verdict == "broken"} <= set(last)
