"""The axis of time on which a page draws all that happened and was promised: instants in, places in percent out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from tuotou.console.tags import zone

MINUTE, HOUR, DAY = 60_000_000, 3_600_000_000, 86_400_000_000
STEPS: Final = (
    15 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 5 * DAY, 10 * DAY, 30 * DAY, 90 * DAY,
    365 * DAY,
)  # fmt: skip
MOST: Final = 6
"""Marks of an axis; more are not read on a telephone."""
FAR: Final = 0.75
"""By which share of what happened so far the axis goes on for what is yet due."""
EDGE: Final = 0.02


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark of the axis."""

    x: str
    label: str


@dataclass(frozen=True, slots=True)
class Axis:
    """From one instant to another (µs UTC)."""

    begin: int
    end: int

    @classmethod
    def of(cls, happened: Sequence[int], due: Sequence[int], now: int) -> Axis:
        """All that happened, and of what is due as much as lets one see the rest."""
        first, last = min(happened, default=now), max(happened, default=now)
        span = max(last - first, HOUR)
        near = [at for at in (*due, now) if first <= at <= last + int(span * FAR)]
        last = max([last, *near])
        edge = int(max(last - first, HOUR) * EDGE)
        return cls(first - edge, last + edge)

    def x(self, at: int) -> float:
        """Where an instant stands, in percent; what lies beyond stands at the edge."""
        return round(100 * min(max((at - self.begin) / (self.end - self.begin), 0), 1), 2)

    def holds(self, at: int | None) -> bool:
        """Whether an instant lies on it."""
        return at is not None and self.begin <= at <= self.end

    @property
    def ticks(self) -> list[Tick]:
        """Marks at round instants of the company's zone."""
        step = next((each for each in STEPS if (self.end - self.begin) / each <= MOST), STEPS[-1])
        form = "%m-%d" if step >= DAY else "%m-%d %H:%M"
        return [Tick(f"{self.x(at)}%", local.strftime(form)) for at, local in self._round(step)]

    def _round(self, step: int) -> Iterator[tuple[int, datetime]]:
        local = datetime.fromtimestamp(self.begin / 1_000_000, UTC).astimezone(zone())
        local = local.replace(hour=0, minute=0, second=0, microsecond=0)
        at = int(local.timestamp()) * 1_000_000
        while at < self.end:
            if at > self.begin:
                yield at, local
            local += timedelta(microseconds=step)
            at = int(local.timestamp()) * 1_000_000
