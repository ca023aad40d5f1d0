"""Instants as people write and read them: Beijing time outside, µs UTC inside."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

LOCAL: Final = ZoneInfo("Asia/Shanghai")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_US: Final = timedelta(microseconds=1)


def instant(text: str) -> int:
    """`2026-05-01 10:00`, ISO 8601 with an offset, or a date (its end) as µs UTC. Raises `ValueError`."""
    read = datetime.fromisoformat(text.strip())
    if len(text.strip()) <= len("2026-05-01"):
        read = datetime.combine(read, time.max)
    return ((read if read.tzinfo else read.replace(tzinfo=LOCAL)) - _EPOCH) // _US


def local(micros: int) -> datetime:
    """µs UTC as Beijing time."""
    return (_EPOCH + micros * _US).astimezone(LOCAL)


def shown(micros: int) -> str:
    """µs UTC as people read it; seconds only where there are any."""
    at = local(micros)
    return f"{at:%Y-%m-%d %H:%M:%S}" if at.second else f"{at:%Y-%m-%d %H:%M}"
