"""Delimited text (CSV, TSV) as batches of text cells, in flat memory."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from tuotou.feeds.batch import BATCH_ROWS, Batch, Finding, table_error
from tuotou.feeds.bytestream import blocks
from tuotou.feeds.encoding import to_utf8
from tuotou.feeds.header import CORRECTION_LAYOUT, column_names, is_correction
from tuotou.feeds.mapping import Layout

SURPLUS: Final = "_surplus"
BEYOND: Final = (1, 8, 64)  # so many cells may stand behind those of the header; what is behind these is cut off
_DELIMITERS: Final = (",", "\t", ";", "|")  # exports like to end each cell of a CSV with a tab: the comma goes first
_OPEN_QUOTE: Final = Finding(
    "a quote that never closes: the lines around it were read with quotes as plain characters",
    "double a quote inside a cell, or export without quotes",
)


def read_delimited(path: Path, layout: Layout) -> Iterator[Batch]:
    """Batches of the rows below the header; raises `TableError` for an empty or broken file."""
    table: _Table | None = None
    row = 0
    for block in blocks(path):
        text, lost = to_utf8(block, layout.encoding)
        if b"\0" in text[:4096]:
            raise table_error(path.name, "no text table: it holds binary data", "save it as CSV (UTF-8) or .xlsx")
        if table is None:
            table, text = _opened(text, layout, path.name)
            row = table.first_row
        for batch in table.batches(text, row, lost):
            row += batch.frame.height
            yield batch
    if table is None:
        raise table_error(path.name, "the file is empty", "export it again: a header and at least one row")
    if row == table.first_row:
        raise table_error(path.name, "there is no row below the header", "export it again, or see 'skip' and 'header'")


@dataclass(frozen=True, slots=True)
class _Table:
    """What the header tells about the rows below it."""

    names: list[str]
    delimiter: str
    first_row: int
    correction: bool

    def batches(self, text: bytes, row: int, lost: bool) -> Iterator[Batch]:
        if not text.strip():
            return
        frame, findings = self._parsed(text)
        for piece in frame.iter_slices(BATCH_ROWS):
            yield Batch(piece, row, None, SURPLUS, lost, correction=self.correction, findings=findings)
            row, findings = row + piece.height, ()

    def _parsed(self, text: bytes) -> tuple[pl.DataFrame, tuple[Finding, ...]]:
        try:
            return self._read(text, '"'), ()
        except pl.exceptions.PolarsError:
            return self._read(text, None).select(pl.all().str.strip_chars('"')), (_OPEN_QUOTE,)

    def _read(self, text: bytes, quote: str | None) -> pl.DataFrame:
        for beyond in BEYOND:
            with suppress(pl.exceptions.PolarsError):  # some row has more cells yet, or the quotes are broken
                return self._cells(text, quote, beyond)
        return self._cells(text, quote, BEYOND[-1], cut=True)

    def _cells(self, text: bytes, quote: str | None, beyond: int, *, cut: bool = False) -> pl.DataFrame:
        """The cells of every row; the first that says anything beyond the header is the row's surplus."""
        surplus = [f"{SURPLUS}{place}" for place in range(beyond)]
        cells = pl.read_csv(
            text,
            has_header=False,
            schema=dict.fromkeys([*self.names, *surplus], pl.String),
            separator=self.delimiter,
            quote_char=quote,
            truncate_ragged_lines=cut,
            missing_columns="insert",
            extra_columns="ignore" if cut else "raise",
        )
        said = pl.coalesce(pl.when(pl.col(name) != "").then(name) for name in surplus)
        return cells.with_columns(said.alias(SURPLUS)).drop(surplus)


def _opened(text: bytes, layout: Layout, file: str) -> tuple[_Table, bytes]:
    """The table of the header, and the text below it."""
    layout = CORRECTION_LAYOUT if is_correction(_head(text, CORRECTION_LAYOUT, ",")[0][-1]) else layout
    line = text.split(b"\n", layout.skip + layout.header)[: layout.skip + layout.header][-1].decode()
    delimiter = (
        layout.delimiter if layout.delimiter != "auto" else next((each for each in _DELIMITERS if each in line), ",")
    )
    rows, length = _head(text, layout, delimiter)
    if not any(cell.strip() for cell in rows[-1]):
        raise table_error(file, "there is no header", f"a row of column names below {layout.skip} skipped rows")
    names = column_names(rows)
    table = _Table(names, delimiter, layout.skip + layout.header + 1, is_correction(names))
    return table, text[length:]


def _head(text: bytes, layout: Layout, delimiter: str) -> tuple[list[list[str]], int]:
    """The header's rows of cells and the bytes they end at; an empty row where the text is too short."""
    lines = io.StringIO(text[: 1 << 20].decode(errors="ignore"), newline="")
    for _ in range(layout.skip):
        lines.readline()
    reader = csv.reader(iter(lines.readline, ""), delimiter=delimiter)
    rows = [next(reader, [""]) or [""] for _ in range(layout.header)]
    return rows, len(lines.getvalue()[: lines.tell()].encode())
