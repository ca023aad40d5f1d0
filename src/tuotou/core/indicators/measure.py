"""Indicators of events that fit in memory; large histories are measured chunk by chunk (operations/replay.py)."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from tuotou.core.indicators.figure import Measured
from tuotou.core.indicators.gauge import Gauges
from tuotou.core.promises.count import Tally
from tuotou.core.promises.docket import compile_docket
from tuotou.core.promises.judge import chunks, judge
from tuotou.core.standards.handbook import Handbook
from tuotou.core.standards.indicator import Indicator
from tuotou.core.trail.facts import believed
from tuotou.core.trail.unfold import unfold_all


def measure(
    events: pl.DataFrame, handbook: Handbook, indicators: Sequence[Indicator], as_of: int
) -> tuple[Measured, ...]:
    """Each indicator over all events, as believed at `as_of` (µs UTC)."""
    docket = compile_docket(handbook, indicators)
    gauges = Gauges(docket, as_of)
    tally = Tally(docket, as_of, listeners=[gauges])
    for trail in unfold_all(believed(docket.read_from(events), as_of), handbook.vocabulary, reads=docket.reads):
        for chunk in chunks(trail):
            tally.add(judge(chunk, docket, as_of))
    tally.finish()
    return gauges.measured()
