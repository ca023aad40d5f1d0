"""Unfolded lives: what the evaluator reads. Rows of whole lives, sorted by (life, at, id), as arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import polars as pl

from tuotou.core.working_time import NEVER

Instants = npt.NDArray[np.int64]
Rows = npt.NDArray[np.integer[Any]]
Codes = npt.NDArray[np.integer[Any]]
Flags = npt.NDArray[np.bool_]

SITE: Final = pl.Categorical(pl.Categories("tuotou.site"))
PERSON: Final = pl.Categorical(pl.Categories("tuotou.person"))
# Polars forgets the names of a category space when no column of it is left; codes here outlive their columns.
_ANCHORS: Final = [pl.Series([""], dtype=dtype) for dtype in (SITE, PERSON)]

FINDINGS: Final = pl.Schema(
    {"finding": pl.String(), "subject_kind": pl.String(), "subject": pl.String(), "event": pl.String()}
)
"""What is odd about the data: never an error, always shown."""


@dataclass(frozen=True, slots=True)
class Trail:
    """Lives with everything they saw, own and inherited. `n` rows, `m` lives.

    Row columns that documents read stay in `frame`; what every promise needs is an array beside it.
    `via` names the number that a linked or inherited event came from.
    """

    frame: pl.DataFrame  # [n] subject_kind, subject (of the event), id, via, kind, site, person, source, attributes
    at: Instants  # [n] µs UTC
    recorded: Instants  # [n] when this life learned of it
    life: Codes  # [n] ascending
    word: Codes  # [n] code of (the life's subject kind, event kind); -1: no such word
    site: Codes  # [n] process-wide code, -1 where there is none
    person: Codes  # [n]
    echo: Flags  # [n] another proof of a fact already known (rule 10)
    stale: Flags  # [n] recorded too late to count (rule 12)
    coarse: Flags  # [n] only the day is known (rule 5)
    inherited: Flags  # [n]
    start: Rows  # [m + 1] first row of each life, and n
    lives: pl.DataFrame  # [m] subject_kind, subject, number
    end: Instants  # [m] first terminal event, NEVER where the life goes on
    end_by_day: Instants | None  # [m] the same with date-only events; None: there are none
    findings: pl.DataFrame

    def ending(self, *, by_day: bool) -> Instants:
        """[m] the ends, for standards counted in days or for all others (rule 5)."""
        return self.end_by_day if by_day and self.end_by_day is not None else self.end

    @property
    def size(self) -> int:
        """Number of rows."""
        return len(self.at)

    def part(self, first: int, last: int) -> Trail:
        """The lives [first, last) as a trail of their own; arrays are views, findings stay behind."""
        low, high = int(self.start[first]), int(self.start[last])
        rows = slice(low, high)
        return Trail(
            frame=self.frame[rows],
            at=self.at[rows],
            recorded=self.recorded[rows],
            life=self.life[rows] - np.int32(first),
            word=self.word[rows],
            site=self.site[rows],
            person=self.person[rows],
            echo=self.echo[rows],
            stale=self.stale[rows],
            coarse=self.coarse[rows],
            inherited=self.inherited[rows],
            start=self.start[first : last + 1] - low,
            lives=self.lives[first:last],
            end=self.end[first:last],
            end_by_day=None if self.end_by_day is None else self.end_by_day[first:last],
            findings=self.findings.clear(),
        )


def codes(column: pl.Series, dtype: pl.Categorical) -> Codes:
    """A column of names as process-wide integer codes; -1 where there is none."""
    physical = column.cast(pl.String).cast(dtype) if column.dtype != dtype else column
    return physical.to_physical().cast(pl.Int32).fill_null(-1).to_numpy()


def micros(column: pl.Series) -> Instants:
    """An instant column as int64 µs UTC; NEVER where it is null."""
    return column.to_physical().fill_null(NEVER).to_numpy()


def runs(keys: npt.NDArray[np.generic]) -> Rows:
    """Offsets at which a sorted array changes value: the first row of every run, and the length."""
    changes = np.flatnonzero(keys[1:] != keys[:-1]) + 1
    return np.concatenate([[0] if len(keys) else [], changes, [len(keys)]]).astype(np.int64)


def finding(name: str, rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of events as findings of one name."""
    return rows.select(
        pl.lit(name).alias("finding"),
        pl.col("subject_kind").cast(pl.String),
        pl.col("subject").cast(pl.String),
        pl.col("id").cast(pl.String).alias("event"),
    )
