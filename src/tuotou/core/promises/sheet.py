"""One chunk of lives laid out for matching: rows by kind, orders by value, answers by question, each made once.

A *slot* is a question such as "the next sorting at this site". Equal slots of different standards share their answers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Final

import numpy as np
import polars as pl

from tuotou.core.promises.docket import Docket
from tuotou.core.promises.order import Answers, Order, ties
from tuotou.core.promises.row import Row, Slot
from tuotou.core.promises.truths import Truths
from tuotou.core.standards.standard import Selector
from tuotou.core.standards.wall_clock import CHINA
from tuotou.core.trail.names import names
from tuotou.core.trail.search import places, spans
from tuotou.core.trail.trail import PERSON, SITE, TEXT, Codes, Flags, Instants, Rows, Trail, micros, nulls, runs, taken
from tuotou.core.working_time import NEVER, Reached
from tuotou.core.working_time.zone import zone

NOTHING: Final = np.zeros(0, dtype=np.int64)
MINUTE, HOUR = 60_000_000, 3_600_000_000

CODED: Final = {"site": SITE, "person": PERSON}
TIMES: Final[Mapping[str, Callable[[Instants, Instants], np.ndarray]]] = {
    "hour": lambda at, _: zone(CHINA).local(at) // HOUR % 24,
    "lag_minutes": lambda at, recorded: (recorded - at) / MINUTE,
}
"""What a condition may ask of when an event itself happened and was recorded, whatever a link makes of it."""


class Sheet:
    """A chunk with everything that standards ask of it, computed once and on demand."""

    def __init__(self, trail: Trail, docket: Docket) -> None:
        self.trail, self.docket = trail, docket
        self._chosen: dict[tuple[str, Selector], tuple[Rows, Rows]] = {}
        self._orders: dict[tuple[str, ...], Order] = {}
        self._values: dict[str, pl.Series] = {}
        self.opening_rows: dict[tuple[object, ...], tuple[Rows, Rows]] = {}  # see `openings`
        self.promised: dict[tuple[str, str], Reached] = {}  # by commitment table and calendar; see `deadlines`
        self._truths = Truths(self)
        self._facts: dict[str, Rows] = {}
        self._latest: dict[tuple[str, bool], Codes] = {}
        self._answers: dict[Slot, Answers] = {}
        self._past_end: dict[bool, Flags | None] = {}
        self._counting: dict[tuple[bool, ...], Flags | None] = {}
        self._known: dict[str, Flags | None] = {}
        self.began = int(trail.at.min(initial=NEVER))
        self.at = np.append(trail.at, NEVER)  # by row; -1, no row, is never

    @cached_property
    def _by_word(self) -> Rows:
        """The rows by word, those of one word ascending; sorting so few values is one pass."""
        return np.argsort(self.trail.word.astype(np.int16), kind="stable")

    @cached_property
    def words(self) -> Mapping[int, tuple[int, int]]:
        """The words that occur: where in `_by_word` the rows of each begin and end."""
        counts = np.bincount(self.trail.word + 1)
        ends = np.cumsum(counts)
        return {int(w) - 1: (int(ends[w] - counts[w]), int(ends[w])) for w in places(counts) if w}

    def rows(self, subject: str, kinds: tuple[str, ...]) -> Rows:
        """The rows of these kinds, ascending."""
        words = [*(self.words.keys() & self.docket.words_of(subject, kinds))]
        if not words:
            return NOTHING
        if len(words) > 8:
            asked = np.zeros(len(self.docket.handbook.vocabulary.code) + 1, dtype=bool)
            asked[words] = True
            return places(asked.take(self.trail.word))
        found = [self.of_word(word) for word in words]
        return found[0] if len(found) == 1 else union(found, self.trail.size)

    def of_word(self, word: int) -> Rows:
        """The rows of a word that occurs, ascending."""
        begin, end = self.words[word]
        return self._by_word[begin:end]

    def chosen(self, subject: str, selector: Selector) -> tuple[Rows, Rows]:
        """(rows that match, rows of which it cannot be said), ascending."""
        key = (subject, selector)
        found = self._chosen.get(key)
        if found is None:
            rows = self.rows(subject, selector.kinds)
            if selector.where is None or not len(rows):
                found = rows, rows[:0]
            else:
                truth = self.truth(subject, selector.where, rows)
                found = rows[truth > 0], rows[truth < 0]
            self._chosen[key] = found
        return found

    def answers(self, slot: Slot) -> Answers:
        """What answers a slot, by position in its order."""
        found = self._answers.get(slot)
        if found is None:
            found = self._answers[slot] = Answers.of(self._answering(slot), self.order(slot.per))
        return found

    def _answering(self, slot: Slot) -> Rows:
        """The rows that answer a slot, ascending."""
        found = [rows for each in slot.selectors if len(rows := self.chosen(slot.subject, each)[0])]
        if not found:
            return NOTHING
        rows = found[0] if len(found) == 1 else union(found, self.trail.size)
        rows = self.counted(rows, stale=slot.stale, echoes=slot.echoes, coarse=slot.coarse, beyond=slot.beyond)
        return rows if slot.known is None else rows[self.code(slot.known)[rows] >= 0]

    def counted(self, rows: Rows, *, stale: bool, echoes: bool, coarse: bool, beyond: bool) -> Rows:
        """Those of the rows that count for who hears what is stale, echoes, known by the day, beyond the end."""
        heard = (stale, echoes, coarse, beyond)
        if heard not in self._counting:
            self._counting[heard] = self._count(*heard)
        counts = self._counting[heard]
        if counts is None or (mine := counts[rows]).all():
            return rows
        return rows[places(mine)]

    def _count(self, stale: bool, echoes: bool, coarse: bool, beyond: bool) -> Flags | None:
        """[n] which rows count; None: all do."""
        trail, past = self.trail, None if beyond else self.past_end(by_day=coarse)
        asked = ((stale, trail.stale), (echoes, trail.echo), (coarse, trail.coarse), (past is None, past))
        refused = [flags for heard, flags in asked if not heard and flags is not None and flags.any()]
        return ~np.logical_or.reduce(refused) if refused else None

    def truth(self, subject: str, text: str, rows: Rows) -> Codes:
        """A condition on rows: 1 true, 0 false, -1 cannot say."""
        return self._truths.of((subject, text), rows)

    def several(self, names_: Sequence[str], rows: Rows) -> pl.DataFrame:
        """The `values` of several names; those that the events have are gathered together."""
        own = [name for name in names_ if name in self.trail.table.schema and name not in (*CODED, "kind")]
        found = self.trail.table.columns(self.trail.place[rows], own)
        others = (self.values(name, rows).alias(name) for name in names_ if name not in own)
        return pl.DataFrame([*map(spelled, found), *others])

    def values(self, name: str, rows: Rows) -> pl.Series:
        """An attribute, base column or fact of rows; null where there is none."""
        if "." in name:
            return self._fact(name.rpartition(".")[2], rows)
        if name in TIMES:
            times = self.trail.table.rows(self.trail.place[rows], ("at", "recorded_at"))
            return pl.Series(name, TIMES[name](*map(micros, times)))
        if name in CODED:
            return names(self.code(name)[rows], CODED[name])
        if name == "kind" and len(kind := self.trail.kind[rows]) and kind.min() >= 0:  # they are few
            return pl.Series(name, list(self.docket.handbook.vocabulary.kinds))[taken(kind)]
        found = self.trail.table.take(name, self.trail.place[rows])
        if found is None:
            vocabulary = self.docket.handbook.vocabulary
            return nulls(vocabulary.dtype(name) if name in vocabulary.attributes else TEXT, len(rows)).alias(name)
        return spelled(found)

    def column(self, name: str) -> pl.Series:
        """The same for all rows."""
        if name not in self._values:
            self._values[name] = self.values(name, np.arange(self.trail.size))
        return self._values[name]

    def _fact(self, name: str, rows: Rows) -> pl.Series:
        """The latest value at or before each row on its life, else the earliest after it (rule 20)."""
        order, known = self.order(()), self._telling(name)
        if not len(known):
            return self.values(name, rows)
        after = np.searchsorted(known, order.tie_end[rows])
        before = known[np.maximum(after - 1, 0)]
        first = known[np.minimum(after, len(known) - 1)]
        is_before = (after > 0) & (before >= order.low[rows])
        is_after = (after < len(known)) & (first < order.high[rows])
        found = self.values(name, np.where(is_before, before, first))
        missing = ~(is_before | is_after)
        return found.set(pl.Series(missing), None) if missing.any() else found

    def _telling(self, name: str) -> Rows:
        """The rows that have an attribute of their own, ascending."""
        if name not in self._facts:
            there = name in self.trail.table.schema
            self._facts[name] = places(self._has(name)) if there else np.zeros(0, dtype=np.int64)
        return self._facts[name]

    def _has(self, name: str) -> Flags:
        """[n] which rows have an attribute of their own."""
        has: Flags = self.trail.table.has(name)[self.trail.place]
        return has

    def ends(self, version: Row, row: Rows) -> Instants:
        """[k] until when anything counts for promises that these rows open: the end of the life (rule 14)."""
        if version.standard.outlives:
            return np.full(len(row), NEVER)
        return self.trail.ending(by_day=version.coarse).take(self.trail.life[row])

    def past_end(self, *, by_day: bool) -> Flags | None:
        """[n] which rows lie after the end of their life (rule 14); None: there are none."""
        by_day = by_day and self.trail.end_by_day is not None
        if by_day not in self._past_end:
            past = self.trail.at > self.trail.ending(by_day=by_day).take(self.trail.life)
            self._past_end[by_day] = past if past.any() else None
        return self._past_end[by_day]

    def order(self, per: tuple[str, ...]) -> Order:
        """The rows sorted by life and the values of `per`."""
        if per not in self._orders:
            self._orders[per] = self._by_life() if not per else self._by_values(per)
        return self._orders[per]

    def _by_life(self) -> Order:
        trail = self.trail
        rows, (low, high) = np.arange(trail.size), spans(trail.start)
        return Order(rows, rows, low, high, *ties(trail.at, low), known=None)

    def _by_values(self, per: tuple[str, ...]) -> Order:
        key = self.trail.life.astype(np.int64)
        known = np.ones(self.trail.size, dtype=bool)
        for name in per:
            code = self.code(name)
            known &= code >= 0
            key = key * (int(code.max(initial=0)) + 2) + code + 1
        row = np.argsort(key, kind="stable")
        position = np.empty_like(row)
        position[row] = np.arange(len(row))
        low, high = spans(runs(key[row]))
        return Order(row, position, low, high, *ties(self.trail.at[row], low), known=known)

    def latest(self, name: str, *, coarse: bool) -> Codes:
        """[n] the last site or person known on each row's life up to it; -1: none."""
        if (name, coarse) not in self._latest:
            code = self.code(name)
            known = code >= 0 if coarse else (code >= 0) & ~self.trail.coarse
            last = np.maximum.accumulate(np.where(known, np.arange(self.trail.size), -1))
            found = code[last]
            found[places(last < self.order(()).low)] = -1
            self._latest[name, coarse] = found
        return self._latest[name, coarse]

    def known(self, name: str) -> Flags | None:
        """[n] which rows have a value of this name; None: all have."""
        if name not in self._known:
            known = self.code(name) >= 0 if name in CODED else self._has(name)
            self._known[name] = None if known.all() else known
        return self._known[name]

    def code(self, name: str) -> Codes:
        """A value of each row as an integer, -1 where there is none: a site, a person or an attribute."""
        if name in CODED:
            return self.trail.site if name == "site" else self.trail.person
        rank = self.column(name).rank("dense").cast(pl.Int32)
        return (rank.fill_null(0) - 1).to_numpy()


def spelled(column: pl.Series) -> pl.Series:
    """A column of codes as words."""
    return column.cast(pl.String) if isinstance(column.dtype, pl.Categorical) else column


def union(found: Sequence[Rows], size: int) -> Rows:
    """The rows that are in any of some sets, ascending; `size` rows there are."""
    chosen = np.zeros(size, dtype=bool)
    for rows in found:
        chosen[rows] = True
    return places(chosen)


def among(rows: Rows, others: Rows, size: int) -> Flags:
    """[k] which of the rows are among others; `size` rows there are. Marking beats hashing and sorting."""
    marked = np.zeros(size, dtype=bool)
    marked[others] = True
    found: Flags = marked[rows]
    return found
