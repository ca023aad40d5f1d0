"""Every clock against an oracle that walks the wall a quarter of an hour at a time: any week, holidays and zone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import numpy as np
from calendar_cast import EPOCH, calendar
from hypothesis import given, settings
from hypothesis import strategies as st

from tuotou.core.document import Duration
from tuotou.core.working_time import Calendar

QUARTER = timedelta(minutes=15)
SLOT = 900_000_000
WORDS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
OUTLET, NIGHT, ALL_DAY = ("08:00-20:00",), ("06:15-07:00", "20:00-04:00"), ("00:00-24:00",)
BY_DAY = ((), ("09:00-12:00", "13:30-18:00"), OUTLET)


@dataclass(frozen=True)
class Oracle:
    """What a calendar says, by looking at the wall and nothing else."""

    zone: ZoneInfo
    week: tuple[tuple[str, ...], ...]
    holiday: tuple[str, ...]
    make_up: tuple[str, ...]
    days: Mapping[str, bool]

    def works(self, day: date) -> bool:
        off = self.days.get(day.isoformat())
        return bool(self.week[day.weekday()]) if off is None else not off

    def hours(self, day: date) -> tuple[str, ...]:
        off = self.days.get(day.isoformat())
        return self.week[day.weekday()] if off is None else self.holiday if off else self.make_up

    def open(self, t: datetime) -> bool:
        wall = t.astimezone(self.zone)
        today, yesterday = wall.date(), wall.date() - timedelta(days=1)
        return any(_holds(period, wall.time(), 0) for period in self.hours(today)) or any(
            _holds(period, wall.time(), 24) for period in self.hours(yesterday)
        )

    def reaches(self, opens: datetime, slots: int, pauses: list[tuple[datetime, datetime]]) -> datetime:
        for slot in count():
            if slots == 0:
                return opens + slot * QUARTER
            t = opens + slot * QUARTER
            slots -= self.open(t) and not any(begins <= t < ends for begins, ends in pauses)
        raise AssertionError

    def opened(self, a: datetime, b: datetime) -> int:
        return sum(self.open(a + slot * QUARTER) for slot in range((b - a) // QUARTER))

    def working_days(self, after: date) -> Iterator[date]:
        return (day for n in count(1) if self.works(day := after + timedelta(days=n)))


def _holds(period: str, wall: time, later: int) -> bool:
    """Whether a period that began `later` hours before midnight's zero holds this time of day."""
    (h1, m1), (h2, m2) = (part.split(":") for part in period.split("-"))
    opens, closes = int(h1) * 60 + int(m1), int(h2) * 60 + int(m2)
    closes += 24 * 60 if closes <= opens else 0
    return opens <= (later + wall.hour) * 60 + wall.minute < closes


@st.composite
def calendars(draw: st.DrawFn) -> tuple[Calendar, Oracle]:
    kinds = draw(st.sampled_from([(*BY_DAY, NIGHT), (*BY_DAY, ALL_DAY)]))  # a night's end may not meet an early day
    week = tuple(draw(st.lists(st.sampled_from(kinds), min_size=7, max_size=7).filter(any)))
    holiday, make_up = draw(st.sampled_from(BY_DAY)), OUTLET
    around = st.dates(date(2026, 3, 20), date(2026, 4, 10)) | st.dates(date(2026, 10, 17), date(2026, 11, 5))
    days = {day.isoformat(): off for day, off in draw(st.dictionaries(around, st.booleans(), max_size=8)).items()}
    zone = draw(st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "America/New_York"]))
    lines = [f"{word}: [{', '.join(hours)}]" for word, hours in zip(WORDS, week, strict=True)]
    text = f"""
        id: any
        title: {{zh: 任意, en: any}}
        zone: {zone}
        holidays: [2026]
        hours: {{{", ".join(lines)}, holiday: [{", ".join(holiday)}], make_up: [{", ".join(make_up)}]}}
    """
    return calendar(text, {2026: days}), Oracle(ZoneInfo(zone), week, holiday, make_up, days)


QUARTERS = st.sampled_from([datetime(2026, 3, 26, tzinfo=UTC), datetime(2026, 10, 22, tzinfo=UTC)]).flatmap(
    lambda start: st.integers(0, 6 * 96).map(lambda n: start + n * QUARTER)
)
SEVERAL = st.lists(QUARTERS, min_size=1, max_size=3)
FEW = settings(max_examples=60, deadline=None)


def micros(*moments: datetime) -> np.ndarray:
    return np.array([(moment - EPOCH) // timedelta(microseconds=1) for moment in moments])


@FEW
@given(calendars(), SEVERAL, st.integers(0, 60))
def test_opening_hours(pair: tuple[Calendar, Oracle], opens: list[datetime], slots: int) -> None:
    cal, oracle = pair
    due = cal.add(micros(*opens), Duration(slots * SLOT, "oh")).due
    assert due.tolist() == micros(*(oracle.reaches(moment, slots, []) for moment in opens)).tolist()


@FEW
@given(calendars(), SEVERAL, st.integers(0, 6), st.booleans())
def test_days_and_working_days(pair: tuple[Calendar, Oracle], opens: list[datetime], n: int, roll: bool) -> None:
    cal, oracle = pair
    for moment in opens:
        today = moment.astimezone(oracle.zone).date()
        yesterday = today - timedelta(days=1)
        after, from_today = oracle.working_days(today), oracle.working_days(yesterday)
        worked = [next(after) for _ in range(n)][-1] if n else next(from_today)
        counted = today + timedelta(days=n)
        rolled = next(oracle.working_days(counted - timedelta(days=1))) if roll else counted
        for day, unit in ((worked, "wd"), (rolled, "d")):
            end = datetime.combine(day + timedelta(days=1), time(), oracle.zone).astimezone(UTC)
            due = cal.add(micros(moment), Duration(n, unit), roll=roll).due
            assert due.tolist() == (micros(end) - 1).tolist()


@FEW
@given(calendars(), QUARTERS, QUARTERS)
def test_measured_time(pair: tuple[Calendar, Oracle], a: datetime, b: datetime) -> None:
    cal, oracle = pair
    a, b = sorted([a, b]) if abs(a - b) < timedelta(days=30) else (a, a)
    first, last = (moment.astimezone(oracle.zone).date() for moment in (a, b))
    days = [first + timedelta(days=n + 1) for n in range((last - first).days)]
    expected = {"oh": oracle.opened(a, b) * SLOT, "d": len(days), "wd": sum(map(oracle.works, days))}
    assert {unit: cal.measure(micros(a), micros(b), unit)[0] for unit in expected} == expected


@FEW
@given(calendars(), SEVERAL, st.integers(1, 4), st.integers(0, 100))
def test_a_share_is_passed_at_its_instant_and_not_before(
    pair: tuple[Calendar, Oracle], opens: list[datetime], n: int, percent: int
) -> None:
    cal, _ = pair
    start = micros(*opens)
    due = cal.add(start, Duration(n, "wd")).due
    warn = cal.fraction(start, due, percent / 100, "wd")
    whole = cal.measure(start, due, "oh")
    assert ((start <= warn) & (warn <= due)).all()
    assert (100 * cal.measure(start, warn, "oh") >= percent * whole).all()
    assert ((warn == start) | (100 * cal.measure(start, warn - 1, "oh") < percent * whole)).all()


@FEW
@given(calendars(), QUARTERS, st.integers(0, 30), st.lists(st.tuples(st.integers(-40, 100), st.integers(0, 40))))
def test_paused_opening_hours(
    pair: tuple[Calendar, Oracle], opens: datetime, slots: int, pauses: list[tuple[int, int]]
) -> None:
    cal, oracle = pair
    spans = [(opens + begins * QUARTER, opens + (begins + length) * QUARTER) for begins, length in pauses]
    expected = micros(oracle.reaches(opens, slots, spans))[0]
    paused = [(int(micros(begins)[0]), int(micros(ends)[0])) for begins, ends in spans]
    assert cal.add_paused(int(micros(opens)[0]), Duration(slots * SLOT, "oh"), paused) == expected
