"""Dates and times as documents write them, on the wall of one time zone, as instants in µs UTC."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from tuotou.core.document import Fields
from tuotou.core.working_time.instant import DAY, END_OF_DAY

CHINA: Final = "Asia/Shanghai"
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_TIME: Final = re.compile(r"(\d{1,2}):(\d\d)(?::(\d\d)(?:\.(\d{1,6}))?)?")


def instant(text: str, zone: str = CHINA) -> int | None:
    """`2026-05-01`, `2026-05-01 10:00` or with seconds, on the wall of `zone`; None where it is no such time."""
    day, _, time = text.strip().partition(" ")
    micros = time_of_day(time.strip() or "0:00")
    if micros is None or micros >= DAY:
        return None
    try:
        wall = datetime.fromisoformat(day) if re.fullmatch(r"\d{4}-\d\d-\d\d", day) else None
    except ValueError:
        return None
    if wall is None:
        return None
    local = (wall + timedelta(microseconds=micros)).replace(tzinfo=ZoneInfo(zone))
    return (local - _EPOCH) // timedelta(microseconds=1)


def time_of_day(text: str) -> int | None:
    """`11:00`, `23:59:59` or `24:00` as µs of the day; `end` is its last µs; None where it is no time of day."""
    if text == "end":
        return END_OF_DAY
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    hours, minutes, seconds = (int(part or 0) for part in found.groups()[:3])
    micros = ((hours * 60 + minutes) * 60 + seconds) * 1_000_000 + int((found[4] or "0").ljust(6, "0"))
    return micros if minutes < 60 and seconds < 60 and micros <= DAY else None


def instant_field(fields: Fields, name: str, zone: str = CHINA) -> int | None:
    """A field that is a date or a date with a time; None where it is absent or is none, which is reported."""
    if name not in fields:
        fields.node(name)
        return None
    text = fields.text(name)
    found = instant(text, zone)
    if found is None:
        fields.problem(name, f"'{text}' is no date", "for example 2026-05-01 or 2026-05-01 10:00")
    return found
