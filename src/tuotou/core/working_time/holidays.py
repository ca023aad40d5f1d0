"""Announced holidays of one year: JSON as the open data set holiday-cn publishes it, with line and column of faults."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tuotou.core.document import Fields, Problem, read


@dataclass(frozen=True, slots=True)
class HolidayYear:
    """The days of a year that differ from the week's rule."""

    year: int
    days: Mapping[str, bool]  # ISO date → True: off, False: a make-up working day 调休上班


def parse_holidays(text: str, file: str) -> tuple[HolidayYear | None, list[Problem]]:
    """Read `{year, days: [{date, isOffDay}]}`; a year without days is not announced, and so refused."""
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return None, [Problem(file, error.lineno, error.colno, f"not valid JSON: {error.msg}", "load the file anew")]
    fields, problems = read(text, file)  # JSON is YAML too, and this reader knows lines
    if fields is None:
        return None, problems
    year = fields.integer("year")
    entries = [entry for node in fields.each("days") if (entry := fields.inner(node, "a day"))]
    days = {_iso(entry): entry.flag("isOffDay") for entry in entries}
    if not days and not problems:
        fields.problem("days", f"{year} has no days: it is not announced", "leave the file out until it is")
    return (None if problems else HolidayYear(year, days)), problems


def _iso(entry: Fields) -> str:
    text = entry.text("date")
    entry.missing("isOffDay", "true: off, false: a make-up working day")
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        entry.problem("date", f"'{text}' is no date", "for example 2026-10-01")
        return text
