"""How often somebody may ask: so many requests a second, and as many at once after a pause.

Each process counts its own.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Final

SECOND: Final = 1_000_000
MOST: Final = 10_000
"""Askers that are remembered; who asked longest ago is forgotten first."""


class Pace:
    """A bucket an asker: it fills with time, and each request takes one from it."""

    def __init__(self) -> None:
        self._buckets: OrderedDict[Hashable, tuple[float, int]] = OrderedDict()
        self._lock = Lock()

    def takes(self, asker: Hashable, rate: float, most: float, now: int) -> float:
        """0 where it may go on; else the seconds until it may. `now`: µs, `rate`: a second, `most`: at once."""
        with self._lock:
            left, since = self._buckets.pop(asker, (most, now))
            left = min(most, left + max(now - since, 0) * rate / SECOND)
            wait = 0.0 if left >= 1 else (1 - left) / rate
            self._buckets[asker] = (left if wait else left - 1, now)
            if len(self._buckets) > MOST:
                self._buckets.popitem(last=False)
        return wait
