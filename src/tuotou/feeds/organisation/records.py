"""Rows of a sheet as another system sends them: JSON objects with the columns' English names."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import polars as pl

from tuotou.core.document import Problem
from tuotou.feeds.batch import Batch
from tuotou.feeds.organisation.sheets import SHEETS
from tuotou.feeds.sheet import SheetRows

NAMES = tuple(sheet.name for sheet in SHEETS)


def rows_of(name: str, records: Sequence[Mapping[str, object]]) -> Sequence[SheetRows | Problem]:
    """The rows under review, a part of the sheet and never the whole; or why they are none.

    Row 0 of what was sent is row 2, as a spreadsheet numbers it. Raises `KeyError` for a sheet that there is not.
    """
    sheet = {sheet.name: sheet for sheet in SHEETS}[name]
    columns = dict.fromkeys(column for record in records for column in record)
    cells = {column: [_text(record.get(column)) for record in records] for column in columns}
    frame = pl.DataFrame(cells, schema=dict.fromkeys(columns, pl.String()))
    rows = SheetRows(sheet, Batch(frame, 2, sheet=name, loose=True, correction=True), name)
    return rows.problems or [rows]


def _text(value: object) -> str | None:
    """A cell as a sheet would hold it."""
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)
