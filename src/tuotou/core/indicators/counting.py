"""One indicator on one chunk: which events, promises and lives it counts, on which day and for whom."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from tuotou.core.indicators.cells import STEPS
from tuotou.core.indicators.reading import Found, Reading
from tuotou.core.promises.breakdown import climbed
from tuotou.core.promises.judge import Ruling
from tuotou.core.promises.naming import doubt
from tuotou.core.promises.promise import BROKEN, CANNOT_SAY, KEPT, KEPT_LATE, STATUSES
from tuotou.core.standards.indicator import (
    COUNTS,
    LIFE,
    MISSED,
    Events,
    Held,
    Indicator,
    InTime,
    Promised,
    Span,
    Stock,
    Term,
    Took,
    Values,
)
from tuotou.core.trail.names import codes
from tuotou.core.trail.trail import SITE, Codes, Flags, Instants, Rows
from tuotou.core.working_time import NEVER, Calendar

HEARD: Final = "heard"  # a part: in how many chunks there were events of the kinds that are counted
MINUTE: Final = 60_000_000  # µs
MILLI: Final = 1_000  # what attributes hold is counted in thousandths
EXACT: Final = 13  # 2 ** so many steps in each doubling: to a thousandth up to 16, and to 0.01 % beyond


@dataclass(slots=True)
class Counting(ABC):
    """One indicator on one chunk: what counts. Where it is kept is said by those who derive from it."""

    reading: Reading
    number: int
    indicator: Indicator

    @property
    def calendar(self) -> Calendar:
        return self.reading.sheet.docket.handbook.calendars[self.indicator.calendar]

    def count_all(self) -> None:
        """Counts everything of it."""
        self.hear()
        for part, term in (("count", self.indicator.count), ("per", self.indicator.per)):
            if term is not None:
                self.count(part, term)
        if self.indicator.values is not None:
            self.measure(self.indicator.values)

    def count(self, part: str, term: Term) -> None:
        """Counts one term."""
        match term:
            case Events():
                found, unsure = self._events(term)
                self._add(part, found)
                self._unsure(unsure, part)
            case Promised():
                for ruling in self.reading.rulings(term.of):
                    self._promised(part, term, ruling)
                if part == "count":
                    self._unsure_promises(term.of)
            case Stock():
                self._stock(part, term)
            case InTime():
                self._in_time(part, term)
            case Held():
                found, amount, unsure = self._held(term)
                self._add_sums(part, found, amount)
                self._unsure(unsure, part)

    def hear(self) -> None:
        """Remembers that events came of the kinds without which a count of none says nothing."""
        asked = self.indicator.heard_by()
        if asked is not None and len(rows := self.reading.mine(self.reading.sheet.rows(*asked))):
            self._note(HEARD, rows[:1], self._at(rows[:1]).day)

    def measure(self, values: Values) -> None:
        """Measures values."""
        match values:
            case Took():
                for ruling in self.reading.rulings(values.of):
                    self._took(values, ruling)
            case Span():
                self._span(values)
            case Held():
                found, amount, unsure = self._held(values)
                self._add_values(found, amount, EXACT)
                self._unsure(unsure, "values")

    def _held(self, held: Held) -> tuple[Found, Rows, Rows]:
        """(events that hold something, how much in thousandths, rows of which it cannot be said)."""
        found, unsure = self._events(held.events)
        amount = self.reading.sheet.values(held.name, found.row).cast(pl.Float64)
        known = np.flatnonzero(amount.is_not_null().to_numpy())
        return found.where(known), np.rint(amount.to_numpy()[known] * MILLI).astype(np.int64), unsure

    def _events(self, term: Events) -> tuple[Found, Rows]:
        """(what is counted, rows of which it cannot be said)."""
        rows, unsure = self.reading.events(term.subject, term.selector, outlives=term.outlives)
        if term.first is not None:
            rows = self.reading.first(rows) if term.first == LIFE else self.reading.first_at_site(rows)
        if term.test is not None:
            truth = self.reading.sheet.truth(term.subject, term.test, rows)
            rows, unsure = rows[truth >= 0 if term.known else truth > 0], np.append(unsure, rows[truth < 0])
        return self._answering(term, self._at(rows)), unsure

    def _answering(self, term: Events, found: Found) -> Found:
        """The same, at the site that an attribute names."""
        if term.answers is None:
            return found
        site = codes(self.reading.sheet.values(term.answers, found.row), SITE)
        return found._replace(site=site, person=np.full(len(site), -1, dtype=np.int32))

    def _at(self, rows: Rows, at: Instants | None = None) -> Found:
        """Counted at these events, on their day or on that of other instants."""
        trail = self.reading.sheet.trail
        return Found(
            rows, self.calendar.day(trail.at[rows] if at is None else at), trail.site[rows], trail.person[rows]
        )

    def _promised(self, part: str, term: Promised, ruling: Ruling) -> None:
        asked = np.isin(ruling.statuses(), statuses(term))
        if term.counts == MISSED:
            asked &= ruling.batch.pairing.missed
        chosen = self._where(term, ruling, asked)
        self._add(part, self._of(ruling, chosen, ruling.batch.due[chosen]))
        if part == "count":
            self._doubt(ruling, term)

    def _doubt(self, ruling: Ruling, term: Promised) -> None:
        """Not kept, and something unknown happened in between."""
        but = self._where(term, ruling, np.isin(ruling.statuses(), (KEPT_LATE, BROKEN)))
        if len(but):
            promises = ruling.batch.promises(self.reading.sheet, but)
            in_doubt = but[doubt(self.reading.sheet, promises, np.ones(len(but), dtype=bool))]
            self._note("doubt", ruling.batch.pairing.row[in_doubt], self.calendar.day(ruling.batch.due[in_doubt]))

    def _took(self, values: Took, ruling: Ruling) -> None:
        """A promise kept by a later stage only tells not how long its own took (kernel rule 53)."""
        pairing = ruling.batch.pairing
        done = self._where(values, ruling, np.isin(ruling.statuses(), (KEPT, KEPT_LATE)) & ~pairing.missed)
        took: Rows = np.maximum(pairing.kept[done] - pairing.opens[done], 0)
        self._add_values(self._of(ruling, done, pairing.kept[done]), -(-took // MINUTE))

    def _where(self, term: Promised | Took, ruling: Ruling, chosen: Flags) -> Rows:
        """Of the promises chosen, those whose opening event is one that the term means."""
        mine = np.flatnonzero(chosen)
        if term.where is None or not len(mine):
            return mine
        rows, subject = ruling.batch.pairing.row[mine], ruling.batch.version.standard.subject
        return mine[np.flatnonzero(self.reading.sheet.truth(subject, term.where, rows) > 0)]

    def _of(self, ruling: Ruling, chosen: Rows, at: Instants) -> Found:
        """Promises, counted on the day of an instant at the site that answers."""
        who, pairing = ruling.who, ruling.batch.pairing
        return Found(pairing.row[chosen], self.calendar.day(at), who.site[chosen], who.person[chosen])

    def _stock(self, part: str, term: Stock) -> None:
        """On how many ends of business days each was there, up to the last that is over."""
        begins, ends = self.reading.spells(term)
        trail = self.reading.sheet.trail
        over = self.calendar.day(np.array([self.reading.as_of]))[0]  # the day that is not over yet
        ended = trail.ending(by_day=False)[trail.life[begins]]
        at = np.where(ends < 0, ended, np.minimum(trail.at[ends], ended))
        until = np.where(at == NEVER, over, self.calendar.day(np.minimum(at, self.reading.as_of)))
        found = self._at(begins, trail.at[begins] + term.older)
        lasts = np.flatnonzero(at > self.reading.as_of)
        self._later(begins[lasts], self.calendar.at(np.maximum(found.day[lasts], over) + 1, self.calendar.cut))
        there = np.maximum(until - found.day, 0).astype(np.int64)
        some = np.flatnonzero(there)
        self._add_times(part, found.where(some), there[some], np.minimum(until[some], over))

    def _in_time(self, part: str, term: InTime) -> None:
        """On the day on which the time is up, whether it was over by then or not."""
        begins, ends = self.reading.pairs(term)
        at = self.reading.sheet.trail.at
        due = at[begins] + term.limit
        done = (ends >= 0) & (at[ends] <= due)
        asked, up = done | term.late, due <= self.reading.as_of
        self._later(begins[asked & ~up], due[asked & ~up])
        chosen = np.flatnonzero(up & asked)
        self._add(part, self._at(begins[chosen], due[chosen]))

    def _span(self, values: Span) -> None:
        begins, ends = self.reading.pairs(values)
        done = np.flatnonzero(ends >= 0)
        at = self.reading.sheet.trail.at
        took: Rows = at[ends[done]] - at[begins[done]]
        self._add_values(self._at(begins[done], at[ends[done]]), -(-took // MINUTE))

    @abstractmethod
    def _add(self, part: str, found: Found) -> None:
        """Each counts once."""

    @abstractmethod
    def _add_times(self, part: str, found: Found, times: Rows, until: Codes) -> None:
        """What is counted on each day from one until another: so many times."""

    @abstractmethod
    def _add_sums(self, part: str, found: Found, amount: Rows) -> None:
        """Each counts so much."""

    @abstractmethod
    def _add_values(self, found: Found, amount: Rows, fine: int | None = None) -> None:
        """What was measured of each; `fine`: its ladder, where it is no time."""

    @abstractmethod
    def _note(self, part: str, row: Rows, day: Codes) -> None:
        """Told of all together, day by day, and of nobody."""

    @abstractmethod
    def _later(self, row: Rows, at: Instants) -> None:
        """Some events will count otherwise at instants to come, though nothing more becomes known."""

    def _unsure(self, rows: Rows, part: str) -> None:
        """Of which it cannot be said; what is asked of both counts of a share is told once."""
        if len(rows) and not (part == "per" and self.indicator.form == "share"):
            self._note("cannot_say", rows, self._at(rows).day)

    def _unsure_promises(self, of: Sequence[str]) -> None:
        """Openings of which it cannot be said, and promises that nobody can judge."""
        judged = self.reading.judged
        place, row = judged.unsure
        ids = [line.standard.id in of for line in judged.sheet.docket.rows]
        mine = self.reading.mine(row[np.flatnonzero(np.array(ids, dtype=bool)[place])])
        self._note("cannot_say", mine, self._at(mine).day)
        for ruling in self.reading.rulings(of):
            unsure = ruling.but[ruling.status == CANNOT_SAY]
            self._note("cannot_say", ruling.batch.pairing.row[unsure], self.calendar.day(ruling.batch.due[unsure]))


def statuses(term: Promised) -> list[int]:
    """The statuses that a term counts."""
    return [STATUSES.index(status) for status in COUNTS[term.counts]]


def step_of(amount: Rows, fine: int | None) -> Rows:
    """The steps of the ladder on which amounts lie; `fine`: how fine, where they are no times."""
    return climbed(amount) if fine is None else climbed(np.maximum(amount, 0), fine, STEPS)
