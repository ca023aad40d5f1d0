"""What a tally counts besides, where somebody wants it: by the hour of opening, and how long promises took, by lane.

Durations are counts by a ladder of minutes, so that tallies are added and memory does not grow with the history.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, NamedTuple

import numpy as np
import polars as pl

from tuotou.core.promises.docket import Docket
from tuotou.core.promises.judge import Judged, Ruling
from tuotou.core.promises.promise import BROKEN, KEPT, KEPT_LATE
from tuotou.core.promises.tabulate import Counts, Sums, add_up, tabulate
from tuotou.core.standards.asked import measures_step
from tuotou.core.trail.trail import SITE, Codes, Instants, Rows, Trail

LIVES: Final = pl.Schema({"subject_kind": pl.String(), "decided": pl.Int64(), "proper": pl.Int64()})
HOUR: Final = 3_600_000_000  # µs
MINUTE: Final = 60_000_000
FINE: Final = 7  # 2 ** so many steps in each doubling, and twice as many minutes one by one: to 1 %
COARSE: Final = 5  # of lanes there are many: to 4 %
RUNGS: Final = 11  # bits for a step of the ladder: eight years, and what is longer counts as that
SITES: Final = 20  # bits for a site; 0: none, or one of too many
LAST: Final = (1 << SITES) - 1  # any site: the lanes of a standard that has too many end anywhere
LANES: Final = 500_000  # counts of lanes beyond which the standard with most is told by where it begins only


class Breakdown(NamedTuple):
    """Counts by name, each once."""

    by_hour: pl.DataFrame  # standard, hour, status, promises
    spans: pl.DataFrame  # standard, minutes, promises
    lanes: pl.DataFrame  # standard, origin, target, anywhere, minutes, promises; null: no site, or any of them
    lives: (
        pl.DataFrame
    )  # subject_kind, decided, proper: lives of which some promise is decided, and those without fault
    folded: frozenset[str]  # standards whose lanes are told by where they begin only


def climbed(minutes: Rows, fine: int = FINE, rungs: int = RUNGS) -> Rows:
    """The step of the ladder on which so many minutes lie; what is longer than the ladder lies on its last."""
    doublings = np.maximum(np.frexp(np.maximum(minutes, 1))[1].astype(np.int64) - (fine + 1), 0)
    return np.minimum((doublings << fine) + (minutes >> doublings), (1 << rungs) - 1)


def minutes_of(step: Rows, fine: int = FINE) -> Rows:
    """The longest time of each step, in minutes."""
    doublings = np.maximum((step >> fine) - 1, 0)
    longest: Rows = ((step - (doublings << fine) + 1) << doublings) - 1
    return longest


@dataclass(slots=True)
class Details:
    """Counts promises by the local hour in which they opened, and those that were done by how long they took."""

    docket: Docket
    _hours: Counts = field(default_factory=Counts)
    _spans: Counts = field(default_factory=Counts)  # by step
    _lanes: Sums = field(default_factory=Sums)  # by (docket row, origin, target, step)
    _most: int = 0  # lanes that may wait until they are told by where they begin only
    _folded: set[int] = field(default_factory=set)  # lines of the docket
    _lives: list[pl.DataFrame] = field(default_factory=list)
    _parts: list[Breakdown] = field(default_factory=list)
    _steps: list[bool] = field(init=False)  # by docket row

    def __post_init__(self) -> None:
        self._steps = [measures_step(row.standard) for row in self.docket.rows]

    def add(self, judged: Judged) -> None:
        """Takes one chunk's promises in."""
        for ruling in judged.rulings:
            self._add(judged.sheet.trail, ruling)
        self._add_lives(judged)

    def _add(self, trail: Trail, ruling: Ruling) -> None:
        place, hour = ruling.batch.version.place, self._hour(ruling.batch.version.place, ruling.batch.pairing.opens)
        self._hours.add_but(place, tabulate(hour), hour[ruling.but], ruling.status)
        if self._steps[place]:
            self._add_spans(trail, ruling)

    def _add_lives(self, judged: Judged) -> None:
        """Counts the lives of one chunk, which are whole: those of which every decided promise was kept in time.

        What is counted over many subjects (`at_most`, shares) is no fault of one; trials are in no figure.
        """
        trail = judged.sheet.trail
        decided, faulty = (np.zeros(trail.lives.height, dtype=bool) for _ in range(2))
        for ruling in judged.rulings:
            if ruling.batch.version.standard.status != "trial":
                life, counts = trail.life[ruling.batch.pairing.row], np.ones(ruling.batch.size, dtype=bool)
                counts[ruling.but] = np.isin(ruling.status, (KEPT, KEPT_LATE, BROKEN))
                decided[life[counts]] = True
                faulty[life[ruling.but[np.isin(ruling.status, (KEPT_LATE, BROKEN))]]] = True
        marks = trail.lives.select(pl.col("subject_kind").cast(pl.String), decided=pl.Series(decided))
        proper = marks.with_columns(proper=pl.Series(decided & ~faulty))
        self._lives.append(proper.group_by("subject_kind").agg(pl.all().cast(pl.Int64).sum()))

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
        if version.line in self._folded:
            target = np.full(len(done), LAST)
        minutes = -(-took // MINUTE)
        self._spans.add(version.place, tabulate(climbed(minutes)))
        lane = (((np.int64(version.place) << SITES) + origin) << SITES) + target
        found = tabulate((lane << RUNGS) + climbed(minutes, COARSE))
        self._lanes.add(found.value, found.times)
        if self._lanes.size > max(self._most, 2 * LANES):
            self._fold()

    def _fold(self) -> None:
        """Where there are too many lanes, those of the standard with most are told by where they begin only."""
        keys, counts = self._lanes.all()
        line = np.array([row.line for row in self.docket.rows])
        while len(keys) > LANES:
            of = line[keys >> (2 * SITES + RUNGS)]
            often = np.bincount(of, minlength=len(line))
            often[list(self._folded)] = 0
            if not often.any():
                break
            self._folded.add(int(np.argmax(often)))
            keys, counts = add_up(np.where(np.isin(of, list(self._folded)), keys | (LAST << RUNGS), keys), counts)
        self._lanes = Sums()
        self._lanes.add(keys, counts)
        self._most = 2 * len(keys)

    def merge(self, part: Breakdown) -> None:
        """Takes in what others counted."""
        self._parts.append(part)

    def breakdown(self) -> Breakdown:
        """Everything counted so far."""
        hours = self._hours.frame(self.docket, "hour").with_columns(pl.col("hour").cast(pl.Int32))
        spans = self._spans.frame(self.docket, "minutes").drop("status")
        spans = spans.with_columns(minutes=minutes_of(spans["minutes"].to_numpy()))
        mine = frozenset(row.standard.id for row in self.docket.rows if row.line in self._folded)
        parts = [Breakdown(hours, spans, self._named(), _lives(self._lives), mine), *self._parts]
        if len(parts) == 1:
            return parts[0]
        folded = mine.union(*(part.folded for part in parts))
        hours, spans, lanes = (pl.concat(each) for each in list(zip(*parts, strict=True))[:3])
        any_ = pl.col("standard").is_in(list(folded))
        lanes = lanes.with_columns(anywhere=any_, target=pl.when(~any_).then("target"))
        lives = _lives([part.lives for part in parts])
        return Breakdown(_added(hours), _added(spans), _added(lanes), lives, folded)

    def _named(self) -> pl.DataFrame:
        keys, counts = self._lanes.all()
        lane, step = keys >> RUNGS, keys & ((1 << RUNGS) - 1)
        origin, target = (lane >> SITES) & LAST, lane & LAST
        ids = pl.Series([row.standard.id for row in self.docket.rows], dtype=pl.Enum(list(self.docket.handbook.by_id)))
        return pl.DataFrame(
            {
                "standard": ids[lane >> (2 * SITES)],
                "origin": _sites(origin),
                "target": _sites(np.where(target == LAST, 0, target)),
                "anywhere": target == LAST,
                "minutes": pl.Series(minutes_of(step, COARSE), dtype=pl.Int64),
                "promises": pl.Series(counts, dtype=pl.Int64),
            }
        )


def _sites(end: Rows) -> pl.Series:
    """The ends of lanes as sites, few bytes each; null where there is none."""
    return pl.Series(np.maximum(end - 1, 0), dtype=pl.UInt32).cat.to(SITE).set(pl.Series(end == 0), None)


def _ends(site: Codes) -> Rows:
    """Sites as they stand in a lane."""
    return np.where(site < LAST - 1, site + 1, 0).astype(np.int64)


def _added(counts: pl.DataFrame) -> pl.DataFrame:
    return counts.group_by(pl.exclude("promises")).agg(pl.col("promises").sum())


def _lives(counts: list[pl.DataFrame]) -> pl.DataFrame:
    every = pl.concat([pl.DataFrame(schema=LIVES), *counts])
    return every.group_by("subject_kind").agg(pl.all().sum()).sort("subject_kind")
