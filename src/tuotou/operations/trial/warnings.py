"""The warnings that a tried standard would have sent: each when its level was reached, by what was known then."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from typing import Final

import numpy as np

from tuotou.core.promises.comparing import NOT_KEPT
from tuotou.core.promises.deadlines import Clock
from tuotou.core.promises.judge import Judged, Ruling
from tuotou.core.promises.promise import IMPOSSIBLE, KEPT, REASONS, Promises
from tuotou.core.trail.search import bisect
from tuotou.core.trail.trail import Flags, Instants, Trail
from tuotou.core.working_time import NEVER

UNTIL_THEN: Final = tuple(map(REASONS.index, ("ended", "superseded")))  # void by something that has no row of its own


@dataclass(frozen=True, slots=True)
class Warned:
    """How often one level warned, and what came of it."""

    sent: int = 0
    kept: int = 0  # then kept in time
    needless: int = 0  # of these: it had been kept already, and was not recorded yet
    not_kept: int = 0  # all the same

    def __add__(self, other: Warned) -> Warned:
        return Warned(*(mine + theirs for mine, theirs in zip(astuple(self), astuple(other), strict=True)))


def warned(judged: Judged, ruling: Ruling, as_of: int) -> tuple[Warned, ...]:
    """What each level of a standard, in their order, sent of one chunk by `as_of` (µs UTC)."""
    standard = ruling.batch.version.standard
    if not standard.warnings:
        return ()
    trail, promises = judged.sheet.trail, ruling.batch.promises(judged.sheet)
    known = np.maximum(trail.recorded, trail.at)
    opened, settled = known[promises.row], _settled(trail, promises, known)
    status = ruling.statuses()
    counts = []
    for sent, at in _sent(Clock(judged.sheet, ruling.batch.version).warnings(promises), promises, opened):
        sent &= (at < settled) & (at <= as_of)
        kept = sent & (status == KEPT)
        needless = kept & (promises.kept <= at)
        found = (sent, kept, needless, sent & np.isin(status, NOT_KEPT))
        counts.append(Warned(*(int(np.count_nonzero(each)) for each in found)))
    return tuple(counts)


def _sent(levels: Sequence[Instants], promises: Promises, opened: Instants) -> Iterator[tuple[Flags, Instants]]:
    """(which promises each level may warn of, when): of levels that were past already the highest speaks (rule 31)."""
    warns = ~promises.unsure & (promises.reason != IMPOSSIBLE)
    for turn, level in enumerate(levels):
        at = np.maximum(level, opened)
        higher = levels[turn + 1] if turn + 1 < len(levels) else np.broadcast_to(np.int64(NEVER), len(at))
        yield warns & (at <= promises.due) & (higher > opened), at


def _settled(trail: Trail, p: Promises, known: Instants) -> Instants:
    """[p] from when each promise was known to be kept, or void; NEVER."""
    opened = known[p.row]
    kept = np.where(p.kept_row >= 0, known[p.kept_row], opened)
    void = np.where(p.void_row >= 0, known[p.void_row], opened)
    waits = np.flatnonzero(np.isin(p.reason, UNTIL_THEN))
    life = trail.life[p.row[waits]]
    void[waits] = known[bisect(trail.at, trail.start[life], trail.start[life + 1], p.void[waits])]
    kept, void = (np.where(at == NEVER, NEVER, by) for at, by in ((p.kept, kept), (p.void, void)))
    settled: Instants = np.maximum(np.minimum(kept, void), opened)
    return settled
