"""The Parquet files of an archive, read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import polars as pl

from tuotou.archive.layout import COLUMNS, ArchiveError

_FAILURES: Final = (pl.exceptions.PolarsError, OSError)


def read_files(
    paths: Sequence[Path], columns: Sequence[str] | None = None, where: pl.Expr | None = None
) -> pl.DataFrame:
    """The rows of some files, one file after the other, in one frame.

    Of `columns` (None: all) those that any file has; where a file lacks one it is null. `where` keeps the rows for
    which it holds, and row groups that cannot have any are not read. Raises `ArchiveError`.
    """
    schema: dict[str, pl.DataType] = {}
    for path in paths:
        schema |= {name: dtype for name, dtype in _schema(path).items() if columns is None or name in columns}
    rows = pl.scan_parquet(list(paths), schema=schema, missing_columns="insert", extra_columns="ignore")
    try:
        return (rows if where is None else rows.filter(where)).collect()
    except _FAILURES as error:
        raise _unreadable(_which(paths), error) from None


def ends(paths: Sequence[Path], instants: str) -> tuple[int, int] | None:
    """The first and the last instant, µs, of a column that every archived event has; None without events.

    Reads nothing else, and holds none of it. Raises `ArchiveError`.
    """
    rows = pl.scan_parquet(list(paths), schema={instants: COLUMNS[instants]}, extra_columns="ignore")
    at = pl.col(instants).to_physical()
    try:
        first, last = rows.select(at.min().alias("first"), at.max().alias("last")).collect().row(0)
    except _FAILURES as error:
        raise _unreadable(_which(paths), error) from None
    return None if first is None else (first, last)


def _schema(path: Path) -> pl.Schema:
    try:
        return pl.scan_parquet(path).collect_schema()
    except _FAILURES as error:
        raise _unreadable(str(path), error) from None


def _which(paths: Sequence[Path]) -> str:
    return str(paths[0]) if len(paths) == 1 else f"one of {paths[0]} … {paths[-1]}"


def _unreadable(which: str, error: Exception) -> ArchiveError:
    what = str(error).splitlines()[0]
    return ArchiveError(f"{which}: cannot be read ({what}); remove that day's folder and archive the day again")
