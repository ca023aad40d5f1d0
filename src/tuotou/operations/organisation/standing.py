"""The organisation as it stands, as rows of its sheets: what is taken away can be corrected and handed in again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from tuotou.feeds.organisation.sheets import SHEETS
from tuotou.feeds.sheet import FLAG, INSTANT, TIME, WORD, Column, Sheet
from tuotou.operations.access.reach import people_within
from tuotou.operations.inquiry.sight import Sight
from tuotou.operations.organisation.register import NATURAL, PRIVATE, REGISTERS, Register

Cell = str | float | None
_ZONE: Final = ZoneInfo("Asia/Shanghai")


def standing(sight: Sight, now: int, english: bool) -> dict[str, list[Sequence[Cell]]]:
    """Sheet → rows in the order of its columns: those that hold or are to come, of units within sight.

    Columns that are private are not there.
    """
    return {sheet.name: _rows(sheet, sight, now, english) for sheet in SHEETS}


def _rows(sheet: Sheet, sight: Sight, now: int, english: bool) -> list[Sequence[Cell]]:
    register = REGISTERS[sheet.name]
    columns = [column for column in sheet.columns if column.kind != FLAG and column.name not in PRIVATE]
    fields = [_field(register, column) for column in columns]
    found = _seen(register, sheet, sight, now).order_by("pk").values_list(*fields)
    return [[_cell(column, value, english) for column, value in zip(columns, row, strict=True)] for row in found]


def _field(register: Register, column: Column) -> str:
    link = register.links.get(column.name)
    return f"{column.name}__{NATURAL[link]}" if link else column.name


def _seen(register: Register, sheet: Sheet, sight: Sight, now: int) -> QuerySet[Any]:
    found: QuerySet[Any] = register.model._default_manager.all()
    if any(column.name == "until" for column in sheet.columns):
        found = found.filter(Q(until=None) | Q(until__gt=now))
    if sight.sites is None:
        return found
    if sheet.name == "people":
        return people_within(sight, now)
    if sheet.name == "franchisees":
        return found.filter(franchises__unit__code__in=sight.sites).distinct()
    if sheet.name == "units":
        return found.filter(code__in=sight.sites)
    column = "origin" if sheet.name == "lines" else "unit"
    return found.filter(**{f"{column}__code__in": sight.sites})


def _cell(column: Column, value: Any, english: bool) -> Cell:
    if value is None or value == "":
        return None
    if column.kind == INSTANT:
        return _said(value) if value else None
    if column.kind == TIME:
        return f"{value // 60:02}:{value % 60:02}"
    if column.kind == WORD:
        return str(value) if english else column.words.get(value, value)
    return str(value)


def _said(at: int) -> str:
    local = datetime.fromtimestamp(at // 1_000_000, UTC).astimezone(_ZONE)
    micros = f".{at % 1_000_000:06}" if at % 1_000_000 else ""
    return f"{local:%Y-%m-%d}" if f"{local:%H%M%S}{micros}" == "000000" else f"{local:%Y-%m-%d %H:%M:%S}{micros}"
