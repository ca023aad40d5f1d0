"""Parquet as batches of text cells: a slice at a time, numbers exactly as they stand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import polars as pl

from tuotou.feeds.batch import BATCH_ROWS, Batch, table_error

_EXACT: Final = 1e15  # whole numbers beyond have lost digits in a float


def read_parquet(path: Path) -> Iterator[Batch]:
    """Batches of the rows, the first being row 1; raises `TableError` for a cut-off or empty file."""
    try:
        lazy = pl.scan_parquet(path)
        schema = lazy.collect_schema()
        rows = lazy.select(pl.len()).collect().item()
        text = [_text(name, dtype) for name, dtype in schema.items() if not dtype.is_nested()]
        for start in range(0, rows, BATCH_ROWS):
            yield Batch(lazy.slice(start, BATCH_ROWS).select(text).collect(), start + 1)
    except (pl.exceptions.PolarsError, OSError) as error:
        what = f"the Parquet file is cut off or damaged ({str(error).splitlines()[0]})"
        raise table_error(path.name, what, "fetch the file again") from error
    if not rows:
        raise table_error(path.name, "the file holds no rows", "export it again")


def _text(name: str, dtype: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if dtype.is_float():
        column = column.fill_nan(None)
        whole = (column == column.round()) & (column.abs() < _EXACT)
        return (
            pl.when(whole).then(column.cast(pl.Int64, strict=False).cast(pl.String)).otherwise(column.cast(pl.String))
        )
    if isinstance(dtype, pl.Datetime):
        return column.dt.strftime("%Y-%m-%d %H:%M:%S%.f" + ("%:z" if dtype.time_zone else ""))
    if isinstance(dtype, pl.Binary):
        return pl.lit(None, pl.String).alias(name)
    return column.cast(pl.String)
