"""From promises to figures: the third function of `evaluate` (rule 67). Only counts and exceptions stay."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import polars as pl

from tuotou.core.promises.crowd import Crowd, judge_crowd
from tuotou.core.promises.docket import Docket
from tuotou.core.promises.judge import Judged
from tuotou.core.promises.naming import SCHEMA, names
from tuotou.core.promises.promise import CANNOT_SAY, KEPT, VOID
from tuotou.core.promises.share import Population, populations
from tuotou.core.promises.tabulate import Counts
from tuotou.core.trail.trail import PERSON, SITE, Codes, Instants, Rows

SETTLED: Final = (KEPT, VOID, CANNOT_SAY)


@dataclass(frozen=True, slots=True)
class Figures:
    """What is left of all promises at one instant. Frames are long: one row per count."""

    as_of: int
    events: int  # that stand: each once, nothing retracted, nothing inherited counted again
    promises: int
    by_site: pl.DataFrame  # standard, site, status, promises
    by_person: pl.DataFrame  # person, status, promises
    by_day: pl.DataFrame  # standard, day, status, promises
    missed: dict[str, int]  # standard → kept by a later stage
    findings: dict[str, int]


@dataclass(slots=True)
class Tally:
    """What remains of all promises: counts by standard, site, person and day; findings."""

    docket: Docket
    as_of: int
    exceptions: Callable[[pl.DataFrame], None] | None = None  # receives every promise that is not settled
    by_site: Counts = field(default_factory=Counts)
    by_person: Counts = field(default_factory=Counts)
    by_day: Counts = field(default_factory=Counts)
    missed: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    findings: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    events: int = 0
    promises: int = 0
    shares: list[Population] = field(default_factory=list)
    _crowd: list[pl.DataFrame] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.shares = populations(self.docket.handbook)

    def add(self, judged: Judged) -> None:
        """Takes one chunk's promises in."""
        p, places = judged.promises, len(self.docket.rows)
        place, status, site, person, due = self._with_unsure(judged)
        self.events += int(np.count_nonzero(~judged.sheet.trail.inherited))
        self.promises += p.size
        self._count(place, site, person, (status, due))
        for v, n in enumerate(np.bincount(p.place[p.missed], minlength=places).tolist()):
            self.missed[self.docket.rows[v].standard.id] += n
        self.note(judged.findings)
        for share in self.shares:
            share.add(judged)
        if judged.crowd is not None:
            self._crowd.append(judged.crowd)
        if self.exceptions is not None:
            self.exceptions(judged.named(~np.isin(judged.status, SETTLED)))

    def note(self, findings: pl.DataFrame) -> None:
        """Counts what is odd about the data."""
        for name, n in findings.group_by("finding").len().iter_rows():
            self.findings[name] += n

    def finish(self) -> Figures:
        """The figures, once all chunks are in: what is counted over all subjects is judged here."""
        crowd = judge_crowd(self._crowd, self.docket)
        if crowd is not None:
            place, site, person = (crowd.column(name) for name in ("place", "site", "person"))
            self._count(place, site, person, (crowd.status, crowd.members["at"].to_numpy()))
            self.promises += len(place)
        shares = self._shares(crowd)
        if self.exceptions is not None:
            self.exceptions(shares.filter(~pl.col("status").is_in(["kept", "void"])))
            if crowd is not None:
                self.exceptions(complete([crowd.named(~np.isin(crowd.status, SETTLED))]))
        return Figures(
            as_of=self.as_of,
            events=self.events,
            promises=self.promises + shares.height,
            by_site=pl.concat([_decoded(self.by_site.frame(self.docket, "site"), "site"), _counted(shares, "site")]),
            by_person=_decoded(self.by_person.frame(self.docket, "person"), "person").drop("standard"),
            by_day=pl.concat([_dated(self.by_day.frame(self.docket, "day")), self._by_due_day(shares)]),
            missed=dict(self.missed),
            findings=dict(self.findings),
        )

    def _shares(self, crowd: Crowd | None) -> pl.DataFrame:
        """The promises of all share standards."""
        counted = {standard for share in self.shares for standard in share.share.of}
        for v, row in enumerate(self.docket.rows):
            if crowd is not None and row.standard.id in counted:
                mine = crowd.named(crowd.column("place") == v)
                for share in self.shares:
                    share.add_named(mine)
        return complete([share.promises(self.as_of) for share in self.shares])

    def _count(self, place: Codes, site: Codes, person: Codes, verdict: tuple[Codes, Instants]) -> None:
        """Adds promises to the tables: `verdict` is their status and due instant."""
        status, due = verdict
        self.by_site.add(place, site, status)
        self.by_day.add(place, self._days(place, due), status)
        tried = np.array([r.standard.status == "trial" for r in self.docket.rows], dtype=bool)[place]
        self.by_person.add(np.zeros_like(place)[~tried], person[~tried], status[~tried])

    def _by_due_day(self, named: pl.DataFrame) -> pl.DataFrame:
        """Promises with their names, counted by the business day of their due instant in their own calendar."""
        parts = [_counted(named.clear().with_columns(pl.lit(None, dtype=pl.Date).alias("day")), "day")]
        for (standard,), mine in named.group_by("standard"):
            calendar = self.docket.handbook.calendars[self.docket.handbook.by_id[str(standard)][-1].calendar]
            day = pl.Series("day", calendar.day(mine["due_at"].to_physical().to_numpy())).cast(pl.Date)
            parts.append(_counted(mine.with_columns(day), "day"))
        return pl.concat(parts)

    def _with_unsure(self, judged: Judged) -> tuple[Codes, Codes, Codes, Codes, Instants]:
        """The promises' columns, and beside them the openings of which it cannot be said."""
        p, trail, (place, row) = judged.promises, judged.sheet.trail, judged.unsure
        if not len(row):
            return p.place, judged.status, judged.site, judged.person, p.due
        return (
            np.concatenate([p.place, place]),
            np.concatenate([judged.status, np.full(len(row), CANNOT_SAY)]),
            np.concatenate([judged.site, trail.site[row]]),
            np.concatenate([judged.person, trail.person[row]]),
            np.concatenate([p.due, trail.at[row]]),
        )

    def _days(self, place: Codes, due: Instants) -> Rows:
        """[p] the business day to which each promise belongs: that of its due instant (rule 49)."""
        calendars = [r.standard.calendar for r in self.docket.rows]
        days = np.empty(len(due), dtype=np.int64)
        for name in dict.fromkeys(calendars):
            mine = np.flatnonzero(np.array([each == name for each in calendars])[place])
            if len(mine):
                days[mine] = self.docket.handbook.calendars[name].day(due[mine])
        return days


def _decoded(counts: pl.DataFrame, name: str) -> pl.DataFrame:
    """The codes of sites or persons as names."""
    return counts.with_columns(names(counts[name].to_numpy(), SITE if name == "site" else PERSON).alias(name))


def _dated(counts: pl.DataFrame) -> pl.DataFrame:
    return counts.with_columns(pl.col("day").cast(pl.Int32).cast(pl.Date))


def _counted(named: pl.DataFrame, by: str) -> pl.DataFrame:
    """Counts of promises that have their names already."""
    columns = named.select(
        c if c in named.columns else pl.lit(None, dtype=pl.String).alias(c) for c in ("standard", by, "status")
    )
    return columns.group_by("standard", by, "status").agg(pl.len().cast(pl.Int64).alias("promises"))


def complete(parts: list[pl.DataFrame]) -> pl.DataFrame:
    """Frames of promises as one, with every column of `SCHEMA`."""
    joined = pl.concat([pl.DataFrame(schema=SCHEMA), *parts], how="diagonal_relaxed")
    flags = [name for name, dtype in SCHEMA.items() if dtype == pl.Boolean()]
    lists = [pl.col(name).fill_null(pl.lit([], dtype=dtype)) for name, dtype in SCHEMA.items() if dtype == pl.List]
    return joined.with_columns(pl.col(flags).fill_null(False), pl.col("level").fill_null(0), *lists).select(*SCHEMA)
