"""What is to be said of promises now, and when next: for those who say it the moment it becomes so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import polars as pl

from tuotou.core.promises.deadlines import Clock
from tuotou.core.promises.judge import Judged, Ruling
from tuotou.core.promises.naming import NO_PROMISES, complete
from tuotou.core.promises.promise import AT_RISK, BROKEN, IMPOSSIBLE, KEPT_LATE, NOT_OPEN, OPEN, VOID
from tuotou.core.promises.said import Telling, Told
from tuotou.core.trail.search import places
from tuotou.core.trail.trail import Codes, Flags, Instants, Rows
from tuotou.core.working_time import NEVER

SPOKEN: Final = (AT_RISK, KEPT_LATE, BROKEN)
"""What is said of a promise of its own accord; that it is kept, void or gone only after one of these."""
WAITING: Final = (NOT_OPEN, OPEN, AT_RISK)

KNOWN: Final = pl.Schema(
    {"known": pl.Int64(), "kept_known": pl.Int64(), "void_known": pl.Int64(), "impossible": pl.Boolean()}
)
"""Since when what decides a promise was known; NEVER: it is not so."""


def lines_spoken(telling: Telling) -> Iterator[tuple[int, Codes]]:
    """(line of the docket, lives) of which there is something to say, or was while their spells lasted."""
    life = telling.judged.sheet.trail.life
    for ruling in telling.judged.rulings:
        said = ruling.but[places(np.isin(ruling.status, SPOKEN))]
        once = _once(telling, ruling)
        rows = np.concatenate([said, once]) if len(once) else said
        if len(rows):
            yield ruling.batch.version.line, life[ruling.batch.pairing.row[rows]]


def _once(telling: Telling, ruling: Ruling) -> Rows:
    """The promises of which something was to be said before it was known what keeps or voids them."""
    pairing = ruling.batch.pairing
    began = np.append(telling.spells.since, NEVER)[telling.spell[pairing.row]]
    settled = telling.known[pairing.kept_row] > began
    settled[ruling.but] = ruling.status == VOID
    rows = places(settled)
    if not len(rows):
        return rows
    told = telling.told(ruling, rows)
    return rows[told.broken() | _warned(telling, ruling, told)]


def _warned(telling: Telling, ruling: Ruling, told: Told) -> Flags:
    """[p] of which a warning was to be said."""
    found = np.zeros(told.promises.size, dtype=bool)
    end = np.minimum(np.minimum(told.kept, told.void), np.minimum(told.suspended, told.before))
    for at in Clock(telling.judged.sheet, ruling.batch.version).warnings(told.promises):
        found |= (np.maximum(at, told.known) < end) & (told.known <= told.promises.due)
    return found


def named_of(telling: Telling, wanted: Flags) -> pl.DataFrame:
    """Every promise, however it stands, of the lives and lines of the docket that are wanted [m, lines].

    With its names (`naming.SCHEMA`) since when it was known to be there, to be kept, to be void, and whether at all:
    the columns of `KNOWN`, µs.
    """
    judged, life = telling.judged, telling.judged.sheet.trail.life
    some, known = [], []
    for ruling in judged.rulings:
        mine = wanted[:, ruling.batch.version.line]
        chosen = places(mine[life[ruling.batch.pairing.row]])
        if len(chosen):
            some.append(ruling.of(chosen))
            known.append(telling.told(ruling, chosen))
    if not some:
        return NO_PROMISES.with_columns(pl.lit(None, dtype).alias(name) for name, dtype in KNOWN.items())
    named = Judged(judged.sheet, tuple(some), judged.unsure, (), judged.findings).named()
    columns = (
        [each.known for each in known],
        [each.kept for each in known],
        [np.minimum(each.void, each.suspended) for each in known],
        [each.promises.reason == IMPOSSIBLE for each in known],
    )
    return complete([named]).with_columns(
        pl.Series(name, np.concatenate(column), dtype=dtype)
        for (name, dtype), column in zip(KNOWN.items(), columns, strict=True)
    )


def wakes(judged: Judged, as_of: Instants) -> Instants:
    """[m] when a promise of each life will next stand otherwise if nothing more is known; NEVER: not at all.

    `as_of` [m]: the instants as of which the lives were judged.
    """
    sheet, found = judged.sheet, np.full(len(as_of), NEVER)
    for ruling in judged.rulings:
        waits = places(np.isin(ruling.status, WAITING))
        if not len(waits):
            continue
        p = ruling.batch.promises(sheet, ruling.but[waits])
        life = sheet.trail.life[p.row]
        wake = np.where(p.due < NEVER, p.due, NEVER - 1) + 1
        for at in Clock(sheet, ruling.batch.version).warnings(p):
            wake = np.where(at > as_of[life], np.minimum(at, wake), wake)
        wake = np.minimum(wake, p.paused_until)
        closed = ruling.status[waits] == NOT_OPEN
        np.minimum.at(found, life, np.where(closed, p.opens, wake))
    return found
