"""From unfolded lives to promises: the second, hot function of `evaluate` (rule 67). Chunk by chunk, whole lives."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

import numpy as np
import polars as pl

from tuotou.core.promises.answering import Answering, Who
from tuotou.core.promises.batch import Batch
from tuotou.core.promises.crowd import Crowd, gather_crowd
from tuotou.core.promises.deadlines import Clock
from tuotou.core.promises.docket import Docket
from tuotou.core.promises.naming import NO_PROMISES, Named, name_promises
from tuotou.core.promises.needs import judge_needs
from tuotou.core.promises.never import judge_never
from tuotou.core.promises.openings import Openings, find_openings
from tuotou.core.promises.outcome import Outcome
from tuotou.core.promises.promise import AT_RISK, KEPT, OPEN, SETTLED, Promises, join, status
from tuotou.core.promises.row import Family
from tuotou.core.promises.sheet import Sheet
from tuotou.core.promises.within import judge_within
from tuotou.core.trail.search import places
from tuotou.core.trail.trail import NO_FINDINGS, Codes, Flags, Instants, Rows, Trail
from tuotou.core.working_time import NEVER

CHUNK = 512_000  # events judged at once; measured: fewer are slower, more only cost memory
NOTHING: Final = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Ruling:
    """How the promises of one batch stand: all are kept in time, but for some."""

    batch: Batch
    who: Who
    but: Rows  # [e] ascending; one of them may turn out to be kept in time after all
    status: Codes  # [e]
    level: Codes  # [e] how many warnings were reached, where the promise is open

    def statuses(self) -> Codes:
        """[p] the status of every promise."""
        found = np.full(self.batch.size, KEPT, dtype=np.int32)
        found[self.but] = self.status
        return found

    def of(self, chosen: Rows) -> Ruling:
        """Some of the promises [c], ascending."""
        who = Who(self.who.site[chosen], self.who.person[chosen])
        place = np.minimum(np.searchsorted(chosen, self.but), len(chosen) - 1)
        mine = places(chosen[place] == self.but)
        return Ruling(self.batch.where(chosen), who, place[mine], self.status[mine], self.level[mine])

    def unsettled(self) -> Ruling:
        """The promises alone that can still wake, or were not kept in time."""
        chosen = ~np.isin(self.status, SETTLED)
        but, status, level = self.but[chosen], self.status[chosen], self.level[chosen]
        who = Who(self.who.site[but], self.who.person[but])
        return Ruling(self.batch.where(but), who, np.arange(len(but)), status, level)


@dataclass(frozen=True, slots=True)
class Judged:
    """The promises of one chunk as believed at one instant, still as arrays."""

    sheet: Sheet
    rulings: tuple[Ruling, ...]
    unsure: tuple[Codes, Rows]  # (docket row, event): it cannot be said whether it opens
    crowds: tuple[Crowd, ...]  # what `at_most` standards count across chunks
    findings: pl.DataFrame

    def of(self, lives: Flags) -> Judged:
        """The promises of some lives [m]."""
        mine = lives[self.sheet.trail.life]
        chosen = [(ruling, places(mine[ruling.batch.pairing.row])) for ruling in self.rulings]
        rulings = tuple(ruling.of(theirs) for ruling, theirs in chosen if len(theirs))
        crowds = tuple(Crowd(self.sheet, c.batch.where(mine[c.batch.pairing.row])) for c in self.crowds)
        return Judged(self.sheet, rulings, self.unsure, crowds, self.findings)

    def named(self) -> pl.DataFrame:
        """All promises with their names, as a frame of `naming.SCHEMA`."""
        return _named(self.sheet, self.rulings)

    def exceptions(self) -> pl.DataFrame:
        """The same of those that can still wake, or were not kept in time."""
        return _named(self.sheet, [ruling.unsettled() for ruling in self.rulings if len(ruling.but)])


FORMS: Final[Mapping[str, Callable[[Sheet, Family, Openings, Instants], Outcome]]] = {
    "within": judge_within,
    "needs": judge_needs,
    "never": judge_never,
    "at_most": gather_crowd,
}


def judge(trail: Trail, docket: Docket, as_of: int | Instants, words: Collection[int] | None = None) -> Judged:
    """The promises of one chunk of whole lives. `as_of`: one instant, or one for each life [m].

    `words`: only the standards that events of these open, by code; None: all of them.
    """
    sheet = Sheet(trail, docket)
    at_row = np.broadcast_to(np.int64(as_of), trail.size) if isinstance(as_of, int) else as_of[trail.life]
    opening = sheet.words.keys() if words is None else sheet.words.keys() & words
    asked = [family for family in docket.families if not opening.isdisjoint(docket.opening_words[family[0][0].line])]
    found = [(family, find_openings(sheet, family[0])) for family in asked]
    outcomes = [
        FORMS[family[0][0].standard.form](sheet, family, openings, at_row)
        for family, openings in found
        if len(openings.row)  # where nothing opens, nobody looks for what would keep it
    ]
    told = (openings.findings for _, openings in found), (outcome.findings for outcome in outcomes)
    odd = [each for findings in chain(*told) for each in findings]
    return Judged(
        sheet=sheet,
        rulings=tuple(_rulings(sheet, [batch for outcome in outcomes for batch in outcome.batches], at_row)),
        unsure=_unsure(found),
        crowds=tuple(each for outcome in outcomes for each in outcome.crowds),
        findings=pl.concat([NO_FINDINGS, *odd]).unique() if odd else NO_FINDINGS,
    )


def chunks(trail: Trail, size: int = CHUNK) -> Iterator[Trail]:
    """A trail in parts of about `size` events, never cutting a life."""
    first, lives = 0, trail.lives.height
    while first < lives:
        last = int(np.searchsorted(trail.start, trail.start[first] + size, side="right")) - 1
        last = min(max(last, first + 1), lives)
        yield trail if (first, last) == (0, lives) else trail.part(first, last)
        first = last


def _rulings(sheet: Sheet, batches: Sequence[Batch], at_row: Instants) -> Iterator[Ruling]:
    answering: dict[int, Answering] = {}  # batches of one pairing share who answers
    for batch in batches:
        if batch.size:
            found = answering.setdefault(id(batch.pairing), Answering(sheet, batch.pairing))
            yield _ruling(sheet, batch, found.who(batch), at_row)


def _ruling(sheet: Sheet, batch: Batch, who: Who, at_row: Instants) -> Ruling:
    but = batch.exceptional()
    if not len(but):
        return Ruling(batch, who, but, but, but)
    promises = batch.promises(sheet, but)
    now = at_row[promises.row]
    found = status(promises, now)
    level = _levels(sheet, batch, (promises, now, found))
    return Ruling(batch, who, but, np.where((found == OPEN) & (level > 0), AT_RISK, found), level)


def _levels(sheet: Sheet, batch: Batch, found: tuple[Promises, Instants, Codes]) -> Codes:
    """[e] how many warning levels an open promise has reached; a clock that stands still warns nobody."""
    promises, now, stands = found
    level = np.zeros(promises.size, dtype=np.int32)
    waits = places((stands == OPEN) & (promises.paused_until == NEVER))
    if len(waits) and batch.version.standard.warnings:
        for at in Clock(sheet, batch.version).warnings(promises.where(waits)):
            level[waits] += at <= now[waits]
    return level


def _unsure(found: Sequence[tuple[Family, Openings]]) -> tuple[Codes, Rows]:
    """(docket row, event) of which it cannot be said whether it opens."""
    asked = [(family, row) for family, openings in found if len(row := openings.unsure)]
    rows = [(line[-1].place, row) for family, row in asked for line in family]
    of = np.concatenate([NOTHING, *(np.full(len(row), place) for place, row in rows)])
    return of.astype(np.int32), np.concatenate([NOTHING, *(row for _, row in rows)])


def _named(sheet: Sheet, rulings: Sequence[Ruling]) -> pl.DataFrame:
    """All promises of some rulings with their names."""
    if not any(ruling.batch.size for ruling in rulings):
        return NO_PROMISES
    level = [np.zeros(ruling.batch.size, dtype=np.int32) for ruling in rulings]
    for each, ruling in zip(level, rulings, strict=True):
        each[ruling.but] = ruling.level
    return name_promises(
        sheet,
        Named(
            join([ruling.batch.promises(sheet) for ruling in rulings]),
            np.concatenate([ruling.statuses() for ruling in rulings]),
            np.concatenate(level),
            np.concatenate([ruling.who.site for ruling in rulings]),
            np.concatenate([ruling.who.person for ruling in rulings]),
        ),
    )
