"""Files as companies really send them: encodings, delimiters, zipped, cut off, empty, of the wrong kind."""

from __future__ import annotations

import gzip
from pathlib import Path

import polars as pl
import pytest
from feed_desk import DELIVERIES, NANGANG, Read

from tuotou.feeds import bytestream

HEADER = "运单号,派件时间,签收时间,小件员\n"
ROWS = "YT1,2026-05-02 08:10,2026-05-02 09:30,王磊\nYT2,2026-05-02 08:12,,模\n"
WITH_PERSON = DELIVERIES + "person: 小件员\n"
TRAIL = [("YT1", "王磊"), ("YT1", "王磊"), ("YT2", "模")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_encoding_delimiter_and_line_ends_are_found_out(
    read: Read, encoding: str, delimiter: str, newline: str
) -> None:
    text = (HEADER + ROWS).replace(",", delimiter).replace("\n", newline)
    found = read(text.encode(encoding), WITH_PERSON)
    assert found.trail("subject", "person") == TRAIL
    assert (found.rejected.height, found.problems) == (0, [])


def test_two_encodings_in_one_file_and_a_row_that_is_neither(read: Read) -> None:
    lines = [
        HEADER.encode("gb18030"),
        "YT1,2026-05-02 08:10,,王磊\n".encode(),
        "YT2,2026-05-02 08:12,,模\n".encode("gbk"),
    ]
    found = read(
        b"".join([*lines, b"YT3,2026-05-02 08:12,,\xff\xfe\xfa\n", b"YT4,2026-05-02 08:12,,Wang\n"]), WITH_PERSON
    )
    assert found.trail("subject", "person") == [("YT1", "王磊"), ("YT2", "模"), ("YT4", "Wang")]
    assert [fault[:2] + fault[3:] for fault in found.faults()] == [
        (4, "小件员", "bytes that are neither UTF-8 nor GB18030")
    ]


def test_a_declared_encoding_is_kept_to(read: Read) -> None:
    text = WITH_PERSON + "table: {encoding: gb18030}\n"
    assert read((HEADER + ROWS).encode("gb18030"), text).trail("subject", "person") == TRAIL


def test_quoted_cells_may_hold_delimiters_and_line_breaks_and_stray_quotes_lose_no_row(read: Read) -> None:
    good = read(HEADER + 'YT1,2026-05-02 08:10,,"王,\n磊"\nYT2,2026-05-02 08:10,,陈 "小" 陈\n', WITH_PERSON)
    assert good.trail("subject", "person") == [("YT1", "王,\n磊"), ("YT2", '陈 "小" 陈')]
    stray = read(HEADER + 'YT1,2026-05-02 08:10,,"王磊\nYT2,2026-05-02 08:10,,陈洁\n', WITH_PERSON)
    assert stray.trail("subject", "person") == [("YT1", "王磊"), ("YT2", "陈洁")]
    assert stray.findings[0].startswith("a quote that never closes")


def test_rows_above_the_header_and_a_header_of_two_rows(read: Read) -> None:
    text = """
mapping: board
title: {zh: 看板, en: Board}
source: import
table: {skip: 2, header: 2}
subject: {kind: parcel, column: 基本|运单号}
recorded: at + 0
key: [基本|运单号]
person: 基本|小件员
events: [{kind: out_for_delivery, at: 时间|派件}, {kind: signed, at: 时间|签收}]
"""
    found = read(
        "南岗网点日报,,,\n导出时间 2026-05-03,,,\n基本,,时间,\n运单号,小件员,派件,签收\n"
        "YT1,N1,2026-05-02 08:10,2026-05-02 09:30\nYT2,N1,,\n",
        text,
    )
    assert found.trail("subject", "kind") == [("YT1", "out_for_delivery"), ("YT1", "signed")]
    assert found.rejected["row"].to_list() == [6]


def test_a_large_file_gives_the_same_events_in_any_blocks(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    day = "2026-05-02 08:10"
    rows = [
        f'YT{n % 700},{day},,"小\n件员 {n}"\n' if n % 9 == 0 else f"YT{n % 700},{day},,陈洁\n" for n in range(2_000)
    ]
    text = (HEADER + "".join(rows[:1_000]) + "bad,row\n" + "".join(rows[1_000:])).encode("gb18030")
    whole = read(text, WITH_PERSON)
    monkeypatch.setattr(bytestream, "BLOCK", 30_000)
    in_blocks = read(text, WITH_PERSON)
    assert whole.events.height == 2_000
    assert in_blocks.events.equals(whole.events)
    assert in_blocks.rejected.equals(whole.rejected)
    assert whole.rejected["row"].to_list() == [1_002]


def test_gzip_is_unzipped_and_a_cut_off_file_gives_what_is_there(read: Read) -> None:
    many = HEADER + "".join(f"YT{n},2026-05-02 08:10,,{n * 7919 % 1009}\n" for n in range(20_000))
    zipped = gzip.compress(many.encode())
    assert read(zipped, WITH_PERSON).events.height == 20_000
    assert read(zipped + gzip.compress(b"YT20000,2026-05-02 08:10,,1\n"), WITH_PERSON).events.height == 20_001
    cut = read(zipped[: len(zipped) // 2], WITH_PERSON)
    assert 5_000 < cut.events.height < 15_000
    assert [problem.what for problem in cut.problems] == ["the gzip file is cut off"]
    damaged = read(zipped[:30_000] + b"\0" * 100 + zipped[30_100:], WITH_PERSON)
    assert damaged.problems[0].what.startswith("the gzip data is damaged")


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "the file is empty"),
        (b"\xef\xbb\xbf", "the file is empty"),
        (b"\n\n\n", "there is no header"),
        (HEADER.encode(), "there is no row below the header"),
        (gzip.compress(b"", mtime=0), "the file is empty"),
        ("运单号,派件时间".encode("utf-16"), "the file is UTF-16"),
        (b"<html><table>", "the file is a web page, whatever its name says"),
        (b"PK\x03\x04 no workbook", "the workbook cannot be opened"),
        (b"PAR1 cut", "the Parquet file is cut off or damaged"),
        (b"\x7fELF\x00\x00\x00", "no text table: it holds binary data"),
        (b"[1, 2", "not valid JSON"),
        (b"[]", "the file holds no records"),
    ],
)
def test_what_is_no_table_is_a_problem_that_says_what_would_be_right(read: Read, content: bytes, what: str) -> None:
    found = read(content)
    assert len(found.problems) == 1
    assert found.problems[0].what.startswith(what)
    assert found.problems[0].right
    assert found.events.height == 0


def test_a_file_that_is_not_there_is_a_problem(read: Read, tmp_path: Path) -> None:
    assert read(tmp_path / "nowhere.csv").problems[0].what.startswith("the file cannot be opened")


def test_parquet_of_any_types(read: Read, tmp_path: Path) -> None:
    at = pl.Series(["2026-05-02 08:10:00.5"]).str.to_datetime(time_unit="ns")
    frame = pl.DataFrame({"运单号": [773000000000001], "派件时间": at, "签收时间": at.dt.replace_time_zone("UTC")})
    frame.write_parquet(tmp_path / "in.parquet")
    found = read(tmp_path / "in.parquet")
    assert found.trail("subject", "at") == [
        ("773000000000001", "05-02 08:10:00"),
        ("773000000000001", "05-02 16:10:00"),
    ]
    assert found.events["at"].dt.millisecond().to_list() == [500, 500]
    frame.with_columns(pl.col("运单号").cast(pl.Float64) * 10).write_parquet(tmp_path / "float.parquet")
    assert "lost its digits" in str(read(tmp_path / "float.parquet").faults()[0][3])
    pl.DataFrame({"运单号": ["YT1"], "派件时间": [float("nan")], "签收时间": ["2026-05-02"]}).write_parquet(
        tmp_path / "nan.parquet"
    )
    assert read(tmp_path / "nan.parquet").faults() == [(1, "签收时间", "2026-05-02", "no such date or time")]
    cut = tmp_path / "cut.parquet"
    cut.write_bytes((tmp_path / "in.parquet").read_bytes()[:-40])
    assert read(cut).problems[0].what.startswith("the Parquet file is cut off")


def test_ndjson_and_json_lists_with_bad_lines_in_between(read: Read) -> None:
    line = '{"运单号": %s, "派件时间": "2026-05-02 08:10"}\n'
    found = read(line % '"YT1"' + "{broken\n" + "\n" + "7\n" + line % "7.7E+13" + line % "773000000000001234")
    assert found.trail("subject") == [("YT1",), ("773000000000001234",)]
    assert [(row, str(reason)[:12]) for row, _, _, reason in found.faults()] == [
        (2, "Expecting pr"),
        (3, "no JSON obje"),
        (4, "a spreadshee"),
    ]
    listed = read("[" + line % '"YT1"' + "," + line % '"YT2"' + "]")
    assert listed.trail("subject") == [("YT1",), ("YT2",)]


def test_the_items_of_nested_records_are_rows_and_names_mean_the_nearest(read: Read) -> None:
    text = NANGANG + "table: {records: [order.traces, traces]}\nevents: [{kind: arrived, at: time, site: status}]\n"
    item = '{"time": "2026-05-02 08:10", "status": "HUB1"}'
    nested = f'{{"status": "pushed", "order": {{"运单号": "YT1", "traces": [{item}, {item}]}}}}'
    flat = f'{{"运单号": "YT2", "status": "pushed", "traces": [{item}]}}'
    found = read(nested + "\n" + flat + "\n", text)
    assert found.trail("subject", "site") == [("YT1", "HUB1"), ("YT1", "HUB1"), ("YT2", "HUB1")]
