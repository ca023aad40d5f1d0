"""Events on their way into an archive, put aside by cell so that no more than one cell need be in memory.

Everything goes into one file, each piece a small Arrow stream of its own; where the pieces of a cell
lie is remembered. A cell is one file of one day to be.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Final, NamedTuple, Self

import polars as pl

AT_ONCE: Final = 500_000  # events held before they are put aside: the more, the fewer pieces


class Cell(NamedTuple):
    """One file to be: the day counted from 1970-01-01, and the file's name without suffix."""

    day: int
    file: str


class Spill:
    """A file of pieces, open for writing and reading until it is closed."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("w+b")
        self._pieces: defaultdict[Cell, list[tuple[int, int]]] = defaultdict(list)
        self._held: list[pl.DataFrame] = []
        self._count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add(self, events: pl.DataFrame) -> None:
        """Put events aside; the columns `day` and `file` say where they belong."""
        self._held.append(events)
        self._count += len(events)
        if self._count >= AT_ONCE:
            self.flush()

    def flush(self) -> None:
        """Write out what is still held in memory."""
        if not self._held:
            return
        events = pl.concat(self._held, how="diagonal")
        self._held, self._count = [], 0
        cells = events.partition_by("day", "file", include_key=False, as_dict=True)
        for (day, file), piece in cells.items():
            start = self._file.tell()
            piece.write_ipc_stream(self._file, compression="lz4")
            self._pieces[Cell(day, file)].append((start, self._file.tell() - start))
        self._file.flush()

    def days(self) -> Iterator[tuple[int, list[str]]]:
        """Every day that has cells, with the files of these cells, in order of time."""
        found = defaultdict(list)
        for day, file in sorted(self._pieces):
            found[day].append(file)
        yield from found.items()

    def pieces(self, cell: Cell) -> Iterator[pl.DataFrame]:
        """The events of a cell, piece by piece."""
        for start, length in self._pieces[cell]:
            yield pl.read_ipc_stream(BytesIO(os.pread(self._file.fileno(), length, start)))
