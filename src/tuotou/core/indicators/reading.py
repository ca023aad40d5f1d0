"""A chunk that was judged, with what several indicators ask of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from tuotou.core.promises.judge import Judged, Ruling
from tuotou.core.promises.sheet import Sheet, union
from tuotou.core.standards.indicator import InTime, Point, Span, Stock
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
    lives: Flags | None = None  # [m] only these are meant; None: all

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
        return self.mine(rows[self.sheet.trail.at[rows] <= self.as_of])

    def mine(self, rows: Rows) -> Rows:
        """Those of the lives that are meant."""
        return rows if self.lives is None else rows[self.lives[self.sheet.trail.life[rows]]]

    def rulings(self, of: Sequence[str]) -> Iterator[Ruling]:
        """The promises of some standards; trials are in no indicator (kernel rule 35)."""
        for ruling in self.judged.rulings:
            standard = ruling.batch.version.standard
            if standard.id in of and standard.status != "trial":
                yield ruling

    def point(self, subject: str, point: Point, *, outlives: bool) -> Rows:
        """The rows that may be that point, ascending: all that match, or one of each life."""
        rows, _ = self.events(subject, point.selector, outlives=outlives)
        if point.before is None or not len(rows):
            return rows
        anchor = self.first(self.events(subject, point.before, outlives=outlives)[0])
        place = np.searchsorted(rows, self.sheet.order(()).tie_end[anchor]) - 1  # in its instant counts (rule 6)
        place -= rows[np.maximum(place, 0)] == anchor
        found = rows[np.maximum(place, 0)]
        mine: Rows = found[(place >= 0) & self._one_life(found, anchor)]
        return mine

    def pairs(self, term: Span | InTime) -> tuple[Rows, Rows]:
        """[k] the first event of each life that begins, and the first in its instant or later that ends; -1: none."""
        first = self.first(self.point(term.subject, term.begins, outlives=term.outlives))
        return first, self._following(first, self.point(term.subject, term.ends, outlives=term.outlives))

    def spells(self, term: Stock) -> tuple[Rows, Rows]:
        """[k] each event that begins while nothing that began earlier lasts, and what ends it; -1: nothing."""
        begins = self.point(term.subject, term.begins, outlives=term.outlives)
        ends = self._following(begins, self.point(term.subject, term.ends, outlives=term.outlives))
        if term.elsewhere:
            other = self._elsewhere(term.subject, begins)
            ends = np.where((other >= 0) & ((ends < 0) | (other < ends)), other, ends)
        life = self.sheet.trail.life[begins]
        fresh = np.append(True, (life[1:] != life[:-1]) | (ends[1:] != ends[:-1]))[: len(begins)]
        return begins[fresh], ends[fresh]

    def _following(self, rows: Rows, others: Rows) -> Rows:
        """[k] the first of the others in the instant of each row or later on its life, itself not; -1: none."""
        if not len(others):
            return np.full(len(rows), -1)
        place = np.searchsorted(others, self.sheet.order(()).tie[rows])
        place += others[np.minimum(place, len(others) - 1)] == rows
        return self._there(place, rows, others)

    def _there(self, place: Rows, rows: Rows, others: Rows) -> Rows:
        """[k] the others at some places where they are of the same life as the rows, else -1."""
        found = others[np.minimum(place, len(others) - 1)]
        return np.where((place < len(others)) & self._one_life(found, rows), found, -1)

    def _one_life(self, rows: Rows, others: Rows) -> Flags:
        life = self.sheet.trail.life
        same: Flags = life[rows] == life[others]
        return same

    def _elsewhere(self, subject: str, rows: Rows) -> Rows:
        """[k] the first scan at another site after each row on its life; -1: none."""
        trail, vocabulary = self.sheet.trail, self.sheet.docket.handbook.vocabulary
        kinds = [kind.name for kind in vocabulary.kinds.values() if kind.scan and subject in kind.subjects]
        seen, _ = self.events(subject, Selector(tuple(kinds)))
        seen = union([seen[trail.site[seen] >= 0], rows], trail.size)
        place = (trail.life[seen].astype(np.int64) << 32) + trail.site[seen]
        stays = seen[runs(place)[:-1]]  # where each stay at one site begins
        return self._there(np.searchsorted(stays, rows, "right"), rows, stays)

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
