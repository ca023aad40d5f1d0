"""Reads the sheets of an organisation from workbooks, CSV files, or the file of their refused rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Final

import polars as pl

from tuotou.core.document import Problem, suggest
from tuotou.feeds.batch import BAD_COLUMNS, Batch, TableError
from tuotou.feeds.mapping import ALL_SHEETS, Layout
from tuotou.feeds.organisation.sheets import HELP, SHEETS
from tuotou.feeds.sheet import SheetRows
from tuotou.feeds.table import read_table

FILES: Final = (".xlsx", ".xls", ".csv")


def read_sheets(path: Path) -> Iterator[SheetRows | Problem]:
    """Every sheet of a workbook, or that of a CSV file, by its name; what cannot be read is a problem."""
    try:
        batches = list(read_table(path, Layout(sheets=(ALL_SHEETS,))))
    except TableError as error:
        yield error.problem
        return
    for name, parts in groupby(_named(batches, path), key=lambda named: named[0]):
        if name.casefold() in HELP:
            continue
        sheet = next((each for each in SHEETS if name.casefold() in (each.name, each.zh)), None)
        if sheet is None:
            yield Problem(path.name, 1, 1, f"there is no kind of sheet '{name}'", suggest(name, _names()))
            continue
        rows = SheetRows(sheet, _whole([batch for _, batch in parts]), path.name)
        yield from rows.problems or [rows]


def files_of(path: Path) -> list[Path]:
    """A file, or those of a folder that may hold sheets."""
    if not path.is_dir():
        return [path]
    found = (each for each in path.iterdir() if each.suffix.lower() in FILES and not each.name.startswith((".", "~")))
    return sorted(found)


def _names() -> list[str]:
    return [name for sheet in SHEETS for name in (sheet.zh, sheet.name)]


def _named(batches: list[Batch], path: Path) -> Iterator[tuple[str, Batch]]:
    """Each batch with the name of its sheet: a CSV file's own, or the one that its refused rows came from."""
    sheet_of_row = BAD_COLUMNS[0]
    for batch in batches:
        if batch.sheet is not None:
            yield batch.sheet, batch
        elif sheet_of_row in batch.frame.columns:
            for name in batch.frame[sheet_of_row].fill_null(path.stem).unique(maintain_order=True):
                rows = pl.col(sheet_of_row).fill_null(path.stem) == name
                yield name, replace(batch, sheet=name, frame=batch.frame.filter(rows))
        else:
            yield path.stem, replace(batch, sheet=path.stem)


def _whole(parts: list[Batch]) -> Batch:
    """All rows of a sheet: what holds at which time shows only when all are seen."""
    if len(parts) == 1:
        return parts[0]
    return replace(
        parts[0],
        frame=pl.concat([part.frame for part in parts]),
        undecodable=any(part.undecodable for part in parts),
        findings=tuple(found for part in parts for found in part.findings),
        unreadable=tuple(row for part in parts for row in part.unreadable),
    )
