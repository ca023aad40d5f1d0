"""Scenarios: a trail in the trade's own text, read as events and as what must come of them."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from standard_cast import words

from tuotou.core.standards.scenario import Scenario, parse_scenarios
from tuotou.core.standards.scenario_line import Expectation
from tuotou.core.trail.event import SCHEMA

TEXT = """\
# a comment
scenario: trips · nobody sorted it
as of 2026-05-02 00:00
parcel YT1
  2026-05-01 10:00           arrived  @HUB1 %zhang  wave=1
  2026-05-01 19:00:00.5      sorted   @HUB1 ~sorter recorded 2026-05-01 19:20
case C1
  2026-05-01 09:00  complaint_opened  vip=true promised_at="2026-05-03 18:00"  recorded 09:30  #x9
expect
  YT1 @HUB1 #e1  kept_late  due 2026-05-01 18:00  kept 2026-05-01 19:00:00.5
  C1/2      #x9  void       void 2026-05-01 12:00

scenario: keeps · nothing to say
as of 2026-05-02 00:00
expect nothing
"""


def read(text: str) -> tuple[Scenario, ...]:
    found, problems = parse_scenarios(text, "hub.trail", words())
    assert not problems, [str(problem) for problem in problems]
    return found


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Shanghai")).timestamp() * 1_000_000)


def test_a_scenario_is_events_and_expectations() -> None:
    first, second = read(TEXT)
    assert (first.title, first.as_of, first.line) == ("trips · nobody sorted it", at("2026-05-02 00:00"), 2)
    assert first.expectations == (
        Expectation("YT1", 1, ("HUB1",), "e1", "kept_late", at("2026-05-01 18:00"), at("2026-05-01 19:00:00.5")),
        Expectation("C1", 2, (), "x9", "void", void=at("2026-05-01 12:00")),
    )
    assert second.expectations == ()
    assert second.events.is_empty()


def test_its_events_are_a_frame_of_events() -> None:
    events = read(TEXT)[0].events
    assert list(events.schema.items())[: len(SCHEMA)] == list(SCHEMA.items())
    assert events.select("subject_kind", "subject", "id", "kind", "site", "person", "source").rows() == [
        ("parcel", "YT1", "e1", "arrived", "HUB1", "zhang", "handheld"),
        ("parcel", "YT1", "e2", "sorted", "HUB1", None, "sorter"),
        ("case", "C1", "x9", "complaint_opened", None, None, "handheld"),
    ]
    instants = events.select(pl.col("at", "recorded_at", "promised_at").cast(pl.Int64))
    assert instants.rows() == [
        (at("2026-05-01 10:00"), at("2026-05-01 10:00"), None),
        (at("2026-05-01 19:00:00.5"), at("2026-05-01 19:20"), None),
        (at("2026-05-01 09:00"), at("2026-05-01 09:30"), at("2026-05-03 18:00")),
    ]
    assert events.select("wave", "vip").rows() == [("1", None), (None, None), (None, True)]


def test_a_range_of_subjects_has_the_same_events_and_promises() -> None:
    (scenario,) = read(
        """\
scenario: keeps · three alike
as of 2026-05-02 00:00
parcel YT9..YT11
  2026-05-01 10:00  arrived  @HUB1
  2026-05-01 11:00  sorted   @HUB1
expect
  YT9..11 @HUB1 #e1  kept
"""
    )
    assert scenario.events.select("subject", "id").rows() == [
        (number, event) for event in ("e1", "e2") for number in ("YT9", "YT10", "YT11")
    ]
    assert [expected.subject for expected in scenario.expectations] == ["YT9", "YT10", "YT11"]


def test_values_of_per_and_periods_of_shares() -> None:
    (scenario,) = read(
        "scenario: x\nas of 2026-05-02 00:00\nexpect\n"
        "  YT1 %li photo_hash=a7 #e1  kept\n  SZ01 #2026-05-01  broken\n  all #2026-05-01  void\n"
    )
    photo, outlet, company = scenario.expectations
    assert photo.per == ("li", "a7")
    assert (outlet.subject, outlet.opening, outlet.status) == ("SZ01", "2026-05-01", "broken")
    assert (company.subject, company.opening, company.status) == ("", "2026-05-01", "void")


@pytest.mark.parametrize(
    ("line", "place", "what", "right"),
    [
        ("as of 2026-13-02 00:00", (3, 7), "is no time", "2026-05-01 10:00"),
        ("percel YT1", (3, 1), "begins neither a subject nor an event", "'parcel'"),
        ("  2026-05-01 10:00  arrivd  @HUB1", (3, 21), "no event kind 'arrivd'", "'arrived'"),
        ("  2026-05-01 10:00  solved  @HUB1", (3, 21), "'solved' does not happen to a parcel", "'sorted'"),
        ("  2026-05-01 arrived  @HUB1", (3, 3), "is no time", "2026-05-01 10:00"),
        ("  2026-05-01 10:00", (3, 19), "needs a kind", "arrived"),
        ("  2026-05-01 10:00  sorted  weight_g=3", (3, 29), "'sorted' carries no 'weight_g'", "one of"),
        ("  2026-05-01 10:00  weighed  weight_g=heavy", (3, 30), "'heavy' is no integer", "a number"),
        ("  2026-05-01 10:00  accepted  fragile=maybe", (3, 31), "'maybe' is no flag", "true or false"),
        ("  2026-05-01 10:00  sorted  quickly", (3, 29), "'quickly' has no meaning here", "name=value"),
        ("  2026-05-01 10:00  sorted  recorded later", (3, 38), "'later' is no time", "2026-05-01 10:00"),
        ("expect\n  YT1 lost", (4, 7), "'lost' is no status", "one of"),
        ("expect\n  YT1/x kept", (4, 1), "is no subject", "YT1/2"),
        ("expect\n  YT1 kept since 2026-05-01 10:00", (4, 12), "'since' is not expected", "due, kept, void"),
    ],
)
def test_a_mistake_is_told_where_it_stands(line: str, place: tuple[int, int], what: str, right: str) -> None:
    text = f"scenario: x\nparcel YT1\n{line}\nas of 2026-05-02 00:00\nexpect nothing\n"
    _, problems = parse_scenarios(text, "hub.trail", words())
    assert (problems[0].line, problems[0].column) == place
    assert what in problems[0].what
    assert right in problems[0].right


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("parcel YT1\n", "a file begins with a scenario"),
        ("scenario: x\nexpect nothing\n", "as of when"),
        ("scenario: x\nas of 2026-05-02 00:00\n", "nothing is expected"),
        ("scenario: x\nas of 2026-05-02 00:00\n  2026-05-01 10:00  arrived\nexpect nothing\n", "whose event"),
    ],
)
def test_an_unfinished_scenario_is_left_out(text: str, what: str) -> None:
    found, problems = parse_scenarios(text + "scenario: y\nas of 2026-05-02 00:00\nexpect nothing\n", "x", words())
    assert [scenario.title for scenario in found] == ["y"]
    assert what in problems[0].what
