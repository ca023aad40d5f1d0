"""The duty roster, a week at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.http.response import HttpResponseBase

from tuotou.console.page import Request, show
from tuotou.console.tags import zone
from tuotou.console.trade import role
from tuotou.core.document import Bilingual
from tuotou.store.models import Duty, Unit

MOST: Final = 2_000
"""Shifts of a week that are shown at once; who has more chooses a unit."""


@dataclass(frozen=True, slots=True)
class Line:
    """A unit and a role, with the shifts of each day."""

    unit: Unit
    role: Bilingual
    days: Sequence[Sequence[Duty]]


def duties(request: Request) -> HttpResponseBase:
    """Who is on shift in the week of a day; of one unit where one is named, else of the unit that one sits at."""
    first = _monday(request)
    days = [first + timedelta(turn) for turn in range(7)]
    unit = request.GET.get("unit", request.member.unit)[:64].replace("\x00", "")
    found = _shifts(request, first, unit)
    context = {
        "lines": _lines(found[:MOST], days),
        "days": days,
        "today": _day(request.now),
        "before": (first - timedelta(7)).isoformat(),
        "after": (first + timedelta(7)).isoformat(),
        "unit": unit,
        "cut": len(found) > MOST,
    }
    return show(request, "organisation/duties.html", context)


def _shifts(request: Request, first: date, unit: str) -> list[Duty]:
    begin, end = (_micros(first + timedelta(days)) for days in (0, 7))
    found = Duty.objects.filter(since__lt=end, until__gt=begin).select_related("unit", "person", "deputy")
    if request.member.sight.sites is not None:
        found = found.filter(unit__code__in=request.member.sight.sites)
    if unit:
        found = found.filter(unit__code=unit)
    return list(found.order_by("unit__code", "role", "since", "pk")[: MOST + 1])


def _lines(shifts: Sequence[Duty], days: Sequence[date]) -> list[Line]:
    lines: dict[tuple[int, str], Line] = {}
    for shift in shifts:
        of = (shift.unit_id, shift.role)
        line = lines.setdefault(of, Line(shift.unit, role(shift.role), [[] for _ in days]))
        turn = (max(_day(shift.since), days[0]) - days[0]).days
        line.days[turn].append(shift)  # type: ignore[attr-defined]
    return list(lines.values())


def _monday(request: Request) -> date:
    """Of the week that is asked for; what is no day is today."""
    try:
        day: Any = date.fromisoformat(request.GET.get("week", ""))
    except ValueError:
        day = _day(request.now)
    day = min(max(day, date(2000, 1, 10)), date(2098, 1, 1))
    return day - timedelta(day.weekday())  # type: ignore[no-any-return]


def _day(at: int) -> date:
    return datetime.fromtimestamp(at / 1_000_000, zone()).date()


def _micros(day: date) -> int:
    return int(datetime.combine(day, time(), zone()).timestamp()) * 1_000_000
