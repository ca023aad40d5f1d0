"""Of which subjects a tried standard may once have been said broken: only their belief log has to be told (rule 2).

A log tells of promises that were ever said broken. Where everything became known in the order in which it happened,
what was said can be seen from what it came to; these subjects are few, and so are those where it did not.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np
import polars as pl

from tuotou.core.promises.belief import LOGGED
from tuotou.core.promises.comparing import ruling_of
from tuotou.core.promises.docket import Docket
from tuotou.core.promises.judge import Judged
from tuotou.core.promises.row import Row
from tuotou.core.trail.derived import PASSES
from tuotou.core.trail.trail import Flags, Instants, Trail
from tuotou.core.trail.vocabulary import CONFIRMED, RETRACTED, Vocabulary

SUBJECT: Final = ("subject_kind", "subject")
NOBODY: Final = pl.DataFrame(schema=dict.fromkeys(SUBJECT, pl.String()))
_RESTLESS: Final = (RETRACTED, CONFIRMED)  # what they do to other events is not seen from what it came to


@dataclass
class Suspects:
    """Subjects of one standard, found chunk by chunk until they are taken."""

    docket: Docket
    id: str
    contained: frozenset[str] | None = None  # the event kinds that containers have; None: any
    _found: list[pl.DataFrame] = field(default_factory=list)

    @cached_property
    def row(self) -> Row | None:
        """The docket row of the standard, if it has a log."""
        rows = (row for row in self.docket.rows if row.standard.id == self.id)
        return next((row for row in rows if row.standard.form in LOGGED), None)

    def add(self, judged: Judged) -> None:
        """Notes the suspects of one chunk."""
        if self.row is not None:
            trail = judged.sheet.trail
            chosen = self._late(judged, self.row) | self._disordered(trail)
            chosen &= (trail.lives["subject_kind"].cast(pl.String) == self.row.standard.subject).to_numpy()
            self._found.append(trail.lives[np.flatnonzero(chosen)].select(pl.col(SUBJECT).cast(pl.String)))

    def take(self) -> pl.DataFrame:
        """Those found since they were last taken: subject_kind, subject."""
        found, self._found = pl.concat([NOBODY, *self._found]).unique(), []
        return found

    def _late(self, judged: Judged, row: Row) -> Flags:
        """[m] of which lives a promise is not kept in time, or was not known to be when it was due."""
        trail, found = judged.sheet.trail, np.zeros(len(judged.sheet.trail.start) - 1, dtype=bool)
        ruling = ruling_of(judged, row.place)
        if ruling is not None:
            pairing, known = ruling.batch.pairing, np.append(_known(trail), 0)
            late = known[pairing.kept_row] > ruling.batch.due
            late[ruling.but] = True
            found[trail.life[pairing.row[late]]] = True
        return found

    def _disordered(self, trail: Trail) -> Flags:
        """[m] in which lives something that matters became known after what happened later, or restlessly."""
        found: Flags = trail.lives["number"].to_numpy() > 1  # where one life ends hangs on all its events
        rows = np.flatnonzero(self._kinds[trail.kind])
        life, known = trail.life[rows], _known(trail)[rows]
        found[life[1:][(life[1:] == life[:-1]) & (known[1:] < known[:-1])]] = True
        found[trail.life[self._restless[trail.kind] | trail.echo]] = True
        return found

    @cached_property
    def _kinds(self) -> Flags:
        """By ordinal of the kind: whether the standard may hear of it; what is derived hangs on any other event."""
        reads = self.docket.reads
        if not reads.isdisjoint(PASSES):
            reads = frozenset(self.docket.handbook.vocabulary.kinds)
        return self.docket.handbook.vocabulary.flags(lambda kind: kind.name in reads or kind.terminal)

    @cached_property
    def _restless(self) -> Flags:
        """By ordinal of the kind: whether it may change what other events mean.

        So does a ride, where the standard hears of what spread: what was inherited hangs on all scans of both.
        """
        words = self.docket.handbook.vocabulary
        restless = words.flags(lambda kind: kind.name in _RESTLESS or bool(kind.approvers or kind.continues))
        if self.hears_containers:
            restless |= words.flags(lambda kind: kind.enters is not None)
        return restless

    @cached_property
    def hears_containers(self) -> bool:
        """Whether anything that spreads from the containers there are can reach the standard."""
        words = self.docket.handbook.vocabulary
        heard = self._kinds & words.flags(lambda kind: kind.spreads)
        return bool((heard & words.flags(lambda kind: self.contained is None or kind.name in self.contained)).any())

    def concerns_containers(self, words: Vocabulary) -> bool:
        """Whether the log needs the events of containers."""
        return self.hears_containers or (self.row is not None and self.row.standard.subject in words.containers)


def _known(trail: Trail) -> Instants:
    """[n] from when each row was believed."""
    known: Instants = np.maximum(trail.recorded, trail.at)
    return known
