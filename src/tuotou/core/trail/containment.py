"""Line-haul is scanned by bag and by trip: members inherit what their containers see (rules 40, 41)."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import polars as pl

from tuotou.core.trail.lives import LIFE, VIA, WITHIN_LIFE
from tuotou.core.trail.trail import SITE, Flags, Instants, Rows, Trail, codes, micros
from tuotou.core.trail.vocabulary import Kind, Vocabulary
from tuotou.core.working_time import NEVER


def inherit(
    events: pl.DataFrame, holds: Sequence[Trail], vocabulary: Vocabulary, reads: Collection[str]
) -> pl.DataFrame:
    """Adds the rows that members inherit, marked `inherited`; sorted by (life, at, id).

    `events` carry `life`, sorted by (life, at, id); `holds` are the unfolded containers, one trail per level.
    """
    added = [rows for hold in holds if hold.size for rows in _from_level(events, hold, vocabulary, reads)]
    if not added:
        return events.with_columns(pl.lit(False).alias("inherited"))
    rows = pl.concat(added, how="diagonal").sort(LIFE, VIA, "id", "recorded_at")
    rows = rows.unique([LIFE, VIA, "id"], keep="first", maintain_order=True)
    own = events.with_columns(pl.lit(False).alias("inherited"))
    return pl.concat([own, rows], how="diagonal").sort(*WITHIN_LIFE)


def _from_level(
    events: pl.DataFrame, hold: Trail, vocabulary: Vocabulary, reads: Collection[str]
) -> list[pl.DataFrame]:
    """What the members of one level of containers inherit: no frame, or one."""
    level = str(hold.lives["subject_kind"][0])
    spreading = _spreading(hold, vocabulary, reads)
    stays = _stays(events, hold, level, vocabulary) if len(spreading) else None
    if stays is None or stays.is_empty():
        return []
    member, row = _meet(stays, hold, spreading)
    taken = hold.frame[row].with_columns(
        pl.Series("at", hold.at[row]).cast(events.schema["at"]),
        pl.Series("recorded_at", np.maximum(hold.recorded[row], stays["known"].to_numpy()[member])).cast(
            events.schema["recorded_at"]
        ),
        pl.Series("stale", hold.stale[row]),
        pl.Series(LIFE, stays[LIFE].to_numpy()[member]),
        pl.lit(True).alias("inherited"),
        pl.col("subject").alias(VIA),
    )
    return [taken]


def _spreading(hold: Trail, vocabulary: Vocabulary, reads: Collection[str]) -> Rows:
    """The rows of the containers that spread and that some document reads."""
    kinds = [k.name for k in vocabulary.kinds.values() if k.spreads and k.name in reads]
    return np.flatnonzero(hold.frame["kind"].is_in(kinds).to_numpy())


def _stays(events: pl.DataFrame, hold: Trail, level: str, vocabulary: Vocabulary) -> pl.DataFrame | None:
    """When each member was in which container life: life, container, from, to, known (µs); ends included."""
    if "into" not in events.columns:
        return None
    entering = [k.name for k in vocabulary.kinds.values() if k.enters == level]
    inside = pl.col("kind").is_in(entering) & pl.col("into").is_not_null() & (pl.col("subject") != pl.col("into"))
    entries = events.with_row_index("row").filter(inside)
    if entries.is_empty():
        return None
    own = _Own(events, vocabulary)
    rows = entries["row"].to_numpy().astype(np.int64)
    all_entries = np.flatnonzero(events["kind"].is_in(entering).to_numpy())
    container = _container_life(entries, hold, vocabulary.subjects[level].packing)
    out = np.minimum.reduce(
        [
            own.next_entry(rows, all_entries),
            own.next_leaving(rows, entries["into"], [k for k in vocabulary.kinds.values() if k.leaves == level]),
            own.next_elsewhere(rows),
            _emptied(own.at[rows], container, hold, vocabulary),
            _next_life(container, hold),
            own.at[rows] + (vocabulary.subjects[level].stay or NEVER // 2),
        ]
    )
    stays = pl.DataFrame(
        {
            LIFE: entries[LIFE],
            "container": container,
            "from": own.at[rows],
            "to": out,
            "known": micros(entries["recorded_at"]),
        }
    )
    return stays.filter(pl.col("container") >= 0)


class _Own:
    """A member's own later scans, found by position: rows are sorted by (life, at, id)."""

    def __init__(self, events: pl.DataFrame, vocabulary: Vocabulary) -> None:
        self.events, self.vocabulary = events, vocabulary
        self.at = micros(events["at"])
        self.life = events[LIFE].to_numpy()
        instants = np.flatnonzero(np.concatenate([[True], (np.diff(self.at) != 0) | (np.diff(self.life) != 0)]))
        self._after: Rows = np.append(instants[1:], len(self.at))  # first row after each instant
        self._instant: Rows = np.cumsum(np.isin(np.arange(len(self.at)), instants, assume_unique=True)) - 1

    def after(self, rows: Rows) -> Rows:
        """The first row strictly later than each row's instant (perhaps of another life)."""
        return self._after[self._instant[rows]]

    def instants(self, rows: Rows, found: Rows) -> Instants:
        """`at` of the rows found, NEVER where there is none or it is another life's."""
        there = np.minimum(found, len(self.at) - 1)
        return np.where((found < len(self.at)) & (self.life[there] == self.life[rows]), self.at[there], NEVER)

    def next_entry(self, rows: Rows, entries: Rows) -> Instants:
        """The next entering event of the same level, whichever container it names."""
        place = np.append(entries, len(self.at))
        return self.instants(rows, place[np.searchsorted(entries, self.after(rows))])

    def next_leaving(self, rows: Rows, into: pl.Series, kinds: Sequence[Kind]) -> Instants:
        """The next event that takes the member out; one that names another container does not count."""
        leaving = np.flatnonzero(self.events["kind"].is_in([k.name for k in kinds]).to_numpy())
        named = self.events["out_of"][leaving] if "out_of" in self.events.columns else pl.Series([None] * len(leaving))
        place = np.append(leaving, len(self.at))
        index = np.searchsorted(leaving, self.after(rows))
        while True:
            found = self.instants(rows, place[index])
            here = np.minimum(index, max(len(leaving) - 1, 0))
            other = (found != NEVER) & (named[here] != into).fill_null(False).to_numpy() if len(leaving) else found < 0
            if not other.any():
                return found
            index = np.where(other, index + 1, index)

    def next_elsewhere(self, rows: Rows) -> Instants:
        """The next own scan at a site other than the entry's, both known."""
        site = codes(self.events["site"], SITE)
        scans = [k.name for k in self.vocabulary.kinds.values() if k.scan]
        scanned = np.flatnonzero(self.events["kind"].is_in(scans).to_numpy() & (site >= 0))
        if not len(scanned):
            return np.full(len(rows), NEVER)
        change = np.append(np.flatnonzero(site[scanned][1:] != site[scanned][:-1]) + 1, len(scanned))
        index = np.searchsorted(scanned, self.after(rows))
        here = np.minimum(index, len(scanned) - 1)
        same = site[scanned[here]] == site[rows]
        index = np.where(same & (index < len(scanned)), change[np.searchsorted(change, here, side="right")], index)
        found = self.instants(rows, np.append(scanned, len(self.at))[index])
        return np.where(site[rows] >= 0, found, NEVER)


def _container_life(entries: pl.DataFrame, hold: Trail, packing: int) -> Rows:
    """The container's life that each entry means: the current one, or the one about to be sealed; -1: unknown."""
    lives = hold.lives.select("subject", pl.int_range(pl.len(), dtype=pl.Int64).alias("container"))
    span = lives.group_by("subject").agg(pl.col("container").min().alias("low"), pl.len().cast(pl.Int64).alias("count"))
    known = entries.select(pl.col("into").alias("subject")).join(span, on="subject", how="left", maintain_order="left")
    low, count = known["low"].fill_null(-1).to_numpy(), known["count"].fill_null(0).to_numpy()
    began = hold.at[hold.start[:-1]]
    at, site = micros(entries["at"]), codes(entries["site"], SITE)
    chosen = low.copy()
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
    """The first event strictly after `at` that empties the container's life."""
    kinds = [k.name for k in vocabulary.kinds.values() if k.empties]
    rows = np.flatnonzero(hold.frame["kind"].is_in(kinds).to_numpy() & ~hold.inherited)
    index = _later(hold, rows, container, at, side="right")
    place = np.append(rows, hold.size)[index]
    there = np.minimum(place, max(hold.size - 1, 0))
    inside = (place < hold.size) & (hold.life[there] == container)
    return np.where(inside, hold.at[there], NEVER)


def _next_life(container: Rows, hold: Trail) -> Instants:
    """When the container's next life begins."""
    following = np.minimum(container + 1, hold.lives.height - 1)
    subject = hold.lives["subject"]
    same = (subject[following] == subject[np.maximum(container, 0)]).to_numpy() & (following > container)
    return np.where(same & (container >= 0), hold.at[hold.start[following]], NEVER)


def _meet(stays: pl.DataFrame, hold: Trail, spreading: Rows) -> tuple[Rows, Rows]:
    """(stay, row of the container) for everything that happened while the member was inside."""
    container = stays["container"].to_numpy()
    low = _later(hold, spreading, container, stays["from"].to_numpy(), side="left")
    high = _later(hold, spreading, container, stays["to"].to_numpy(), side="right")
    count = np.maximum(high - low, 0)
    stay = np.repeat(np.arange(stays.height), count)
    offset = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    return stay, spreading[low[stay] + offset]


def _later(hold: Trail, rows: Rows, container: Rows, at: Instants, *, side: str) -> Rows:
    """Index into `rows` (of `hold`, ascending) of the first in the container's life at (left) or after (right) `at`."""
    low = np.searchsorted(rows, hold.start[np.maximum(container, 0)])
    high = np.searchsorted(rows, hold.start[np.maximum(container, 0) + 1])
    return bisect(hold.at[rows], low, high, at, right=side == "right")


def bisect(values: Instants, low: Rows, high: Rows, target: Instants, *, right: bool = False) -> Rows:
    """In each ascending stretch values[low:high], the first place with a value ≥ target (> with `right`)."""
    low, high = low.copy(), high.copy()
    while (open_ := low < high).any():
        middle = (low + high) >> 1
        value = values[np.minimum(middle, len(values) - 1)]
        before = (value <= target if right else value < target) & open_
        low = np.where(before, middle + 1, low)
        high = np.where(open_ & ~before, middle, high)
    return low
