"""From unfolded lives to promises: the second, hot function of `evaluate` (rule 67). Chunk by chunk, whole lives."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from tuotou.core.promises.answering import answering
from tuotou.core.promises.crowd import gather_crowd
from tuotou.core.promises.deadlines import Clock
from tuotou.core.promises.docket import Docket, Row
from tuotou.core.promises.naming import SCHEMA, Named, name_promises
from tuotou.core.promises.needs import judge_needs
from tuotou.core.promises.never import judge_never
from tuotou.core.promises.outcome import Outcome
from tuotou.core.promises.promise import AT_RISK, OPEN, Promises, join, opened, present, status
from tuotou.core.promises.sheet import Sheet
from tuotou.core.promises.within import judge_within
from tuotou.core.trail.trail import FINDINGS, Codes, Flags, Instants, Rows, Trail
from tuotou.core.working_time import NEVER

CHUNK = 128_000  # events whose promises fit the cache; measured: half or twice as many are slower


NOTHING: Final = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Judged:
    """The promises of one chunk as believed at one instant, still as arrays."""

    sheet: Sheet
    promises: Promises
    as_of: Instants  # [p]
    status: Codes  # [p]
    level: Codes  # [p] how many warnings were reached, where the promise is open
    site: Codes  # [p] who answers
    person: Codes
    unsure: tuple[Codes, Rows]  # (docket row, event): it cannot be said whether it opens
    crowd: pl.DataFrame | None  # what `at_most` standards count across chunks
    findings: pl.DataFrame

    def named(self, chosen: Flags | Rows | None = None) -> pl.DataFrame:
        """Promises with their names, as a frame of `naming.SCHEMA`."""
        if chosen is not None and not len(np.flatnonzero(chosen) if chosen.dtype == bool else chosen):
            return pl.DataFrame(schema=SCHEMA)
        pick = slice(None) if chosen is None else chosen
        return name_promises(
            self.sheet,
            Named(
                self.promises if chosen is None else self.promises.where(chosen),
                *(each[pick] for each in (self.status, self.level, self.site, self.person)),
            ),
        )


FORMS: Final[Mapping[str, Callable[[Sheet, Sequence[Row], Instants], Outcome]]] = {
    "within": judge_within,
    "needs": judge_needs,
    "never": judge_never,
    "at_most": gather_crowd,
}


def judge(trail: Trail, docket: Docket, as_of: int | Instants) -> Judged:
    """The promises of one chunk of whole lives. `as_of`: one instant, or one for each life [m]."""
    sheet = Sheet(trail, docket)
    at_row = np.full(trail.size, as_of) if isinstance(as_of, int) else as_of[trail.life]
    outcomes = [
        (line[-1].place, FORMS[line[0].standard.form](sheet, line, at_row))
        for line in docket.lines
        if sheet.occurs(line)
    ]
    parts = [outcome.promises for _, outcome in outcomes if outcome.promises is not None]
    promises = join([opened(NOTHING, NOTHING, NOTHING), *parts])
    now = at_row[promises.row]
    found = status(promises, now)
    level = _levels(sheet, promises, now, found)
    site, person = answering(sheet, promises)
    odd = [each for _, outcome in outcomes for each in (*outcome.findings, *outcome.openings.findings)]
    members = [outcome.members for _, outcome in outcomes if outcome.members is not None]
    return Judged(
        sheet=sheet,
        promises=promises,
        as_of=now,
        status=np.where((found == OPEN) & (level > 0), AT_RISK, found),
        level=level,
        site=site,
        person=person,
        unsure=_unsure(outcomes),
        crowd=pl.concat(members) if members else None,
        findings=pl.concat([pl.DataFrame(schema=FINDINGS), *odd]),
    )


def _unsure(outcomes: Sequence[tuple[int, Outcome]]) -> tuple[Codes, Rows]:
    """(docket row, event) of which it cannot be said whether it opens."""
    rows = [(place, outcome.openings.unsure) for place, outcome in outcomes]
    places = np.concatenate([NOTHING, *(np.full(len(row), place) for place, row in rows)])
    return places.astype(np.int32), np.concatenate([NOTHING, *(row for _, row in rows)])


def chunks(trail: Trail, size: int = CHUNK) -> Iterator[Trail]:
    """A trail in parts of about `size` events, never cutting a life."""
    first, lives = 0, trail.lives.height
    while first < lives:
        last = int(np.searchsorted(trail.start, trail.start[first] + size, side="right")) - 1
        last = min(max(last, first + 1), lives)
        yield trail if (first, last) == (0, lives) else trail.part(first, last)
        first = last


def _levels(sheet: Sheet, promises: Promises, now: Instants, found: Codes) -> Codes:
    """[p] how many warning levels an open promise has reached; a clock that stands still warns nobody."""
    level = np.zeros(promises.size, dtype=np.int32)
    open_ = np.flatnonzero((found == OPEN) & (promises.paused_until == NEVER))
    for v in present(promises.place[open_]):
        standard = sheet.docket.rows[v].standard
        if standard.warnings:
            mine = open_[promises.place[open_] == v]
            for at in Clock(sheet, standard).warnings(promises.where(mine)):
                level[mine] += at <= now[mine]
    return level
