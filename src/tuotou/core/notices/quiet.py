"""When somebody may be called: on shift always, else when the next shift begins; without a roster, not at night."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from tuotou.core.standards.wall_clock import CHINA
from tuotou.core.working_time.instant import DAY

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Hours:
    """The part of each day in which nobody is called, Beijing time; it may go over midnight. Alike: there is none."""

    since: int  # µs of the day
    until: int

    def end(self, now: int) -> int:
        """The instant (µs UTC) at which they are over; `now` where they are not on."""
        midnight = _midnight(now)
        time = now - midnight
        length = (self.until - self.since) % DAY
        gone = (time - self.since) % DAY
        return now - gone + length if gone < length else now


def may_call_at(now: int, shifts: Sequence[tuple[int, int]], hours: Hours) -> int:
    """From when on somebody may be called, `now` or later (µs UTC).

    `shifts`: those of the roster around now, from … until, of which none is much later than the next night: who is off
    shift hears when the next one begins, who has none by the hours.
    """
    if any(since <= now < until for since, until in shifts):
        return now
    coming = [since for since, _ in shifts if since > now]
    return min(coming) if coming else hours.end(now)


def _midnight(now: int) -> int:
    """The beginning of the day in China, µs UTC."""
    local = (_EPOCH + timedelta(microseconds=now)).astimezone(ZoneInfo(CHINA))
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return (midnight - _EPOCH) // timedelta(microseconds=1)
