"""What a tally counts besides, where somebody wants it: by the hour of opening, and how long promises took, by lane.

Durations are counts by a ladder of minutes, so that tallies are added and memory does not grow with the history.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, NamedTuple

import numpy as np
import polars as pl

from tuotou.core.promises.docket import Docket
from tuotou.core.promises.judge import Ruling
from tuotou.core.promises.naming import names
from tuotou.core.promises.promise import KEPT, KEPT_LATE
from tuotou.core.promises.tabulate import Counts, Sums, tabulate
from tuotou.core.trail.trail import SITE, Codes, Instants, Rows, Trail

HOUR: Final = 3_600_000_000  # µs
MINUTE: Final = 60_000_000
EXACT: Final = 256  # so many minutes are told one by one; of longer times 1 % is no news
STEPS: Final = 128  # steps of the ladder in each doubling beyond
RUNGS: Final = 11  # bits for a step of the ladder: eight years, and what is longer counts as that
SITES: Final = 20  # bits for a site; 0: none, or one of too many
LAST: Final = (1 << SITES) - 1  # any site: the lanes of a standard that has too many end anywhere
ANY: Final = "\x1f"  # its name: no site's
LANES: Final = 1_000_000  # counts of lanes beyond which the standard with most is told by where it begins only


class Breakdown(NamedTuple):
    """Counts by name, each once."""

    by_hour: pl.DataFrame  # standard, hour, status, promises
    spans: pl.DataFrame  # standard, origin, target, minutes, promises; null: no site; target `ANY`: any
    folded: frozenset[str]  # standards whose lanes are told by where they begin only


def climbed(minutes: Rows) -> Rows:
    """The step of the ladder on which so many minutes lie."""
    octave = np.maximum(np.frexp(np.maximum(minutes, 1))[1].astype(np.int64) - 9, -1) + 1  # 256 … 511 is the first
    width = np.int64(1) << np.maximum(octave, 0)
    beyond = EXACT + (octave - 1) * STEPS + minutes // width - STEPS
    return np.minimum(np.where(minutes < EXACT, minutes, beyond), (1 << RUNGS) - 1)


def minutes_of(step: Rows) -> Rows:
    """The longest time of each step, in minutes."""
    octave, place = np.divmod(np.maximum(step - EXACT, 0), STEPS)
    return np.where(step < EXACT, step, ((place + STEPS + 1) << (octave + 1)) - 1)


@dataclass(slots=True)
class Details:
    """Counts promises by the local hour in which they opened, and those that were done by how long they took."""

    docket: Docket
    _hours: Counts = field(default_factory=Counts)
    _spans: Sums = field(default_factory=Sums)  # by (docket row, origin, target, step)
    _folded: set[str] = field(default_factory=set)
    _parts: list[Breakdown] = field(default_factory=list)

    def add(self, trail: Trail, ruling: Ruling) -> None:
        """Counts the promises of one batch."""
        place, hour = ruling.batch.version.place, self._hour(ruling.batch.version.place, ruling.batch.pairing.opens)
        self._hours.add_but(place, tabulate(hour), hour[ruling.but], ruling.status)
        if ruling.batch.version.standard.form == "within":
            self._add_spans(trail, ruling)

    def count(self, place: int, opens: Instants, status: int) -> None:
        """Counts promises of one version with one status; they took no time."""
        self._hours.add(place, tabulate(self._hour(place, opens)), status)

    def _hour(self, place: int, t: Instants) -> Codes:
        calendar = self.docket.handbook.calendars[self.docket.rows[place].standard.calendar]
        hour: Codes = np.minimum((t - calendar.midnight(calendar.local_day(t))) // HOUR, 23)
        return hour

    def _add_spans(self, trail: Trail, ruling: Ruling) -> None:
        """Only what was done at its own stage tells how long that took (rule 53): a missed scan's end is not known."""
        version, pairing = ruling.batch.version, ruling.batch.pairing
        done = np.flatnonzero(np.isin(ruling.statuses(), (KEPT, KEPT_LATE)) & ~pairing.missed)
        took = np.maximum(pairing.kept[done] - pairing.opens[done], 0)
        begins, ends = pairing.row[done], pairing.kept_row[done]
        origin, target = _ends(trail.site[begins]), _ends(trail.site[np.where(ends < 0, begins, ends)])
        if version.standard.id in self._folded:
            target = np.full(len(done), LAST)
        lane = (((np.int64(version.place) << SITES) + origin) << SITES) + target
        found = tabulate((lane << RUNGS) + climbed(-(-took // MINUTE)))
        self._spans.add(found.value, found.times)
        self._fold()

    def _fold(self) -> None:
        """While there are too many lanes, those of the standard with most are told by where they begin only."""
        while self._spans.size > LANES and len(self._folded) < len(self.docket.rows):
            keys, counts = self._spans.all()
            if len(keys) <= LANES:
                return
            ids = np.array([row.standard.id for row in self.docket.rows])[keys >> (2 * SITES + RUNGS)]
            apart, often = np.unique(ids[~np.isin(ids, list(self._folded))], return_counts=True)
            if not len(apart):
                return
            self._folded.add(str(apart[np.argmax(often)]))
            mine = np.isin(ids, list(self._folded))
            keys = np.where(mine, keys | (LAST << RUNGS), keys)
            self._spans = Sums()
            self._spans.add(keys, counts)

    def merge(self, part: Breakdown) -> None:
        """Takes in what others counted."""
        self._parts.append(part)

    def breakdown(self) -> Breakdown:
        """Everything counted so far."""
        hours = self._hours.frame(self.docket, "hour").with_columns(pl.col("hour").cast(pl.Int32))
        mine = Breakdown(hours, self._named(), frozenset(self._folded))
        parts = [mine, *self._parts]
        folded = frozenset().union(*(part.folded for part in parts))
        spans = pl.concat([part.spans for part in parts]).with_columns(
            target=pl.when(pl.col("standard").is_in(list(folded))).then(pl.lit(ANY)).otherwise("target")
        )
        return Breakdown(_added(pl.concat([part.by_hour for part in parts])), _added(spans), folded)

    def _named(self) -> pl.DataFrame:
        keys, counts = self._spans.all()
        lane, step = keys >> RUNGS, keys & ((1 << RUNGS) - 1)
        origin, target = (lane >> SITES) & LAST, lane & LAST
        ids = pl.Series([row.standard.id for row in self.docket.rows], dtype=pl.String)
        any_ = pl.Series(target == LAST)
        return pl.DataFrame(
            {
                "standard": ids[lane >> (2 * SITES)],
                "origin": names(origin - 1, SITE),
                "target": names(np.where(target == LAST, 0, target) - 1, SITE).set(any_, ANY),
                "minutes": minutes_of(step),
                "promises": pl.Series(counts, dtype=pl.Int64),
            }
        )


def _ends(site: Codes) -> Rows:
    """Sites as they stand in a lane."""
    return np.where(site < LAST - 1, site + 1, 0).astype(np.int64)


def _added(counts: pl.DataFrame) -> pl.DataFrame:
    return counts.group_by(pl.exclude("promises")).agg(pl.col("promises").sum())
