"""A time zone as two short arrays, so that millions of instants become local time without a loop."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np

from tuotou.core.working_time.instant import DAY, HORIZON, NEVER, Days, Instants

_MICROSECOND = timedelta(microseconds=1)
_SECOND = 1_000_000
_DAY_SECONDS = DAY // _SECOND
PROBE = 3 * _DAY_SECONDS
"""No zone keeps an offset for less: the shortest time between two changes is a week, in Gaza in 2040."""


@dataclass(frozen=True, slots=True, eq=False)
class Zone:
    """The offset from UTC, piece by piece; before and after the horizon it stays as at its ends."""

    changes: Instants  # [k] instants at which the offset changes, ascending
    offsets: Instants  # [k + 1] µs to add to UTC: before the first change, …, after the last

    def local(self, t: Instants) -> Instants:
        """The wall clock at instants [n], as µs since 1970-01-01 00:00 on the wall."""
        if not len(self.changes):
            fixed: Instants = t + self.offsets[0]
            return fixed
        return t + self.offsets[np.searchsorted(self.changes, t, side="right")]

    def at(self, day: Days, micros: int | Instants) -> Instants:
        """The instants at which the wall clock shows `micros` of local days [n].

        A time the clock shows twice is its first showing; a time it skips is the skip itself, so
        that a later time of day is never an earlier instant.
        """
        wall: Instants = day.astype(np.int64) * DAY + micros
        if not len(self.changes):
            fixed: Instants = wall - self.offsets[0]
            return fixed
        on_wall = self.changes + np.maximum(self.offsets[:-1], self.offsets[1:])
        piece = np.searchsorted(on_wall, wall, side="right")
        skip: Instants = np.append(self.changes, NEVER)[piece]
        instants: Instants = np.minimum(wall - self.offsets[piece], skip)
        return instants


@lru_cache(maxsize=64)
def zone(name: str) -> Zone:
    """The zone of an IANA name. Raises `zoneinfo.ZoneInfoNotFoundError` where there is none."""
    info = ZoneInfo(name)
    changes = list(_changes(info))
    starts = [(HORIZON[0] - 1) * _DAY_SECONDS, *changes]
    return Zone(
        np.array(changes, dtype=np.int64) * _SECOND,
        np.array([_offset(info, second) // _MICROSECOND for second in starts], dtype=np.int64),
    )


def _offset(info: ZoneInfo, second: int) -> timedelta:
    return datetime.fromtimestamp(second, info).utcoffset() or timedelta(0)


def _changes(info: ZoneInfo) -> Iterator[int]:
    """The seconds at which the offset changes: looked for by `PROBE`, then by bisection."""
    first, last = (HORIZON[0] - 1) * _DAY_SECONDS, (HORIZON[1] + 1) * _DAY_SECONDS
    known = _offset(info, first)
    for low in range(first, last, PROBE):
        high = min(low + PROBE, last)
        offset = _offset(info, high)
        if offset == known:
            continue
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if _offset(info, middle) == known else (low, middle)
        yield high
        known = offset
