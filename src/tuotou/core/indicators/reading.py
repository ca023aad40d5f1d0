"""A chunk that was judged, with what several indicators ask of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from tuotou.core.promises.judge import Judged, Ruling
from tuotou.core.promises.sheet import Sheet, union
from tuotou.core.standards.indicator import Point
from tuotou.core.standards.standard import Selector
from tuotou.core.trail.trail import Codes, Flags, Rows, runs


class Found(NamedTuple):
    """[k] what is counted of one chunk."""

    row: Rows  # the event at which it is counted
    day: Codes  # the business day
    site: Codes
    person: Codes

    def where(self, chosen: Flags | Rows) -> Found:
        """Some of it."""
        return Found(*(each[chosen] for each in self))


@dataclass(slots=True)
class Reading:
    """A chunk, with what several indicators ask of it."""

    judged: Judged
    as_of: int

    @property
    def sheet(self) -> Sheet:
        return self.judged.sheet

    def events(self, subject: str, selector: Selector, *, outlives: bool = False) -> tuple[Rows, Rows]:
        """(rows that match and happened by then, rows of which it cannot be said).

        What comes after the end of its life counts only where it `outlives` that.
        """
        chosen, unsure = (self._counted(rows, outlives) for rows in self.sheet.chosen(subject, selector))
        return chosen, unsure

    def _counted(self, rows: Rows, outlives: bool) -> Rows:
        rows = self.sheet.counted(rows, stale=False, echoes=False, coarse=True, beyond=outlives)
        return rows[self.sheet.trail.at[rows] <= self.as_of]

    def rulings(self, of: Sequence[str]) -> Iterator[Ruling]:
        """The promises of some standards; trials are in no indicator (kernel rule 35)."""
        for ruling in self.judged.rulings:
            standard = ruling.batch.version.standard
            if standard.id in of and standard.status != "trial":
                yield ruling

    def point(self, subject: str, point: Point, *, outlives: bool) -> Rows:
        """The rows that may be that point, ascending: all that match, or one of each life."""
        rows, _ = self.events(subject, point.selector, outlives=outlives)
        if point.before is None:
            return rows
        anchor = self.first(self.events(subject, point.before, outlives=outlives)[0])
        last = rows[np.searchsorted(rows, anchor) - 1] if len(rows) else rows
        anchor = anchor[: len(last)]
        life = self.sheet.trail.life
        found: Rows = last[(last < anchor) & (life[last] == life[anchor])]
        return found

    def following(self, rows: Rows, others: Rows, side: Literal["left", "right"] = "left") -> Rows:
        """[k] the first of the others at (not at, where `side` is right) or after each row on its life; -1: none."""
        if not len(others):
            return np.full(len(rows), -1)
        life = self.sheet.trail.life
        found = others[np.minimum(np.searchsorted(others, rows, side), len(others) - 1)]
        follows = found >= rows if side == "left" else found > rows
        return np.where(follows & (life[found] == life[rows]), found, -1)

    def elsewhere(self, subject: str, rows: Rows) -> Rows:
        """[k] the first scan at another site after each row on its life; -1: none."""
        trail, vocabulary = self.sheet.trail, self.sheet.docket.handbook.vocabulary
        kinds = [kind.name for kind in vocabulary.kinds.values() if kind.scan and subject in kind.subjects]
        seen, _ = self.events(subject, Selector(tuple(kinds)))
        seen = union([seen[trail.site[seen] >= 0], rows], trail.size)
        place = (trail.life[seen].astype(np.int64) << 32) + trail.site[seen]
        stays = seen[runs(place)[:-1]]  # where each stay at one site begins
        return self.following(rows, stays, "right")

    def first(self, rows: Rows) -> Rows:
        """The first of each life."""
        return rows[np.unique(self.sheet.trail.life[rows], return_index=True)[1]]

    def first_at_site(self, rows: Rows) -> Rows:
        """The first of each life at each site; what has no site is left out."""
        trail = self.sheet.trail
        rows = rows[trail.site[rows] >= 0]
        key = (trail.life[rows].astype(np.int64) << 32) + trail.site[rows]
        found: Rows = rows[np.sort(np.unique(key, return_index=True)[1])]
        return found
