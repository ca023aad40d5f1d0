"""Binary search in many ascending stretches of one array at once."""

from __future__ import annotations

import numpy as np

from tuotou.core.trail.trail import Instants, Rows


def bisect(values: Instants, low: Rows, high: Rows, target: Instants, *, right: bool = False) -> Rows:
    """In each ascending stretch values[low:high], the first place with a value ≥ target (> with `right`)."""
    low, high = low.copy(), high.copy()
    while (open_ := low < high).any():
        middle = (low + high) >> 1
        value = values[np.minimum(middle, len(values) - 1)]
        before = (value <= target if right else value < target) & open_
        low = np.where(before, middle + 1, low)
        high = np.where(open_ & ~before, middle, high)
    return low


def stretches(low: Rows, count: Rows) -> tuple[Rows, Rows]:
    """(stretch, place) of every place in low[i] … low[i] + count[i] − 1, stretch by stretch."""
    of = np.repeat(np.arange(len(count)), count)
    return of, np.arange(len(of)) + np.repeat(low - (np.cumsum(count) - count), count)
