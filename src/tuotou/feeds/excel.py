"""Excel workbooks as companies export them (.xlsx, .xls, .xls that is xlsx) as batches of text cells."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import fastexcel
import polars as pl

from tuotou.feeds.batch import BATCH_ROWS, Batch, table_error
from tuotou.feeds.header import column_names
from tuotou.feeds.mapping import ALL_SHEETS, Layout


def read_excel(path: Path, layout: Layout) -> Iterator[Batch]:
    """Batches of every sheet the layout names; raises `TableError` for a broken workbook or a missing sheet."""
    try:
        book = fastexcel.read_excel(path.read_bytes())  # by content: an .xls is often an .xlsx
    except fastexcel.FastExcelError as error:
        raise table_error(
            path.name, f"the workbook cannot be opened ({_first_line(error)})", "save it again as .xlsx"
        ) from error
    empty = True
    for sheet in _sheets(book, layout, path.name):
        try:
            cells = _cells(book, sheet)
        except fastexcel.FastExcelError as error:
            what = f"sheet '{sheet}' cannot be read ({_first_line(error)})"
            raise table_error(path.name, what, "save the workbook again as .xlsx") from error
        for batch in _batches(cells, sheet, layout):
            empty = False
            yield batch
    if empty:
        raise table_error(path.name, "no sheet holds a row below its header", "see 'sheets', 'skip' and 'header'")


def _sheets(book: fastexcel.ExcelReader, layout: Layout, file: str) -> list[str]:
    if layout.sheets == (ALL_SHEETS,):
        return book.sheet_names
    missing = [sheet for sheet in layout.sheets if sheet not in book.sheet_names]
    if missing:
        right = f"the workbook has: {', '.join(book.sheet_names)}"
        raise table_error(file, f"there is no sheet '{missing[0]}'", right)
    return list(layout.sheets) or book.sheet_names[:1]


def _cells(book: fastexcel.ExcelReader, sheet: str) -> pl.DataFrame:
    """Every cell as text. A number of 16 digits or more has lost the last of them in Excel, which
    keeps 15: it is shown as Excel shows it, 7.73E+17, so that nobody takes it for a waybill."""
    text = book.load_sheet(sheet, header_row=None, skip_rows=0, dtypes="string").to_polars()
    suspects = [name for name in text.columns if text[name].str.contains(r"^\d{16,}$").any()]
    if not suspects:
        return text
    # As booleans, cells that hold numbers are true and cells that hold text are null.
    places = [text.columns.index(name) for name in suspects]
    numeric = book.load_sheet(sheet, header_row=None, skip_rows=0, use_columns=places, dtypes="boolean").to_polars()
    shown = [
        pl.when(number & text[name].str.contains(r"^\d{16,}$"))
        .then(
            text[name].str.slice(0, 1)
            + "."
            + text[name].str.slice(1, 5)
            + "E+"
            + (text[name].str.len_chars() - 1).cast(pl.String)
        )
        .otherwise(text[name])
        .alias(name)
        for name, number in zip(suspects, numeric.get_columns(), strict=True)
    ]
    return text.with_columns(shown)


def _batches(cells: pl.DataFrame, sheet: str, layout: Layout) -> Iterator[Batch]:
    top = layout.skip + layout.header
    if cells.height <= top:
        return
    names = column_names([list(row) for row in cells[layout.skip : top].rows()])
    cells.columns = names
    first = top + 1
    for piece in cells[top:].iter_slices(BATCH_ROWS):
        yield Batch(piece, first, sheet)
        first += piece.height


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]
