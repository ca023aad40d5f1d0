"""What is to be said of promises now, and when next: for those who say it the moment it becomes so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import polars as pl

from tuotou.core.promises.deadlines import Clock
from tuotou.core.promises.judge import Judged, Ruling
from tuotou.core.promises.naming import NO_PROMISES, complete
from tuotou.core.promises.promise import AT_RISK, BROKEN, KEPT_LATE, NOT_OPEN, OPEN
from tuotou.core.trail.search import places
from tuotou.core.trail.trail import Codes, Flags, Instants
from tuotou.core.working_time import NEVER

SPOKEN: Final = (AT_RISK, KEPT_LATE, BROKEN)
"""What is said of a promise of its own accord; that it is kept, void or gone only after one of these."""
WAITING: Final = (NOT_OPEN, OPEN, AT_RISK)


def lines_spoken(judged: Judged) -> Iterator[tuple[int, Codes]]:
    """(line of the docket, lives) of which there is something to say, with repetitions."""
    life = judged.sheet.trail.life
    for ruling in judged.rulings:
        said = places(np.isin(ruling.status, SPOKEN))
        if len(said):
            yield ruling.batch.version.line, life[ruling.batch.pairing.row[ruling.but[said]]]


def named_of(judged: Judged, wanted: Flags) -> pl.DataFrame:
    """Every promise, however it stands, of the lives and lines of the docket that are wanted [m, lines]."""
    some = tuple(each for ruling in judged.rulings if (each := _of(judged, ruling, wanted)) is not None)
    if not some:
        return NO_PROMISES
    return complete([Judged(judged.sheet, some, judged.unsure, (), judged.findings).named()])


def _of(judged: Judged, ruling: Ruling, wanted: Flags) -> Ruling | None:
    """The promises of a ruling that are wanted, if there are any."""
    mine = wanted[:, ruling.batch.version.line]
    if not mine.any():
        return None
    chosen = places(mine[judged.sheet.trail.life[ruling.batch.pairing.row]])
    return ruling.of(chosen) if len(chosen) else None


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
        for at in Clock(sheet, ruling.batch.version.standard).warnings(p):
            wake = np.where(at > as_of[life], np.minimum(at, wake), wake)
        wake = np.minimum(wake, p.paused_until)
        closed = ruling.status[waits] == NOT_OPEN
        np.minimum.at(found, life, np.where(closed, p.opens, wake))
    return found
