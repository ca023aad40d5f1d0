"""Opened time as a curve over instants: it rises while open and is flat while closed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tuotou.core.working_time.instant import NEVER, Instants, clamped
from tuotou.core.working_time.ladder import Ladder


@dataclass(frozen=True, slots=True, eq=False)
class Opening:
    """Periods of the horizon, ascending and disjoint; the first is empty and lies at its beginning."""

    ends: Instants  # [p] when each period closes
    closed: Instants  # [p + 1] instant minus opened time, constant within a period; the last is unused
    starts: Ladder  # over the instants [p] at which periods begin
    opened: Ladder  # over the opened time [p] at the end of each period

    @classmethod
    def of(cls, starts: Instants, ends: Instants) -> Opening:
        """From disjoint periods in any order; empty ones (a skipped hour) do no harm."""
        order = np.argsort(starts, kind="stable")
        starts, ends = starts[order], ends[order]
        opened = np.cumsum(ends - starts)
        return cls(ends, np.append(ends - opened, 0), Ladder.of(starts), Ladder.of(opened))

    @property
    def begins(self) -> int:
        """The horizon's beginning, µs UTC."""
        return int(self.ends[0])

    def until(self, t: Instants) -> Instants:
        """Opened µs from the horizon's beginning to instants [n]."""
        t = clamped(t, self.begins, self.ends[-1])
        period = self.starts.count(t) - 1
        return np.minimum(t, self.ends[period]) - self.closed[period]

    def reaching(self, opened: Instants) -> Instants:
        """The earliest instants at which so much time [n] was opened; `NEVER` beyond the horizon."""
        period = self.opened.count(opened - 1)
        return np.where(opened > self.opened.rungs[-2], NEVER, opened + self.closed[period])
