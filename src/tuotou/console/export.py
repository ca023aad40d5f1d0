"""Lists that are taken away: Excel, a row at a time, over several sheets where one is full, with who took it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import IO, TYPE_CHECKING, Any, Final

import xlsxwriter  # type: ignore[import-untyped]
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase

from tuotou.console.tags import said, words, zone
from tuotou.operations.access.exporting import Taken, TooMany, check_size, note

if TYPE_CHECKING:
    from tuotou.console.listing import Column
    from tuotou.console.page import Request

FULL: Final = 1_048_576
"""Rows of a sheet, the heading too."""
LONGEST: Final = 32_767
"""Characters of a cell."""
INSTANTS: Final = ("cells/instant.html", "cells/until.html")
"""The templates that draw what is an instant."""
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def exported(
    request: Request, name: str, title: str, columns: Sequence[Column], rows: Iterable[Any]
) -> HttpResponseBase:
    """The list as a file; where it is longer than anybody may take away unasked, what to do instead."""
    file = BytesIO()
    try:
        count = write(file, title, columns, check_size(rows), mark(request))
    except TooMany as error:
        return HttpResponse(
            words(f"超过 {error.most:,} 行，请缩小范围", f"more than {error.most:,} rows: narrow the list"),
            "text/plain; charset=utf-8",
            status=413,
        )
    return file_of(request, file, (name, request.META.get("QUERY_STRING", "")), count)


def file_of(request: Request, file: BytesIO, what: tuple[str, str], count: int) -> HttpResponseBase:
    """The file as it is answered, once it is noted who took it. `what`: its name, and what was asked for."""
    name, asked = what
    note(Taken(name, count, asked), request.member.staff_number, request.now)
    file.seek(0)
    local = datetime.fromtimestamp(request.now / 1_000_000, UTC).astimezone(zone())
    return FileResponse(file, as_attachment=True, filename=f"{name}-{local:%Y%m%d-%H%M}.xlsx", content_type=XLSX)


@dataclass(frozen=True, slots=True)
class Part:
    """One of several tables of a file."""

    title: str
    columns: Sequence[Column]
    rows: Iterable[Any]


def write_parts(file: IO[bytes], title: str, parts: Sequence[Part], request: Request) -> int:
    """Writes several tables into one workbook, each on a sheet that is long enough; how many rows there were."""
    taker, count = mark(request), 0
    book, looks = _book(file, title, taker)
    for part in parts:
        sheet = _sheet(book, part.columns, looks, taker, part.title)
        for at, row in enumerate(part.rows, 1):
            for turn, column in enumerate(part.columns):
                _cell(sheet, at, turn, _plain(column, row))
            count += 1
    book.close()
    return count


def write(file: IO[bytes], title: str, columns: Sequence[Column], rows: Iterable[Any], mark: str) -> int:
    """Writes a workbook; how many rows there were. `mark`: who took it away, on every sheet and every printed page."""
    book, looks = _book(file, title, mark)
    sheet, count, at = None, 0, FULL
    for row in rows:
        if sheet is None or at == FULL:
            sheet, at = _sheet(book, columns, looks, mark), 1
        for turn, column in enumerate(columns):
            _cell(sheet, at, turn, _plain(column, row))
        at, count = at + 1, count + 1
    if sheet is None:
        _sheet(book, columns, looks, mark)
    book.close()
    return count


def _book(file: IO[bytes], title: str, mark: str) -> tuple[Any, tuple[Any, Any]]:
    """A workbook, and how its headings and its mark look."""
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": title, "author": mark, "comments": mark})
    bold = book.add_format({"bold": True, "bg_color": "#E8EDF3", "bottom": 1})
    return book, (bold, book.add_format({"italic": True, "font_color": "#7A8794"}))


def _sheet(book: Any, columns: Sequence[Column], looks: tuple[Any, Any], mark: str, name: str | None = None) -> Any:
    bold, faint = looks
    sheet = book.add_worksheet(name)
    sheet.set_header(f"&R{mark.replace('&', '&&')}")
    sheet.set_footer(f"&L{mark.replace('&', '&&')}&R&P / &N")
    sheet.freeze_panes(1, 0)
    for turn, column in enumerate(columns):
        heading = said(column.title)
        sheet.set_column(turn, turn, min(max(2 * len(heading) + 4, 12), 40))
        sheet.write_string(0, turn, heading, bold)
    sheet.write_string(0, len(columns), mark, faint)
    sheet.set_column(len(columns), len(columns), 40)
    return sheet


def _plain(column: Column, row: Any) -> Any:
    """What a cell holds: of an instant the company's time, as people read it."""
    value = column.value(row)
    if column.cell not in INSTANTS or not isinstance(value, int):
        return value
    return f"{datetime.fromtimestamp(value / 1_000_000, UTC).astimezone(zone()):%Y-%m-%d %H:%M:%S}"


def _cell(sheet: Any, row: int, turn: int, value: Any) -> None:
    """Numbers as numbers, everything else as text: no formula comes from a row."""
    if value is None:
        return
    if isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 10**15:
        sheet.write_number(row, turn, value)
    else:
        sheet.write_string(row, turn, str(value)[:LONGEST])


def mark(request: Any) -> str:
    """Who takes it away, and when: on the screen and on paper."""
    local = datetime.fromtimestamp(request.now / 1_000_000, UTC).astimezone(zone())
    return f"{request.member.name} {request.member.staff_number} · {local:%Y-%m-%d %H:%M} · Tuotou 妥投"
