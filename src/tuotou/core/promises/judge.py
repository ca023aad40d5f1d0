"""From unfolded lives to promises: the second, hot function of `evaluate` (rule 67). Chunk by chunk, whole lives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import polars as pl

from tuotou.core.promises.answering import answering
from tuotou.core.promises.crowd import gather_crowd
from tuotou.core.promises.deadlines import Clock
from tuotou.core.promises.docket import Docket
from tuotou.core.promises.naming import SCHEMA, Named, name_promises
from tuotou.core.promises.needs import judge_needs
from tuotou.core.promises.never import judge_never
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


def judge(trail: Trail, docket: Docket, as_of: int | Instants) -> Judged:
    """The promises of one chunk of whole lives. `as_of`: one instant, or one for each life [m]."""
    sheet = Sheet(trail, docket)
    at_row = np.full(trail.size, as_of) if isinstance(as_of, int) else as_of[trail.life]
    parts, crowd, openings = [opened(NOTHING, NOTHING, NOTHING)], [], []
    findings = [pl.DataFrame(schema=FINDINGS)]
    for line in docket.lines:
        if not sheet.occurs(line):
            continue
        form = line[0].standard.form
        if form == "within":
            promises, found, odd = judge_within(sheet, line, at_row)
            findings += odd
        elif form == "at_most":
            members, found = gather_crowd(sheet, line, at_row)
            crowd.append(members)
        else:
            promises, found = judge_needs(sheet, line) if form == "needs" else judge_never(sheet, line)
        if form != "at_most":
            parts.append(promises)
        openings.append((line[-1].place, found.unsure))
        findings += found.findings
    return _judged(sheet, join(parts), at_row, Beside(crowd, openings, findings))


class Beside(NamedTuple):
    """What the forms give beside promises."""

    crowd: list[pl.DataFrame]
    unsure: list[tuple[int, Rows]]
    findings: list[pl.DataFrame]


def _judged(sheet: Sheet, promises: Promises, at_row: Instants, beside: Beside) -> Judged:
    """The promises with their status and who answers for them."""
    now = at_row[promises.row]
    found = status(promises, now)
    level = _levels(sheet, promises, now, found)
    site, person = answering(sheet, promises)
    places = [np.full(len(rows), place, dtype=np.int32) for place, rows in beside.unsure]
    return Judged(
        sheet=sheet,
        promises=promises,
        as_of=now,
        status=np.where((found == OPEN) & (level > 0), AT_RISK, found),
        level=level,
        site=site,
        person=person,
        unsure=(
            np.concatenate([NOTHING, *places]).astype(np.int32),
            np.concatenate([NOTHING, *(rows for _, rows in beside.unsure)]),
        ),
        crowd=pl.concat(beside.crowd) if beside.crowd else None,
        findings=pl.concat(beside.findings),
    )


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
