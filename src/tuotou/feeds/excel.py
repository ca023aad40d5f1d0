"""Excel workbooks as companies export them (.xlsx, .xls, .xls that is xlsx) as batches of text cells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import fastexcel
import polars as pl

from tuotou.feeds.batch import BATCH_ROWS, Batch, Finding, table_error
from tuotou.feeds.header import column_names
from tuotou.feeds.mapping import ALL_SHEETS, Layout

_ROUND: Final = r"^(?:\d{16,}|\d{6}0{6,})$"
"""Numbers that may have lost digits: Excel keeps 15, and a CSV that it wrote keeps the six that it had shown."""


def read_excel(path: Path, layout: Layout) -> Iterator[Batch]:
    """Batches of every sheet the layout names; raises `TableError` for a broken workbook or a missing sheet."""
    try:
        book = fastexcel.read_excel(path.read_bytes())  # by content: an .xls is often an .xlsx
    except fastexcel.FastExcelError as error:
        raise table_error(
            path.name, f"the workbook cannot be opened ({_first_line(error)})", "save it again as .xlsx"
        ) from error
    sheets, bare = _sheets(book, layout, path.name), list[str]()
    last: Batch | None = None
    for sheet in sheets:
        cells = _read(book, sheet, path.name)
        if 0 < cells.height <= _top(layout):
            bare.append(sheet)
        for batch in _batches(cells, sheet, layout):
            if last:
                yield last
            last = batch
    if last is None:
        raise table_error(path.name, "no sheet holds a row below its header", "see 'sheets', 'skip' and 'header'")
    others = [name for name in book.sheet_names if name not in sheets and _height(book, name) > _top(layout)]
    yield replace(last, findings=tuple(_passed_over(bare, others)))


def _passed_over(bare: list[str], others: list[str]) -> Iterator[Finding]:
    """What the workbook holds beside the rows that were read; told with the last of them, when all is known."""
    if bare:
        yield Finding(f"sheets without a row below the header: {', '.join(bare)}", "see 'skip' and 'header'", len(bare))
    if others:
        yield Finding(f"sheets not read: {', '.join(others)}", "name them under 'sheets', or say all", len(others))


def _height(book: fastexcel.ExcelReader, sheet: str) -> int:
    """How many rows a sheet has that nobody asked for; none where it cannot be read, which then harms nobody."""
    try:
        return book.load_sheet(sheet, header_row=None, n_rows=1).total_height
    except fastexcel.FastExcelError:
        return 0


def _read(book: fastexcel.ExcelReader, sheet: str, file: str) -> pl.DataFrame:
    try:
        return _cells(book, sheet)
    except fastexcel.FastExcelError as error:
        what = f"sheet '{sheet}' cannot be read ({_first_line(error)})"
        raise table_error(file, what, "save the workbook again as .xlsx") from error


def _sheets(book: fastexcel.ExcelReader, layout: Layout, file: str) -> list[str]:
    if layout.sheets == (ALL_SHEETS,):
        return book.sheet_names
    missing = [sheet for sheet in layout.sheets if sheet not in book.sheet_names]
    if missing:
        right = f"the workbook has: {', '.join(book.sheet_names)}"
        raise table_error(file, f"there is no sheet '{missing[0]}'", right)
    return list(layout.sheets) or book.sheet_names[:1]


def _cells(book: fastexcel.ExcelReader, sheet: str) -> pl.DataFrame:
    """Every cell as text; a number that may have lost digits as Excel shows it, 7.73000E+17, so that nobody takes it
    for a waybill."""
    text = book.load_sheet(sheet, header_row=None, skip_rows=0, dtypes="string").to_polars()
    suspects = [name for name in text.columns if text[name].str.contains(_ROUND).any()]
    if not suspects:
        return text
    # As booleans, cells that hold numbers are true and cells that hold text are null.
    places = [text.columns.index(name) for name in suspects]
    numeric = book.load_sheet(sheet, header_row=None, skip_rows=0, use_columns=places, dtypes="boolean").to_polars()
    shown = (
        pl.when(number & text[name].str.contains(_ROUND)).then(_scientific(text[name])).otherwise(text[name])
        for name, number in zip(suspects, numeric.get_columns(), strict=True)
    )
    return text.with_columns(each.alias(name) for each, name in zip(shown, suspects, strict=True))


def _scientific(digits: pl.Series) -> pl.Series:
    """Whole numbers of six digits and more as Excel shows them."""
    power = (digits.str.len_chars() - 1).cast(pl.String)
    return digits.str.slice(0, 1) + "." + digits.str.slice(1, 5) + "E+" + power


def _batches(cells: pl.DataFrame, sheet: str, layout: Layout) -> Iterator[Batch]:
    top = _top(layout)
    if cells.height <= top:
        return
    names = column_names([list(row) for row in cells[layout.skip : top].rows()])
    cells.columns = names
    first = top + 1
    for piece in cells[top:].iter_slices(BATCH_ROWS):
        yield Batch(piece, first, sheet)
        first += piece.height


def _top(layout: Layout) -> int:
    """How many rows lie above the first that counts."""
    return layout.skip + layout.header


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]
