"""When what happened becomes known: within a minute as a rule; later, or under a wrong time, where something fails."""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl

from tuotou.simulator.ground import Ground
from tuotou.simulator.scan import MINUTE

SECOND: Final = 1_000_000  # µs


def recorded(events: pl.DataFrame, ground: Ground) -> pl.DataFrame:
    """The events with `recorded_at`; handhelds may upload late, or have clocks that are wrong."""
    n, random = len(events), ground.random
    lag = random.integers(SECOND // 2, 55 * SECOND, n)
    handheld = (events["source"] == "handheld").to_numpy()
    late = ground.faults.fall("late_upload", handheld)
    lag[late] = random.integers(20 * MINUTE, 360 * MINUTE, int(late.sum()))
    drift = np.where(ground.faults.fall("clock_drift", handheld & ~late), random.integers(-25, -3, n) * MINUTE, 0)
    wrong, right = pl.Series(drift).cast(pl.Duration("us")), pl.Series(lag).cast(pl.Duration("us"))
    return events.with_columns(at=pl.col("at") + wrong, recorded_at=pl.col("at") + right)
