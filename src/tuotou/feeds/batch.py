"""A batch of rows on its way from a file: every cell as text, with the place it came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from tuotou.core.document import Problem

BATCH_ROWS: Final = 500_000
PUSH: Final = "_push"  # column: number of the JSON record (a push) that a row came with
BAD_COLUMNS: Final = ("_sheet", "_row", "_field", "_reason", "_right")
"""What a file of bad rows adds to the original columns, the sheet empty where there is none; ignored when it is read
again."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something odd in the data that does not stop the rows: what, how often, what would be right."""

    what: str
    right: str = ""
    count: int = 1


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A row that never became cells."""

    row: int
    text: str
    reason: str
    right: str


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of one table. `first_row` is the number the first one has in a spreadsheet, header = 1."""

    frame: pl.DataFrame  # text columns under the names of the header
    first_row: int
    sheet: str | None = None
    surplus: str | None = None  # column that is filled only where a row has too many cells
    undecodable: bool = False  # some cells hold U+FFFD for bytes of no known encoding
    loose: bool = False  # JSON: an absent column is merely empty
    findings: tuple[Finding, ...] = ()
    correction: bool = False  # a file of bad rows, corrected: a part of a list, never the whole
    unreadable: tuple[Unreadable, ...] = ()  # each stands in the frame as an empty row


class TableError(Exception):
    """The file, or the rest of it, cannot be read as a table."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def table_error(file: str, what: str, right: str, row: int = 1) -> TableError:
    """A `TableError` at a row of a file (1: the file as a whole)."""
    return TableError(Problem(file, row, 1, what, right))
