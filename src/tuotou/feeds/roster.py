"""A roster: who or what must be watched on every day although nothing happens, read from a table (kernel rule 47).

Good rows are kept; each fault of the others becomes a problem with file, row, column, reason and what would be right.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

import polars as pl

from tuotou.core.document import Bilingual, Problem
from tuotou.core.trail.roster import ENDS_AT, KINDS, SOURCE
from tuotou.core.trail.vocabulary import DTYPES, Vocabulary
from tuotou.feeds.batch import Batch, Finding, TableError
from tuotou.feeds.clocks import EMPTY
from tuotou.feeds.columns import Columns
from tuotou.feeds.instants import instants
from tuotou.feeds.mapping import Cell, EventRule, FeedMapping, Layout, Recorded, Subject, Times
from tuotou.feeds.review import Review
from tuotou.feeds.row_checks import check_shape
from tuotou.feeds.table import read_table
from tuotou.feeds.values import attribute, number_of, time_fault

CALENDAR: Final = "cn"  # of a row that names none: the one that standards keep to
TOLD: Final = 100  # faults that are told one by one
CHINESE: Final[Mapping[str, str]] = {
    "对象类别": "subject_kind",
    "对象": "subject",
    "起": "since",
    "止": "until",
    "网点": "site",
    "人员": "person",
    "日历": "calendar",
    "岗位": "role",
}
"""The columns as a Chinese table calls them."""
_DATES: Final = Times(day=True)
_OVERLAP: Final = (
    "these days overlap those of another row of the same subject",
    "one row at a time: end one with until, the first day on which it no longer holds",
)
_ENDS_FIRST: Final = ("it ends before it begins", "until: the first day on which it no longer holds, or empty")


@dataclass(frozen=True, slots=True)
class Roster:
    """The rows that hold, and what was wrong with the others."""

    rows: pl.DataFrame  # subject_kind, subject, since, until (days since 1970-01-01), site, person, calendar, …
    problems: tuple[Problem, ...] = ()
    findings: tuple[Finding, ...] = ()


def read_roster(path: Path, vocabulary: Vocabulary, calendars: Collection[str]) -> Roster:
    """The roster in a table of any format; `calendars` are those that a row may name. Never raises for the data."""
    reading = _Reading(path.name, vocabulary, calendars)
    try:
        for batch in read_table(path, Layout()):
            reading.take(batch)
    except TableError as error:
        reading.problems.append(error.problem)
    return reading.roster()


class _Reading:
    """A roster while its batches come in."""

    def __init__(self, file: str, vocabulary: Vocabulary, calendars: Collection[str]) -> None:
        kinds = [vocabulary.kinds[kind] for kind in KINDS]
        self._file, self._vocabulary, self._calendars = file, vocabulary, sorted(calendars)
        self._subjects = list(dict.fromkeys(subject for kind in kinds for subject in kind.subjects))
        carried = dict.fromkeys(name for kind in kinds for name in kind.attributes if name != ENDS_AT)
        self._attributes = {name: vocabulary.attributes[name].type for name in carried}
        self._mapping = _mapping(list(carried))
        self._columns = Columns(self._mapping, file)
        self._good = [_frame({}, self._attributes)]
        self._ends: dict[tuple[str, str], list[tuple[int, int | None]]] = {}
        self.problems: list[Problem] = []
        self._findings: list[Finding] = []
        self._faults = 0

    def take(self, batch: Batch) -> None:
        """Note the rows of a batch that hold, and every fault of the others."""
        cells = self._columns.named(batch)
        absent = self._columns.absent(batch, cells)
        if absent:
            known = f"a roster has: {', '.join(self._mapping.columns())}"
            problems = self._columns.problems(batch, cells, absent)
            self.problems += [Problem(p.file, p.line, p.column, p.what, known) for p in problems]
            return
        spare = [name for name in cells.columns if name not in self._mapping.columns()]
        if spare:
            self._findings.append(Finding(f"columns not used: {', '.join(spare)}"))
        review = Review(batch, cells, self._mapping)
        check_shape(batch, review)
        rows = self._read(review)
        review.refuse(self._overlapping(rows, ~review.bad), "since", review.text("since"), _OVERLAP)
        self._good.append(rows.filter(~review.bad))
        self._tell(review.rejected())

    def _read(self, review: Review) -> pl.DataFrame:
        """Every row as far as it can be read; what cannot is refused."""
        kind, subject = self._kind(review), number_of(review, "subject")
        review.refuse(subject.is_null(), "subject", subject, EMPTY)
        since, until = self._day(review, "since"), self._day(review, "until")
        review.refuse(review.text("since").is_null(), "since", review.text("since"), EMPTY)
        review.refuse(until <= since, "until", review.text("until"), _ENDS_FIRST)
        calendar = self._among(review, "calendar", self._calendars).fill_null(CALENDAR)
        read = {"subject_kind": kind, "subject": subject, "since": since, "until": until, "calendar": calendar}
        for role in ("site", "person"):  # a site is its own site
            own = pl.select(pl.when(kind == role).then(subject)).to_series()
            read[role] = review.text(role).fill_null(own)
        for name in self._attributes:
            read[name] = attribute(review, Cell(column=name), self._vocabulary.attributes[name], self._mapping)
        return _frame(read, self._attributes)

    def _kind(self, review: Review) -> pl.Series:
        """The subject kind, which may be written as people call it."""
        review.refuse(review.text("subject_kind").is_null(), "subject_kind", review.text("subject_kind"), EMPTY)
        titles = {self._vocabulary.subjects[name].title.zh: name for name in self._subjects}
        return self._among(review, "subject_kind", self._subjects, titles)

    def _among(
        self, review: Review, column: str, options: list[str], titles: Mapping[str, str] | None = None
    ) -> pl.Series:
        text = review.text(column).replace(dict(titles or {}))
        fault = ("there is no such word here", f"one of: {', '.join(options)}")
        review.refuse(~text.is_in(options), column, text, fault)
        return text

    def _day(self, review: Review, column: str) -> pl.Series:
        """A column of dates as days since 1970-01-01."""
        text = review.text(column)
        found = instants(text, _DATES)
        review.refuse(text.is_not_null() & found.is_null(), column, text, time_fault(_DATES))
        return found.dt.convert_time_zone(_DATES.zone).dt.date().cast(pl.Int32)

    def _overlapping(self, rows: pl.DataFrame, good: pl.Series) -> pl.Series:
        """Which rows hold on days of an earlier good row of the same subject: their events would have one id."""
        overlaps = []
        spans = zip(rows.select("subject_kind", "subject", "since", "until").iter_rows(), good, strict=True)
        for (kind, subject, since, until), holds in spans:
            taken = self._ends.setdefault((kind, subject), []) if holds else []
            meets = any(since < (end or since + 1) and (until is None or begin < until) for begin, end in taken)
            overlaps.append(meets)
            if holds and not meets:
                taken.append((since, until))
        return pl.Series(overlaps, dtype=pl.Boolean)

    def _tell(self, rejected: pl.DataFrame) -> None:
        self._faults += rejected.height
        left = max(TOLD - self._faults + rejected.height, 0)
        self.problems += [_problem(self._file, fault) for fault in islice(rejected.iter_rows(named=True), left)]

    def roster(self) -> Roster:
        """All that was read."""
        if self._faults > TOLD:
            what = f"{self._faults - TOLD} more faults are not told one by one"
            self.problems.append(Problem(self._file, 1, 1, what, "correct the others and read it again"))
        return Roster(pl.concat(self._good), tuple(self.problems), tuple(self._findings))


def _mapping(attributes: list[str]) -> FeedMapping:
    """A roster's columns, as the readers of tables know them."""
    return FeedMapping(
        name="roster",
        title=Bilingual("台账", "Roster"),
        source=SOURCE,
        subject=Subject("", ("subject",)),
        recorded=Recorded(),
        key=("subject_kind",),
        events=(EventRule(at="since"),),
        times=_DATES,
        keep=("until", "site", "person", "calendar", *attributes),
        aliases=CHINESE,
    )


def _frame(read: Mapping[str, pl.Series], attributes: Mapping[str, str]) -> pl.DataFrame:
    schema: dict[str, Any] = {
        "subject_kind": pl.String,
        "subject": pl.String,
        "since": pl.Int32,
        "until": pl.Int32,
        "site": pl.String,
        "person": pl.String,
        "calendar": pl.String,
        **{name: DTYPES[type_] for name, type_ in attributes.items()},
    }
    return pl.DataFrame({name: read.get(name, []) for name in schema}, schema=schema)


def _problem(file: str, fault: dict[str, Any]) -> Problem:
    field, value, reason = fault["field"], fault["value"], fault["reason"]
    where = f"column '{field}' holds '{value}': {reason}" if value else f"column '{field}': {reason}"
    return Problem(file, fault["row"], 1, where if field else reason, fault["right"])
