"""Reads a time-commitment table: YAML in, `Commitments` or every problem with its line and column out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import yaml

from tuotou.core.document import Fields, Problem, read, suggest
from tuotou.core.standards.commitment import ANY, RELATIONS, Commitments, Lane, Row
from tuotou.core.standards.deadline import due_of
from tuotou.core.standards.heading import sources
from tuotou.core.standards.wall_clock import CHINA, instant_field
from tuotou.core.working_time.instant import NEVER


def parse_commitments(text: str, file: str, zone: str = CHINA) -> tuple[Commitments | None, list[Problem]]:
    """Read one table; None where it has problems. Dates are local days of `zone`."""
    fields, problems = read(text, file)
    if fields is None:
        return None, problems
    zones = _zones(fields)
    table = Commitments(
        id=fields.text("id"),
        title=fields.bilingual("title"),
        sources=sources(fields),
        zones=zones,
        places=_places(fields),
        rows=_rows(fields, (ANY, *zones), zone),
    )
    fields.finish()
    return (None if problems else table), problems


def _zones(fields: Fields) -> dict[str, tuple[str, ...]]:
    inner = fields.fields("zones")
    zones = {} if inner is None else {name: inner.words(name) for name in inner.names()}
    owner: dict[str, str] = {}
    for name, starts in zones.items():
        if inner is not None and (name == ANY or name in RELATIONS):
            inner.problem(name, f"'{name}' cannot name a zone", "it has a meaning of its own in rows")
        for start in starts:
            if inner is not None and start in owner:
                inner.problem(name, f"'{start}' lies in zone '{owner[start]}' already", "keep it in one zone")
            owner[start] = name
    return zones


def _places(fields: Fields) -> dict[str, str]:
    inner = fields.fields("places")
    return {} if inner is None else {name: inner.text(name) for name in inner.names()}


def _rows(fields: Fields, zones: Sequence[str], zone: str) -> tuple[Row, ...]:
    fields.missing("rows", "for example [{origin: any, destination: any, product: any, from: 2026-01-01, due: 72 h}]")
    read_rows = [(node, row) for node in fields.each("rows") if (row := _row(fields, node, zones, zone)) is not None]
    lanes: dict[Lane, list[tuple[yaml.Node, Row]]] = {}
    for node, row in read_rows:
        lanes.setdefault(row.lane, []).append((node, row))
    return tuple(row for lane in lanes.values() for row in _in_time(fields, lane))


def _row(fields: Fields, node: yaml.Node, zones: Sequence[str], zone: str) -> Row | None:
    inner = fields.inner(node, "a row")
    if inner is None:
        return None
    lane = Lane(
        _place(inner, "origin", zones), _place(inner, "destination", (*zones, *RELATIONS)), inner.text("product", ANY)
    )
    inner.missing("from", "the first day, for example 2026-01-01")
    effective = instant_field(inner, "from", zone)
    published, until = instant_field(inner, "published", zone), instant_field(inner, "until", zone)
    inner.missing("due", "for example 72 h, or {slots: […]}")
    due = [found for one in inner.each("due") if (found := due_of(inner, one, None)) is not None]
    inner.finish()
    if effective is None or not due:
        return None
    if published is not None and effective < published:
        inner.problem("from", "a promise cannot hold before it is published", "from: the day of publishing or later")
    if until is not None and until <= effective:
        inner.problem("until", "the end lies before the beginning", "until: the first day on which it no longer holds")
    return Row(lane, due[0], effective if published is None else published, effective, until or NEVER)


def _place(inner: Fields, name: str, options: Sequence[str]) -> str:
    word = inner.text(name, ANY)
    if word not in options:
        inner.problem(name, f"there is no zone '{word}'", suggest(word, options))
    return word


def _in_time(fields: Fields, lane: list[tuple[yaml.Node, Row]]) -> list[Row]:
    """The rows of one lane in time: an open end is where the next begins; two at once are refused."""
    lane.sort(key=lambda one: one[1].effective)
    for (earlier, old), (later, new) in pairwise(lane):
        if new.effective == old.effective or new.effective < old.until < NEVER:
            node = max(earlier, later, key=lambda one: one.start_mark.index)
            other = min(earlier, later, key=lambda one: one.start_mark.index).start_mark.line + 1
            lane_name = f"{new.lane.origin} → {new.lane.destination}, {new.lane.product}"
            right = "end one before the other begins, or take one out"
            fields.problem_at(node, f"this row overlaps the one in line {other} ({lane_name})", right)
    ends = [new.effective for _, new in lane[1:]] + [NEVER]
    return [replace(row, until=min(row.until, end)) for (_, row), end in zip(lane, ends, strict=True)]
