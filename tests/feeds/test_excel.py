"""Excel as companies export it: merged headers, several sheets, lost digits, files with the wrong ending."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter
from feed_desk import BOARD, DELIVERIES, SAMPLES, Read, board, messy


def test_one_sheet_by_name(read: Read, tmp_path: Path) -> None:
    found = read(board(tmp_path / "board.xlsx"), BOARD.replace("header: 2", "header: 2, sheets: 南岗"))
    assert found.trail() == [
        ("南岗1", "out_for_delivery", "05-02 08:10:00"),
        ("南岗1", "signed", "05-02 09:30:15"),
        ("773000000000001", "out_for_delivery", "05-02 08:12:00"),
        ("773000000000001234", "out_for_delivery", "05-02 08:12:00"),
    ]
    assert found.rejected.select("sheet", "row", "field").rows() == [
        ("南岗", 5, "基本|运单号"),
        ("南岗", 7, "基本|运单号"),
    ]
    assert "E+17" in found.rejected["value"][0]
    assert found.findings == ["sheets not read: 道里", "columns not used: 基本|件数"]


def test_all_sheets_of_which_one_is_no_table(read: Read, tmp_path: Path) -> None:
    found = read(board(tmp_path / "board.xlsx"), BOARD.replace("header: 2", "header: 2, sheets: all"))
    assert found.events["subject"].unique().len() == 4
    assert found.rejected["sheet"].to_list() == ["南岗", "南岗", "道里", "道里"]
    assert found.problems == []  # the cover has no row below a header
    assert "sheets without a row below the header: 说明" in found.findings


def test_an_unread_sheet_is_told_even_where_the_read_one_lacks_a_column(read: Read, tmp_path: Path) -> None:
    text = BOARD.replace("header: 2", "header: 2, sheets: 南岗").replace("基本|运单号", "单号")
    assert "sheets not read: 道里" in read(board(tmp_path / "board.xlsx"), text).findings


def test_an_xls_that_is_xlsx(read: Read, tmp_path: Path) -> None:
    path = board(tmp_path / "board.xlsx").rename(tmp_path / "board.xls")
    assert read(path, BOARD.replace("header: 2", "header: 2, sheets: 道里")).events.height == 4


def test_a_sheet_that_is_not_there(read: Read, tmp_path: Path) -> None:
    found = read(board(tmp_path / "board.xlsx"), BOARD.replace("header: 2", "header: 2, sheets: 香坊"))
    assert str(found.problems[0]) == "board.xlsx:1:1: there is no sheet '香坊' (the workbook has: 说明, 南岗, 道里)"


def test_a_workbook_cut_off(read: Read, tmp_path: Path) -> None:
    path = board(tmp_path / "board.xlsx")
    path.write_bytes(path.read_bytes()[:3_000])
    assert read(path, BOARD).problems[0].what.startswith("the workbook cannot be opened")


@pytest.mark.parametrize("sheets", ["南岗", "[南岗, 道里]"])
def test_the_first_column_missing_is_a_problem_for_each_sheet(read: Read, tmp_path: Path, sheets: str) -> None:
    text = BOARD.replace("header: 2", f"header: 2, sheets: {sheets}").replace("基本|运单号", "单号")
    found = read(board(tmp_path / "board.xlsx"), text)
    assert len(found.problems) == sheets.count(",") + 1
    assert found.problems[0].what == "column '单号' is missing on sheet '南岗'"


def test_empty_rows_and_columns_around_the_table_keep_the_row_numbers(read: Read, tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "in.xlsx")
    sheet = book.add_worksheet()
    sheet.write_row("B3", ["运单号", "派件时间", "签收时间"])
    sheet.write_row("B4", ["YT1", "2026-05-02 08:10"])
    sheet.write_row("B6", ["YT2", "2026-02-30 08:10"])
    book.close()
    found = read(tmp_path / "in.xlsx", DELIVERIES + "table: {skip: 2}\n")
    assert found.trail("subject") == [("YT1",)]
    assert found.rejected["row"].to_list() == [6]


def test_a_true_old_workbook_is_read_like_a_new_one(read: Read, tmp_path: Path) -> None:
    text = BOARD.replace("header: 2", "header: 2, sheets: 南岗") + "time: {formats: [excel]}\n"
    old, new = read(SAMPLES / "messy.xls", text), read(messy(tmp_path / "messy.xlsx"), text)
    assert (SAMPLES / "messy.xls").read_bytes()[:4] == b"\xd0\xcf\x11\xe0"
    assert old.events.equals(new.events)
    assert old.rejected.equals(new.rejected) and old.bad.equals(new.bad)
    assert (old.findings, old.problems) == (new.findings, new.problems)


def test_what_a_true_old_workbook_holds(read: Read) -> None:
    text = BOARD.replace("header: 2", "header: 2, sheets: 南岗") + "time: {formats: [excel]}\n"
    found = read(SAMPLES / "messy.xls", text)
    assert found.trail() == [
        ("南岗1", "out_for_delivery", "05-02 08:10:00"),
        ("南岗1", "signed", "05-02 09:30:15"),
        ("773000000000001", "out_for_delivery", "05-02 08:12:00"),
        ("773000000000001234", "out_for_delivery", "05-02 08:12:00"),
        ("YT9", "out_for_delivery", "05-02 08:12:00"),
        ("YT10", "out_for_delivery", "05-02 00:00:00"),
        ("YT10", "signed", "05-02 09:36:00"),
    ]
    lost, none = "a spreadsheet turned the number into scientific notation and lost its digits", "no such date or time"
    assert found.faults() == [
        (5, "基本|运单号", "7.70000E+13", lost),
        (6, "基本|运单号", "7.73000E+17", lost),
        (8, "基本|运单号", "7.73E+17", lost),
        (11, "时间|签收", "1899-12-31 12:00:00", none),
        (12, "时间|签收", "1899-12-31 00:00:00", none),
    ]


def test_a_round_number_is_no_waybill_but_still_a_number(read: Read, tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "in.xlsx")
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["运单号", "派件时间", "签收时间", "距离"])
    sheet.write_row(1, 0, ["YT1", "", "2026-05-02 08:10", 300_000_000_000])
    sheet.write_row(2, 0, [773123000000000, "", "2026-05-02 08:10"])
    sheet.write_row(3, 0, [773123400000000, "", "2026-05-02 08:10"])
    book.close()
    found = read(tmp_path / "in.xlsx", DELIVERIES + "attributes: {distance_m: 距离}\n")
    assert found.events.select("subject", "distance_m").rows() == [("YT1", 3e11), ("773123400000000", None)]
    assert found.rejected.select("row", "value").rows() == [(3, "7.73123E+14")]


def test_a_row_of_blanks_is_no_row(read: Read) -> None:
    found = read("运单号,派件时间,签收时间\nYT1,2026-05-02 08:10,\n ,\u3000,\t\n,,x\n")
    assert found.trail("subject") == [("YT1",)]
    assert found.rejected["row"].unique().to_list() == [4]
