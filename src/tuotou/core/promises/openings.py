"""Which events open a promise of which version: conditions, scopes, dates, ends (rules 16, 18, 21, 34)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from tuotou.core.promises.order import Order
from tuotou.core.promises.row import Row
from tuotou.core.promises.sheet import Sheet, among, union
from tuotou.core.trail.search import places
from tuotou.core.trail.trail import Codes, Flags, Rows, finding
from tuotou.core.working_time import NEVER


@dataclass(frozen=True)
class Openings:
    """[k] openings of one line: one standard in all its versions, by position in the standard's order."""

    place: Codes  # the docket row in force
    row: Rows
    position: Rows
    order: Order
    unsure: Rows  # events of which it cannot be said whether they open
    findings: tuple[pl.DataFrame, ...]

    def where(self, chosen: Flags | Rows) -> Openings:
        """Some of the openings."""
        return Openings(
            self.place[chosen], self.row[chosen], self.position[chosen], self.order, self.unsure, self.findings
        )

    def of(self, version: Row, line: Sequence[Row]) -> slice | Rows:
        """Which of the openings are a version's."""
        return slice(None) if len(line) == 1 else places(self.place == version.place)

    @cached_property
    def begin(self) -> Rows:
        """[k] the first position of each opening's instant."""
        return self.order.tie[self.position]

    @cached_property
    def end(self) -> Rows:
        """[k] one past the last position of each opening's instant."""
        return self.order.tie_end[self.position]

    @cached_property
    def high(self) -> Rows:
        """[k] one past the last position of each opening's group."""
        return self.order.high[self.position]


def find_openings(sheet: Sheet, line: Sequence[Row]) -> Openings:
    """The openings of one standard in the chunk; every version takes those of its scope and dates."""
    findings: list[pl.DataFrame] = []
    place, row, doubtful = _of_line(sheet, line)
    fit = _usable(sheet, line[0], row, findings)
    place, row = (place, row) if fit is None else (place[fit], row[fit])
    per = line[0].standard.per if line[0].standard.form != "at_most" else ()  # a crowd is sorted when all is gathered
    order = sheet.order(per)
    position = order.position[row] if per else row
    if len(line) > 1 or per:
        sorted_ = np.argsort(position, kind="stable")  # nearly in order
        place, row, position = place[sorted_], row[sorted_], position[sorted_]
    past = _past_end(sheet, line[0], doubtful)
    return Openings(place, row, position, order, doubtful if past is None else doubtful[~past], tuple(findings))


def _of_line(sheet: Sheet, line: Sequence[Row]) -> tuple[Codes, Rows, Rows]:
    """(docket row, opening row, rows of which it cannot be said) over the versions of one standard."""
    lined, rows, doubts = [], [], []
    for turn, version in enumerate(line):
        row, doubtful = _of_version(sheet, version)
        for narrower in line[:turn]:
            if narrower.scope_terms:
                row, doubtful = (each[~_in_scope(sheet, narrower, each)] for each in (row, doubtful))
        if version.scope_terms:
            row, doubtful = (each[_in_scope(sheet, version, each)] for each in (row, doubtful))
        lined.append(np.full(len(row), version.place, dtype=np.int32))
        rows.append(row)
        doubts.append(doubtful)
    if len(line) == 1:
        return lined[0], rows[0], doubts[0]
    return np.concatenate(lined), np.concatenate(rows), np.concatenate(doubts)


def _in_scope(sheet: Sheet, version: Row, rows: Rows) -> Flags:
    """Whether a scoped version is the one in force for events, whether or not they open it."""
    s = version.standard
    return _in_force(sheet, version, rows) & (sheet.truth(s.subject, s.scope or "", rows) > 0)


def _of_version(sheet: Sheet, version: Row) -> tuple[Rows, Rows]:
    """(rows that open, rows of which it cannot be said) while the version is in force; echoes open nothing."""
    s = version.standard
    key = (s.subject, s.opens, version.effective, version.until, version.coarse)
    found = sheet.opening_rows.get(key)
    if found is None:  # standards often open on the same events
        pairs = [sheet.chosen(s.subject, selector) for selector in s.opens]
        row, doubtful = pairs[0] if len(pairs) == 1 else (union(c, sheet.trail.size) for c in zip(*pairs, strict=True))
        if len(pairs) > 1 and len(doubtful):
            doubtful = doubtful[~among(doubtful, row, sheet.trail.size)]
        found = sheet.opening_rows[key] = _counting(sheet, version, row), _counting(sheet, version, doubtful)
    return found


def _counting(sheet: Sheet, version: Row, rows: Rows) -> Rows:
    """Those of the rows that may open anything: in force, no echo, precise enough."""
    if not _always(sheet, version):
        rows = rows[_in_force(sheet, version, rows)]
    return sheet.counted(rows, stale=True, echoes=False, coarse=version.coarse, beyond=True)


def _always(sheet: Sheet, version: Row) -> bool:
    """Whether the version is in force throughout the chunk."""
    return version.until == NEVER and version.effective <= sheet.began


def _in_force(sheet: Sheet, version: Row, rows: Rows) -> Flags:
    at = sheet.trail.at[rows]
    return (version.effective <= at) & (at < version.until)


def _usable(sheet: Sheet, version: Row, rows: Rows, findings: list[pl.DataFrame]) -> Flags | None:
    """Openings with all their values, not after the end of the life; None: all are. The others are findings."""
    s, wrong = version.standard, []
    past = _past_end(sheet, version, rows)
    needed = [*s.per, *{selector.other for selector in s.keep if selector.other}]
    lacks = [~known[rows] for name in needed if (known := sheet.known(name)) is not None]
    if lacks:
        lacking = np.logical_or.reduce(lacks)
        wrong.append(("no_value", lacking if past is None else lacking & ~past))
    if past is not None:
        wrong.append(("after_end", past & ~lacking if lacks else past))
    findings += [finding(name, sheet.trail.events(rows[flags])) for name, flags in wrong if flags.any()]
    if not wrong:
        return None
    usable: Flags = ~np.logical_or.reduce([*lacks, *([] if past is None else [past])])
    return usable


def _past_end(sheet: Sheet, version: Row, rows: Rows) -> Flags | None:
    """Which events lie after the end of their life, and so open nothing (rule 14); None: none does."""
    past = None if version.standard.outlives else sheet.past_end(by_day=version.coarse)
    return None if past is None or not len(rows) else past[rows]
