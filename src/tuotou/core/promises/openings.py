"""Which events open a promise of which version: conditions, scopes, dates, ends (rules 16, 18, 21, 34)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from tuotou.core.promises.docket import Row
from tuotou.core.promises.sheet import Sheet, union
from tuotou.core.trail.trail import FINDINGS, Codes, Flags, Rows, finding
from tuotou.core.working_time import NEVER


@dataclass(frozen=True, slots=True)
class Openings:
    """[k] openings of some lines, in order of (line, position in the line's order)."""

    place: Codes  # the docket row in force
    line: Codes
    row: Rows
    position: Rows
    unsure_place: Codes  # openings of which it cannot be said whether they are in scope
    unsure_row: Rows
    findings: pl.DataFrame

    def where(self, chosen: Flags) -> Openings:
        """Some of the openings."""
        return Openings(
            self.place[chosen], self.line[chosen], self.row[chosen], self.position[chosen],
            self.unsure_place, self.unsure_row, self.findings,
        )  # fmt: skip


def find_openings(sheet: Sheet, lines: Sequence[Sequence[Row]]) -> Openings:
    """The openings of all lines that occur in the chunk; every version takes those of its scope and dates."""
    none = np.zeros(0, dtype=np.int64)
    found: list[tuple[Rows, Rows, Rows, Rows]] = []
    unsure: list[tuple[Rows, Rows]] = []
    findings = [pl.DataFrame(schema=FINDINGS)]
    for line in lines:
        place, row, doubtful = _of_line(sheet, line)
        doubtful = doubtful[_before_end(sheet, line[0], doubtful)]
        if len(doubtful):
            unsure.append((np.full(len(doubtful), line[-1].place), doubtful))
        fit = _usable(sheet, line[0], row, findings)
        place, row = place[fit], row[fit]
        position = sheet.order(line[0].standard.per).position[row] if line[0].standard.per else row
        if len(line) > 1 or line[0].standard.per:
            sorted_ = np.argsort(position, kind="stable")
            place, row, position = place[sorted_], row[sorted_], position[sorted_]
        found.append((place, np.full(len(row), line[0].line), row, position))
    columns = [np.concatenate(c) for c in zip(*found, strict=True)] if found else [none] * 4
    doubts = [np.concatenate(c) for c in zip(*unsure, strict=True)] if unsure else [none] * 2
    place, line_, row, position = columns
    return Openings(
        place.astype(np.int32), line_.astype(np.int32), row, position, doubts[0].astype(np.int32), doubts[1],
        pl.concat(findings),
    )  # fmt: skip


def _of_line(sheet: Sheet, line: Sequence[Row]) -> tuple[Rows, Rows, Rows]:
    """(docket row, opening row, rows of which it cannot be said) over the versions of one standard."""
    places, rows, doubts = [], [], []
    for turn, version in enumerate(line):
        row, doubtful = _of_version(sheet, version)
        for narrower in line[:turn]:
            if narrower.scope_terms:
                row, doubtful = (each[~_in_scope(sheet, narrower, each)] for each in (row, doubtful))
        if version.scope_terms:
            row, doubtful = (each[_in_scope(sheet, version, each)] for each in (row, doubtful))
        places.append(np.full(len(row), version.place))
        rows.append(row)
        doubts.append(doubtful)
    return np.concatenate(places), np.concatenate(rows), np.concatenate(doubts)


def _in_scope(sheet: Sheet, version: Row, rows: Rows) -> Flags:
    """Whether a scoped version is the one in force for events, whether or not they open it."""
    s = version.standard
    return _in_force(sheet, version, rows) & (sheet.truth(s.subject, s.scope or "", rows) > 0)


def _of_version(sheet: Sheet, version: Row) -> tuple[Rows, Rows]:
    """(rows that open, rows of which it cannot be said) while the version is in force; echoes open nothing."""
    s = version.standard
    key = (s.subject, s.opens, version.effective, version.until, version.coarse)
    if key not in sheet.opening_rows:  # standards often open on the same events
        pairs = [sheet.chosen(s.subject, selector) for selector in s.opens]
        row, doubtful = pairs[0] if len(pairs) == 1 else (union(c, sheet.trail.size) for c in zip(*pairs, strict=True))
        if len(pairs) > 1:
            doubtful = np.setdiff1d(doubtful, row)
        sheet.opening_rows[key] = _counting(sheet, version, row), _counting(sheet, version, doubtful)
    return sheet.opening_rows[key]


def _counting(sheet: Sheet, version: Row, rows: Rows) -> Rows:
    """Those of the rows that may open anything: in force, no echo, precise enough."""
    trail = sheet.trail
    if len(rows):
        rows = rows[_in_force(sheet, version, rows)]
        rows = rows[~trail.echo[rows]] if trail.echo.any() else rows
        if not version.coarse and trail.coarse.any():
            rows = rows[~trail.coarse[rows]]
    return rows


def _in_force(sheet: Sheet, version: Row, rows: Rows) -> Flags:
    at = sheet.trail.at[rows]
    if version.until == NEVER and (not len(at) or version.effective <= at.min()):
        return np.ones(len(rows), dtype=bool)
    return (version.effective <= at) & (at < version.until)


def _usable(sheet: Sheet, version: Row, rows: Rows, findings: list[pl.DataFrame]) -> Flags:
    """Openings with all their values, not after the end of the life; the others are findings."""
    s = version.standard
    usable = np.ones(len(rows), dtype=bool)
    needed = [*s.per, *{selector.other for selector in s.keep if selector.other}]
    for name in needed:
        usable &= sheet.code(name)[rows] >= 0
    _report(sheet, "no_value", rows[~usable], findings)
    early = _before_end(sheet, version, rows)
    _report(sheet, "after_end", rows[usable & ~early], findings)
    return usable & early


def _before_end(sheet: Sheet, version: Row, rows: Rows) -> Flags:
    """Whether events lie on their life, or after its end (rule 14)."""
    trail = sheet.trail
    if version.standard.outlives:
        return np.ones(len(rows), dtype=bool)
    return trail.at[rows] <= trail.ending(by_day=version.coarse)[trail.life[rows]]


def _report(sheet: Sheet, name: str, rows: Rows, findings: list[pl.DataFrame]) -> None:
    if len(rows):
        findings.append(finding(name, sheet.trail.events(rows)))
