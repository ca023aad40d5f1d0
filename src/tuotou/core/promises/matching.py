"""What keeps a promise: the earliest of its alternatives, found by one search for all standards (rules 17–19)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from tuotou.core.document import Duration
from tuotou.core.promises.docket import Row, Slot
from tuotou.core.promises.openings import Openings
from tuotou.core.promises.promise import present
from tuotou.core.promises.sheet import Keys, Sheet, at_time
from tuotou.core.trail.trail import Flags, Instants, Rows, micros
from tuotou.core.working_time import NEVER


@dataclass(frozen=True, slots=True)
class Kept:
    """[k] when each opening was kept (NEVER: not), by which row, and whether only by a later stage."""

    at: Instants
    row: Rows
    missed: Flags


@dataclass(frozen=True, slots=True)
class _Alternative:
    """One way to keep one version."""

    slot: Slot
    later: bool


def match(sheet: Sheet, openings: Openings) -> Kept:
    """The earliest keep of every opening; between alternatives in one instant the first listed is named."""
    size = len(openings.row)
    kept = Kept(np.full(size, NEVER), np.full(size, -1), np.zeros(size, dtype=bool))
    rows = sheet.docket.rows
    versions = present(openings.place)
    ways = {int(v): _alternatives(rows[v]) for v in versions}
    slots = list(dict.fromkeys(way.slot for each in ways.values() for way in each))
    keys = Keys(sheet, slots)
    starts = _starts(sheet, openings, versions)
    for turn in range(max((len(each) for each in ways.values()), default=0)):
        slot, later = np.full(len(rows), -1), np.zeros(len(rows), dtype=bool)
        for v, each in ways.items():
            if turn < len(each):
                slot[v], later[v] = slots.index(each[turn].slot), each[turn].later
        asked = np.flatnonzero(slot[openings.place] >= 0)
        place = openings.place[asked]
        found = _search(sheet, keys, openings, (asked, slot[place], starts[asked]))
        _take(kept, (asked, found, later[place]), sheet, openings)
    return kept


def _alternatives(version: Row) -> list[_Alternative]:
    s = version.standard
    opening = {kind for selector in s.opens for kind in selector.kinds}
    return [
        _Alternative(
            replace(
                version.slot(
                    k,
                    per=tuple(p for p in s.per if p != k.other),
                    echoes=opening.isdisjoint(k.kinds),  # the second report of the opening is no sign of progress
                ),
                known=k.other,
            ),
            k.later,
        )
        for k in s.keep
    ]


def _starts(sheet: Sheet, openings: Openings, versions: Sequence[int]) -> Instants:
    """From when a keep counts: the opening, or earlier by `early`, or later by `not_before`."""
    start = sheet.trail.at[openings.row]
    for v in versions:
        s = sheet.docket.rows[v].standard
        if not s.early and s.not_before is None:
            continue
        mine = np.flatnonzero(openings.place == v)
        at = start[mine]
        start[mine] = at - s.early
        if isinstance(s.not_before, Duration):
            start[mine] = at + s.not_before.amount
        elif s.not_before is not None:
            named = micros(sheet.values(s.not_before, openings.row[mine]))
            start[mine] = np.where((named != NEVER) & (named > at), named, start[mine])
    return start


def _search(sheet: Sheet, keys: Keys, openings: Openings, asked: tuple[Rows, Rows, Instants]) -> Rows:
    """[k] the row that answers each slot from `start` on, in the opening's group; -1: none."""
    chosen, slot, start = asked
    row = openings.row[chosen]
    found = np.full(len(row), -1)
    kinds = dict.fromkeys((s.per, s.known) for s in keys.slots)
    kind_of_slot = np.array([list(kinds).index((s.per, s.known)) for s in keys.slots])
    for number, (per, known) in enumerate(kinds):
        mine = np.flatnonzero(kind_of_slot[slot] == number)
        if len(mine):
            found[mine] = _in_order(
                sheet, keys, (per, known), (slot[mine], row[mine], start[mine], openings.line[chosen[mine]])
            )
    return found


def _in_order(
    sheet: Sheet, keys: Keys, kind: tuple[tuple[str, ...], str | None], asked: tuple[Rows, Rows, Instants, Rows]
) -> Rows:
    """The same for slots of one order; with a name to compare by, the first answer whose value differs."""
    (per, differing), (slot, row, start, line) = kind, asked
    order, at = sheet.order(per), sheet.trail.at
    position = order.position[row]
    begin = order.tie[position]
    moved = np.flatnonzero(start != at[row])
    if len(moved):
        begin[moved] = at_time(order, at, position[moved], start[moved])
    index, high = keys.index(slot, begin), order.high[position]
    hit = keys.row(index, slot, high)
    if differing:
        value = sheet.code(differing)
        same = (hit >= 0) & (value[hit] == value[row])
        index = np.where(same, keys.following(value)[np.where(same, index, 0)], index) if same.any() else index
        return keys.row(index, slot, high)
    while (opener := _opens_it(sheet, hit, row, line)).any():
        index = index + opener
        hit = np.where(opener, keys.row(index, slot, high), hit)
    return hit


def _opens_it(sheet: Sheet, hit: Rows, row: Rows, line: Rows) -> Flags:
    """Whether the hit is the opening itself, or another opening of the standard in the same instant."""
    itself: Flags = hit == row
    if len(sheet.opening_keys):
        at = sheet.trail.at
        near = np.flatnonzero((hit >= 0) & ~itself & (at[hit] == at[row]))
        itself[near] = sheet.opens(line[near], hit[near])
    return itself


def _take(kept: Kept, found: tuple[Rows, Rows, Flags], sheet: Sheet, openings: Openings) -> None:
    """Lets a strictly earlier keep replace what was found so far; nothing counts after the end of the life."""
    asked, row, later = found
    at = np.where(row >= 0, sheet.trail.at[row], NEVER)
    at = np.where(at > sheet.ends(openings.place[asked], openings.row[asked]), NEVER, at)
    better = at < kept.at[asked]
    chosen = asked[better]
    kept.at[chosen], kept.row[chosen], kept.missed[chosen] = at[better], row[better], later[better]
