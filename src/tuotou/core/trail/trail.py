"""Unfolded lives: what the evaluator reads. Rows of whole lives, sorted by (life, at), as arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
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
TEXT: Final = pl.String()
PERSON: Final = pl.Categorical(pl.Categories("tuotou.person"))
# Polars forgets the names of a category space when no column of it is left; codes here outlive their columns.
_ANCHORS: Final = [pl.Series([""], dtype=dtype) for dtype in (SITE, PERSON)]

FEW: Final = 256  # values that a list reads sooner than a column does
EVENT: Final = ("subject_kind", "subject", "id", "kind", "site", "person")
"""The columns that name an event."""

FINDINGS: Final = pl.Schema(
    {
        "finding": pl.String(),
        "subject_kind": pl.String(),
        "subject": pl.String(),
        "event": pl.String(),
        "standard": pl.String(),  # null where no standard has to do with it, and so are those below
        "calendar": pl.String(),
        "year": pl.Int32(),  # whose holidays are not announced
    }
)
"""What is odd about the data: never an error, always shown."""
NO_FINDINGS: Final = pl.DataFrame(schema=FINDINGS)


@dataclass(frozen=True)
class Part:
    """Some events of a frame, or all: gathered, column by column, when they are first asked for."""

    frame: pl.DataFrame
    rows: Rows | None = None  # None: all

    @property
    def height(self) -> int:
        """Number of events."""
        return self.frame.height if self.rows is None else len(self.rows)

    @cached_property
    def schema(self) -> Mapping[str, pl.DataType]:
        """The columns that there are."""
        return dict(self.frame.schema)

    def column(self, name: str, dtype: pl.DataType) -> pl.Series:
        """A column of the events; null where the frame has none."""
        if name not in self.schema:
            return nulls(dtype, self.height).alias(name)
        column = self.frame[name]
        return (column if self.rows is None else column[taken(self.rows)]).cast(dtype)

    def take(self, place: Rows, wanted: Mapping[str, pl.DataType]) -> list[pl.Series]:
        """Some values of columns, without gathering all; null where the frame has none."""
        rows = taken(place if self.rows is None else self.rows[place])
        return [
            self.frame[name][rows].cast(dtype) if name in self.schema else nulls(dtype, len(rows)).alias(name)
            for name, dtype in wanted.items()
        ]

    def has(self, name: str) -> Flags:
        """Which events have a value."""
        if name not in self.schema:
            return np.zeros(self.height, dtype=bool)
        column = self.frame[name]
        if not (nulls := column.null_count()) or nulls == len(column):
            return np.full(self.height, not nulls)
        has: Flags = (
            np.array([each is not None for each in column.to_list()])
            if len(column) <= FEW
            else column.is_not_null().to_numpy()
        )
        return has if self.rows is None else has[self.rows]


@dataclass(frozen=True)
class Table:
    """Events, part below part. A column is put together when it is first asked for."""

    parts: tuple[Part, ...]
    _columns: dict[str, pl.Series] = field(default_factory=dict)
    _has: dict[str, Flags] = field(default_factory=dict)

    @cached_property
    def _ends(self) -> Rows:
        """One past the last place of each part."""
        return np.cumsum([part.height for part in self.parts])

    @property
    def height(self) -> int:
        """Number of events."""
        return int(self._ends[-1])

    def above(self, frame: pl.DataFrame, rows: Rows | None = None) -> Table:
        """The same events with others below."""
        return Table((*self.parts, Part(frame, rows)))

    @cached_property
    def schema(self) -> Mapping[str, pl.DataType]:
        """The columns that some event has."""
        if len(self.parts) == 1:
            return self.parts[0].schema
        return {name: dtype for part in reversed(self.parts) for name, dtype in part.schema.items()}

    def column(self, name: str) -> pl.Series | None:
        """A whole column; None where no event has it."""
        if name not in self.schema:
            return None
        if name not in self._columns:
            parts = [part.column(name, self.schema[name]) for part in self.parts]
            self._columns[name] = pl.concat(parts, rechunk=True)
        return self._columns[name]

    def take(self, name: str, place: Rows) -> pl.Series | None:
        """Some values of a column; None where no event has it."""
        return self._take(place, {name: self.schema[name]})[0] if name in self.schema else None

    def rows(self, place: Rows, names: Sequence[str]) -> pl.DataFrame:
        """Some events with those of the columns that any event has."""
        return pl.DataFrame(self.columns(place, names))

    def columns(self, place: Rows, names: Sequence[str]) -> list[pl.Series]:
        """The same, not yet put together."""
        return self._take(place, {name: self.schema[name] for name in names if name in self.schema})

    def _take(self, place: Rows, wanted: Mapping[str, pl.DataType]) -> list[pl.Series]:
        """Some values of columns; those of a part are taken together, and put in order if need be."""
        if len(self.parts) == 1 or not wanted or not len(place) or place.max() < self._ends[0]:
            return self.parts[0].take(place, wanted)
        of, found, order = np.searchsorted(self._ends, place, side="right"), [], np.empty(len(place), dtype=np.uint32)
        done = 0
        for turn in np.flatnonzero(np.bincount(of)):
            part, mine = self.parts[turn], np.flatnonzero(of == turn)
            order[mine] = np.arange(done, done + len(mine))
            found.append(part.take(place[mine] - (self._ends[turn] - part.height), wanted))
            done += len(mine)
        if len(found) == 1:
            return found[0]
        return [pl.concat(pieces, rechunk=True)[taken(order)] for pieces in zip(*found, strict=True)]

    def has(self, name: str) -> Flags:
        """[height] which events have a value."""
        if name not in self._has:
            self._has[name] = np.concatenate([part.has(name) for part in self.parts])
        return self._has[name]

    def down_to(self, place: int) -> Table:
        """Only the parts down to the one with this event: others need not be put together."""
        height, parts = 0, 0
        while parts < len(self.parts) and height <= place:
            height, parts = height + self.parts[parts].height, parts + 1
        return Table(self.parts[:parts])


@dataclass(frozen=True, slots=True)
class Trail:
    """Lives with everything they saw, own and inherited. `n` rows, `m` lives.

    What every promise needs is an array; wide columns stay in `table`, where `place` points.
    """

    table: Table  # subject_kind, subject (of the event), id, kind, site, person, source, attributes
    place: Rows  # [n] the row's event in the table
    at: Instants  # [n] µs UTC
    recorded: Instants  # [n] when this life learned of it
    life: Codes  # [n] ascending
    kind: Codes  # [n] ordinal of the event kind; -1: no such kind
    word: Codes  # [n] code of (the life's subject kind, event kind); -1: no such word
    site: Codes  # [n] process-wide code, -1 where there is none
    person: Codes  # [n]
    rank: Codes  # [n] of the source: the smaller is believed first
    echo: Flags  # [n] another proof of a fact already known (rule 10)
    stale: Flags  # [n] recorded too late to count (rule 12)
    coarse: Flags  # [n] only the day is known (rule 5)
    inherited: Flags  # [n]
    origin: Rows  # [n] a container's event that was inherited: its row in `Hold.events`; -1: an own event
    start: Rows  # [m + 1] first row of each life, and n
    lives: pl.DataFrame  # [m] subject_kind, subject, number
    end: Instants  # [m] first terminal event, NEVER where the life goes on
    end_by_day: Instants | None  # [m] the same with date-only events; None: there are none
    findings: pl.DataFrame

    def ending(self, *, by_day: bool) -> Instants:
        """[m] the ends, for standards counted in days or for all others (rule 5)."""
        return self.end_by_day if by_day and self.end_by_day is not None else self.end

    def events(self, rows: Rows, names: Sequence[str] = EVENT) -> pl.DataFrame:
        """The events of some rows, with some columns."""
        return self.table.rows(self.place[rows], names)

    @property
    def size(self) -> int:
        """Number of rows."""
        return len(self.at)

    def part(self, first: int, last: int) -> Trail:
        """The lives [first, last) as a trail of their own; arrays are views, findings stay behind."""
        low, high = int(self.start[first]), int(self.start[last])
        rows = slice(low, high)
        return Trail(
            table=self.table,
            place=self.place[rows],
            at=self.at[rows],
            recorded=self.recorded[rows],
            life=self.life[rows] - np.int32(first),
            kind=self.kind[rows],
            word=self.word[rows],
            site=self.site[rows],
            person=self.person[rows],
            rank=self.rank[rows],
            echo=self.echo[rows],
            stale=self.stale[rows],
            coarse=self.coarse[rows],
            inherited=self.inherited[rows],
            origin=self.origin[rows],
            start=self.start[first : last + 1] - low,
            lives=self.lives[first:last],
            end=self.end[first:last],
            end_by_day=None if self.end_by_day is None else self.end_by_day[first:last],
            findings=self.findings.clear(),
        )


def taken(rows: Rows) -> pl.Series:
    """Rows, none below nought, as Polars takes them at once: of other integers it first looks at the signs."""
    return pl.Series(rows.astype(np.uint32))


@cache
def _null(dtype: pl.DataType) -> pl.Series:
    """Making a column, even of one value, costs more than repeating it."""
    return pl.Series([None], dtype=dtype)


def nulls(dtype: pl.DataType, size: int) -> pl.Series:
    """[size] times no value."""
    return _null(dtype).new_from_index(0, size)


def integers(column: pl.Series) -> Codes:
    """A column of codes as integers, -1 where it is null: as two's complement has it, without a copy."""
    code = column.cast(pl.UInt32)
    if not code.null_count():
        return code.to_numpy().view(np.int32)
    if len(code) <= FEW:
        return np.array([-1 if each is None else each for each in code.to_list()], dtype=np.int32)
    return code.fill_null(2**32 - 1).to_numpy().view(np.int32)


def micros(column: pl.Series) -> Instants:
    """An instant column as int64 µs UTC; NEVER where it is null."""
    known = column.cast(pl.Int64)
    if not known.null_count():
        return known.to_numpy()
    if len(known) <= FEW:
        return np.array([NEVER if each is None else each for each in known.to_list()], dtype=np.int64)
    return known.fill_null(NEVER).to_numpy()


def runs(keys: npt.NDArray[np.generic]) -> Rows:
    """Offsets at which a sorted array changes value: the first row of every run, and the length."""
    borders = np.ones(len(keys) + 1, dtype=bool)
    borders[1:-1] = keys[1:] != keys[:-1]
    return borders.nonzero()[0]


def finding(name: str, rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of events as findings of one name."""
    none = (pl.lit(None, dtype=FINDINGS[each]).alias(each) for each in ("standard", "calendar", "year"))
    return rows.select(
        pl.lit(name).alias("finding"),
        pl.col("subject_kind").cast(pl.String),
        pl.col("subject").cast(pl.String),
        pl.col("id").cast(pl.String).alias("event"),
        *none,
    )
