"""The file of bad rows: original cells and what is wrong with them, to be corrected and read again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import IO, Final

import polars as pl

from tuotou.feeds.batch import BAD_COLUMNS
from tuotou.feeds.whole import unfinished

_LONGEST_HEADER: Final = 2**20


class BadRows:
    """Writes bad rows as they come, as CSV that spreadsheets open; a file that is never needed is not made.

    Where its name says so it is a Parquet table: its cells keep their kinds, as those of a table of events must.

    Sheets whose columns differ cannot share a table: each further header gets a file of its own, numbered.
    A file takes the name it is meant to have only when all is written: under that name may lie the very file that is
    being read again. `wording` says each reason, and what would be right, in the language of those who correct them.
    """

    def __init__(self, path: Path, wording: Callable[[str], str] = str) -> None:
        self._path, self._wording = path, wording
        self._headers: list[list[str]] = []
        self._tables: dict[Path, list[pl.DataFrame]] = {}

    def add(self, rows: pl.DataFrame) -> None:
        """Append rows (`Converted.bad`). Raises OSError."""
        if not rows.height:
            return
        begun = rows.columns in self._headers
        if not begun:
            self._headers.append(rows.columns)
        path = self._numbered(self._headers.index(rows.columns))
        if path.suffix == ".parquet":
            self._tables.setdefault(path, []).append(self._worded(rows))
            return
        with _opened(path, "ab" if begun else "wb") as file:
            self._worded(rows).write_csv(file, include_bom=not begun, include_header=not begun)

    def finish(self) -> tuple[Path, ...]:
        """The files, now complete and under their names; older ones of these names are replaced. Raises OSError."""
        files = tuple(self._numbered(place) for place in range(len(self._headers)))
        for path, tables in self._tables.items():
            pl.concat(tables).write_parquet(unfinished(path))
        for path in files:
            unfinished(path).replace(path)
        return files

    def _worded(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The rows with the faults of each as one text."""
        _, _, field, *said = BAD_COLUMNS
        words = pl.concat([rows[name].explode() for name in said]).unique().to_list()
        wording = {word: self._wording(word) for word in words}
        return rows.with_columns(
            pl.col(field).list.join("; "),
            *(pl.col(name).list.eval(pl.element().replace(wording)).list.join(self._wording("; ")) for name in said),
        )

    def _numbered(self, place: int) -> Path:
        return self._path if place == 0 else self._path.with_suffix(f".{place + 1}{self._path.suffix}")


def _opened(path: Path, mode: str) -> IO[bytes]:
    try:
        return unfinished(path).open(mode)
    except OSError as error:
        error.filename = str(path)  # the name that was asked for
        raise


def holds_bad_rows(path: Path) -> bool:
    """Whether a file was written here. Never raises for what it holds."""
    try:
        with path.open("rb") as file:
            return file.readline(_LONGEST_HEADER).strip().endswith(",".join(BAD_COLUMNS).encode())
    except OSError:
        return False
