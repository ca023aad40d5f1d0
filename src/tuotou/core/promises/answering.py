"""Who answers for a promise: who opened it, who holds the subject when it is due, or who is named (rule 38)."""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

import numpy as np
import polars as pl

from tuotou.core.promises.batch import Batch, Pairing
from tuotou.core.promises.order import at_time
from tuotou.core.promises.sheet import Sheet
from tuotou.core.standards.standard import Answer
from tuotou.core.trail.names import codes
from tuotou.core.trail.search import places
from tuotou.core.trail.trail import SITE, Codes, Instants, Rows


class Who(NamedTuple):
    """[p] codes of the site and the person that answer; -1 where there is none. Batches may share it."""

    site: Codes
    person: Codes


class Answering:
    """Finds who answers for the promises of one pairing; the promises of all its batches."""

    def __init__(self, sheet: Sheet, pairing: Pairing) -> None:
        self.sheet, self.pairing = sheet, pairing
        self._final: dict[bool, Who] = {}

    def who(self, batch: Batch) -> Who:
        """Who answers for the promises of a batch."""
        alone = batch.version.answers_alone
        if alone == "opener":
            return self._opener
        if alone == "holder":
            return self._holder(batch.due, coarse=batch.version.coarse)
        return self._several(batch, batch.version.standard.answers)

    @cached_property
    def _opener(self) -> Who:
        trail, row = self.sheet.trail, self.pairing.row
        return Who(trail.site[row], trail.person[row])

    @cached_property
    def _last(self) -> tuple[Rows, Instants]:
        """(the last row of each opening's life, its instant)."""
        last = self.sheet.order(()).high[self.pairing.row] - 1
        return last, self.sheet.trail.at[last]

    def _holder(self, due: Instants, *, coarse: bool) -> Who:
        """The last known on the life at or before the due instant; most promises are due when all is over."""
        last, until = self._last
        if coarse not in self._final:
            self._final[coarse] = self._known_at(last, coarse=coarse)
        early = places(due < until)
        if not len(early):
            return self._final[coarse]
        sheet, who = self.sheet, Who(*(each.copy() for each in self._final[coarse]))
        row = at_time(sheet.order(()), sheet.trail.at, self.pairing.row[early], due[early] + 1) - 1
        who.site[early], who.person[early] = self._known_at(row, coarse=coarse)
        return who

    def _known_at(self, row: Rows, *, coarse: bool) -> Who:
        """The latest site and person known on a row's life up to it."""
        return Who(*(self.sheet.latest(name, coarse=coarse)[row] for name in Who._fields))

    def _several(self, batch: Batch, answers: tuple[Answer, ...]) -> Who:
        """The first answer whose condition holds; the opener where none does."""
        sheet, row = self.sheet, self.pairing.row
        who, left = Who(*(each.copy() for each in self._opener)), np.arange(batch.size)
        for answer in answers:
            fits = np.ones(len(left), dtype=bool)
            if answer.when:
                fits = sheet.truth(batch.version.standard.subject, answer.when, row[left]) > 0
            mine, left = left[fits], left[~fits]
            if answer.who == "holder":
                holder = self._holder(batch.due, coarse=batch.version.coarse)
                who.site[mine], who.person[mine] = holder.site[mine], holder.person[mine]
            elif answer.who != "opener":
                named: pl.Series = sheet.values(answer.who, row[mine])
                who.site[mine], who.person[mine] = codes(named.cast(pl.String), SITE), -1
        return who
