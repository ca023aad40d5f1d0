"""Who answers for a promise: who opened it, who holds the subject when it is due, or who is named (rule 38)."""

from __future__ import annotations

import numpy as np
import polars as pl

from tuotou.core.promises.docket import Row
from tuotou.core.promises.promise import Promises
from tuotou.core.promises.sheet import Sheet, at_time
from tuotou.core.standards.standard import Answer
from tuotou.core.trail.trail import SITE, Codes, Instants, Rows, codes
from tuotou.core.working_time import NEVER

OPENER = (Answer("opener"),)


def answering(sheet: Sheet, promises: Promises) -> tuple[Codes, Codes]:
    """[p] codes of the site and the person that answer; -1 where there is none."""
    site, person = sheet.trail.site[promises.row], sheet.trail.person[promises.row]
    special = [r.place for r in sheet.docket.rows if r.standard.answers != OPENER]
    for v in np.intersect1d(special, promises.place):
        version = sheet.docket.rows[int(v)]
        left = np.flatnonzero(promises.place == v)
        for answer in version.standard.answers:
            mine = left
            if answer.when:
                mine = left[sheet.truth(version.standard.subject, answer.when, promises.row[left]) > 0]
            site[mine], person[mine] = _answer(sheet, version, answer.who, (promises.row[mine], promises.due[mine]))
            left = np.setdiff1d(left, mine)
    return site, person


def _answer(sheet: Sheet, version: Row, who: str, asked: tuple[Rows, Instants]) -> tuple[Codes, Codes]:
    row, due = asked
    if who == "opener":
        return sheet.trail.site[row], sheet.trail.person[row]
    if who == "holder":
        return _last(sheet, version, "site", row, due), _last(sheet, version, "person", row, due)
    named: pl.Series = sheet.values(who, row)
    return codes(named.cast(pl.String), SITE), np.full(len(row), -1, dtype=np.int32)


def _last(sheet: Sheet, version: Row, name: str, row: Rows, due: Instants) -> Codes:
    """The last value known on the life at or before the due instant."""
    order, value = sheet.order(()), sheet.code(name)
    known = value >= 0 if version.coarse else (value >= 0) & ~sheet.trail.coarse
    latest = np.maximum.accumulate(np.where(known, np.arange(len(value)), -1))
    past = at_time(order, sheet.trail.at, row, np.where(due == NEVER, NEVER, due + (due != NEVER))) - 1
    found = latest[np.maximum(past, 0)]
    return np.where((past >= 0) & (found >= order.low[row]), value[found], -1).astype(np.int32)
