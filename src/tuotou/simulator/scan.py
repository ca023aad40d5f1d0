"""Scans: from arrays of what happened to frames of events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tuotou.core.trail.event import INSTANT
from tuotou.simulator.company import Company, Indices
from tuotou.simulator.timetable import Minutes

MINUTE: Final = 60_000_000  # µs
NOBODY: Final = -1


class Subjects(NamedTuple):
    """Whose events these are."""

    kind: str
    numbers: pl.Series  # [n]


class By(NamedTuple):
    """Where, by whom and by what it is recorded, and which of its kind it is on the trail."""

    site: Indices | None = None  # [n]
    person: Indices | None = None  # [n]; NOBODY: none
    source: str = "handheld"
    turn: int | Indices = 1


@dataclass(frozen=True, slots=True)
class Desk:
    """Writes events of one company; minute 0 is `begin` (µs UTC)."""

    company: Company
    begin: int

    def instant(self, minutes: Minutes) -> pl.Series:
        """[n] instants; NaN: none."""
        there = ~np.isnan(minutes)
        us = self.begin + np.round(np.where(there, minutes, 0) * MINUTE).astype(np.int64)
        return pl.Series(us).cast(INSTANT).set(pl.Series(~there), None)

    def scan(self, kind: str, whom: Subjects, at: Minutes, by: By, **attributes: Any) -> pl.DataFrame:
        """One event for each subject [n]; attributes are columns [n] or one value for all."""
        turn = by.turn if isinstance(by.turn, int) else pl.Series(by.turn).cast(pl.String)
        columns: dict[str, Any] = {
            "subject": whom.numbers,
            "id": f"{kind}-{turn}" if isinstance(turn, int) else f"{kind}-" + turn,
            "at": self.instant(np.asarray(at, dtype=np.float64)),
            "site": None if by.site is None else self.company.names(by.site),
            "person": None if by.person is None else self.company.people(by.person),
            **attributes,
        }
        whole = {name: column for name, column in columns.items() if isinstance(column, pl.Series | np.ndarray)}
        rest = {name: value for name, value in columns.items() if name not in whole and value is not None}
        single = {name: pl.lit(value, pl.Int64 if type(value) is int else None) for name, value in rest.items()}
        return pl.DataFrame(whole).with_columns(
            subject_kind=pl.lit(whom.kind), kind=pl.lit(kind), source=pl.lit(by.source), **single
        )


def photos(numbers: NDArray[np.int64], salt: int) -> pl.Series:
    """[n] fingerprints of photos, each its own."""
    mixed = (numbers.astype(np.uint64) * np.uint64(64) + np.uint64(salt)) * np.uint64(0x9E3779B97F4A7C15)
    return "h" + pl.Series(mixed % np.uint64(10**15)).cast(pl.String)
