"""Who answers for a promise: who opened it, who holds the subject when it is due, or who is named (rule 38)."""

from __future__ import annotations

import numpy as np
import polars as pl

from tuotou.core.promises.docket import Row
from tuotou.core.promises.promise import Promises
from tuotou.core.promises.sheet import Sheet, at_time
from tuotou.core.standards.standard import Answer
from tuotou.core.trail.trail import SITE, Codes, Instants, Rows, codes

OPENER = (Answer("opener"),)


def answering(sheet: Sheet, promises: Promises) -> tuple[Codes, Codes]:
    """[p] codes of the site and the person that answer; -1 where there is none."""
    site, person = sheet.trail.site[promises.row], sheet.trail.person[promises.row]
    special = [r for r in sheet.docket.rows if r.standard.answers != OPENER]
    for version in special:
        left = np.flatnonzero(promises.place == version.place)
        for answer in version.standard.answers if len(left) else ():
            fits = np.ones(len(left), dtype=bool)
            if answer.when:
                fits = sheet.truth(version.standard.subject, answer.when, promises.row[left]) > 0
            mine, left = left[fits], left[~fits]
            site[mine], person[mine] = _answer(sheet, version, answer.who, (promises.row[mine], promises.due[mine]))
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
    order, at, value = sheet.order(()), sheet.trail.at, sheet.code(name)
    past = order.high[row] - 1
    inside = np.flatnonzero(due < at[past])  # most promises are due when all is over
    past[inside] = at_time(order, at, row[inside], due[inside] + 1) - 1
    found = sheet.latest(name, coarse=version.coarse)[past]
    return np.where(found >= order.low[row], value[found], -1).astype(np.int32)
