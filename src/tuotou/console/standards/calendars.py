"""Calendars: which days work, and a year of each drawn."""

from __future__ import annotations

from calendar import Calendar as Weeks
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from django.http.response import HttpResponseBase
from django.urls import reverse

from tuotou.console.listing import Column, Listing, listed
from tuotou.console.page import Request, refuse, show
from tuotou.console.tags import english, said, words, zone
from tuotou.core.document import Bilingual
from tuotou.core.standards.sentence import clock_of
from tuotou.core.working_time.calendar import Calendar
from tuotou.core.working_time.instant import FIRST_YEAR, LAST_YEAR, day_number
from tuotou.core.working_time.week import HOLIDAY, MAKE_UP
from tuotou.operations.live.watch import current_watch

DAYS: Final = (
    Bilingual("周一", "Monday"), Bilingual("周二", "Tuesday"), Bilingual("周三", "Wednesday"),
    Bilingual("周四", "Thursday"), Bilingual("周五", "Friday"), Bilingual("周六", "Saturday"),
    Bilingual("周日", "Sunday"), Bilingual("节假日", "Holidays"), Bilingual("调休上班日", "Make-up days"),
)  # fmt: skip
"""In the order of `Week`."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a year's view."""

    number: int  # 0: of another month
    look: str = ""  # works, rests, holiday, made-up
    title: str = ""


@dataclass(frozen=True, slots=True)
class Month:
    """A month in weeks."""

    name: str
    weeks: Sequence[Sequence[Day]]


def _years(one: Calendar) -> str:
    return " ".join(map(str, sorted(one.announced or ())))


LISTING: Final = Listing(
    "calendars",
    Bilingual("日历", "Calendars"),
    lambda _: list(current_watch().handbook.calendars.values()),
    (
        Column("title", Bilingual("日历", "Calendar"), lambda one: said(one.title), "title"),
        Column("id", Bilingual("编号", "Id"), lambda one: one.id, "id"),
        Column("zone", Bilingual("时区", "Time zone"), lambda one: one.zone),
        Column("years", Bilingual("已公布假期的年份", "Years announced"), _years),
        Column("cut", Bilingual("业务日截止", "A business day ends"), lambda one: clock_of(one.cut)),
        Column("used", Bilingual("用它的标准", "Standards that go by it"), lambda one: _used(one.id), figure=True),
    ),
    link=lambda one: reverse("calendar", args=[one.id]),
)


def calendars(request: Request) -> HttpResponseBase:
    """All of them."""
    return listed(request, LISTING, "standards/listed.html", {"tab": "calendars"})


def calendar(request: Request, id: str) -> HttpResponseBase:
    """One of them, a year at a time."""
    found = current_watch().handbook.calendars.get(id)
    if found is None:
        return refuse(request, 404)
    year = _year(request)
    context = {
        "calendar": found,
        "year": year,
        "before": year - 1 if year > FIRST_YEAR else None,
        "after": year + 1 if year < LAST_YEAR else None,
        "announced": found.announced is not None and year in found.announced,
        "keeps": found.announced is not None,
        "months": [*_months(found, year)],
        "weekdays": words("一 二 三 四 五 六 日", "M T W T F S S").split(),
        "hours": [*_hours(found)],
        "ends": clock_of(found.cut),
    }
    return show(request, "standards/calendar.html", context)


def _used(id: str) -> int:
    return sum(any(each.calendar == id for each in versions) for versions in current_watch().handbook.by_id.values())


def _year(request: Request) -> int:
    asked = request.GET.get("year", "")
    if asked.isascii() and asked.isdigit() and FIRST_YEAR <= int(asked[:5]) <= LAST_YEAR:
        return int(asked)
    return datetime.fromtimestamp(request.now / 1_000_000, UTC).astimezone(zone()).year


def _months(one: Calendar, year: int) -> Iterator[Month]:
    for month in range(1, 13):
        weeks = Weeks().monthdatescalendar(year, month)
        name = f"{date(year, month, 1):%B}" if english() else f"{month} 月"
        yield Month(name, [[_day(one, each) if each.month == month else Day(0) for each in week] for week in weeks])


def _day(one: Calendar, day: date) -> Day:
    number = day_number(day)
    if number in one.off:
        return Day(day.day, "holiday", said(DAYS[HOLIDAY]))
    if number in one.made_up:
        return Day(day.day, "made-up", said(DAYS[MAKE_UP]))
    works = one.week.works[day.weekday()]
    return Day(day.day, "works" if works else "rests", said(DAYS[day.weekday()]))


def _hours(one: Calendar) -> Iterator[tuple[Bilingual, str, bool]]:
    """(day, opening hours, whether it is a working day)."""
    for name, periods, works in zip(DAYS, one.week.hours, one.week.works, strict=True):
        yield name, "，".join(f"{clock_of(a)}–{clock_of(b)}" for a, b in periods), works
