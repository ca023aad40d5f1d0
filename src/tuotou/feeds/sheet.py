"""A sheet of master data: named columns of known types in, typed rows and a review of the bad ones out.

Headings may be Chinese or English; faults name a column as its file does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import polars as pl

from tuotou.core.document import Bilingual, Problem
from tuotou.core.trail.vocabulary import Attribute
from tuotou.feeds.batch import BAD_COLUMNS, Batch, Finding
from tuotou.feeds.clocks import EMPTY
from tuotou.feeds.columns import Columns
from tuotou.feeds.instants import DAY_FORMATS, instants
from tuotou.feeds.mapping import Cell, FeedMapping, Recorded, Subject, Times
from tuotou.feeds.review import Review
from tuotou.feeds.row_checks import check_shape
from tuotou.feeds.values import attribute, number_of, time_fault

Fault = tuple[str, str]  # why a row is refused, and what would be right
CODE, TEXT, WORD, INSTANT, NUMBER, INTEGER, TIME, FLAG = (
    "code", "text", "word", "instant", "number", "integer", "time", "flag",
)  # fmt: skip
LONGEST: Final[Mapping[str, int]] = {CODE: 64, TEXT: 120}
DATES: Final = ("since", "until")
"""Columns that have a meaning where they are absent; of others, what is known stays."""
_TIMES: Final = Times(formats=DAY_FORMATS)
_TIME: Final = r"^(?:\d{4}-\d{2}-\d{2} )?([01]?\d|2[0-3]):([0-5]\d)(?::\d{2})?$"  # a workbook's time has a date
_TIME_FAULT: Final = ("no such time of day", "for example 20:30")
_CONTROL: Final = ("it holds a character that cannot be printed", "type the cell anew")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet. Instants are µs UTC, times of day minutes; words are written in Chinese or as ours."""

    name: str
    zh: str
    about: str  # in Chinese · in English
    example: str
    kind: str = TEXT
    required: bool = False
    words: Mapping[str, str] = field(default_factory=dict)  # ours → Chinese
    least: float | None = None
    most: float | None = None
    longest: int = 0  # characters; 0: as is usual for the kind


@dataclass(frozen=True, slots=True)
class Sheet:
    """A kind of sheet, by either of its names."""

    name: str
    zh: str
    columns: tuple[Column, ...]

    def headings(self, present: list[str]) -> dict[str, str]:
        """Column → its heading in a file, of those that are there."""
        spelt = {name.casefold(): name for name in reversed(present)}
        wanted = {column.name: spelt.get(column.zh.casefold(), spelt.get(column.name)) for column in self.columns}
        return {name: heading for name, heading in wanted.items() if heading is not None}


class SheetRows:
    """The rows of one sheet under review."""

    def __init__(self, sheet: Sheet, batch: Batch, file: str) -> None:
        mapping = _mapping(())
        cells = Columns(mapping, file).named(batch)
        self.sheet, self.file, self.name = sheet, file, batch.sheet or sheet.name
        self.correction = batch.correction or set(BAD_COLUMNS) <= set(batch.frame.columns)
        self._headings = sheet.headings(cells.columns)
        spare = [name for name in cells.columns if name not in self._headings.values()]
        self.findings = (*batch.findings, *([Finding(f"columns not used: {', '.join(spare)}")] if spare else []))
        self._mapping = _mapping(tuple(self._headings.values()))
        self.review = Review(batch, cells, self._mapping)
        self.problems = tuple(self._missing(max(batch.first_row - 1, 1)))
        self.values: dict[str, pl.Series] = {}
        if not self.problems:
            check_shape(batch, self.review)
            present = (column for column in sheet.columns if column.name in (*self._headings, *DATES))
            self.values = {column.name: self._read(column) for column in present}

    def good(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """The rows that hold so far, each with its place."""
        if self.values:
            rows = pl.DataFrame(self.values).rows(named=True)
            yield from ((place, row) for place, row in enumerate(rows) if not self.review.bad[place])

    def refuse(self, faults: Mapping[tuple[str, Fault], list[int]]) -> None:
        """Refuse rows by their places for a fault in a column."""
        for (column, fault), places in faults.items():
            heading = self._headings.get(column, column)
            where = pl.repeat(False, self.review.height, eager=True).scatter(places, True)
            self.review.refuse(where, heading, self.review.text(heading), fault)

    def _missing(self, header: int) -> Iterator[Problem]:
        lacking = [column for column in self.sheet.columns if column.required and column.name not in self._headings]
        right = f"this sheet has: {', '.join(column.zh for column in self.sheet.columns)}"
        for column in lacking:
            what = f"column '{column.zh}' is missing on sheet '{self.name}'"
            yield Problem(self.file, header, 1, what, right)

    def _read(self, column: Column) -> pl.Series:
        heading = self._headings.get(column.name, column.name)
        text = self.review.text(heading)
        if column.required:
            self.review.refuse(text.is_null(), heading, text, EMPTY)
        read = {
            CODE: self._text, TEXT: self._text, WORD: self._word, INSTANT: self._instant, TIME: self._time,
        }.get(column.kind, self._number)  # fmt: skip
        return read(column, heading)

    def _text(self, column: Column, heading: str) -> pl.Series:
        text = number_of(self.review, heading) if column.kind == CODE else self.review.text(heading)
        longest = column.longest or LONGEST[column.kind]
        fault = (f"longer than {longest} characters", "a shorter one")
        self.review.refuse(text.str.len_chars() > longest, heading, text, fault)
        self.review.refuse(text.str.contains(r"[\x00-\x1f]"), heading, text, _CONTROL)
        return text

    def _word(self, column: Column, heading: str) -> pl.Series:
        text = self.review.text(heading)
        ours = text.replace({zh: name for name, zh in column.words.items()})
        fault = ("there is no such word here", f"one of: {', '.join(column.words.values())}")
        self.review.refuse(~ours.is_in(list(column.words)), heading, text, fault)
        return ours

    def _instant(self, _: Column, heading: str) -> pl.Series:
        text = self.review.text(heading)
        found = instants(text, _TIMES)
        self.review.refuse(text.is_not_null() & found.is_null(), heading, text, time_fault(Times()))
        return found.cast(pl.Int64)

    def _time(self, _: Column, heading: str) -> pl.Series:
        text = self.review.text(heading)
        parts = text.str.extract_groups(_TIME).struct
        minutes = parts[0].cast(pl.Int64) * 60 + parts[1].cast(pl.Int64)
        self.review.refuse(text.is_not_null() & minutes.is_null(), heading, text, _TIME_FAULT)
        return minutes

    def _number(self, column: Column, heading: str) -> pl.Series:
        meant = Attribute(heading, column.kind, Bilingual(column.zh, column.name), least=column.least, most=column.most)
        return attribute(self.review, Cell(column=heading), meant, self._mapping)


def _mapping(headings: tuple[str, ...]) -> FeedMapping:
    """A sheet's columns, as the readers of tables know them."""
    title = Bilingual("表", "Sheet")
    nothing = Subject("", ())
    return FeedMapping("sheet", title, "", nothing, Recorded(), (), keep=headings, times=_TIMES)
