"""The promises of one version in a chunk, as arrays that versions which ask alike share.

Nearly all promises are kept in time. They are told by one comparison; what else is to know of a promise is
worked out for the few others, and for those that somebody wants to see.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np

from tuotou.core.promises.promise import REASONS, Promises
from tuotou.core.promises.row import Family, Row
from tuotou.core.promises.sheet import Sheet
from tuotou.core.trail.search import places
from tuotou.core.trail.trail import Flags, Instants, Rows
from tuotou.core.working_time import NEVER

ALL = slice(None)


class Stop(NamedTuple):
    """[k] when something voids each opening (NEVER: nothing does), and which row that is (-1: none)."""

    reason: str  # one of REASONS
    at: Instants
    row: Rows

    def where(self, chosen: Flags | Rows | slice) -> Stop:
        """Of some openings."""
        return Stop(self.reason, self.at[chosen], self.row[chosen])


@dataclass(frozen=True)
class Pairing:
    """[k] openings, what keeps each and what may void it: all that does not hang on a deadline.

    Some arrays are one value throughout: they are not to be written to.
    """

    row: Rows  # the event that opens
    opens: Instants
    kept: Instants  # NEVER: by nothing
    kept_row: Rows  # -1: by nothing, or nothing that has a row
    missed: Flags  # kept by a later stage only
    unsure: Flags  # the condition has no value
    stops: tuple[Stop, ...] = ()  # in the order of REASONS, each not before the opening

    @property
    def size(self) -> int:
        """Number of openings."""
        return len(self.row)

    def where(self, chosen: Flags | Rows) -> Pairing:
        """Some of the openings."""
        arrays = {f.name: getattr(self, f.name)[chosen] for f in fields(self) if f.name != "stops"}
        return Pairing(**arrays, stops=tuple(stop.where(chosen) for stop in self.stops))

    @cached_property
    def doubtful(self) -> Rows:
        """The openings that a keep in time does not settle: stopped before it, or of which it cannot be said."""
        found = [places(stop.at < self.kept) for stop in self.stops]
        return np.concatenate([places(self.unsure), *found]) if found or self.unsure.any() else nothing(0)


@dataclass(frozen=True, slots=True)
class Batch:
    """[p] the promises of one version: its openings, and by when it wants them kept."""

    version: Row
    pairing: Pairing
    due: Instants
    estimated: Flags
    paused_until: Instants

    @property
    def size(self) -> int:
        """Number of promises."""
        return len(self.due)

    def where(self, chosen: Flags | Rows) -> Batch:
        """Some of the promises."""
        return Batch(
            self.version,
            self.pairing.where(chosen),
            self.due[chosen],
            self.estimated[chosen],
            self.paused_until[chosen],
        )

    def exceptional(self) -> Rows:
        """The promises that are not simply kept in time, ascending; whatever the instant, all others are kept."""
        pairing = self.pairing
        kept = pairing.kept <= self.due
        if self.version.lasts is None:  # a clock of its own does not end before it begins
            kept &= self.due >= pairing.opens
        if len(pairing.doubtful):
            kept[pairing.doubtful] = False
        return places(~kept)

    def promises(self, sheet: Sheet, chosen: Rows | slice = ALL) -> Promises:
        """Some of the promises with everything that is to know of them."""
        pairing, due = self.pairing, self.due[chosen]
        row, opens = pairing.row[chosen], pairing.opens[chosen]
        void, reason, void_row = np.full(len(row), NEVER), np.zeros(len(row), dtype=np.int32), np.full(len(row), -1)
        for stop in (*(s.where(chosen) for s in pairing.stops), self._ended(sheet, row)):
            code = REASONS.index(stop.reason)
            first = (stop.at <= due) & ((stop.at < void) | (stop.at == void) & (stop.at < NEVER) & (code < reason))
            void[first], reason[first], void_row[first] = stop.at[first], code, stop.row[first]
        impossible = due < opens
        void[impossible], reason[impossible] = opens[impossible], REASONS.index("impossible")
        return Promises(
            place=np.full(len(row), self.version.place, dtype=np.int32),
            row=row,
            opens=opens,
            due=due,
            kept=pairing.kept[chosen],
            void=void,
            kept_row=pairing.kept_row[chosen],
            reason=reason,
            void_row=void_row,
            missed=pairing.missed[chosen],
            estimated=self.estimated[chosen],
            unsure=pairing.unsure[chosen],
            paused_until=self.paused_until[chosen],
        )

    def _ended(self, sheet: Sheet, row: Rows) -> Stop:
        """The end of the life voids what waits beyond it; only a `within` has a clock that can wait (rule 14)."""
        if self.version.standard.form != "within":
            return Stop("ended", never(len(row)), nothing(len(row)))
        return Stop("ended", sheet.ends(self.version, row), nothing(len(row)))


@lru_cache(maxsize=1_024)
def never(size: int) -> Instants:
    """[size] times never; not to be written to."""
    return np.broadcast_to(np.int64(NEVER), size)


@lru_cache(maxsize=1_024)
def nothing(size: int) -> Rows:
    """[size] times no row; not to be written to."""
    return np.broadcast_to(np.int64(-1), size)


@lru_cache(maxsize=1_024)
def no(size: int) -> Flags:
    """[size] times no; not to be written to."""
    return np.broadcast_to(np.False_, size)


def at_once(family: Family, pairings: Sequence[Pairing]) -> tuple[Batch, ...]:
    """The promises of a form without a clock, due as they open: one pairing for each version of a line."""
    return tuple(
        Batch(line[turn], own, own.opens, no(own.size), never(own.size))
        for turn, own in enumerate(pairings)
        for line in family
    )
