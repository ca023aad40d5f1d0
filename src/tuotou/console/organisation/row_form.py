"""A form for one row of a sheet, made of its columns: typed here, checked where workbooks are checked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from django import forms

from tuotou.console.form import Form, phrase
from tuotou.console.organisation.words import KIND
from tuotou.console.tags import words, zone
from tuotou.console.trade import ROLE
from tuotou.core.document import Bilingual
from tuotou.feeds.organisation.sheets import SHEETS
from tuotou.feeds.sheet import CODE, FLAG, INSTANT, INTEGER, NUMBER, TIME, WORD, Column, Sheet

BY_NAME: Final[Mapping[str, Sheet]] = {sheet.name: sheet for sheet in SHEETS}
EXACT: Final = ("duties",)
"""Sheets whose rows begin at an hour; all others at a day."""
LABEL: Final[Mapping[str, str]] = {
    "code": "Code", "name": "Name", "name_en": "In English", "kind": "Kind", "lng": "Longitude", "lat": "Latitude",
    "unit": "Unit's code", "parent": "Code of what it is part of", "franchisee": "Franchisee's code",
    "brand": "Brand's code", "site_code": "What the brand calls it", "area": "Area", "staff_number": "Staff number",
    "mobile": "Mobile", "person": "Staff number", "role": "Role", "deputy": "Deputy's staff number",
    "plate": "Plate", "carrier": "Carrier", "origin": "From (code)", "destination": "To (code)",
    "departs": "Leaves at", "runs": "Minutes on the road", "since": "Since", "until": "Until",
}  # fmt: skip
LONGEST: Final = 1_000
"""Characters of a field; how long a cell may really be is the sheet's to say."""


class RowForm(Form):
    """One row. `sheet` says its columns; what stands in `fixed` tells which row it is and cannot be changed."""

    def __init__(
        self, sheet: Sheet, given: Any = None, initial: Any = None, fixed: frozenset[str] = frozenset()
    ) -> None:
        super().__init__(given, initial=initial)
        for column in sheet.columns:
            if column.kind != FLAG:
                self.fields[column.name] = _field(sheet, column, column.name in fixed)
        self.draw()
        self.sheet = sheet

    def row(self) -> dict[str, str | None]:
        """As a sheet's cells."""
        return {name: str(value).strip() or None for name, value in self.cleaned_data.items()}


def cells(sheet: Sheet, stored: Any) -> dict[str, str]:
    """A stored row as it is typed; the mobile number is not shown, and stays unless another is typed."""
    found = {}
    for column in sheet.columns:
        value = getattr(stored, column.name, None)
        if column.kind == FLAG or column.name == "mobile":
            continue
        if column.kind == CODE and hasattr(value, "pk"):
            value = getattr(value, "staff_number", None) or value.code  # type: ignore[union-attr]
        if column.kind == INSTANT:
            value = _typed(value)
        if column.kind == TIME and value is not None:
            value = f"{value // 60:02}:{value % 60:02}"
        found[column.name] = "" if value is None else str(value)
    return found


def _typed(at: int | None) -> str:
    """An instant as sheets write it; a day where it begins one."""
    if not at:
        return ""
    local = datetime.fromtimestamp(at // 1_000_000, UTC).astimezone(zone()).replace(microsecond=at % 1_000_000)
    if (local.hour, local.minute, local.second, local.microsecond) == (0, 0, 0, 0):
        return f"{local:%Y-%m-%d}"
    return f"{local:%Y-%m-%d %H:%M:%S}" + (f".{local.microsecond:06}" if local.microsecond else "")


def _field(sheet: Sheet, column: Column, fixed: bool) -> forms.Field:
    zh, _, en = column.about.partition(" · ")
    about: Any = phrase(zh, en or zh)
    named: dict[str, Any] = {
        "label": phrase(column.zh, LABEL.get(column.name, column.name)),
        "required": column.required,
        "help_text": about,
        "disabled": fixed,
    }
    if column.kind == WORD and column.words:
        return forms.ChoiceField(choices=lambda: _choices(column), **named)
    return forms.CharField(max_length=LONGEST, widget=_widget(sheet, column), **named)


def _choices(column: Column) -> list[tuple[str, str]]:
    called: Mapping[str, Bilingual] = {**KIND, **ROLE}
    english = {name: called[name].en if name in called else name for name in column.words}
    return [("", "—"), *((name, words(zh, english[name])) for name, zh in column.words.items())]


def _widget(sheet: Sheet, column: Column) -> forms.TextInput:
    look: dict[str, Any] = {"autocomplete": "off"}
    if column.kind in (NUMBER, INTEGER):
        look["inputmode"] = "decimal"
    if column.kind == INSTANT:
        look["placeholder"] = "2026-05-01 20:00" if sheet.name in EXACT else "2026-05-01"
    return forms.TextInput(look)
