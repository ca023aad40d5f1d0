"""Days of the company's, as instants."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from tuotou.console.tags import zone


def day_of(text: str) -> tuple[int, int] | None:
    """From midnight to midnight, half-open, in µs UTC; None: that is no day."""
    try:
        day = date.fromisoformat(text)
        begin, end = (datetime.combine(each, time(), zone()).timestamp() for each in (day, day + timedelta(1)))
    except (ValueError, OverflowError):
        return None
    return int(begin * 1_000_000), int(end * 1_000_000)


def on_day(rows: Any, field: str, text: str) -> Any:
    """Those of one day; what is no day narrows nothing."""
    day = day_of(text)
    return rows.filter(**{f"{field}__gte": day[0], f"{field}__lt": day[1]}) if day else rows


def clock_of(at: int) -> str:
    """The hour and minute of an instant by the company's clocks."""
    return f"{datetime.fromtimestamp(at / 1_000_000, zone()):%H:%M}"
