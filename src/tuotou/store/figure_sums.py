"""Sums of figures: over days and sites, as they are known now or as they were published."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from tuotou.store import bulk
from tuotou.store.figures import NUMBERS
from tuotou.store.ledger import unpack_steps


@dataclass(frozen=True, slots=True)
class Asked:
    """Of which figures."""

    indicators: Sequence[str]
    by: str | None  # empty: all together; else the word they are told by; None: whatever there is
    first: int  # days
    last: int
    sites: Sequence[str] | None = None  # None: of all, and of what has none
    values: Sequence[str] | None = None
    steps: bool = True  # how often each step was measured, too: of those that count there are none


@dataclass(slots=True)
class Sum:
    """One group."""

    key: tuple[Any, ...]
    count: int = 0
    per: int = 0
    total: int = 0
    cannot_say: int = 0
    doubt: int = 0
    heard: int = 0
    days: int = 0  # on how many of them something was counted
    steps: dict[int, int] = field(default_factory=dict)


SUMS: Final = ", ".join(f"SUM(f.{name})" for name in NUMBERS)


def sums(asked: Asked, group: Sequence[str]) -> list[Sum]:
    """As they are known now, by some of: indicator, line_id, day, site, value."""
    where, parameters = _where(asked)
    source = "figure f JOIN figure_line l ON l.id = f.line_id"
    between = f"{where} AND f.day BETWEEN %s AND %s"
    condition = between, [*parameters, asked.first, asked.last]
    return _sums(asked, source, condition, group, "COUNT(DISTINCT f.day)")


def published(asked: Asked, group: Sequence[str], until: int | None = None) -> list[Sum]:
    """As they were published day by day; `until`: of the days that were published by then."""
    return _of_days("published_figure", asked, group, until, "COUNT(DISTINCT p.first_day)")


def adjusted(asked: Asked, group: Sequence[str], until: int) -> list[Sum]:
    """What was adjusted until an instant."""
    return _of_days("figure_adjustment", asked, group, until, "0")


def _of_days(table: str, asked: Asked, group: Sequence[str], until: int | None, days: str) -> list[Sum]:
    where, parameters = _where(asked)
    mine, ids = bulk.among("p.indicator", asked.indicators)
    where += f" AND p.period = 'day' AND {mine} AND p.indicator = l.indicator AND p.first_day BETWEEN %s AND %s"
    parameters += [ids, asked.first, asked.last]
    if until is not None:
        where += " AND f.as_of <= %s" if table == "figure_adjustment" else " AND p.as_of <= %s"
        parameters.append(until)
    source = f"{table} f JOIN figure_line l ON l.id = f.line_id JOIN publication p ON p.id = f.publication_id"
    return _sums(asked, source, (where, parameters), ["p.first_day" if name == "day" else name for name in group], days)


def _sums(asked: Asked, source: str, condition: tuple[str, list[Any]], group: Sequence[str], days: str) -> list[Sum]:
    where, parameters = condition
    keys = [_QUALIFIED.get(name, name) for name in group]
    tail = f" GROUP BY {', '.join(keys)}" if keys else ""
    rows = bulk.run(f"SELECT {', '.join([*keys, SUMS, days])} FROM {source} WHERE {where}{tail}", parameters)
    width = len(keys)
    found = {tuple(row[:width]): _sum(row, width) for row in rows if row[width] is not None}
    if not asked.steps:
        return list(found.values())
    listed = ", ".join([*keys, "f.steps"])
    for row in bulk.run(f"SELECT {listed} FROM {source} WHERE {where} AND f.steps IS NOT NULL", parameters):
        steps = found[tuple(row[:width])].steps
        for step, n in unpack_steps(bytes(row[-1])).items():
            steps[step] = steps.get(step, 0) + n
    return list(found.values())


_QUALIFIED: Final = {
    "indicator": "l.indicator", "line_id": "f.line_id", "day": "f.day", "site": "l.site", "value": "l.value",
}  # fmt: skip


def _sum(row: Sequence[Any], width: int) -> Sum:
    """PostgreSQL adds big integers up to decimals."""
    found = Sum(tuple(row[:width]))
    for name, number in zip((*NUMBERS, "days"), row[width:], strict=True):
        setattr(found, name, int(number or 0))
    return found


def _where(asked: Asked) -> tuple[str, list[Any]]:
    found, parameters = list[str](), list[Any]()
    if asked.by is not None:
        found.append("l.by = %s")
        parameters.append(asked.by)
    for column, values in (("l.indicator", asked.indicators), ("l.site", asked.sites), ("l.value", asked.values)):
        if values is not None:
            condition, ids = bulk.among(column, values)
            found.append(condition)
            parameters.append(ids)
    return " AND ".join(found), parameters


def behind(asked: Asked, column: str) -> Iterator[tuple[str, int, int, bytes]]:
    """Site, day, line and list (`counted` or `others`) of the figures that have one, by day and line."""
    assert column in ("counted", "others")
    where, parameters = _where(asked)
    for day in range(asked.first, asked.last + 1):  # a page seldom asks for more than the first
        sql = (
            f"SELECT l.site, f.day, f.line_id, f.{column} FROM figure f JOIN figure_line l ON l.id = f.line_id "
            f"WHERE {where} AND f.day = %s AND f.{column} IS NOT NULL ORDER BY f.line_id"
        )
        for site, of, line, packed in bulk.run(sql, [*parameters, day]):
            yield site, of, line, bytes(packed)
