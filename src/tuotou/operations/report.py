"""The report: figures of a replay, put in the order in which a quality manager asks. Worst first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, NamedTuple

import polars as pl

from tuotou.core.indicators.figure import Measured
from tuotou.core.promises.breakdown import Breakdown
from tuotou.core.promises.count import Figures
from tuotou.core.promises.part import Found
from tuotou.core.standards.handbook import Handbook
from tuotou.core.standards.standard import Standard
from tuotou.core.working_time import NEVER
from tuotou.operations.span import Span, lanes_of, spans_of

LEAST: Final = 30
"""Fewer counted promises are shown and not ranked: one late parcel of four says little (kernel rule 53)."""


class Counts(NamedTuple):
    """How many promises stand in which status. A report has tens of thousands, one for each person."""

    kept: int = 0
    kept_late: int = 0
    broken: int = 0
    at_risk: int = 0
    open: int = 0
    not_open: int = 0
    void: int = 0
    cannot_say: int = 0

    @property
    def counted(self) -> int:
        """The denominator: void, open and unsayable promises are out (kernel rule 49)."""
        return self.kept + self.kept_late + self.broken

    @property
    def not_kept(self) -> int:
        """Late is not kept."""
        return self.kept_late + self.broken

    @property
    def share(self) -> float | None:
        """The share kept in time; None where nothing counts."""
        return self.kept / self.counted if self.counted else None

    @property
    def ranked(self) -> bool:
        """Whether there are enough to compare."""
        return self.counted >= LEAST


@dataclass(frozen=True, slots=True)
class StandardLine:
    """How one standard was kept."""

    standard: Standard  # the version that holds at the instant of judging, else its newest
    counts: Counts
    missed_scans: int  # kept by a later stage: the scan itself is missing (漏扫)


class NameLine(NamedTuple):
    """How one site or person kept what it answers for."""

    name: str
    counts: Counts
    worst: Standard | None = None  # what it broke most often


@dataclass(frozen=True, slots=True)
class DayLine:
    """How the promises due on one day were kept."""

    day: date
    counts: Counts


@dataclass(frozen=True, slots=True)
class DoubtLine:
    """How many deadlines of one standard could not be told, or are estimates."""

    finding: str  # or `estimated`
    standard: Standard
    calendar: str | None  # where a year is wanted
    year: int | None  # whose holidays are not announced
    promises: int


@dataclass(frozen=True, slots=True)
class HourLine:
    """How the promises of one standard that opened in one hour of the day were kept, whatever the day."""

    standard: Standard
    hour: int  # 0 … 23, local
    counts: Counts


@dataclass(frozen=True, slots=True)
class Report:
    """What became of all promises by `as_of` (µs UTC)."""

    as_of: int
    events: int
    promises: int
    total: Counts  # of what events opened; a share counts no promise a second time
    standards: tuple[StandardLine, ...]  # in force, worst first
    trials: tuple[StandardLine, ...]  # tried out: in no other figure (kernel rule 35)
    silent: tuple[Standard, ...]  # never opened: the data hold nothing that they speak of
    sites: tuple[NameLine, ...]
    persons: tuple[NameLine, ...]
    days: tuple[DayLine, ...]  # in order of time
    findings: Mapping[str, int]
    hours: tuple[HourLine, ...] = ()  # where details were wanted, and so are those below
    spans: tuple[Span, ...] = ()  # what took longest first
    lives: Mapping[str, tuple[int, int]] = field(default_factory=dict)  # subject kind → decided, of them without fault
    lanes: tuple[Span, ...] = ()  # which cost most time against their own stage first
    indicators: tuple[Measured, ...] = ()  # those asked for
    doubted: tuple[DoubtLine, ...] = ()  # the findings that concern a deadline, the most frequent first
    lanes_folded: bool = False  # of some standards there were too many: they are told by where they begin only


def report_of(figures: Figures, handbook: Handbook) -> Report:
    """The report of a replay's figures."""
    shown = {name: _holding(versions, figures.as_of) for name, versions in handbook.by_id.items()}
    trials = [name for name, standard in shown.items() if standard.status == "trial"]
    apart = [*trials, *(name for name, standard in shown.items() if standard.form == "share")]
    sites, days = (long.filter(~pl.col("standard").is_in(apart)) for long in (figures.by_site, figures.by_day))
    by_standard = _counts(figures.by_site, "standard")
    lines = [StandardLine(shown[name], counts, figures.missed.get(name, 0)) for name, counts in by_standard.items()]
    undated = {each.standard for each in figures.found}  # without a deadline there is no promise, but it was opened
    opened = {*by_standard, *apart, *undated}
    most_broken = _most_broken(sites)
    return Report(
        as_of=figures.as_of,
        events=figures.events,
        promises=figures.promises,
        total=_counts(sites.with_columns(all=pl.lit("all")), "all").get("all", Counts()),
        standards=_worst_first(line for line in lines if line.standard.id not in trials),
        trials=_worst_first(line for line in lines if line.standard.id in trials),
        silent=tuple(
            one
            for name, one in shown.items()
            if name not in {*by_standard, *apart, *opened} and one.status == "in_force"
        ),
        sites=tuple(
            NameLine(name, counts, shown.get(most_broken.get(name, ""))) for name, counts in _names(sites, "site")
        ),
        persons=tuple(NameLine(name, counts) for name, counts in _names(figures.by_person, "person")),
        days=tuple(DayLine(day, counts) for day, counts in sorted(_counts(days, "day").items(), key=_day)),
        findings=figures.findings,
        doubted=_doubted(figures.found, shown),
        **_details(figures.breakdown, {name: one for name, one in shown.items() if name not in apart}),
    )


def _doubted(found: Mapping[Found, int], shown: Mapping[str, Standard]) -> tuple[DoubtLine, ...]:
    """What was found of standards, the most frequent first."""
    most = sorted(found.items(), key=lambda each: (-each[1], each[0].standard or "", each[0]))
    return tuple(
        DoubtLine(each.finding, shown[each.standard], each.calendar, each.year, times)
        for each, times in most
        if each.standard is not None
    )


def _holding(versions: Sequence[Standard], instant: int) -> Standard:
    """The version that a standard is told by: the newest that holds everywhere at an instant, else the newest."""
    holding = [one for one in versions if one.effective <= instant < (NEVER if one.until is None else one.until)]
    everywhere = [one for one in holding if one.scope is None]
    return [*versions, *holding, *everywhere][-1]


def _details(found: Breakdown | None, shown: Mapping[str, Standard]) -> dict[str, Any]:
    """The fields of the report that are told only where they were wanted."""
    if found is None:
        return {}
    hours = found.by_hour.filter(pl.col("standard").is_in(list(shown)))
    by_hour = {(name, hour): _counts(mine, "hour")[hour] for (name, hour), mine in hours.group_by("standard", "hour")}
    return {
        "hours": tuple(HourLine(shown[name], hour, by_hour[name, hour]) for name, hour in sorted(by_hour)),
        "spans": spans_of(found.spans, shown),
        "lanes": lanes_of(found.lanes, shown, LEAST),
        "lanes_folded": bool(found.folded),
        "lives": {kind: (decided, proper) for kind, decided, proper in found.lives.iter_rows()},
    }


def _counts(long: pl.DataFrame, by: str) -> dict[Any, Counts]:
    """The counts of each value of a column; rows without a value are left out."""
    return {name: Counts._make(promises) for name, *promises in _wide(long, by).iter_rows()}


def _wide(long: pl.DataFrame, by: str) -> pl.DataFrame:
    """A row for each value of a column, a column for each status."""
    known, promises = long.drop_nulls(by), pl.col("promises")
    of_status = (pl.when(pl.col("status") == s).then(promises).otherwise(0).alias(s) for s in Counts._fields)
    return known.select(by, *of_status).group_by(by).sum()


def _most_broken(sites: pl.DataFrame) -> dict[str, str]:
    """Site → the standard of which it missed most promises."""
    missed = sites.filter(pl.col("status").is_in(["broken", "kept_late"])).drop_nulls("site")
    most = missed.group_by("site", "standard").agg(pl.col("promises").sum()).sort("promises", "standard")
    return {site: standard for site, standard, _ in most.iter_rows()}


def _worst_first(lines: Iterable[StandardLine]) -> tuple[StandardLine, ...]:
    """The smallest share first; those with too few promises after all others, the most first."""
    return tuple(sorted(lines, key=_badness))


def _badness(line: StandardLine) -> tuple[bool, float, int, str]:
    counted = line.counts.counted
    return (counted < LEAST, line.counts.kept / counted if counted >= LEAST else 1.0, -counted, line.standard.id)


def _names(long: pl.DataFrame, by: str) -> Iterator[tuple[str, Counts]]:
    """The same of sites or persons, of whom there are many: they are put in order before they are read."""
    counted = pl.sum_horizontal("kept", "kept_late", "broken")
    few, share = counted < LEAST, pl.col("kept") / counted
    wide = _wide(long, by)
    for name, *promises in wide.sort(few, pl.when(few).then(1.0).otherwise(share), -counted, by).iter_rows():
        yield name, Counts._make(promises)


def _day(line: tuple[date, Counts]) -> date:
    return line[0]
