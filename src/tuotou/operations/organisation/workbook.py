"""Writes the sheets of an organisation as a workbook: empty for people to fill in, or with rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import xlsxwriter  # type: ignore[import-untyped]

from tuotou.feeds.organisation.sheets import HELP, SHEETS
from tuotou.feeds.sheet import WORD, Column, Sheet
from tuotou.feeds.whole import whole

Rows = Iterable[Sequence[str | float | None]]
WIDTH: Final = 18
LAST_ROW: Final = 1_048_575
_TOLD: Final = ("表 sheet", "列 column", "必填 required", "说明 meaning", "例如 for example")


def write_workbook(
    path: Path, rows: Mapping[str, Rows], english: bool = False, leaving_out: Collection[str] = ()
) -> None:
    """Every sheet with its header and its rows (by the sheet's name, cells in the order of its columns).

    Columns of the names `leaving_out` are not there, nor in the rows: where they are absent, what is known stays.

    Raises OSError; an older file of this name stays until all is written.
    """
    with whole(path) as place:
        book = xlsxwriter.Workbook(str(place), {"constant_memory": True})
        bold, text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
        for sheet in SHEETS:
            page = book.add_worksheet(sheet.name if english else sheet.zh)
            page.freeze_panes(1, 0)
            columns = [column for column in sheet.columns if column.name not in leaving_out]
            page.set_column(0, len(columns) - 1, WIDTH, text)
            for place_of, column in enumerate(columns):
                _head(page, place_of, column, english, bold)
            for number, row in enumerate(rows.get(sheet.name, ()), 1):
                page.write_row(number, 0, row)
        _explain(book.add_worksheet(HELP[english]), english, bold)
        try:
            book.close()
        except xlsxwriter.exceptions.FileCreateError as error:
            raise OSError(*error.args[0].args) from error


def _head(page: Any, place: int, column: Column, english: bool, bold: Any) -> None:
    """A heading, what it means as a note, and its words to choose from."""
    page.write_string(0, place, _heading(column, english), bold)
    page.write_comment(0, place, f"{column.about}\n{column.example}")
    if column.kind == WORD:
        words = list(column.words if english else column.words.values())
        page.data_validation(1, place, LAST_ROW, place, {"validate": "list", "source": words})


def _explain(page: Any, english: bool, bold: Any) -> None:
    """A sheet for people: every column with its meaning and an example."""
    page.set_column(0, 2, WIDTH)
    page.set_column(3, 4, 3 * WIDTH)
    page.write_row(0, 0, _TOLD, bold)
    for number, row in enumerate(_explained(english), 1):
        page.write_row(number, 0, row)


def _explained(english: bool) -> Iterator[tuple[str, ...]]:
    for sheet in SHEETS:
        for column in sheet.columns:
            words = "、".join(column.words if english else column.words.values())
            about = f"{column.about}: {words}" if words else column.about
            named = _named(sheet, english), _heading(column, english)
            yield *named, ("是 yes" if column.required else ""), about, column.example


def _named(sheet: Sheet, english: bool) -> str:
    return sheet.name if english else sheet.zh


def _heading(column: Column, english: bool) -> str:
    return column.name if english else column.zh
