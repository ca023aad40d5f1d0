"""Rows that a command refuses: told with their faults, and written to a file that can be corrected and read again."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tuotou.cli import asked
from tuotou.cli.exits import Exit

MAPPING = """
mapping: outlet
title: {zh: 网点表, en: An outlet's table}
source: import
subject: {kind: parcel, column: 运单号}
recorded: at + 0
key: [运单号]
events: [{kind: out_for_delivery, at: 派件时间}, {kind: signed, at: 签收时间}]
"""
HEADER = "运单号,派件时间,签收时间\n"
ROWS = HEADER + "YT1,2026-05-02 08:10,2026-05-02 09:30\nYT2,2026-02-30 08:10,\n7.7E+13,2026-05-02 08:10,\n"


@pytest.fixture
def outlet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder, the one we are in, with an outlet's table of one good and two bad rows, and its mapping."""
    (tmp_path / "outlet.yaml").write_text(MAPPING, "utf-8")
    (tmp_path / "outlet.csv").write_text(ROWS, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


GIVEN = ("outlet.csv", "--map", "outlet.yaml")


@pytest.mark.parametrize("command", [("replay", *GIVEN), ("archive", *GIVEN, "--to", "kept")])
def test_what_was_refused_is_told_with_the_command_that_writes_it(tuotou: Any, outlet: Path, command: Any) -> None:
    told = tuotou(*command)
    assert told.exit_code == Exit.PARTLY
    assert "没有这样的日期或时刻" in told.stderr and "3：2026-02-30 08:10" in told.stderr
    assert "4：7.7E+13" in told.stderr
    again = shlex.join(["tuotou", *command, "--bad-rows", "outlet.bad.csv"])
    assert f"把它们写进文件来改：{again}" in told.stderr.splitlines()
    assert not (outlet / "outlet.bad.csv").exists()


@pytest.mark.parametrize("command", [("replay", *GIVEN), ("archive", *GIVEN, "--to", "kept")])
def test_refused_rows_are_written_corrected_and_read_again(tuotou: Any, outlet: Path, command: Any) -> None:
    bad = outlet / "outlet.bad.csv"
    told = tuotou(*command, "--bad-rows", bad)
    assert told.exit_code == Exit.PARTLY
    assert str(bad) in told.stderr and "--bad-rows" not in told.stderr
    assert pl.read_csv(bad)["_row"].to_list() == [3, 4]
    bad.write_text(bad.read_text("utf-8-sig").replace("02-30", "05-02").replace("7.7E+13", "YT3"), "utf-8")
    assert tuotou(command[0], bad, *command[2:]).exit_code == Exit.DONE


def test_files_too_large_to_be_held_give_the_same_bad_rows(
    tuotou: Any, answer: Any, outlet: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tuotou("replay", *GIVEN, "--bad-rows", "held.csv")
    monkeypatch.setattr(asked, "HELD", 0)
    assert answer("replay", *GIVEN, "--bad-rows", "staged.csv")["refused_rows"] == 2
    assert (outlet / "staged.csv").read_bytes() == (outlet / "held.csv").read_bytes()


def test_what_is_still_wrong_stays_in_the_file_that_is_archived_again(answer: Any, tuotou: Any, outlet: Path) -> None:
    tuotou("archive", *GIVEN, "--to", "kept", "--bad-rows", "bad.csv")
    bad = outlet / "bad.csv"
    bad.write_text(bad.read_text("utf-8-sig").replace("02-30", "05-02"), "utf-8")
    archived = answer(
        "archive", "outlet.csv", "bad.csv", "--map", "outlet.yaml", "--to", "kept", "--bad-rows", "bad.csv"
    )
    assert (archived["appended"]["added"], archived["refused"]) == (1, 3)  # of the table two, of its bad rows one
    assert "YT2" in bad.read_text("utf-8-sig")  # it is refused in the table as before
    assert [fault["value"] for fault in archived["rejected"]] == ["2026-02-30 08:10", "7.7E+13", "7.7E+13"]
    assert archived["bad_files"] == ["bad.csv"]


def test_nothing_is_recorded_so_the_file_that_is_read_is_not_replaced(tuotou: Any, outlet: Path) -> None:
    told = tuotou("replay", *GIVEN, "--bad-rows", outlet / "outlet.csv")
    assert told.exit_code == Exit.USAGE
    assert (outlet / "outlet.csv").read_text("utf-8") == ROWS


def test_a_command_does_not_offer_the_name_of_a_file_that_is_there(tuotou: Any, outlet: Path) -> None:
    (outlet / "outlet.bad.csv").write_text("corrected by hand", "utf-8")
    assert "--bad-rows outlet.bad.2.csv" in tuotou("replay", *GIVEN).stderr


def test_where_no_row_is_good_its_faults_are_told(tuotou: Any, outlet: Path) -> None:
    (outlet / "outlet.csv").write_text(HEADER + "YT2,2026-02-30 08:10,\n", "utf-8")
    told = tuotou("replay", *GIVEN)
    assert told.exit_code == Exit.INPUT
    assert "没有这样的日期或时刻" in told.stderr and "--bad-rows outlet.bad.csv" in told.stderr
