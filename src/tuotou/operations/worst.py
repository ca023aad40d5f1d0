"""The worst of the promises that were not kept in time: so many, spread over the standards, whatever the history."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from tuotou.core.promises.naming import SCHEMA
from tuotou.core.standards.handbook import Handbook
from tuotou.core.standards.standard import LEVELS
from tuotou.operations.explain import Shelf
from tuotou.operations.trails import Life, Step, trails_of

MOST: Final = 2_000
WAITING: Final = 50_000  # rows that may wait until the worst of them are chosen
NOT_KEPT: Final = ("broken", "kept_late")


class Worst:
    """Chooses among promises as they are judged. What is never kept comes before what is late, the oldest first.

    The worst of each standard, the second worst of each, and so on until there are enough: which those are does not
    depend on the order in which promises come.
    """

    def __init__(self, handbook: Handbook, most: int = MOST) -> None:
        self.most, self.all, self.doubtful = most, 0, 0
        levels = [(s.id, s.version, LEVELS.index(s.level)) for s in handbook.standards]
        schema = {"standard": pl.String(), "version": pl.Int32(), "severity": pl.Int32()}
        self._severity = pl.DataFrame(levels, schema=schema, orient="row")
        self.handbook = handbook
        self._waiting: list[pl.DataFrame] = []
        self._rows = 0
        self.trails: Mapping[Life, tuple[Step, ...]] = {}

    def add(self, promises: pl.DataFrame) -> None:
        """Takes rows of `naming.SCHEMA`; what is on trial or may still be kept is left out."""
        mine = promises.filter(pl.col("status").is_in(NOT_KEPT), ~pl.col("trial"))
        self.all += mine.height
        self.doubtful += int(mine["doubt"].sum())
        self._waiting.append(mine)
        self._rows += mine.height
        if self._rows > WAITING + self.most:
            self._waiting = [self._chosen()]
            self._rows = self._waiting[0].height

    def promises(self) -> pl.DataFrame:
        """The chosen rows of `naming.SCHEMA`: the gravest level first, within it one of each standard in turn."""
        chosen = self._ranked(self._chosen()).join(self._severity, on=["standard", "version"], how="left")
        return chosen.sort("severity", "rank", "standard", nulls_last=True).select(SCHEMA.names())

    def look_up(self, shelf: Shelf, as_of: int) -> None:
        """Reads the trails of the chosen promises as believed at `as_of` (µs UTC)."""
        lives = set(self.promises().select("subject_kind", "subject", "life").iter_rows())
        self.trails = trails_of(lives, shelf, self.handbook, as_of)

    def _chosen(self) -> pl.DataFrame:
        waiting = pl.concat([pl.DataFrame(schema=SCHEMA), *self._waiting])
        return self._ranked(waiting).sort("rank", "standard").head(self.most).select(SCHEMA.names())

    def _ranked(self, promises: pl.DataFrame) -> pl.DataFrame:
        late = (pl.col("kept_at") - pl.col("due_at")).fill_null(pl.lit(0, pl.Duration("us")))
        order = [
            pl.col("status") != "broken",
            -late.to_physical(),
            *("due_at", "subject_kind", "subject", "life", "opening"),
            pl.col("per").list.join("|"),
        ]
        return promises.sort(order).with_columns(rank=pl.int_range(pl.len()).over("standard"))
