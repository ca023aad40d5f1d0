"""Promises as arrays: five instants each, and what the status expression makes of them at an instant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Final

import numpy as np

from tuotou.core.trail.trail import Codes, Flags, Instants, Rows
from tuotou.core.working_time import NEVER

STATUSES: Final = ("not_open", "open", "at_risk", "kept", "kept_late", "broken", "void", "cannot_say")
NOT_OPEN, OPEN, AT_RISK, KEPT, KEPT_LATE, BROKEN, VOID, CANNOT_SAY = range(8)
SETTLED: Final = (KEPT, VOID, CANNOT_SAY)

REASONS: Final = ("", "event", "period", "suspended", "ended", "superseded", "impossible", "too_few")
"""Why a promise is void; where two meet in one instant, the first listed is named."""
IMPOSSIBLE: Final = REASONS.index("impossible")


@dataclass(frozen=True, slots=True)
class Promises:
    """[p] promises of one chunk. Rows point into the chunk's trail; -1: none. Instants: NEVER = none."""

    place: Codes  # the docket row that judges it
    row: Rows  # the event that opened it
    opens: Instants
    due: Instants
    kept: Instants
    void: Instants
    kept_row: Rows  # the event that kept it; never: none
    reason: Codes  # index into REASONS
    void_row: Rows  # the event or declared period that voids it
    missed: Flags  # kept by a later stage: the scan itself is missing
    estimated: Flags  # the deadline lies in a year whose holidays are not announced
    unsure: Flags  # the condition has no value: cannot say
    paused_until: Instants  # the clock stands still until then at the latest; NEVER: it runs

    def where(self, chosen: Flags | Rows) -> Promises:
        """Some of the promises."""
        return Promises(**{f.name: getattr(self, f.name)[chosen] for f in fields(self)})

    @property
    def size(self) -> int:
        """Number of promises."""
        return len(self.place)


def present(place: Codes) -> list[int]:
    """The docket rows that occur, ascending."""
    return [int(v) for v in np.flatnonzero(np.bincount(place))]


def join(parts: Sequence[Promises]) -> Promises:
    """Several sets of promises of the same chunk as one; at least one."""
    return Promises(**{f.name: np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(Promises)})


def status(promises: Promises, as_of: Instants) -> Codes:
    """[p] the status at `as_of`, short of warnings: rule 7, one expression."""
    p, found = promises, np.full(promises.size, OPEN, dtype=np.int32)
    kept = p.kept != NEVER
    found[as_of > p.due] = BROKEN  # each line has the last word over those above
    found[kept] = KEPT_LATE
    found[kept & (p.kept <= p.due)] = KEPT
    found[(p.void <= p.due) & (p.void < p.kept) | (p.reason == IMPOSSIBLE)] = VOID
    found[p.unsure] = CANNOT_SAY
    found[p.opens > as_of] = NOT_OPEN
    return found
