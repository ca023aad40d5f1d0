"""The agenda: promises that can still wake, in the order in which they do. "What is due?" is one binary search.

A promise wakes when it opens, at each warning, and when it is broken; between these its status stays what it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Self

import numpy as np
import polars as pl

from tuotou.core.promises.promise import AT_RISK, NOT_OPEN, OPEN, STATUSES
from tuotou.core.trail.event import INSTANT
from tuotou.core.trail.trail import Instants, micros
from tuotou.core.working_time import NEVER

WAKING: Final = tuple(STATUSES[status] for status in (NOT_OPEN, OPEN, AT_RISK))


@dataclass(frozen=True, slots=True)
class Agenda:
    """Promises in the order in which they wake."""

    wakes: Instants  # [p] µs UTC, ascending
    promises: pl.DataFrame  # [p] naming.SCHEMA

    @classmethod
    def of(cls, promises: pl.DataFrame, as_of: int) -> Self:
        """The agenda of promises (`naming.SCHEMA`) as believed at `as_of` (µs UTC); what cannot wake is left out.

        That a pause ends is an event: it wakes nobody, the subject is judged anew when it is recorded.
        """
        waking = promises.filter(pl.col("status").is_in(WAKING))
        wakes = micros(waking.select(_next(as_of)).to_series())
        order = np.argsort(wakes, kind="stable")
        return cls(wakes[order], waking[order])

    @property
    def next(self) -> int:
        """The earliest instant at which a promise wakes, µs UTC; NEVER where none does."""
        return int(self.wakes[0]) if len(self.wakes) else NEVER

    def due(self, at: int) -> pl.DataFrame:
        """The promises that wake at or before `at` (µs UTC), the earliest first."""
        return self.promises.head(int(np.searchsorted(self.wakes, at, side="right")))


def _next(as_of: int) -> pl.Expr:
    """When a promise opens, else its first warning after `as_of`, else when it breaks (rule 5)."""
    to_come = pl.col("warn_at").list.eval(pl.element().filter(pl.element() > pl.lit(as_of).cast(INSTANT)))
    breaks = pl.col("due_at") + pl.duration(microseconds=1)
    return (
        pl.when(pl.col("status") == STATUSES[NOT_OPEN])
        .then("opens_at")
        .otherwise(pl.coalesce(to_come.list.min(), breaks))
    )
