"""What keeps a promise: the earliest of its alternatives (rules 17–19)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tuotou.core.document import Duration
from tuotou.core.promises.openings import Openings
from tuotou.core.promises.order import Answers, at_time
from tuotou.core.promises.row import Row, Slot
from tuotou.core.promises.sheet import Sheet
from tuotou.core.trail.search import places
from tuotou.core.trail.trail import Flags, Instants, Rows, micros
from tuotou.core.working_time import NEVER


@dataclass(frozen=True, slots=True)
class Kept:
    """[k] when each opening was kept (NEVER: not), by which row (-1), and whether only by a later stage."""

    at: Instants
    row: Rows
    missed: Flags

    @classmethod
    def by_none(cls, size: int) -> Kept:
        """Nothing keeps anything."""
        return cls(np.full(size, NEVER), np.full(size, -1), np.zeros(size, dtype=bool))


def match(sheet: Sheet, line: Sequence[Row], found: Openings, every: Rows) -> Kept:
    """The earliest keep of every opening of a line. Of one instant a listed event is named before a later stage's.

    `every` are the rows of all openings, also of those that share an instant with another.
    """
    if len(line) == 1:
        return _match(sheet, line[0], found, every)
    kept = Kept.by_none(len(found.row))
    for version in line:
        mine = places(found.place == version.place)
        own = _match(sheet, version, found.where(mine), every)
        kept.at[mine], kept.row[mine], kept.missed[mine] = own.at, own.row, own.missed
    return kept


def _match(sheet: Sheet, version: Row, found: Openings, every: Rows) -> Kept:
    """The earliest keep of the openings of one version."""
    kept, start = None, _start(sheet, version, found.row)
    for way in version.ways:
        row = _search(sheet, version, way.slot, (found, every), start)
        at = sheet.at[row]
        if kept is None:
            kept = Kept(at, row, row >= 0 if way.later else np.zeros(len(row), dtype=bool))
        else:
            _take(kept, at, row, way.later)
    return kept or Kept.by_none(len(found.row))


def _start(sheet: Sheet, version: Row, row: Rows) -> Instants | None:
    """From when a keep counts, where that is not the opening: earlier by `early`, or later by `not_before`."""
    s, at = version.standard, sheet.trail.at[row]
    if isinstance(s.not_before, Duration):
        return at + s.not_before.amount
    if s.not_before is not None:
        named = micros(sheet.values(s.not_before, row))
        return np.where((named != NEVER) & (named > at), named, at - s.early)
    return at - s.early if s.early else None


def _search(sheet: Sheet, version: Row, slot: Slot, asked: tuple[Openings, Rows], start: Instants | None) -> Rows:
    """[k] the row that answers the slot from `start` on, in the opening's group; -1: none."""
    found, every = asked
    answers = sheet.answers(slot)
    if answers.empty:
        return np.full(len(found.row), -1)
    order = answers.order
    same_order = slot.per == version.standard.per
    position = found.position if same_order else order.position[found.row]
    high = found.high if same_order else order.high[position]
    if start is None:
        begin = found.begin if same_order else order.tie[position]
    else:
        begin = at_time(order, sheet.trail.at, position, start)
    if not slot.known and sheet.docket.keeps_itself[version.line]:
        return _past_openers(answers, found, begin, answers.without(every))
    index = answers.index(begin)
    hit = answers.at(index, high)
    if slot.known:
        value = sheet.code(slot.known)
        same = places((hit >= 0) & (value[hit] == value[found.row]))
        hit[same] = answers.at(answers.following(value, index[same]), high[same])
    return hit


def _past_openers(answers: Answers, found: Openings, begin: Rows, others: Answers) -> Rows:
    """[k] the answer from `begin` on; in the opening's own instant nothing that opens the standard: only `others`."""
    instant, end = found.begin, found.end
    hit = answers.at(answers.index(np.maximum(begin, end)), found.high)
    if not others.empty:
        _earlier(hit, others.at(others.index(np.maximum(begin, instant)), end))
    if begin is not instant:
        _earlier(hit, answers.at(answers.index(begin), instant))
    return hit


def _earlier(hit: Rows, found: Rows) -> None:
    """Lets what was found take the place of later hits."""
    sooner = places(found >= 0)
    hit[sooner] = found[sooner]


def _take(kept: Kept, at: Instants, row: Rows, later: bool) -> None:
    """Lets an earlier keep replace what was found so far; in one instant the first in order, listed before later."""
    tied = places((at == kept.at) & (row < kept.row) & (row >= 0))
    better = places(at < kept.at)
    if len(tied):
        better = np.concatenate([better, tied[kept.missed[tied] == later]])
    kept.at[better], kept.row[better], kept.missed[better] = at[better], row[better], later
