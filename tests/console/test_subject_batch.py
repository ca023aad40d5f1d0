"""A thousand numbers at once: in their order, each answered, with few questions to the database."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import fastexcel
import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.console.parcel_cast import event, record, way, words_of

from tuotou.store.models import AuditEntry

pytestmark = pytest.mark.django_db(transaction=True)
BrowserOf = Callable[[str], Client]


def answer(browser: Client, numbers: str, **more: object) -> str:
    """What one reads of the answer."""
    given = browser.post("/subjects/batch", {"numbers": numbers, **more})
    assert given.status_code == 200
    return words_of(given.content.decode())


def sheet(*rows: tuple[object, ...]) -> SimpleUploadedFile:
    """A workbook of these rows."""
    file = BytesIO()
    book = xlsxwriter.Workbook(file)
    page = book.add_worksheet()
    for turn, row in enumerate(rows):
        page.write_row(turn, 0, row)
    book.close()
    return SimpleUploadedFile("查件.xlsx", file.getvalue())


def test_answers_come_in_the_order_asked(browser_of: BrowserOf) -> None:
    browser = browser_of("outlet_manager")
    record(event("accepted", 60), event("accepted", 50, "YT2"), event("signed", 20, "YT2"))
    record(
        event("accepted", 60, "YT3"),
        event("exception_registered", 30, "YT3"),
        event("accepted", 60, "YT4", site="SZ02"),
    )
    said = answer(browser, "yt3,ZZ404；YT1\nYT2\tYT1 YT4")
    table = said[said.index("单号 状态") :]
    assert table.index("yt3") < table.index("ZZ404") < table.index("YT1") < table.index("YT2") < table.index("YT4")
    assert "1 个重复" in said and "2 票查无" in said and "共 5 票" in said
    assert "问题件 异常件登记" in table and "已完结 签收" in table and table.count("查无此件") == 2


def test_filters(browser_of: BrowserOf) -> None:
    browser = browser_of("outlet_manager")
    record(event("accepted", 60), event("accepted", 50, "YT2"), event("signed", 20, "YT2"), event("ordered", 5, "YT5"))
    record(event("accepted", 60, "YT3"), event("exception_registered", 30, "YT3"))
    every = "YT1 YT2 YT3 YT5 YT404"

    def left(only: str) -> list[str]:
        said = answer(browser, every, only=only)
        table = said[said.find("单号 状态") if "单号 状态" in said else len(said) :]
        return [number for number in every.split() if f" {number} " in table]

    assert left("ended") == ["YT2"]
    assert left("trouble") == ["YT3"]
    assert left("moving") == ["YT1", "YT3", "YT5"]
    assert left("late") == ["YT1", "YT2", "YT3"]
    assert left("nonsense") == every.split()


def test_a_relabelled_number_bears_the_promises_of_the_first(browser_of: BrowserOf) -> None:
    browser = browser_of("outlet_manager")
    record(event("accepted", 60), event("relabelled", 40, to_number="YT2"), event("weighed", 20, "YT2"))
    first, second = (answer(browser, number) for number in ("YT1", "YT2"))
    assert "项未兑现" in first and "项未兑现" in second


def test_questions_do_not_grow_with_the_numbers(browser_of: BrowserOf) -> None:
    browser = browser_of("outlet_manager")
    record(*(one for turn in range(50) for one in way(f"YT{turn}")))
    asked = []
    for count in (5, 1_000):
        numbers = " ".join(f"YT{turn}" for turn in range(count))
        answer(browser, numbers)
        with CaptureQueriesContext(connection) as queries:
            assert f"共 {count:,} 票" in answer(browser, numbers)
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 30


def test_no_more_than_a_thousand(browser_of: BrowserOf) -> None:
    browser = browser_of("outlet_manager")
    said = answer(browser, " ".join(f"YT{turn}" for turn in range(1_200)))
    assert "超出 1,000 个，其余 200 个没有查" in said


def test_a_column_of_a_table_is_found(browser_of: BrowserOf) -> None:
    browser = browser_of("outlet_manager")
    record(event("accepted", 60, "770011223344551"), event("accepted", 60, "YT2"))
    table = sheet(("序号", "运单号", "备注"), (1, "770011223344551", "急"), (2, 7.7e13, ""), (3, "'YT2", ""))
    said = answer(browser, "", file=table)
    assert "770011223344551" in said and "共 2 票" in said
    assert "7.70000E+13 单号被电子表格变成科学计数法" in said
    text = SimpleUploadedFile("x.csv", "770011223344551\nYT2\n".encode("gbk"))
    assert "共 2 票" in answer(browser, "", file=text).replace("1 票查无", "")


@pytest.mark.parametrize("content", [b"<html>", b"PK\x03\x04 broken", "姓名,电话\n王,李\n".encode()])
def test_what_is_no_table_is_told(browser_of: BrowserOf, content: bytes) -> None:
    browser = browser_of("outlet_manager")
    given = browser.post("/subjects/batch", {"numbers": "", "file": SimpleUploadedFile("x.xlsx", content)})
    said = words_of(given.content.decode())
    assert given.status_code == 422 and "·" in said
    assert not any(word in said for word in ("the file", "column", "workbook"))


def test_it_is_taken_away_as_it_was_filtered(browser_of: BrowserOf) -> None:
    browser = browser_of("outlet_manager")
    record(event("accepted", 60), event("accepted", 50, "YT2"), event("signed", 20, "YT2"))
    given = browser.post("/subjects/batch", {"numbers": "YT1 YT2 YT404", "export": "xlsx"})
    table = fastexcel.read_excel(b"".join(given.streaming_content)).load_sheet(0).to_polars()  # type: ignore[attr-defined]
    assert table["查询单号"].to_list() == ["YT1", "YT2", "YT404"]
    assert table["状态"].to_list() == ["在途", "已完结", "查无此件"]
    some = browser.post("/subjects/batch", {"numbers": "YT1 YT2 YT404", "export": "xlsx", "only": "ended"})
    assert fastexcel.read_excel(b"".join(some.streaming_content)).load_sheet(0).height == 1  # type: ignore[attr-defined]
    assert AuditEntry.objects.filter(act="list.export", what="list batch").count() == 2
