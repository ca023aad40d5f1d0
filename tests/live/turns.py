"""How live tests let time pass."""

from __future__ import annotations

import polars as pl

from tuotou.operations.live.record_events import Recorded, record_events
from tuotou.operations.live.wake import wake
from tuotou.operations.live.watch import Watch
from tuotou.store.recording import Clock

HOUR = 3_600_000_000
TURN = 3 * HOUR


def settle_all(watch: Watch, clock: Clock) -> None:
    """Everything that is judged by itself, until nothing is left."""
    while wake(watch, clock):
        pass


def record(events: pl.DataFrame, watch: Watch, clock: Clock) -> Recorded:
    """A batch, and everything that there is to say of it."""
    recorded = record_events(events, watch, clock)
    settle_all(watch, clock)
    return recorded
