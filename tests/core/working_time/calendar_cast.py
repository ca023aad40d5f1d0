"""The calendars and the words the working-time tests speak in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

import tuotou
from tuotou.core.document import duration
from tuotou.core.working_time import Calendar, Instants, Reached, parse_calendar, parse_holidays

SHIPPED = Path(tuotou.__file__).parent / "handbook" / "calendars"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def announced() -> Mapping[int, Mapping[str, bool]]:
    """The holidays that are shipped, by year."""
    holidays = {}
    for path in sorted((SHIPPED / "holidays").glob("*.json")):
        year, problems = parse_holidays(path.read_text(encoding="utf-8"), path.name)
        assert year is not None, problems
        holidays[year.year] = year.days
    return holidays


HOLIDAYS = announced()


def calendar(text: str, holidays: Mapping[int, Mapping[str, bool]] = HOLIDAYS) -> Calendar:
    """A calendar that must be right."""
    found, problems = parse_calendar(text, "calendar.yaml", holidays)
    assert found is not None, problems
    return found


def shipped(name: str) -> Calendar:
    """A calendar of the handbook."""
    return calendar((SHIPPED / f"{name}.yaml").read_text(encoding="utf-8"))


CN, EXPRESS, HUB = shipped("cn"), shipped("cn-express"), shipped("cn-hub")
BERLIN = calendar(
    """
    id: berlin
    title: {zh: 柏林网点, en: Berlin outlet}
    zone: Europe/Berlin
    hours: {daily: [00:00-24:00]}
    """
)


def instant(text: str, zone: str = "Asia/Shanghai") -> int:
    """`2026-11-23 10:00` on the wall of a zone, as µs UTC."""
    return (datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)) - EPOCH) // timedelta(microseconds=1)


def wall(micros: int, zone: str = "Asia/Shanghai") -> str:
    """µs UTC as the weekday and the time on the wall of a zone."""
    return (EPOCH + timedelta(microseconds=int(micros))).astimezone(ZoneInfo(zone)).strftime("%a %F %T.%f")


def instants(*texts: str, zone: str = "Asia/Shanghai") -> Instants:
    return np.array([instant(text, zone) for text in texts])


def days(*texts: str) -> np.ndarray:
    return np.array([date.fromisoformat(text).toordinal() - EPOCH.toordinal() for text in texts], dtype=np.int32)


def reach(cal: Calendar, opens: str, amount: str, **how: object) -> Reached:
    """One clock, started at a wall time of the calendar's zone."""
    return cal.add(instants(opens, zone=cal.zone), duration(amount), **how)


def due(cal: Calendar, opens: str, amount: str, **how: object) -> str:
    """When that clock ends, on the wall."""
    return wall(reach(cal, opens, amount, **how).due[0], cal.zone)
