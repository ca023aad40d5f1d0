"""Bad rows go out, are corrected, and come in again by the same mapping."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
from feed_desk import BOARD, DELIVERIES, Read, board

from tuotou.feeds.bad_rows import BadRows
from tuotou.feeds.batch import BAD_COLUMNS


def write(path: Path, rows: pl.DataFrame, wording: Callable[[str], str] = str) -> None:
    """One file of bad rows."""
    out = BadRows(path, wording)
    out.add(rows)
    assert out.finish() == (path,)


def _bad(**cells: str) -> pl.DataFrame:
    """One bad row of a sheet."""
    faults = pl.DataFrame({**cells, **dict.fromkeys(BAD_COLUMNS, [["x"]])})
    return faults.with_columns(pl.lit("南岗").alias("_sheet"), pl.lit(2).alias("_row"))


HEADER = "快件单号,派件时间,签收时间,备注\n"
ALIASED = DELIVERIES + "aliases: {运单号: 快件单号}\n"


def test_bad_rows_keep_their_cells_and_say_what_is_wrong(read: Read, tmp_path: Path) -> None:
    found = read(HEADER + "YT1,2026-05-02 08:10,,x\nYT2,2026-02-30 08:10,2026-05-02 25:10,加急\n", ALIASED)
    path = tmp_path / "in.bad.csv"
    write(path, found.bad)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    row = pl.read_csv(path).row(0, named=True)
    assert (row["派件时间"], row["备注"], row["_row"]) == ("2026-02-30 08:10", "加急", 3)
    assert (row["_field"], row["_reason"]) == ("派件时间; 签收时间", "no such date or time; no such date or time")
    assert row["_right"].count("for example") == 2


def test_a_corrected_file_gives_the_event_the_good_row_would_have_given(read: Read, tmp_path: Path) -> None:
    right = read(HEADER + "YT2,2026-05-02 08:10,,加急\n", ALIASED)
    wrong = read((HEADER + "YT2,2026-02-30 08:10,,加急\n").encode("gb18030"), ALIASED)
    path = tmp_path / "wrong.bad.csv"
    write(path, wrong.bad)
    path.write_text(path.read_text("utf-8-sig").replace("02-30", "05-02"), "utf-8")
    corrected = read(path, ALIASED)
    assert corrected.events.equals(right.events)
    assert (corrected.rejected.height, corrected.findings) == (0, ["columns not used: 备注"])


def test_bad_rows_of_a_workbook_come_back_by_a_mapping_with_sheets_and_two_header_rows(
    read: Read, tmp_path: Path
) -> None:
    text = BOARD.replace("header: 2", "header: 2, sheets: all")
    wrong = read(board(tmp_path / "board.xlsx"), text)
    path = tmp_path / "board.bad.csv"
    write(path, wrong.bad)
    places = pl.read_csv(path).select("_sheet", "_row").rows()
    assert places == [("南岗", 5), ("南岗", 7), ("道里", 5), ("道里", 7)]
    lines = path.read_text("utf-8-sig").splitlines()
    lines[1] = "773000000000009999" + lines[1][lines[1].index(",") :]
    path.write_text("\n".join(lines), "utf-8")
    again = read(path, text)
    assert again.trail("subject") == [("773000000000009999",)]
    assert again.rejected.height == len(lines) - 2


def test_no_bad_row_makes_no_file_and_each_header_has_its_own(tmp_path: Path) -> None:
    out = BadRows(tmp_path / "x.bad.csv")
    out.add(pl.DataFrame())
    assert list(tmp_path.iterdir()) == []
    for column, cell in (("a", "1"), ("b", "2"), ("a", "3")):
        out.add(_bad(**{column: cell}))
    faults = ",".join(BAD_COLUMNS)
    texts = [file.read_text("utf-8-sig") for file in out.finish()]
    assert texts == [f"a,{faults}\n1,南岗,2,x,x,x\n3,南岗,2,x,x,x\n", f"b,{faults}\n2,南岗,2,x,x,x\n"]


def test_what_is_wrong_is_said_in_the_words_of_the_caller(read: Read, tmp_path: Path) -> None:
    found = read("运单号,派件时间,签收时间\nempty,2026-02-30 08:10,2026-05-02 25:10\n")
    path = tmp_path / "in.bad.csv"
    chinese = {"no such date or time": "没有这个时刻", "; ": "；"}
    write(path, found.bad, lambda said: chinese.get(said, said))
    row = pl.read_csv(path).row(0, named=True)
    assert (row["运单号"], row["_field"], row["_reason"]) == (
        "empty",
        "派件时间; 签收时间",
        "没有这个时刻；没有这个时刻",
    )


def test_until_all_is_written_the_file_that_is_read_again_stays(tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("corrected", "utf-8")
    out = BadRows(path)
    out.add(_bad(a="1"))
    assert path.read_text("utf-8") == "corrected"
    assert out.finish() == (path,)
    assert path.read_text("utf-8-sig").startswith("a,_sheet,_row")
    assert list(tmp_path.iterdir()) == [path]
