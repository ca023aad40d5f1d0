"""Line-haul is scanned by bag and by trip: members inherit what their containers see (rules 40, 41)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from tuotou.core.trail.lines import Lines, joined
from tuotou.core.trail.search import bisect
from tuotou.core.trail.trail import Flags, Instants, Rows, Table, Trail
from tuotou.core.trail.vocabulary import Vocabulary
from tuotou.core.working_time import NEVER


@dataclass(frozen=True, slots=True)
class _Stays:
    """When members were in which life of a container: `entry` points at the entering row; ends are included."""

    entry: Rows
    container: Rows
    begins: Instants
    ends: Instants


def inherit(
    lines: Lines, table: Table, holds: Sequence[Trail], vocabulary: Vocabulary, reads: Collection[str]
) -> tuple[Lines, Table]:
    """Adds the rows that members inherit, behind the member's own of an instant.

    `holds` are the unfolded containers, one trail per level, outermost first; `reads` the kinds that
    some document reads.
    """
    taken = []
    for hold in holds:
        rows = _from_level(lines, table, hold, vocabulary, reads) if hold.size else None
        if rows is not None and len(rows.at):
            taken.append(rows.replace(place=rows.place + table.height))
            table = table.above(hold.table)
    if not taken:
        return lines, table
    rows = joined(taken)
    rows = rows.take(np.lexsort((rows.recorded, rows.origin, rows.at, rows.life)))
    first = np.ones(len(rows.at), dtype=bool)  # one event may arrive by two ways: the one that told it first counts
    first[1:] = (rows.origin[1:] != rows.origin[:-1]) | (rows.life[1:] != rows.life[:-1])
    return _merged(lines, rows.take(first)), table


def _merged(own: Lines, rows: Lines) -> Lines:
    """Own rows and inherited ones, sorted; own ones first within an instant."""
    low, high = np.searchsorted(own.life, rows.life), np.searchsorted(own.life, rows.life, side="right")
    place = bisect(own.at, low, high, rows.at, right=True) + np.arange(len(rows.at))
    order = np.empty(len(own.at) + len(rows.at), dtype=np.int64)
    mine = np.ones(len(order), dtype=bool)
    mine[place] = False
    order[place] = len(own.at) + np.arange(len(rows.at))
    order[mine] = np.arange(len(own.at))
    return joined([own, rows]).take(order)


def _from_level(
    lines: Lines, table: Table, hold: Trail, vocabulary: Vocabulary, reads: Collection[str]
) -> Lines | None:
    """What the members of one level of containers inherit; `place` counts in the hold's table."""
    spreading = np.flatnonzero(vocabulary.flags(lambda k: k.spreads and k.name in reads)[hold.kind])
    stays = _stays(lines, table, hold, vocabulary) if len(spreading) else None
    if stays is None:
        return None
    stay, row = _meet(stays, hold, spreading)
    entry = stays.entry[stay]
    return Lines(
        life=lines.life[entry],
        at=hold.at[row],
        recorded=np.maximum(hold.recorded[row], lines.recorded[entry]),
        kind=hold.kind[row],
        site=hold.site[row],
        person=hold.person[row],
        rank=hold.rank[row],
        stale=hold.stale[row],
        coarse=hold.coarse[row],
        inherited=np.ones(len(row), dtype=bool),
        origin=hold.origin[row],
        place=hold.place[row],
    )


def _stays(lines: Lines, table: Table, hold: Trail, vocabulary: Vocabulary) -> _Stays | None:
    """Who was in which container of the level, and when."""
    level = str(hold.lives["subject_kind"][0])
    into = table.column("into")
    entries = np.flatnonzero(vocabulary.flags(lambda k: k.enters == level)[lines.kind])
    if into is None or not len(entries):
        return None
    named = into[lines.place[entries]]
    container = _container_life(lines, entries, named, hold, vocabulary.subjects[level].packing)
    rows, named, container = entries[container >= 0], named.filter(container >= 0), container[container >= 0]
    own, at = _Own(lines), lines.at[rows]
    leaving = np.flatnonzero(vocabulary.flags(lambda k: k.leaves == level)[lines.kind])
    scanned = np.flatnonzero(vocabulary.flags(lambda k: k.scan)[lines.kind] & (lines.site >= 0))
    ends = np.minimum.reduce(
        [
            own.next_of(entries, rows),
            own.next_leaving(leaving, rows, named, table),
            own.next_elsewhere(scanned, rows),
            _emptied(at, container, hold, vocabulary),
            _next_life(container, hold),
            at + (vocabulary.subjects[level].stay or NEVER // 2),
        ]
    )
    return _Stays(rows, container, at, ends)


class _Own:
    """A member's own later events, found by position: rows are sorted by (life, at)."""

    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        fresh = np.ones(len(lines.at), dtype=bool)
        fresh[1:] = (lines.at[1:] != lines.at[:-1]) | (lines.life[1:] != lines.life[:-1])
        starts = np.flatnonzero(fresh)
        self._after: Rows = np.repeat(np.append(starts[1:], len(fresh)), np.diff(np.append(starts, len(fresh))))

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

    def next_leaving(self, leaving: Rows, rows: Rows, into: pl.Series, table: Table) -> Instants:
        """The next event that takes the member out; one that names another container does not count."""
        index = self.later(leaving, rows)
        out_of = table.column("out_of")
        if out_of is None or not len(leaving):
            return self.instants(leaving, index, rows)
        named = out_of[self.lines.place[leaving]]
        while True:
            found = self.instants(leaving, index, rows)
            other = (named[np.minimum(index, len(leaving) - 1)] != into).fill_null(False).to_numpy() & (found != NEVER)
            if not other.any():
                return found
            index = index + other

    def next_elsewhere(self, scanned: Rows, rows: Rows) -> Instants:
        """The next scan at a site other than the entry's, both known."""
        site = self.lines.site
        if not len(scanned):
            return np.full(len(rows), NEVER)
        change = np.append(np.flatnonzero(site[scanned][1:] != site[scanned][:-1]) + 1, len(scanned))
        index = self.later(scanned, rows)
        here = np.minimum(index, len(scanned) - 1)
        same = (site[scanned[here]] == site[rows]) & (index < len(scanned))
        index = np.where(same, change[np.searchsorted(change, here, side="right")], index)
        return np.where(site[rows] >= 0, self.instants(scanned, index, rows), NEVER)


def _container_life(lines: Lines, entries: Rows, named: pl.Series, hold: Trail, packing: int) -> Rows:
    """The container's life that each entry means: the current one, or the one about to be sealed; -1: unknown."""
    numbered = hold.lives.select("subject", pl.int_range(pl.len(), dtype=pl.Int64).alias("life"))
    span = numbered.group_by("subject").agg(pl.col("life").min().alias("low"), pl.len().cast(pl.Int64).alias("count"))
    known = pl.DataFrame({"subject": named}).join(span, on="subject", how="left", maintain_order="left")
    low, count = known["low"].fill_null(-1).to_numpy(), known["count"].fill_null(0).to_numpy()
    began, at, site = hold.at[hold.start[:-1]], lines.at[entries], lines.site[entries]
    chosen = low
    for later in range(1, int(count.max(initial=0))):
        life = np.where(later < count, low + later, 0)
        soon = (began[life] - at <= packing) & (began[chosen] <= at) & _begins_at(hold, life, site)
        takes = (later < count) & (chosen == low + later - 1) & ((began[life] <= at) | soon)
        chosen = np.where(takes, life, chosen)
    return chosen


def _begins_at(hold: Trail, life: Rows, site: Rows) -> Flags:
    """Whether an event of each life's first instant happened at the site."""
    found = np.zeros(len(life), dtype=bool)
    row, last = hold.start[life], hold.start[life + 1]
    began = hold.at[row]
    while (here := (row < last) & (hold.at[np.minimum(row, hold.size - 1)] == began)).any():
        found |= here & (site >= 0) & (hold.site[np.minimum(row, hold.size - 1)] == site)
        row = row + here
    return found


def _emptied(at: Instants, container: Rows, hold: Trail, vocabulary: Vocabulary) -> Instants:
    """The first own event strictly after `at` that empties the container's life."""
    rows = np.flatnonzero(vocabulary.flags(lambda k: k.empties)[hold.kind] & ~hold.inherited)
    place = np.append(rows, -1)[_later(hold, rows, container, at, right=True)]
    inside = (place >= 0) & (hold.life[place] == container)
    return np.where(inside, hold.at[place], NEVER)


def _next_life(container: Rows, hold: Trail) -> Instants:
    """When the container's next life begins."""
    following = np.minimum(container + 1, hold.lives.height - 1)
    subject = hold.lives["subject"]
    same = (subject == subject.shift(-1)).fill_null(False).to_numpy()[container]
    return np.where(same, hold.at[hold.start[following]], NEVER)


def _meet(stays: _Stays, hold: Trail, spreading: Rows) -> tuple[Rows, Rows]:
    """(stay, row of the container) for everything that happened while the member was inside."""
    low = _later(hold, spreading, stays.container, stays.begins, right=False)
    high = _later(hold, spreading, stays.container, stays.ends, right=True)
    count = np.maximum(high - low, 0)
    stay = np.repeat(np.arange(len(count)), count)
    offset = np.arange(len(stay)) - np.repeat(np.cumsum(count) - count, count)
    return stay, spreading[low[stay] + offset]


def _later(hold: Trail, rows: Rows, container: Rows, at: Instants, *, right: bool) -> Rows:
    """Index into `rows` (of `hold`, ascending) of the first in the container's life at `at`, or strictly after."""
    low = np.searchsorted(rows, hold.start[container])
    high = np.searchsorted(rows, hold.start[container + 1])
    return bisect(hold.at[rows], low, high, at, right=right)
