"""Reads a calendar document: YAML and the announced holidays in, a `Calendar` or every problem out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import yaml

from tuotou.core.document import Fields, Problem, read, suggest
from tuotou.core.node import plain
from tuotou.core.working_time.calendar import Calendar
from tuotou.core.working_time.instant import DAY, day_number
from tuotou.core.working_time.week import HOLIDAY, MAKE_UP, WEEKDAYS, Periods, Week, neighbours

_MINUTE: Final = 60_000_000
_TIME: Final = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)|24:00")
_SPECIAL: Final = {"holiday": (HOLIDAY,), "make_up": (MAKE_UP,)}
_NO_TIME: Final = ("the calendar has no working time at all", "for example hours: {mon-fri: [09:00-18:00]}")
_DAYS_RIGHT: Final = "write mon, tue, wed, thu, fri, sat, sun, a range such as mon-fri, or daily"

Holidays: TypeAlias = Mapping[int, Mapping[str, bool]]
"""Year → ISO date → True: off, False: a make-up working day."""


def parse_calendar(text: str, file: str, holidays: Holidays) -> tuple[Calendar | None, list[Problem]]:
    """Read one calendar; `holidays` holds the announced years, of which the document names those it keeps."""
    fields, problems = read(text, file)
    if fields is None:
        return None, problems
    announced = _announced(fields, holidays)
    kept = {
        day_number(date.fromisoformat(day)): off
        for year in sorted(announced or ())
        for day, off in holidays.get(year, {}).items()
    }
    calendar = Calendar(
        id=fields.text("id"),
        title=fields.bilingual("title"),
        zone=_zone(fields),
        week=_week(fields),
        cut=_cut(fields),
        announced=announced,
        off=frozenset(day for day, off in kept.items() if off),
        made_up=frozenset(day for day, off in kept.items() if not off),
        estimates=fields.choice("unannounced", ("refuse", "estimate"), "refuse") == "estimate",
    )
    fields.finish()
    return (None if problems else calendar), problems


def _announced(fields: Fields, holidays: Holidays) -> frozenset[int] | None:
    if "holidays" not in fields:
        return None
    years = set()
    for node in fields.each("holidays"):
        year = node.value if isinstance(node, yaml.ScalarNode) else ""
        if year.isdigit() and int(year) in holidays:
            years.add(int(year))
        else:
            known = ", ".join(map(str, sorted(holidays))) or "none yet"
            fields.problem_at(node, f"there are no announced holidays for '{year}'", f"announced: {known}")
    return frozenset(years)


def _zone(fields: Fields) -> str:
    name = fields.text("zone")
    if "zone" not in fields:
        return name
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        fields.problem("zone", f"unknown time zone '{name}'", suggest(name, sorted(available_timezones())))
    return name


def _cut(fields: Fields) -> int:
    text = fields.text("business_day_ends", "00:00")
    found = _time(text)
    if found in (None, DAY):
        fields.problem("business_day_ends", f"'{text}' is no time of day", "from 00:00 to 23:59, for example 04:00")
    return found or 0


def _week(fields: Fields) -> Week:
    hours = _hours(fields)
    week = [hours.get(day, ()) for day in range(7)]
    working = [bool(periods) for periods in week]
    if "working_days" in fields:
        named = [day for node in fields.each("working_days") for day in _weekdays(fields, node)]
        working = [day in named for day in range(7)]
    if not any(week):
        fields.problem("hours", *_NO_TIME)
    elif not any(working):
        fields.problem("working_days", *_NO_TIME)
    usual = next((week[day] for day in range(7) if working[day]), ())
    return Week(tuple(working), (*week, hours.get(HOLIDAY, ()), hours.get(MAKE_UP, usual)))


def _hours(fields: Fields) -> dict[int, Periods]:
    """The hours of each kind of day that the document names."""
    hours: dict[int, Periods] = {}
    inner = fields.fields("hours")
    if inner is None:
        return hours
    for name in inner.names():
        periods = _periods(inner, name)
        kinds = _SPECIAL.get(name) or _range(name)
        if not kinds:
            inner.problem(name, f"unknown day '{name}'", f"{_DAYS_RIGHT}; or holiday, make_up")
        for kind in kinds:
            if kind in hours:
                inner.problem(name, f"the hours of {_name(kind)} stand twice", "name each day once")
            hours[kind] = periods
    _check_midnight(fields, hours)
    return hours


def _weekdays(fields: Fields, node: yaml.Node) -> Sequence[int]:
    word = str(plain(node))
    days = _range(word)
    if not days:
        fields.problem_at(node, f"unknown weekday '{word}'", _DAYS_RIGHT)
    return days


def _range(word: str) -> Sequence[int]:
    """`mon`, `mon-fri` or `daily` as numbers from 0 = Monday; empty where it is none of these."""
    first, _, last = ("mon-sun" if word == "daily" else word).partition("-")
    if first not in WEEKDAYS or (last or first) not in WEEKDAYS:
        return ()
    return range(WEEKDAYS.index(first), WEEKDAYS.index(last or first) + 1)


def _name(kind: int) -> str:
    return (*WEEKDAYS, "holiday", "make_up")[kind]


def _periods(fields: Fields, name: str) -> Periods:
    """`[09:00-12:00, 20:00-04:00]` in order; each period ends before the next begins."""
    periods: list[tuple[int, int]] = []
    for node in fields.each(name):
        period = _period(str(plain(node)))
        if period is None:
            fields.problem_at(node, f"'{plain(node)}' is no period of a day", "for example 09:00-12:00, or 20:00-04:00")
        elif periods and period[0] < periods[-1][1]:
            fields.problem_at(
                node, f"'{plain(node)}' begins before the period in front of it ends", "put them in order"
            )
        else:
            periods.append(period)
    return tuple(periods)


def _period(text: str) -> tuple[int, int] | None:
    """One period; one that ends at an earlier hour than it begins crosses midnight, one without length is none."""
    first, _, last = text.partition("-")
    opens, closes = _time(first.strip()), _time(last.strip())
    if opens is None or closes is None or opens in (closes, DAY):
        return None
    return opens, closes if closes > opens else closes + DAY


def _time(text: str) -> int | None:
    """`09:30` as µs of the local day, 24:00 at most; None where it is no time."""
    if not _TIME.fullmatch(text):
        return None
    hours, minutes = text.split(":")
    return (int(hours) * 60 + int(minutes)) * _MINUTE


def _check_midnight(fields: Fields, hours: Mapping[int, Periods]) -> None:
    """A night's last period must end before the first of any day that may follow."""
    for yesterday, today in neighbours(with_holidays="holidays" in fields):
        before, after = hours.get(yesterday, ()), hours.get(today, ())
        if before and after and before[-1][1] - DAY > after[0][0]:
            what = f"the night hours of {_name(yesterday)} reach into those of {_name(today)}"
            fields.problem("hours", what, "end the night before the next day begins")
            return
