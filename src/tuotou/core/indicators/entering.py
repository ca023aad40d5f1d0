"""What each subject counts for: an entry for each indicator, day and site, so that whoever changed is counted anew.

The sum of the entries of all subjects is what `Gauges` counts of them at once; only the order of adding differs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
import polars as pl

from tuotou.core.indicators.counting import Counting, step_of
from tuotou.core.indicators.reading import Found, Reading
from tuotou.core.promises.docket import Docket
from tuotou.core.promises.judge import Judged
from tuotou.core.standards.indicator import LANE
from tuotou.core.trail.names import names
from tuotou.core.trail.trail import PERSON, SITE, Codes, Flags, Instants, Rows, Trail

PARTS: Final = ("count", "per", "values", "cannot_say", "doubt", "heard")
"""What of an indicator an entry counts; an entry bears the place of its part here."""
KEY: Final = ("subject_kind", "subject")
ENTRIES: Final = pl.Schema(
    {
        "subject_kind": pl.String(), "subject": pl.String(), "indicator": pl.Int32(), "part": pl.UInt8(),
        "day": pl.Int32(), "site": pl.String(), "by": pl.String(), "value": pl.String(), "step": pl.Int64(),
        "n": pl.Int64(), "total": pl.Int64(),
    }
)  # fmt: skip
"""`indicator`: its number on the docket. `site`: empty where there is none, or the document does not tell by site.
`by`, `value`: empty, or a word of the document and what it is; `step`, `total`: of measured values only."""
LATER: Final = pl.Schema({"subject_kind": pl.String(), "subject": pl.String(), "at": pl.Int64()})


@dataclass(slots=True)
class Lot:
    """Entries of one indicator on one chunk, as arrays."""

    indicator: int
    part: str
    life: Codes
    day: Codes
    site: Codes
    n: Rows
    step: Rows
    total: Rows
    by: str = ""
    value: pl.Series | None = None

    def frame(self) -> pl.DataFrame:
        """With the life instead of its subject, and the site's code."""
        value = pl.Series("value", [""]).new_from_index(0, len(self.life)) if self.value is None else self.value
        columns = {name: getattr(self, name) for name in ("life", "day", "site", "n", "step", "total")}
        found = pl.DataFrame(columns).with_columns(
            pl.lit(self.indicator, pl.Int32).alias("indicator"),
            pl.lit(PARTS.index(self.part), pl.UInt8).alias("part"),
            pl.lit(self.by).alias("by"),
            value.alias("value"),
        )
        return found.drop_nulls("value")


@dataclass(slots=True)
class Books:
    """What subjects enter for the indicators of a docket, from a day on."""

    docket: Docket
    as_of: int
    since: int  # the first day that is entered
    entries: list[pl.DataFrame] = field(default_factory=list)
    later: list[pl.DataFrame] = field(default_factory=list)

    def add(self, judged: Judged, lives: Flags) -> None:
        """Takes the entries of some lives [m] of a chunk."""
        reading, trail = Reading(judged.of(lives), self.as_of, lives), judged.sheet.trail
        lots, waits = list[Lot](), list[tuple[Codes, Instants]]()
        for number, indicator in enumerate(self.docket.indicators):
            entering = Entering(reading, number, indicator, self.since, lots, waits)
            entering.count_all()
        if lots:
            self.entries.append(_entries(lots, trail, self.since))
        if waits:
            life, at = (np.concatenate(each) for each in zip(*waits, strict=True))
            self.later.append(_subjects(trail, life).with_columns(pl.Series("at", at, dtype=pl.Int64)))

    def all(self) -> pl.DataFrame:
        """`ENTRIES`: what of one subject is alike is added up."""
        return _added(pl.concat([pl.DataFrame(schema=ENTRIES), *self.entries]))

    def again(self) -> pl.DataFrame:
        """`LATER`: when a subject counts otherwise, though nothing more becomes known of it; the first time."""
        return pl.concat([pl.DataFrame(schema=LATER), *self.later]).group_by(KEY).agg(pl.col("at").min())


@dataclass(slots=True)
class Entering(Counting):
    """One indicator on one chunk, entered subject by subject."""

    since: int
    lots: list[Lot]
    waits: list[tuple[Codes, Instants]]

    def _add(self, part: str, found: Found) -> None:
        self._enter(part, found, np.ones(len(found.row), dtype=np.int64))

    def _add_times(self, part: str, found: Found, times: Rows, until: Codes) -> None:
        """An entry for each of the days."""
        first = np.maximum(found.day, self.since)
        days = np.maximum(until - first, 0).astype(np.int64)
        each = np.repeat(np.arange(len(days)), days)
        turn = np.arange(len(each)) - np.repeat(np.cumsum(days) - days, days)
        daily = found.where(each)._replace(day=(first[each] + turn).astype(np.int32))
        self._enter(part, daily, np.ones(len(each), dtype=np.int64))

    def _add_sums(self, part: str, found: Found, amount: Rows) -> None:
        self._enter(part, found, amount)

    def _add_values(self, found: Found, amount: Rows, fine: int | None = None) -> None:
        self._enter("values", found, np.ones(len(amount), dtype=np.int64), step_of(amount, fine), amount)

    def _note(self, part: str, row: Rows, day: Codes) -> None:
        if len(row):
            one, none = np.ones(len(row), dtype=np.int64), np.zeros(len(row), dtype=np.int64)
            life, nowhere = self.reading.sheet.trail.life[row], np.full(len(row), -1, dtype=np.int32)
            self.lots.append(Lot(self.number, part, life, day, nowhere, one, none, none))

    def _later(self, row: Rows, at: Instants) -> None:
        if len(row):
            self.waits.append((self.reading.sheet.trail.life[row], at))

    def _enter(self, part: str, found: Found, n: Rows, step: Rows | None = None, total: Rows | None = None) -> None:
        """All together at each site, and by every other word."""
        if "site" not in self.indicator.by:
            found = found._replace(site=np.full(len(found.row), -1, dtype=np.int32))
        if len(found.row):
            none = np.zeros(len(found.row), dtype=np.int64)
            life = self.reading.sheet.trail.life[found.row]
            measured = (none if step is None else step, none if total is None else total)
            lot = Lot(self.number, part, life, found.day, found.site, n, *measured)
            self.lots.append(lot)
            self.lots.extend(replace(lot, by=word, value=value) for word, value in self._told(found))

    def _told(self, found: Found) -> Iterator[tuple[str, pl.Series]]:
        """(word, value of each; null: none) of what it is told by beside day and site; lanes are too many."""
        for word in self.indicator.by:
            if word == "person":
                yield word, names(found.person, PERSON)
            elif word not in ("site", LANE):
                yield word, self.reading.sheet.values(word, found.row).cast(pl.String)


def _entries(lots: Sequence[Lot], trail: Trail, since: int) -> pl.DataFrame:
    """The entries of one chunk, by name."""
    found = pl.concat([lot.frame() for lot in lots]).filter(pl.col("day") >= since)
    site = names(found["site"].to_numpy(), SITE).fill_null("").alias("site")
    named = found.with_columns(site).hstack(_subjects(trail, found["life"].to_numpy()))
    return _added(named.select(ENTRIES.names()).cast(ENTRIES))


def _subjects(trail: Trail, life: Codes) -> pl.DataFrame:
    """Whose lives these are."""
    return trail.lives[life].select(pl.col(KEY).cast(pl.String))


def _added(entries: pl.DataFrame) -> pl.DataFrame:
    what = [name for name in ENTRIES if name not in ("n", "total")]
    return entries.group_by(what).agg(pl.col("n", "total").sum()).select(ENTRIES.names())
