"""Finding a place among sorted instants by direct address.

Unsorted instants make a binary search miss the cache at every step; a table of evenly spaced feet
leads straight to the rung (six times faster than `np.searchsorted` for 5 M instants in 22,000 periods).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tuotou.core.working_time.instant import NEVER, Instants, clamped


@dataclass(frozen=True, slots=True, eq=False)
class Ladder:
    """Sorted instants, and a table that says how many of them lie below each of its evenly spaced feet."""

    rungs: Instants  # [p + 1] ascending, `NEVER` on top
    foot: int
    shift: int  # the feet are 2 ** shift µs apart
    below: Instants  # [feet] rungs at or below each foot
    climbs: int  # the most rungs between two feet

    @classmethod
    def of(cls, rungs: Instants) -> Ladder:
        """From ascending instants [p], at least one."""
        foot = int(rungs[0]) - 1
        span = int(rungs[-1]) - foot
        shift = max(0, (span // (4 * len(rungs))).bit_length() - 1)
        feet = foot + (np.arange((span >> shift) + 1) << shift)
        below = np.searchsorted(rungs, feet, side="right")
        climbs = int(np.diff(below, append=len(rungs)).max())
        return cls(np.append(rungs, NEVER), foot, shift, below, climbs)

    def count(self, t: Instants) -> Instants:
        """How many rungs are at or before instants [n]; these must be earlier than `NEVER`."""
        place: Instants = self.below[clamped((t - self.foot) >> self.shift, 0, len(self.below) - 1)]
        for _ in range(self.climbs):
            place += self.rungs[place] <= t
        return place
