"""From promises to figures: the third function of `evaluate` (rule 67). Only counts and exceptions stay."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import polars as pl

from tuotou.core.promises.answering import Who
from tuotou.core.promises.batch import Batch
from tuotou.core.promises.breakdown import Breakdown, Details
from tuotou.core.promises.crowd import Counted, Members, judge_crowds
from tuotou.core.promises.docket import Docket
from tuotou.core.promises.judge import Judged, Ruling
from tuotou.core.promises.naming import complete
from tuotou.core.promises.part import Found, Gathered, Part, Tables, added
from tuotou.core.promises.promise import CANNOT_SAY, SETTLED, present
from tuotou.core.promises.share import Population, populations
from tuotou.core.promises.tabulate import Counts, Tabulated, tabulate
from tuotou.core.trail.derived import PASSES
from tuotou.core.trail.names import names
from tuotou.core.trail.trail import PERSON, SITE, Codes, Flags, Instants


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
    found: dict[Found, int]
    breakdown: Breakdown | None = None  # where it was wanted

    @property
    def findings(self) -> dict[str, int]:
        """Finding → how often; an estimate is none."""
        names = sorted({each.finding for each in self.found} - {"estimated"})
        return {name: sum(n for each, n in self.found.items() if each.finding == name) for name in names}


class Listener(Protocol):
    """Who else counts what is judged."""

    def add(self, judged: Judged) -> None:
        """Takes one chunk's promises in."""

    def add_crowd(self, crowd: Counted) -> None:
        """Takes in the promises of an `at_most` standard, judged when all chunks are there."""


@dataclass(slots=True)
class Tally:
    """What remains of all promises: counts by standard, site, person and day; findings."""

    docket: Docket
    as_of: int
    exceptions: Callable[[pl.DataFrame], None] | None = None  # receives every promise that is not settled
    details: Details | None = None  # counts by hour and how long it took, where somebody wants that
    listeners: Sequence[Listener] = ()  # hear of everything too
    by_site: Counts = field(default_factory=Counts)
    by_person: Counts = field(default_factory=Counts)
    by_day: Counts = field(default_factory=Counts)
    missed: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    found: dict[Found, int] = field(default_factory=lambda: defaultdict(int))
    events: int = 0
    promises: int = 0
    shares: list[Population] = field(default_factory=list)
    _crowd: list[Members] = field(default_factory=list)
    _parts: list[Tables] = field(default_factory=list)  # what other tallies counted
    _derived: Flags = field(init=False)  # by ordinal of the kind

    def __post_init__(self) -> None:
        self._derived = self.docket.handbook.vocabulary.flags(lambda kind: kind.name in PASSES)
        self.shares = populations(self.docket.handbook)

    def add(self, judged: Judged) -> None:
        """Takes one chunk's promises in."""
        trail = judged.sheet.trail
        self.events += int(np.count_nonzero(~trail.inherited & ~self._derived.take(trail.kind)))
        for ruling in judged.rulings:
            self._count_days(ruling)
        if self.details:
            self.details.add(judged)
        for site, rulings in _sharing(judged.rulings, lambda who: who.site):
            found = tabulate(site)
            for each in rulings:
                self.by_site.add_but(each.batch.version.place, found, site[each.but], each.status)
        tried = [ruling for ruling in judged.rulings if ruling.batch.version.standard.status != "trial"]
        for person, rulings in _sharing(tried, lambda who: who.person):
            found = tabulate(person)
            often = Tabulated(found.value, found.times * len(rulings))
            other, status = ([person[each.but] for each in rulings], [each.status for each in rulings])
            self.by_person.add_but(0, often, np.concatenate(other), np.concatenate(status))
        self._count_unsure(judged)
        self.note(judged.findings)
        for listener in (*self.shares, *self.listeners):
            listener.add(judged)
        self._crowd += [crowd.members(named=self.exceptions is not None) for crowd in judged.crowds]
        if self.exceptions is not None:
            self.exceptions(judged.exceptions())

    def _count_days(self, ruling: Ruling) -> None:
        version = ruling.batch.version
        self.promises += ruling.batch.size
        self.missed[version.standard.id] += int(np.count_nonzero(ruling.batch.pairing.missed))
        if ruling.batch.estimated.any():
            self._count_estimated(ruling.batch)
        day = self.docket.handbook.calendars[version.standard.calendar].day(ruling.batch.due)
        self.by_day.add_but(version.place, tabulate(day), day[ruling.but], ruling.status)

    def _count_estimated(self, batch: Batch) -> None:
        """Counts the deadlines that hang on years not announced, by the year that is wanted."""
        standard = batch.version.standard
        calendar = self.docket.handbook.calendars[standard.calendar]
        for year, times in zip(*tabulate(calendar.unannounced_from(batch.pairing.opens[batch.estimated])), strict=True):
            self.found[Found("estimated", standard.id, standard.calendar, int(year))] += int(times)

    def _count_unsure(self, judged: Judged) -> None:
        """Counts the openings of which it cannot be said, by who opened and when."""
        trail, (place, row) = judged.sheet.trail, judged.unsure
        for v in present(place):
            rows = row[place == v]
            self._count(v, trail.site[rows], trail.person[rows], (CANNOT_SAY, trail.at[rows]))

    def note(self, findings: pl.DataFrame) -> None:
        """Counts what is odd about the data."""
        for *what, n in findings.group_by(Found._fields).len().iter_rows() if findings.height else ():
            self.found[Found(*what)] += n

    def part(self) -> Part:
        """Everything counted so far, for a tally of the same handbook and instant in another process."""
        shares, gathered = [share.counted() for share in self.shares], Gathered.of(self._crowd, self.docket)
        return Part(
            events=self.events,
            promises=self.promises,
            tables=self._tables(),
            missed=dict(self.missed),
            found=dict(self.found),
            shares=shares,
            gathered=gathered,
            breakdown=self._breakdown(),
        )

    def merge(self, part: Part) -> None:
        """Takes in what another tally counted of other subjects."""
        self.events += part.events
        self.promises += part.promises
        for name, n in part.missed.items():
            self.missed[name] += n
        for what, n in part.found.items():
            self.found[what] += n
        for share, counted in zip(self.shares, part.shares, strict=True):
            share.merge(*counted)
        self._parts.append(part.tables)
        self._crowd += part.gathered.members(self.docket)
        if self.details and part.breakdown:
            self.details.merge(part.breakdown)

    def _breakdown(self) -> Breakdown | None:
        return self.details.breakdown() if self.details else None

    def _tables(self) -> Tables:
        return Tables(
            _decoded(self.by_site.frame(self.docket, "site"), "site"),
            _decoded(self.by_person.frame(self.docket, "person"), "person").drop("standard"),
            _dated(self.by_day.frame(self.docket, "day")),
        )

    def finish(self) -> Figures:
        """The figures, once all chunks are in: what is counted over all subjects is judged here."""
        for crowd in judge_crowds(self._crowd, self.docket, self.as_of):
            self._count_crowd(crowd)
        shares = complete([share.promises(self.as_of) for share in self.shares])
        if self.exceptions is not None:
            self.exceptions(shares.filter(~pl.col("status").is_in(["kept", "void"])))
        tables = added([self._tables(), *self._parts])
        return Figures(
            as_of=self.as_of,
            events=self.events,
            promises=self.promises + shares.height,
            by_site=pl.concat([tables.by_site, _counted(shares, "site")]),
            by_person=tables.by_person,
            by_day=pl.concat([tables.by_day, self._by_due_day(shares)]),
            missed=dict(self.missed),
            found=dict(self.found),
            breakdown=self._breakdown(),
        )

    def _count_crowd(self, crowd: Counted) -> None:
        found = crowd.members
        self.promises += len(found.at)
        for status in present(crowd.status):
            mine = crowd.status == status
            self._count(found.place, found.site[mine], found.person[mine], (status, found.at[mine]))
        for listener in (*self.shares, *self.listeners):
            listener.add_crowd(crowd)
        if self.exceptions is not None:
            self.exceptions(complete([crowd.named(~np.isin(crowd.status, SETTLED))]))

    def _count(self, place: int, site: Codes, person: Codes, verdict: tuple[int, Instants]) -> None:
        """Counts promises of one version with one status: `verdict` is that and their due instants."""
        (status, due), standard = verdict, self.docket.rows[place].standard
        day = self.docket.handbook.calendars[standard.calendar].day(due)
        self.by_site.add(place, tabulate(site), status)
        self.by_day.add(place, tabulate(day), status)
        if self.details:
            self.details.count(place, due, status)
        if standard.status != "trial":
            self.by_person.add(0, tabulate(person), status)

    def _by_due_day(self, named: pl.DataFrame) -> pl.DataFrame:
        """Promises with their names, counted by the business day of their due instant in their own calendar."""
        parts = [_counted(named.clear().with_columns(pl.lit(None, dtype=pl.Date).alias("day")), "day")]
        for (standard,), mine in named.group_by("standard"):
            calendar = self.docket.handbook.calendars[self.docket.handbook.by_id[str(standard)][-1].calendar]
            day = pl.Series("day", calendar.day(mine["due_at"].to_physical().to_numpy())).cast(pl.Date)
            parts.append(_counted(mine.with_columns(day), "day"))
        return pl.concat(parts)


def _sharing(rulings: Sequence[Ruling], of: Callable[[Who], Codes]) -> Iterator[tuple[Codes, list[Ruling]]]:
    """(who answers, the rulings for which it is the same array)."""
    found: dict[int, tuple[Codes, list[Ruling]]] = {}
    for ruling in rulings:
        who = of(ruling.who)
        found.setdefault(id(who), (who, []))[1].append(ruling)
    yield from found.values()


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
