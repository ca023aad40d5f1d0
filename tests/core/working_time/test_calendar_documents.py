"""A calendar document that is wrong says where, what, and what would be right."""

import pytest
from calendar_cast import HOLIDAYS, SHIPPED, calendar

from tuotou.core.working_time import parse_calendar, parse_holidays

RIGHT = """\
id: outlet
title: {zh: 网点, en: Outlet}
zone: Asia/Shanghai
working_days: mon-fri
hours:
  mon-fri: [09:00-12:00, 13:30-18:00]
holidays: [2025, 2026]
business_day_ends: 04:00
unannounced: refuse
"""


def problems(wrong: str, instead_of: str) -> list[str]:
    assert instead_of in RIGHT
    found, problems = parse_calendar(RIGHT.replace(instead_of, wrong), "outlet.yaml", HOLIDAYS)
    assert (found is None) == bool(problems)
    return [str(problem) for problem in problems]


def test_the_document_as_it_should_be() -> None:
    outlet = calendar(RIGHT)
    assert (outlet.id, outlet.zone, outlet.estimates) == ("outlet", "Asia/Shanghai", False)
    assert outlet.announced == {2025, 2026}
    assert outlet.cut == 4 * 3_600_000_000


@pytest.mark.parametrize(
    ("instead_of", "wrong", "problem"),
    [
        ("[09:00-12:00, 13:30-18:00]", "[]", "outlet.yaml:6:3: the calendar has no working time at all"),
        ("working_days: mon-fri", "working_days: []", "outlet.yaml:4:15: the calendar has no working time at all"),
        ("13:30-18:00", "11:30-18:00", "outlet.yaml:6:26: '11:30-18:00' begins before the period in front of it ends"),
        ("13:30-18:00", "18:00-13:30", "outlet.yaml:6:3: the night hours of mon reach into those of tue"),
        ("13:30-18:00", "13:30-13:30", "outlet.yaml:6:26: '13:30-13:30' is no period of a day"),
        ("13:30-18:00", "13:30-25:00", "outlet.yaml:6:26: '13:30-25:00' is no period of a day"),
        ("13:30-18:00", "afternoon", "outlet.yaml:6:26: 'afternoon' is no period of a day"),
        ("  mon-fri", "  mon-fry", "outlet.yaml:6:12: unknown day 'mon-fry'"),
        ("  mon-fri:", "  fri: 09:00-12:00\n  mon-fri:", "outlet.yaml:7:12: the hours of fri stand twice"),
        ("working_days: mon-fri", "working_days: [mon, freitag]", "outlet.yaml:4:21: unknown weekday 'freitag'"),
        ("Asia/Shanghai", "Asia/Shanghia", "outlet.yaml:3:7: unknown time zone 'Asia/Shanghia'"),
        ("Asia/Shanghai", "../etc", "outlet.yaml:3:7: unknown time zone '../etc'"),
        ("Asia/Shanghai", '""', "outlet.yaml:3:7: unknown time zone ''"),
        ("zone: Asia/Shanghai\n", "", "outlet.yaml:1:1: field 'zone' is missing"),
        ("[2025, 2026]", "[2026, 2027]", "outlet.yaml:7:18: there are no announced holidays for '2027'"),
        ("04:00", "24:00", "outlet.yaml:8:20: '24:00' is no time of day"),
        ("refuse", "guess", "outlet.yaml:9:14: 'unannounced' cannot be 'guess'"),
        ("unannounced", "unanounced", "outlet.yaml:9:13: unknown field 'unanounced'"),
        ("id: outlet\n", "", "outlet.yaml:1:1: field 'id' is missing"),
    ],
)
def test_what_is_wrong_is_said_with_line_and_column(instead_of: str, wrong: str, problem: str) -> None:
    found = problems(wrong, instead_of)
    assert len(found) >= 1
    assert found[0].startswith(problem)


def test_a_misspelt_zone_gets_a_suggestion() -> None:
    assert problems("Asia/Shanghia", "Asia/Shanghai")[0].endswith("(did you mean 'Asia/Shanghai'?)")


def test_a_night_may_not_reach_into_holiday_hours() -> None:
    [found] = problems("  fri: 20:00-06:00\n  holiday: 05:00-10:00", "  mon-fri: [09:00-12:00, 13:30-18:00]")
    assert "the night hours of fri reach into those of holiday" in found


def test_all_problems_are_reported_at_once() -> None:
    text = RIGHT.replace("Asia/Shanghai", "Mars").replace("refuse", "guess").replace("04:00", "4pm")
    assert len(parse_calendar(text, "outlet.yaml", HOLIDAYS)[1]) == 3


@pytest.mark.parametrize("text", ["", "- a list", "zone:\tAsia/Shanghai\n\tid: x", "hours: 5", "hours: {mon: {a: b}}"])
def test_no_text_is_so_wrong_that_it_breaks_the_reader(text: str) -> None:
    found, wrong = parse_calendar(text, "outlet.yaml", HOLIDAYS)
    assert found is None
    assert wrong


def test_shipped_holidays_hold_days_off_and_make_up_days() -> None:
    assert sorted(HOLIDAYS) == [2024, 2025, 2026]
    assert HOLIDAYS[2026]["2026-10-01"] is True
    assert HOLIDAYS[2026]["2026-10-10"] is False
    assert (SHIPPED / "holidays" / "LICENSE").exists()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('{"year": 2027, "days": []}', "2027.json:1:24: 2027 has no days: it is not announced"),
        ('{"year": 2027, "days": [{"date": "1 May", "isOffDay": true}]}', "2027.json:1:34: '1 May' is no date"),
        ('{"year": 2027, "days": [{"date": "2027-05-01"}]}', "2027.json:1:25: field 'isOffDay' is missing"),
        ('{"year": 2027, "days": [', "2027.json:1:25: not valid JSON"),
    ],
)
def test_wrong_holidays_are_refused(text: str, problem: str) -> None:
    year, found = parse_holidays(text, "2027.json")
    assert year is None
    assert str(found[0]).startswith(problem)
