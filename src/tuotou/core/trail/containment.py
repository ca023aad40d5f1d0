"""Line-haul is scanned by bag and by trip: members inherit what their containers see (rules 40, 41)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from tuotou.core.trail.holds import NOWHERE, TOLD, Hold, Holds
from tuotou.core.trail.lines import Lines, interleaved
from tuotou.core.trail.search import bisect, changes, places, spans, stretches
from tuotou.core.trail.trail import Codes, Flags, Instants, Rows, Table
from tuotou.core.trail.vocabulary import Vocabulary
from tuotou.core.working_time import NEVER

NOTHING = np.zeros(0, dtype=np.int64)


class _Stays(NamedTuple):
    """When members were in which life of a container: `entry` points at the entering row; ends are included."""

    entry: Rows
    container: Rows
    begins: Instants
    ends: Instants


def inherit(own: Lines, table: Table, holds: Holds, vocabulary: Vocabulary) -> tuple[Lines, Table]:
    """Adds the rows that members inherit, behind the member's own of an instant."""
    if not len(own.at) or not len(holds.told):
        return own, table
    member = _Member(own, vocabulary)
    found = ((hold, _stays(member, table, hold, vocabulary)) for hold in holds.levels)
    met = [_meet(stays, hold, holds.told["at"]) for hold, stays in found if stays is not None]
    entry, row = (np.concatenate(each) for each in zip(*met, strict=True)) if met else (NOTHING, NOTHING)
    if not len(entry):
        return own, table
    life, told = own.life[entry], holds.told.take(row)
    recorded = np.maximum(told["recorded"], own.recorded[entry])
    chosen = _once(life, told["at"], told["origin"], recorded)
    told = told.take(chosen)
    rows = Lines(
        life=life[chosen],
        recorded=recorded[chosen],
        inherited=np.ones(len(chosen), dtype=bool),
        place=table.height + np.arange(len(chosen)),
        **{name: told[name] for name in TOLD if name != "recorded"},
    )
    return interleaved(own, rows, _behind(own, rows)), table.above(holds.events, rows.origin)


def _once(life: Codes, at: Instants, origin: Rows, recorded: Instants) -> Rows:
    """The order by life, instant and origin; of an event that arrived by two ways only the way that told it first."""
    order = np.argsort(life, kind="stable")
    keys = [key[order] for key in (life, at, origin, recorded)]
    falls = np.zeros(len(order) - 1, dtype=bool)
    for key in reversed(keys):
        falls = (key[1:] < key[:-1]) | ((key[1:] == key[:-1]) & falls)
    if falls.any():  # on few lives: rows come by entry and time
        mixed = places(np.isin(keys[0], keys[0][1:][falls]))
        order[mixed] = order[mixed[np.lexsort([key[mixed] for key in reversed(keys)])]]
    first = np.ones(len(order), dtype=bool)
    first[1:] = (origin[order[1:]] != origin[order[:-1]]) | (life[order[1:]] != life[order[:-1]])
    return order[first]


def _behind(own: Lines, rows: Lines) -> Rows:
    """Where rows come to stand among the own ones: behind those of their instant."""
    start = np.searchsorted(own.life, np.arange(int(own.life[-1]) + 2))
    before = bisect(own.at, start[rows.life], start[rows.life + 1], rows.at, right=True)
    return before + np.arange(len(rows.at))


def _stays(member: _Member, table: Table, hold: Hold, vocabulary: Vocabulary) -> _Stays | None:
    """Who was in which container of the level, and when."""
    lines, into, rules = member.lines, table.column("into"), vocabulary.subjects[hold.level]
    entries = member.rows_of(vocabulary.enters == hold.level)
    if into is None or not len(entries):
        return None
    named = hold.numbers.places(into[lines.place[entries]])
    known = named >= 0
    rows, named = entries[known], named[known]
    container = _container_life(lines, rows, named, hold, rules.packing)
    known = container >= 0
    rows, named, container = rows[known], named[known], container[known]
    at = lines.at[rows]
    leaving = member.rows_of(vocabulary.leaves == hold.level)
    ends = np.minimum.reduce(
        [
            member.next_of(entries, rows),
            member.next_leaving(leaving, rows, named, _out_of(lines, leaving, table, hold)),
            member.next_elsewhere(rows),
            hold.emptied.following(container, at),
            hold.succeeded[container],
            at + (rules.stay or NEVER // 2),
        ]
    )
    return _Stays(rows, container, at, ends)


def _out_of(lines: Lines, leaving: Rows, table: Table, hold: Hold) -> Codes:
    """The containers that leaving rows name."""
    out_of = table.column("out_of") if len(leaving) else None
    return np.full(len(leaving), NOWHERE) if out_of is None else hold.numbers.places(out_of[lines.place[leaving]])


class _Member:
    """A member's own later events, found by position: rows are sorted by (life, at)."""

    def __init__(self, lines: Lines, vocabulary: Vocabulary) -> None:
        self.lines = lines
        _, self._after = spans(np.append(places(changes(lines.at, lines.life)), len(lines.at)))
        self._scanned = places(vocabulary.scans.take(lines.kind) & (lines.site >= 0))

    def rows_of(self, kinds: Flags) -> Rows:
        """The rows of some kinds."""
        return places(kinds.take(self.lines.kind))

    def later(self, among: Rows, rows: Rows) -> Rows:
        """Index into `among` (ascending) of the first row strictly later than each row's instant."""
        return np.searchsorted(among, self._after[rows])

    def instants(self, among: Rows, index: Rows, rows: Rows) -> Instants:
        """`at` of what stands at an index of `among`, NEVER where there is none or it is another life's."""
        found = np.append(among, -1)[index]
        here = (found >= 0) & (self.lines.life[found] == self.lines.life[rows])
        return np.where(here, self.lines.at[found], NEVER)

    def next_of(self, among: Rows, rows: Rows) -> Instants:
        """The next of some rows."""
        return self.instants(among, self.later(among, rows), rows)

    def next_leaving(self, leaving: Rows, rows: Rows, into: Codes, out_of: Codes) -> Instants:
        """The next event that takes the member out; one that names another container does not count."""
        index = self.later(leaving, rows)
        while True:
            found = self.instants(leaving, index, rows)
            if not len(leaving):
                return found
            named = out_of[np.minimum(index, len(leaving) - 1)]
            other = (named != into) & (named != NOWHERE) & (found != NEVER)
            if not other.any():
                return found
            index = index + other

    def next_elsewhere(self, rows: Rows) -> Instants:
        """The next scan at a site other than the entry's, both known."""
        site, scanned = self.lines.site, self._scanned
        if not len(scanned):
            return np.full(len(rows), NEVER)
        change = np.append(places(site[scanned][1:] != site[scanned][:-1]) + 1, len(scanned))
        index = self.later(scanned, rows)
        here = np.minimum(index, len(scanned) - 1)
        same = (site[scanned[here]] == site[rows]) & (index < len(scanned))
        index = np.where(same, change[np.searchsorted(change, here, side="right")], index)
        return np.where(site[rows] >= 0, self.instants(scanned, index, rows), NEVER)


def _container_life(lines: Lines, entries: Rows, named: Codes, hold: Hold, packing: int) -> Rows:
    """The container's life that each entry means: the current one, or the one about to be sealed; -1: unknown."""
    low, count = hold.first[named], hold.count[named]
    at, site = lines.at[entries], lines.site[entries]
    chosen = low
    for later in range(1, int(count.max(initial=0))):
        life = np.where(later < count, low + later, 0)
        soon = (hold.began[life] - at <= packing) & (hold.began[chosen] <= at) & _begins_at(hold, life, site)
        takes = (later < count) & (chosen == low + later - 1) & ((hold.began[life] <= at) | soon)
        chosen = np.where(takes, life, chosen)
    return chosen


def _begins_at(hold: Hold, life: Rows, site: Codes) -> Flags:
    """Whether an event of each life's first instant happened at the site."""
    found = np.zeros(len(life), dtype=bool)
    row, last = hold.sites.start[life], hold.sites.start[life + 1]
    while (here := row < last).any():
        found |= here & (site >= 0) & (hold.sites.values[np.minimum(row, len(hold.sites.values) - 1)] == site)
        row = row + here
    return found


def _meet(stays: _Stays, hold: Hold, at: Instants) -> tuple[Rows, Rows]:
    """(entry, row of `Holds.told`) for everything that happened, at these instants, while the member was inside."""
    first, end = hold.start[stays.container], hold.start[stays.container + 1]
    low = bisect(at, first, end, stays.begins)
    count = np.maximum(bisect(at, low, end, stays.ends, right=True) - low, 0)
    stay, row = stretches(low, count)
    return stays.entry[stay], row
