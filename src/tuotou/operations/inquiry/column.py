"""Numbers out of a table, Excel or text: the column that holds them is found by its name or its look."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import polars as pl

from tuotou.feeds.batch import table_error
from tuotou.feeds.mapping import Layout
from tuotou.feeds.packed_size import unpacked_size
from tuotou.feeds.table import read_table
from tuotou.operations.inquiry.numbers import MOST

LARGEST: Final = 64 * 2**20
"""Bytes of the file as it unpacks."""
ROWS: Final = 20 * MOST
"""Rows that are read: what is beyond a batch is counted, not looked up."""
NAMES: Final = ("运单号", "快递单号", "单号", "面单号", "运单", "waybill", "tracking", "number", "awb")
"""How such columns are called, the surest first."""
_NUMBER: Final = r"^=?[\"']?[A-Za-z]{0,6}[0-9][0-9A-Za-z.+-]{6,40}[\"']?$"


def words_of(name: str, content: bytes) -> Sequence[str]:
    """The cells of the column with the numbers. Raises `TableError`."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table"
        path.write_bytes(content)
        if unpacked_size(path, LARGEST) > LARGEST:
            right = "take the columns with the numbers alone"
            raise table_error(name, f"the file is larger than {LARGEST // 2**20} MB", right)
        frames, read = list[pl.DataFrame](), 0
        for batch in read_table(path, Layout()):
            frames.append(batch.frame.cast(pl.String))
            read += batch.frame.height
            if read >= ROWS:
                break
    table = pl.concat(frames, how="diagonal_relaxed").head(ROWS)
    column = _column(table)
    if column is None:
        right = "name the column 运单号, or paste the numbers"
        raise table_error(name, "no column holds numbers", right)
    heading = [column] if re.match(_NUMBER, column) else []  # a table without a heading
    return [*heading, *(cell.strip() for cell in table[column].drop_nulls() if cell.strip())]


def _column(table: pl.DataFrame) -> str | None:
    """The column that is called so, else the one of which most cells look so."""
    for word in NAMES:
        for name in table.columns:
            if word in name.lower():
                return name
    alike = {name: int(table[name].str.contains(_NUMBER).sum()) for name in table.columns}
    best = max(alike, key=lambda name: alike[name], default=None)
    return best if best is not None and (alike[best] or re.match(_NUMBER, best)) else None
