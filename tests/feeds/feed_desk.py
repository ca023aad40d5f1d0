"""The desk at which feeds are tried: mappings and files as an outlet has them, and what reading them gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import polars as pl
import xlsxwriter

from tuotou.core.document import Problem

NANGANG = """
mapping: nangang
title: {zh: 南岗网点派送表, en: Deliveries of the Nangang outlet}
source: import
subject: {kind: parcel, column: 运单号}
recorded: at + 0
key: [运单号]
"""
"""The head of the Nangang outlet's mapping; a test adds its events."""

DELIVERIES = NANGANG + "events:\n  - {kind: out_for_delivery, at: 派件时间}\n  - {kind: signed, at: 签收时间}\n"


@dataclass(frozen=True)
class Reading:
    """All that came of one file."""

    events: pl.DataFrame
    rejected: pl.DataFrame
    bad: pl.DataFrame
    findings: list[str]
    problems: list[Problem]

    def trail(self, *columns: str) -> list[tuple[object, ...]]:
        """The events as tuples; instants as local text."""
        local = pl.selectors.datetime().dt.convert_time_zone("Asia/Shanghai").dt.strftime("%m-%d %H:%M:%S")
        return self.events.select(columns or ("subject", "kind", "at")).with_columns(local).rows()

    def faults(self) -> list[tuple[object, ...]]:
        """Row, field, value and reason of each rejection."""
        return self.rejected.select("row", "field", "value", "reason").rows()


Read = Callable[..., Reading]


SAMPLES = Path(__file__).parent / "samples"

BOARD = """
mapping: board
title: {zh: 网点看板, en: Outlet board}
source: import
table: {header: 2}
subject: {kind: parcel, column: 基本|运单号}
recorded: at + 0
key: [基本|运单号]
events: [{kind: out_for_delivery, at: 时间|派件}, {kind: signed, at: 时间|签收}]
"""


def board(path: Path) -> Path:
    """Two sheets of the same form, a cover before them, and cells as people leave them."""
    book = xlsxwriter.Workbook(path)
    book.add_worksheet("说明").write(0, 0, "每日 18:00 导出")
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    for name in ("南岗", "道里"):
        sheet = book.add_worksheet(name)
        sheet.merge_range(0, 0, 0, 1, "基本")
        sheet.merge_range(0, 2, 0, 3, "时间 ")
        sheet.write_row(1, 0, ["运单号\t", "件数", "派件", "签收"])
        sheet.write_row(2, 0, [f"{name}1", 1, "2026-05-02 08:10"])
        sheet.write_datetime(2, 3, datetime.fromisoformat("2026-05-02 09:30:15"), moment)
        sheet.write_row(3, 0, [773000000000001, 1, "2026/5/2 8:12"])  # a number, all digits there
        sheet.write_row(4, 0, [773000000000001234, 1, "2026/5/2 8:12"])  # a number of 18 digits
        sheet.write_string(5, 0, "773000000000001234")  # the same as text
        sheet.write_row(5, 1, [1, "2026/5/2 8:12"])
        sheet.write_row(6, 0, ["7.73E+17", 1, "2026/5/2 8:12"])
    book.close()
    return path


MESSY = (
    ("运单号\t", "件数", "派件", "签收"),
    ("南岗1", 1, "2026-05-02 08:10", (46144.39600694444, "yyyy-mm-dd hh:mm:ss")),
    (773000000000001, 1, "2026/5/2 8:12"),
    (7.7e13, 1, "2026/5/2 8:12"),
    (773000000000001234, 1, "2026/5/2 8:12"),
    ("773000000000001234", 1, "2026/5/2 8:12"),
    ("7.73E+17", 1, "2026/5/2 8:12"),
    ("YT9", 1, 46144.341666666667),
    ("YT10", 1, (46144.0, "yyyy/m/d"), (46144.4, "yyyy-mm-dd hh:mm:ss")),
    ("YT11", 1, "2026/5/2 8:12", (0.5, "h:mm")),
    ("YT12\u3000", True, "2026/5/2 8:12", (0.0, "yyyy-mm-dd hh:mm:ss")),
)
"""The cells of samples/messy.xls below its merged row; a pair is a number and how it is shown."""


def messy(path: Path) -> Path:
    """The workbook of samples/messy.xls in the newer format."""
    book = xlsxwriter.Workbook(path)
    bold = book.add_format({"bold": True})
    book.add_worksheet("说明").write(0, 0, "每日 18:00 导出")
    sheet = book.add_worksheet("南岗")
    sheet.merge_range(0, 0, 0, 1, "基本", bold)
    sheet.merge_range(0, 2, 0, 3, "时间 ", bold)
    for row, cells in enumerate(MESSY, 1):
        for column, cell in enumerate(cells):
            value, form = cell if isinstance(cell, tuple) else (cell, None)
            sheet.write(row, column, value, book.add_format({"num_format": form}) if form else None)
    for row in range(12, 15):
        for column in range(7):
            sheet.write(row, column, "  " if column % 2 else "", bold)
    book.close()
    return path
