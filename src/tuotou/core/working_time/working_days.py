"""Working days of the horizon as two arrays: how many so far, and which is the k-th."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tuotou.core.working_time.instant import HORIZON, Days, Flags, clamped


@dataclass(frozen=True, slots=True, eq=False)
class WorkingDays:
    """Counts working days; a day beyond the horizon counts as the nearest day of it."""

    so_far: Days  # [days + 1] working days before each day of the horizon
    which: Days  # [k + 1] the k-th working day; the last is the horizon's end: there is none

    @classmethod
    def of(cls, works: Flags) -> WorkingDays:
        """From one flag for each day of the horizon."""
        so_far = np.concatenate(([0], np.cumsum(works))).astype(np.int32)
        which = np.append(np.flatnonzero(works) + HORIZON[0], HORIZON[1]).astype(np.int32)
        return cls(so_far, which)

    def through(self, day: Days) -> Days:
        """How many working days there are up to each day [n], that day included."""
        return self.so_far[self._place(day + 1)]

    def after(self, day: Days, n: int) -> Days:
        """The n-th working day after each day [n]; with 0 the day itself, if it works, or else the next."""
        rank = self.through(day) + (n - 1) if n else self.so_far[self._place(day)]
        return self.which[clamped(rank, 0, len(self.which) - 1)]

    def _place(self, day: Days) -> Days:
        return clamped(day - HORIZON[0], 0, HORIZON[1] - HORIZON[0])
