"""The file of bad rows: original cells and what is wrong with them, to be corrected and read again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl

from tuotou.feeds.batch import BAD_COLUMNS


class BadRows:
    """Writes bad rows as they come, as CSV that spreadsheets open; a file that is never needed is not made.

    Sheets whose columns differ cannot share a table: each further header gets a file of its own, numbered.
    `wording` says each reason, and what would be right, in the language of those who correct the rows.
    """

    def __init__(self, path: Path, wording: Callable[[str], str] = str) -> None:
        self._path, self._wording = path, wording
        self._headers: list[list[str]] = []

    @property
    def files(self) -> tuple[Path, ...]:
        """The files written so far."""
        return tuple(self._numbered(place) for place in range(len(self._headers)))

    def add(self, rows: pl.DataFrame) -> None:
        """Append rows (`Converted.bad`); an older file of this name is replaced by the first."""
        if not rows.height:
            return
        begun = rows.columns in self._headers
        if not begun:
            self._headers.append(rows.columns)
        path = self._numbered(self._headers.index(rows.columns))
        if not begun:
            path.unlink(missing_ok=True)  # not emptied: it may be the very file that is being read again
        with path.open("ab") as file:
            self._worded(rows).write_csv(file, include_bom=not begun, include_header=not begun)

    def _worded(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The rows with the faults of each as one text."""
        _, field, *said = BAD_COLUMNS
        words = pl.concat([rows[name].explode() for name in said]).unique().to_list()
        wording = {word: self._wording(word) for word in words}
        return rows.with_columns(
            pl.col(field).list.join("; "),
            *(pl.col(name).list.eval(pl.element().replace(wording)).list.join(self._wording("; ")) for name in said),
        )

    def _numbered(self, place: int) -> Path:
        return self._path if place == 0 else self._path.with_suffix(f".{place + 1}{self._path.suffix}")
