"""What lies somewhere and waits to be taken on: batches of parcels, each with the instant at which it is ready."""

from __future__ import annotations

import numpy as np

from tuotou.simulator.company import Indices
from tuotou.simulator.timetable import Minutes


class Stock:
    """Parcels by the instant from which they may go on."""

    def __init__(self) -> None:
        self._parcels = list[Indices]()
        self._ready = list[Minutes]()

    def put(self, parcels: Indices, ready: Minutes) -> None:
        """Adds parcels."""
        if len(parcels):
            self._parcels.append(parcels)
            self._ready.append(ready)

    def take(self, until: float) -> Indices:
        """All that is ready by then; the rest stays."""
        if not self._parcels:
            return np.zeros(0, dtype=np.int64)
        parcels, ready = np.concatenate(self._parcels), np.concatenate(self._ready)
        go = ready <= until
        self._parcels, self._ready = [parcels[~go]], [ready[~go]]
        return parcels[go]
