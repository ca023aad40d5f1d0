"""What somebody wants of a replay beyond its verdicts: it costs, so it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import polars as pl

from tuotou.core.indicators.gauge import Gauges
from tuotou.core.promises.breakdown import Details
from tuotou.core.promises.count import Tally
from tuotou.core.promises.docket import compile_docket
from tuotou.core.standards.handbook import Handbook
from tuotou.core.standards.indicator import Indicator, versions_at

Exceptions = Callable[[pl.DataFrame], None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is told beside how promises were kept."""

    exceptions: Exceptions | None = None  # receives the promises that are not settled, or not kept in time
    details: bool = False  # whether the report tells hours of the day, and how long promises took
    indicators: tuple[Indicator, ...] = ()  # which it tells

    def counting(self, handbook: Handbook, as_of: int) -> tuple[Tally, Gauges]:
        """What counts all that, with nothing counted yet; as believed at `as_of` (µs UTC)."""
        docket = compile_docket(handbook, versions_at(self.indicators, as_of))
        gauges, details = Gauges(docket, as_of), Details(docket) if self.details else None
        return Tally(docket, as_of, self.exceptions, details, [gauges] if self.indicators else []), gauges


REPORT: Final = Wanted()  # nothing beyond
