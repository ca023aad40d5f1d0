"""The rows of a chunk in an order, and the rows that answer a question in it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tuotou.core.trail.search import bisect, changes, places, spans
from tuotou.core.trail.trail import Codes, Flags, Instants, Rows

FEW = 16  # searching beats counting where so many times more rows stand than are asked for,
SMALL = 256  # or where so few are asked for at all
NO_ROW = np.array([-1])


@dataclass(frozen=True, slots=True)
class Order:
    """The rows of a chunk sorted by (life, values, at, id). A *position* counts here, a *row* in the trail."""

    row: Rows  # [n] position → row
    position: Rows  # [n] row → position
    low: Rows  # [n] first position of the group
    high: Rows  # [n] one past the last position of the group
    tie: Rows  # [n] first position of the instant within the group
    tie_end: Rows  # [n] one past the last position of the instant
    known: Flags | None  # [n] by row: every value is there; None: all are

    @property
    def plain(self) -> bool:
        """Whether positions are rows: there are no values."""
        return self.row is self.position


@dataclass(frozen=True)
class Answers:
    """The rows that answer a slot, in its order; the next of every opening is counted out."""

    order: Order
    position: Rows  # [k + 1] ascending, the last behind all others
    row: Rows  # [k + 1] the last, -1: no answer

    @classmethod
    def of(cls, row: Rows, order: Order) -> Answers:
        """The rows, ascending, as they stand in an order."""
        position = row if order.plain else order.position[row]
        if not order.plain:
            sorted_ = np.argsort(position, kind="stable")  # nearly in order
            row, position = row[sorted_], position[sorted_]
        return cls(order, np.concatenate((position, [len(order.row)])), np.concatenate((row, NO_ROW)))

    @property
    def empty(self) -> bool:
        """Whether nothing answers."""
        return len(self.row) == 1

    @cached_property
    def _before(self) -> Rows:
        """[n + 1] how many answers stand before each position: dearer to make than a search, and free to ask."""
        behind = np.diff(self.position, prepend=-1)  # the next one ends them
        return np.repeat(np.arange(len(behind)), behind)

    def index(self, position: Rows) -> Rows:
        """Where the answers at or after each position begin."""
        if len(position) < SMALL or FEW * len(position) < len(self.order.row):
            return self.position.searchsorted(position)
        return self._before[position]

    def at(self, index: Rows, high: Rows) -> Rows:
        """The row that stands at an index, -1 where there is none before position `high`; -1 is no index."""
        position = self.position[index]
        beyond = places(position >= high)
        found = position if self.order.plain else self.row[index]
        found[beyond] = -1
        return found

    def hold(self, position: Rows) -> Flags:
        """[k] whether the row at each position is an answer itself."""
        found: Flags = self.position[self.index(position)] == position
        return found

    def without(self, rows: Rows) -> Answers:
        """The answers that are none of some rows."""
        marked = np.zeros(len(self.order.row) + 1, dtype=bool)
        marked[rows] = True
        left = places(~marked[self.row])
        return Answers(self.order, self.position[left], self.row[left])

    def following(self, values: Codes, index: Rows) -> Rows:
        """For each index, the next one whose row has another of the values."""
        value = values[self.row[:-1]]
        ends = np.append(places(value[1:] != value[:-1]) + 1, len(value))
        return ends[np.minimum(np.searchsorted(ends, index, side="right"), len(ends) - 1)]


def ties(at: Instants, low: Rows) -> tuple[Rows, Rows]:
    """(first position of each instant, one past its last) in an order; groups are told by `low`."""
    return spans(np.append(places(changes(at, low)), len(at)))


def at_time(order: Order, at: Instants, position: Rows, instant: Instants) -> Rows:
    """The first position in the group of each position with `at` ≥ `instant`; `high` where there is none."""
    there = at if order.plain else at[order.row]
    return bisect(there, order.low[position], order.high[position], instant)
