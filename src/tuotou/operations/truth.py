"""Truth: what standards found in a simulated history beside what really was wrong in it, and why the two differ."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from tuotou.core.standards.handbook import Handbook
from tuotou.simulator.fault import FAULTS

KEY: Final = ("standard", "subject_kind", "subject")
NOT_KEPT: Final = ("broken", "kept_late")
DISTORTING: Final = tuple(name for name, fault in FAULTS.items() if fault.distorts)


@dataclass(frozen=True, slots=True)
class TruthLine:
    """One standard: subjects that really broke it and can be seen to, that were found, and that are both."""

    standard: str
    really: int
    found: int
    right: int
    named: int  # of them with the site that answers

    @property
    def precision(self) -> float | None:
        """How much of what was found is right."""
        return self.right / self.found if self.found else None

    @property
    def recall(self) -> float | None:
        """How much of what was wrong was found."""
        return self.right / self.really if self.really else None


@dataclass(frozen=True, slots=True)
class Difference:
    """Why one standard found what was not wrong or missed what was: the fault that distorts the data of a subject."""

    standard: str
    fault: str | None  # None: no such fault is known of these subjects
    wrongly: int  # found, though it was not wrong
    missed: int  # wrong, though it was not found


@dataclass(frozen=True, slots=True)
class Compared:
    """Every standard that found, or should have found, something; why the two differ; faults that data cannot show."""

    lines: tuple[TruthLine, ...]
    differences: tuple[Difference, ...]
    hidden: tuple[tuple[str, str | None, int], ...]  # fault, the standard that it broke, how often


class TruthFile:
    """The truth that `tuotou simulate` wrote; hears of the promises that were not kept, then compares."""

    def __init__(self, path: Path, handbook: Handbook) -> None:
        """What no standard of the handbook watches counts as hidden.

        Raises OSError, polars.exceptions.PolarsError; ValueError where the file is no truth.
        """
        truth = pl.read_parquet(path)
        lacking = {*KEY, "fault", "shown", "site"} - set(truth.columns)
        if lacking:
            raise ValueError(f"column '{min(lacking)}' is missing")
        watched = pl.col("standard").is_in([standard.id for standard in handbook.standards])
        self._truth = truth.with_columns(pl.col("shown") & watched.fill_null(False))
        self._counted = {standard.id for standard in handbook.standards if standard.form == "share"}
        self._found = list[pl.DataFrame]()

    def add(self, promises: pl.DataFrame) -> None:
        """Hears rows of `naming.SCHEMA`."""
        broken = promises.filter(pl.col("status").is_in(NOT_KEPT))
        self._found.append(broken.select(pl.col(*KEY, "site").cast(pl.String)))

    def compared(self, as_of: int) -> Compared:
        """Standard by standard, of what was due by `as_of` (µs UTC).

        Shares are left out: they only count what others found.
        """
        both = self._both(as_of)
        sites = pl.col("answers").list.set_intersection("named").list.drop_nulls().list.len()
        right = pl.col("really") & pl.col("found")
        counts = both.group_by("standard").agg(
            pl.col("really", "found").sum(), right=right.sum(), named=(right & (sites > 0)).sum()
        )
        lines = tuple(TruthLine(*row) for row in counts.sort("standard").iter_rows())
        return Compared(lines, self._differences(both), self._hidden())

    def _both(self, as_of: int) -> pl.DataFrame:
        """Each standard and subject: whether it was really broken, and found; the sites of both."""
        shown = self._truth.filter(pl.col("shown") & (pl.col("at").to_physical() <= as_of))
        really = shown.group_by(KEY).agg(pl.lit(True).first().alias("really"), answers="site")
        every = pl.concat([shown.select(*KEY, "site").clear(), *self._found])
        named = every.filter(~pl.col("standard").is_in(self._counted)).group_by(KEY)
        found = named.agg(pl.lit(True).first().alias("found"), named="site")
        both = really.join(found, on=KEY, how="full", coalesce=True)
        return both.with_columns(pl.col("really", "found").fill_null(False))

    def _differences(self, both: pl.DataFrame) -> tuple[Difference, ...]:
        distorting = self._truth.filter(pl.col("fault").is_in(DISTORTING))
        cause = distorting.select(*KEY[1:], "fault").unique(KEY[1:], keep="first", maintain_order=True)
        differ = both.filter(pl.col("really") != pl.col("found")).join(cause, on=KEY[1:], how="left")
        counts = differ.group_by("standard", "fault").agg(wrongly=pl.col("found").sum(), missed=pl.col("really").sum())
        return tuple(Difference(*row) for row in counts.sort("standard", "fault", nulls_last=True).iter_rows())

    def _hidden(self) -> tuple[tuple[str, str | None, int], ...]:
        hidden = self._truth.filter(~pl.col("shown")).group_by("fault", "standard").len().sort("fault", "standard")
        return tuple(hidden.iter_rows())
