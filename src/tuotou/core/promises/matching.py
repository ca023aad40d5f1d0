"""What keeps a promise: the earliest of its alternatives (rules 17–19)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tuotou.core.document import Duration
from tuotou.core.promises.docket import Row, Slot
from tuotou.core.promises.openings import Openings
from tuotou.core.promises.sheet import Sheet, among, at_time
from tuotou.core.trail.trail import Flags, Instants, Rows, micros
from tuotou.core.working_time import NEVER


@dataclass(frozen=True, slots=True)
class Kept:
    """[k] when each opening was kept (NEVER: not), by which row (-1), and whether only by a later stage."""

    at: Instants
    row: Rows
    missed: Flags

    def where(self, chosen: Flags) -> Kept:
        """Of some openings."""
        return Kept(self.at[chosen], self.row[chosen], self.missed[chosen])


def match(sheet: Sheet, line: Sequence[Row], found: Openings, every: Rows) -> Kept:
    """The earliest keep of every opening of a line. Of one instant a listed event is named before a later stage's.

    `every` are the rows of all openings, also of those that share an instant with another.
    """
    size = len(found.row)
    kept = Kept(np.full(size, NEVER), np.full(size, -1), np.zeros(size, dtype=bool))
    for version in line:
        mine = found.of(version, len(line))
        asked = _Asked(found.row[mine], found.position[mine], every)
        start, ends = _start(sheet, version, asked.row), sheet.ends(version, asked.row)
        for way in version.ways:
            row = _search(sheet, version, way.slot, asked, start)
            at = np.where(row >= 0, sheet.trail.at[row], NEVER)
            at[at > ends] = NEVER  # nothing counts after the end of the life
            _take(kept, mine, (at, row, way.later))
    return kept


@dataclass(frozen=True, slots=True)
class _Asked:
    """Openings of one version, and the rows of all openings of its line."""

    row: Rows
    position: Rows
    openings: Rows


def _start(sheet: Sheet, version: Row, row: Rows) -> Instants | None:
    """From when a keep counts, where that is not the opening: earlier by `early`, or later by `not_before`."""
    s, at = version.standard, sheet.trail.at[row]
    if isinstance(s.not_before, Duration):
        return at + s.not_before.amount
    if s.not_before is not None:
        named = micros(sheet.values(s.not_before, row))
        return np.where((named != NEVER) & (named > at), named, at - s.early)
    return at - s.early if s.early else None


def _search(sheet: Sheet, version: Row, slot: Slot, asked: _Asked, start: Instants | None) -> Rows:
    """[k] the row that answers the slot from `start` on, in the opening's group; -1: none."""
    answers = sheet.answers(slot)
    order = answers.order
    position = asked.position if slot.per == version.standard.per else order.position[asked.row]
    begin, high = order.tie[position], order.high[position]
    if start is not None:
        begin = at_time(order, sheet.trail.at, position, start)
    index = answers.index(begin)
    hit = answers.at(index, high)
    if slot.known:
        value = sheet.code(slot.known)
        same = (hit >= 0) & (value[hit] == value[asked.row])
        return answers.at(np.where(same, answers.following(value, index), index), high)
    if sheet.docket.keeps_itself[version.line]:
        while (opener := _opens_it(sheet, hit, asked)).any():
            index = index + opener
            hit = np.where(opener, answers.at(index, high), hit)
    return hit


def _opens_it(sheet: Sheet, hit: Rows, asked: _Asked) -> Flags:
    """Whether the hit is the opening itself, or another opening of the standard in the same instant."""
    at = sheet.trail.at
    itself: Flags = hit == asked.row
    near = np.flatnonzero((hit >= 0) & ~itself & (at[hit] == at[asked.row]))
    if len(near):
        itself[near] = among(hit[near], asked.openings, sheet.trail.size)
    return itself


def _take(kept: Kept, mine: slice | Rows, found: tuple[Instants, Rows, bool]) -> None:
    """Lets an earlier keep replace what was found so far; in one instant the first in order, listed before later."""
    at, row, later = found
    before, named, missed = kept.at[mine], kept.row[mine], kept.missed[mine]
    better = (at < before) | ((at == before) & (at != NEVER) & (row < named) & (missed == later))
    kept.at[mine] = np.where(better, at, before)
    kept.row[mine] = np.where(better, row, named)
    kept.missed[mine] = np.where(better, later, missed)
