"""What is too many at once: acts of one person within a window."""

from __future__ import annotations

import numpy as np

from tuotou.simulator.company import Indices
from tuotou.simulator.demand import Flags
from tuotou.simulator.scan import MINUTE
from tuotou.simulator.timetable import Minutes

SPAN = 1 << 45  # µs: more than any simulation lasts


def crowded(person: Indices, at: Minutes, most: int, window: float) -> Flags:
    """[n] acts with which the person reached more than `most` of them within the last `window` minutes."""
    key = np.unique(person, return_inverse=True)[1] * SPAN + np.round(at * MINUTE).astype(np.int64) + SPAN // 4
    ordered = np.sort(key)
    until = np.searchsorted(ordered, key, side="right")
    before = np.searchsorted(ordered, key - round(window * MINUTE), side="right")
    return np.asarray(until - before > most)
