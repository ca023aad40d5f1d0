"""From what was counted to figures: each indicator for all, by day, and by whatever it is told by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import polars as pl

from tuotou.core.indicators.cells import DAY, MORE, SCHEMA
from tuotou.core.indicators.counting import EXACT, HEARD, MILLI
from tuotou.core.promises.breakdown import FINE, minutes_of
from tuotou.core.promises.docket import Docket
from tuotou.core.standards.indicator import Held, Indicator, Stock, Term

ALL: Final = "all"


@dataclass(frozen=True, slots=True)
class Figure:
    """What an indicator says of one group."""

    by: str  # ALL, DAY, site, person …
    name: str  # of the group; a day as its ISO date; empty: all
    counted: int  # the count; of values: how many were measured
    of: int | None  # what it is counted for; None: nothing
    figures: Mapping[str, float]  # by name, in its unit; none where nothing is counted

    @property
    def n(self) -> int:
        """Of how many it speaks."""
        return self.counted if self.of is None else self.of


@dataclass(frozen=True, slots=True)
class Measured:
    """One indicator, measured."""

    indicator: Indicator
    whole: Figure
    groups: tuple[Figure, ...]  # by day in order of time, then by each word in the order of its document
    cannot_say: int
    doubt: int
    heard: bool  # events of the kinds that it counts came at all: else none of them may only mean that none are fed

    @property
    def says(self) -> bool:
        """Whether it says anything of these data."""
        return self.heard and bool(self.whole.figures)

    def told_by(self, word: str) -> tuple[Figure, ...]:
        """Its figures by one word."""
        return tuple(figure for figure in self.groups if figure.by == word)


@dataclass(frozen=True, slots=True)
class Summed:
    """What was counted of one group, added up over days and sites."""

    count: int = 0  # of values: how many were measured; of what events hold: thousandths
    per: int = 0
    total: int = 0
    steps: Mapping[int, int] = field(default_factory=dict)
    days: int = 1  # on how many days: a stock is told of an average one


def figures_of(indicator: Indicator, by: str, groups: Mapping[str, Summed]) -> dict[str, Figure]:
    """The figures of groups of which the sums are known, by name; those of values of which nothing was measured not."""
    if indicator.values is None:
        told = {name: _of_counts(indicator, one.count, one.per, one.days) for name, one in groups.items()}
        return {name: Figure(by, name, *figure) for name, figure in told.items()}
    rows = [(name, step, n, 0) for name, one in groups.items() for step, n in one.steps.items()]
    rows += [(name, 0, 0, one.total) for name, one in groups.items()]
    cells = pl.DataFrame(rows, schema={name: SCHEMA[name] for name in ("value", "step", "n", "total")}, orient="row")
    return {name: Figure(by, name, n, of, figures) for name, n, of, figures in _of_values(indicator, cells)}


def measured(cells: pl.DataFrame, docket: Docket, as_of: int) -> tuple[Measured, ...]:
    """The figures of all indicators of a docket, of what was counted for them by `as_of` (µs UTC)."""
    parts, none, calendars = cells.partition_by("indicator", as_dict=True), cells.clear(), docket.handbook.calendars
    return tuple(
        _measured(one, parts.get((number,), none), int(calendars[one.calendar].day(np.array([as_of]))[0]))
        for number, one in enumerate(docket.indicators)
    )


def _measured(indicator: Indicator, cells: pl.DataFrame, as_of_day: int) -> Measured:
    """`as_of_day`: the first business day that is not over yet."""
    standing = _standing(cells, as_of_day)
    cells = pl.concat([cells.filter(~pl.col("part").str.ends_with(MORE)), standing])
    days = cells.filter(by=DAY, part="count")["value"].n_unique()
    told = [_figures(indicator, cells.filter(by=word), word, days) for word in (DAY, *indicator.by)]
    whole = _figures(indicator, _added(cells.filter(by=DAY)), ALL, days)
    return Measured(
        indicator,
        whole[0] if whole else Figure(ALL, "", 0, None if indicator.per is None else 0, {}),
        tuple(figure for group in told for figure in group),
        cannot_say=int(cells.filter(part="cannot_say")["n"].sum()),
        doubt=int(cells.filter(part="doubt")["n"].sum()),
        heard=indicator.heard_by() is None or not cells.filter(part=HEARD).is_empty(),
    )


def _standing(cells: pl.DataFrame, as_of_day: int) -> pl.DataFrame:
    """What stood at the end of each day, of how many more there were from each day on."""
    found = [cells.clear()]
    for (part,), more in cells.filter(pl.col("part").str.ends_with(MORE)).group_by("part"):
        change = {int(day): n for day, n in more.select("value", "n").iter_rows()}
        days = range(min(change), as_of_day)
        by_day = pl.DataFrame({"value": [str(day) for day in days], "n": np.cumsum([change.get(d, 0) for d in days])})
        marks = more.select("indicator", pl.lit(str(part).removesuffix(MORE)).alias("part"), "by", "step", "total")[:1]
        found.append(by_day.join(marks, how="cross").select(cells.columns).cast(cells.schema))
    return pl.concat(found)


def _added(by_day: pl.DataFrame) -> pl.DataFrame:
    """All days as one group."""
    added = by_day.group_by("indicator", "part", "step").agg(pl.col("n", "total").sum())
    return added.with_columns(by=pl.lit(ALL), value=pl.lit("")).select(by_day.columns)


def _figures(indicator: Indicator, cells: pl.DataFrame, word: str, days: int) -> list[Figure]:
    """One for each value of a word."""
    if word == DAY:
        cells, days = cells.with_columns(pl.col("value").cast(pl.Int32).cast(pl.Date).cast(pl.String)), 1
    found: Iterable[tuple[str, int, int | None, dict[str, float]]]
    if indicator.values:
        found = _of_values(indicator, cells.filter(part="values"))
    else:
        sums = {part: pl.col("n").filter(part=part).sum() for part in ("count", "per")}
        groups = cells.filter(pl.col("part").is_in(list(sums))).group_by("value").agg(**sums)
        found = ((name, *_of_counts(indicator, count, per, days)) for name, count, per in groups.iter_rows())
    return sorted((Figure(word, name, n, of, told) for name, n, of, told in found), key=lambda figure: figure.name)


def _of_counts(indicator: Indicator, counted: int, per: int, days: int) -> tuple[int, int | None, dict[str, float]]:
    """(count, what it is counted for, the figure) of sums of what was counted."""
    count, of, unit = counted / _parts(indicator.count), per / _parts(indicator.per), indicator.told_in
    if indicator.per is not None:
        return round(count), round(of), {"value": count / of * unit.times} if of else {}
    average = max(days, 1) if isinstance(indicator.count, Stock) else 1  # a stock on an average day
    return round(count), None, {"value": count / average * unit.times}


def _parts(term: Term | None) -> int:
    """In how many parts of one a term is counted."""
    return MILLI if isinstance(term, Held) else 1


def _of_values(indicator: Indicator, cells: pl.DataFrame) -> Iterator[tuple[str, int, None, dict[str, float]]]:
    """(name, how many, nothing, mean and percentiles by nearest rank) of each value."""
    held = isinstance(indicator.values, Held)
    times = indicator.told_in.times / (MILLI if held else 1)
    often, total = pl.col("n").sum(), pl.col("total").sum()
    ranked = {name: _nearest(int(name[1:])) for name in indicator.figures if name != "mean"}
    groups = cells.sort("step").group_by("value").agg(often, total, **ranked).filter(pl.col("n") > 0)
    fine = EXACT if held else FINE
    amounts = [pl.Series(name, minutes_of(groups[name].to_numpy(), fine) * times) for name in ranked]
    told = groups.with_columns(*amounts, mean=pl.col("total") / pl.col("n") * times)
    for row in told.iter_rows(named=True):
        yield row["value"], row["n"], None, {name: row[name] for name in indicator.figures}


def _nearest(percent: int) -> pl.Expr:
    """The first step that so many of a hundred do not exceed."""
    rank = (pl.col("n").sum() * percent + 99) // 100
    return pl.col("step").filter(pl.col("n").cum_sum() >= rank).first()
