"""Bad input at the command line: a clear message that says where, the right exit code, never a traceback."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import tuotou as tuotou_package
from tuotou.cli.exits import Exit
from tuotou.feeds.shipped import jilin_deliveries


def test_unknown_columns(tuotou: Any, tmp_path: Path) -> None:
    (tmp_path / "other.csv").write_text("waybill,when\nYT1,2026-05-01\n", "utf-8")
    told = tuotou("replay", tmp_path / "other.csv", "--map", "lade")
    assert told.exit_code == Exit.INPUT
    assert "order_id" in told.stderr and "other.csv" in told.stderr


@pytest.mark.parametrize("name", ["empty.csv", "empty.parquet", "empty.xlsx"])
def test_an_empty_file(tuotou: Any, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"")
    told = tuotou("feed", "try", tmp_path / name, "--map", "lade")
    assert told.exit_code == Exit.INPUT
    assert name in told.stderr


def test_a_cut_off_parquet(tuotou: Any, tmp_path: Path) -> None:
    (tmp_path / "cut.parquet").write_bytes(jilin_deliveries().read_bytes()[:50_000])
    told = tuotou("replay", tmp_path / "cut.parquet", "--map", "lade")
    assert told.exit_code == Exit.INPUT
    assert "cut.parquet" in told.stderr


def test_a_folder_instead_of_a_file(tuotou: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    told = tuotou("feed", "try", ".", "--map", "lade")
    assert (told.exit_code, told.stderr) == (Exit.INPUT, ".:1:1: 这是目录，不是文件（检查路径）\n")


def test_a_file_that_is_not_there(tuotou: Any, tmp_path: Path) -> None:
    told = tuotou("replay", tmp_path / "nowhere.csv", "--map", "lade")
    assert told.exit_code == Exit.INPUT
    assert "nowhere.csv" in told.stderr


def test_good_rows_go_on_and_bad_ones_can_be_corrected(
    answer: Any, tuotou: Any, deliveries: Path, tmp_path: Path
) -> None:
    rows = pl.read_csv(deliveries).head(10)
    rows[3, "delivery_time"] = "02-30 09:00:00"
    rows.write_csv(tmp_path / "rows.csv")
    bad = tmp_path / "bad.csv"
    tried = answer("feed", "try", tmp_path / "rows.csv", "--map", "lade", "--bad-rows", bad)
    assert (tried["rows"], tried["rejected_rows"]) == (10, 1)
    assert tried["rejected"][0]["row"] == 5 and tried["rejected"][0]["field"] == "delivery_time"
    assert tuotou("replay", tmp_path / "rows.csv", "--map", "lade").exit_code == Exit.PARTLY
    corrected = bad.read_text("utf-8-sig").replace("02-30", "05-30")
    bad.write_text(corrected, "utf-8")
    assert tuotou("feed", "try", bad, "--map", "lade").exit_code == Exit.DONE


def test_a_mapping_that_nobody_knows(tuotou: Any, deliveries: Path) -> None:
    told = tuotou("replay", deliveries, "--map", "lad")
    assert told.exit_code == Exit.DOCUMENTS
    assert "是不是“lade”" in told.stderr


def test_a_mapping_with_errors(tuotou: Any, deliveries: Path, tmp_path: Path) -> None:
    (tmp_path / "map.yaml").write_text("mapping: mine\nevnts: []\n", "utf-8")
    told = tuotou("replay", deliveries, "--map", tmp_path / "map.yaml")
    assert told.exit_code == Exit.DOCUMENTS
    assert "map.yaml:2:" in told.stderr and "evnts" in told.stderr


def test_files_without_a_mapping(tuotou: Any, deliveries: Path) -> None:
    told = tuotou("replay", deliveries)
    assert told.exit_code == Exit.USAGE
    assert "--map" in told.stderr


def test_an_instant_that_is_none(tuotou: Any, deliveries: Path) -> None:
    told = tuotou("replay", deliveries, "--map", "lade", "--at", "tomorrow")
    assert told.exit_code == Exit.USAGE
    assert "2026-05-01 10:00" in told.stderr


def test_all_errors_of_all_standards_at_once(tuotou: Any, answer: Any, tmp_path: Path) -> None:
    (tmp_path / "tabs.yaml").write_text("id: tabs\nrule:\n\tzh: 一\n", "utf-8")
    (tmp_path / "event.yaml").write_text(
        "id: event\nversion: 1\nform: within\nsubject: parcel\nopens: arived\n", "utf-8"
    )
    told = tuotou("standards", "check", tmp_path)
    assert told.exit_code == Exit.DOCUMENTS
    assert "tabs.yaml:3:" in told.stderr and "空格" in told.stderr
    assert "event.yaml:5:" in told.stderr and "arrived" in told.stderr
    problems = answer("standards", "check", tmp_path)["problems"]
    assert {Path(problem["file"]).name for problem in problems} == {"tabs.yaml", "event.yaml"}


def test_standards_that_are_broken_judge_nothing(tuotou: Any, deliveries: Path, tmp_path: Path) -> None:
    (tmp_path / "half.yaml").write_text("id: half\n", "utf-8")
    told = tuotou("replay", deliveries, "--map", "lade", "--standards", tmp_path)
    assert told.exit_code == Exit.DOCUMENTS
    assert not told.stdout


def test_what_is_asked_for_is_not_there(tuotou: Any, deliveries: Path) -> None:
    assert tuotou("explain", "LD0", deliveries, "--map", "lade").exit_code == Exit.NOT_THERE
    assert tuotou("standards", "show", "last-mile").exit_code == Exit.NOT_THERE


def test_a_folder_that_is_no_archive(tuotou: Any, tmp_path: Path) -> None:
    told = tuotou("replay", tmp_path)
    assert told.exit_code == Exit.INPUT
    assert "tuotou archive" in told.stderr


HEADER = "运单号,到件时间,签收时间\n"
MAPPING = """
mapping: outlet
title: {zh: 网点表, en: An outlet's table}
source: import
subject: {kind: parcel, column: 运单号}
recorded: at + 0
key: [运单号]
events: [{kind: arrived, at: 到件时间}, {kind: signed, at: 签收时间}]
order: [arrived, signed]
"""


@pytest.fixture
def tried(answer: Any, tmp_path: Path) -> Any:
    """Tries the outlet's mapping on the rows of a table."""

    def run(rows: bytes) -> Any:
        (tmp_path / "outlet.yaml").write_text(MAPPING, "utf-8")
        (tmp_path / "outlet.csv").write_bytes(rows)
        return answer("feed", "try", tmp_path / "outlet.csv", "--map", tmp_path / "outlet.yaml")

    return run


def test_encodings_mixed_in_one_file(tried: Any) -> None:
    rows = (HEADER + "甲1,2026-04-01 06:00,\n").encode("utf-8-sig") + "乙2,2026-04-01 07:00,\n".encode("gb18030")
    assert [event["subject"] for event in tried(rows)["first"]] == ["甲1", "乙2"]


def test_bad_rows_one_by_one(tried: Any) -> None:
    rows = [
        "YT1,2026-02-30 06:00,",  # no such day
        "YT2,2026-04-01 06:00,2026-04-01 05:00",  # a negative duration
        "8.81235E+12,2026-04-01 06:00,",  # a number that lost its digits
        ",2026-04-01 06:00,",
        "YT5,,",
        "YT6,2026-04-01 06:00,2026-04-01T08:00+09:00",  # 07:00 in Beijing: two zones in one row
    ]
    found = tried((HEADER + "\n".join(rows)).encode())
    assert (found["rows"], found["rejected_rows"], found["events"]) == (6, 5, 2)
    assert [fault["row"] for fault in found["rejected"]] == [2, 3, 4, 5, 6]


def test_what_is_wrong_is_said_in_chinese(tuotou: Any, tried: Any, tmp_path: Path) -> None:
    tried((HEADER + "YT1,2026-02-30 06:00,\nYT2,昨天,\nYT3,2026-04-01 06:00,\n").encode())
    told = tuotou("feed", "try", tmp_path / "outlet.csv", "--map", tmp_path / "outlet.yaml")
    assert told.exit_code == Exit.PARTLY
    assert "没有这样的日期或时刻" in told.stdout and "no such date" not in told.stdout
    for language, said in (("zh", "没有这样的日期或时刻"), ("en", "no such date or time")):
        bad = tmp_path / f"{language}.csv"
        trial = ("feed", "try", tmp_path / "outlet.csv", "--map", tmp_path / "outlet.yaml", "--bad-rows", bad)
        tuotou(*trial, "--lang", language)
        assert pl.read_csv(bad)["_reason"].to_list() == [said] * 2
    assert "--bad-rows" in told.stdout
    missing = tuotou("feed", "try", tmp_path / "nowhere.csv", "--map", tmp_path / "outlet.yaml")
    assert "没有这个文件" in missing.stderr


def test_a_trial_never_loses_corrected_rows(tuotou: Any, tried: Any, tmp_path: Path) -> None:
    tried((HEADER + "YT1,2026-02-30 06:00,\n").encode())
    rows = tmp_path / "outlet.csv"
    told = tuotou("feed", "try", rows, "--map", tmp_path / "outlet.yaml", "--bad-rows", rows)
    assert told.exit_code == Exit.USAGE
    assert "YT1" in rows.read_text("utf-8")


def test_one_id_with_different_content(answer: Any, tmp_path: Path) -> None:
    (tmp_path / "map.yaml").write_text(
        "mapping: ids\ntitle: {zh: 一, en: one}\nsource: import\nsubject: {kind: parcel, column: no}\n"
        "recorded: at + 0\nid: id\nevents: [{kind: arrived, at: t}]\n",
        "utf-8",
    )
    (tmp_path / "ids.csv").write_text("id,no,t\n1,YT1,2026-04-01 06:00\n1,YT1,2026-04-01 07:00\n", "utf-8")
    found = answer("feed", "try", tmp_path / "ids.csv", "--map", tmp_path / "map.yaml")
    assert found["events"] == 2
    assert any("different content" in finding["what"] for finding in found["findings"])


def test_a_mapping_that_is_not_utf_8(tuotou: Any, deliveries: Path, tmp_path: Path) -> None:
    (tmp_path / "gb.yaml").write_bytes("mapping: 网点\n".encode("gb18030"))
    told = tuotou("replay", deliveries, "--map", tmp_path / "gb.yaml")
    assert told.exit_code == Exit.DOCUMENTS
    assert "UTF-8" in told.stderr


def test_what_no_yaml_should_hold_is_said_in_chinese(tuotou: Any, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("id: &a [*a]\n", "utf-8")
    (tmp_path / "b.yaml").write_text("id: b\0\n", "utf-8")
    (tmp_path / "c.yaml").write_text("id: c\nversion: 99999999999\nsettle: 999999999 h\n", "utf-8")
    told = tuotou("standards", "check", tmp_path).stderr
    assert "a.yaml:1:5: 不许用锚点和引用（& 和 *）（内容照写一遍；以 & 或 * 开头的文字加引号）" in told
    assert "b.yaml:1:6: 不是合法的 YAML：不许有控制字符 U+0000（删去它，或把文件存成 UTF-8 文本）" in told
    assert "c.yaml:2:10: version 超出范围：99999999999（应在 -2147483647 到 2147483647 之间）" in told
    assert "c.yaml:3:9: “999999999 h”不是时长（例如 30 min, 4 h, 2 d, 3 wd, 8 oh；最长 100 年）" in told


def test_standards_that_are_not_utf_8(tuotou: Any, deliveries: Path, tmp_path: Path) -> None:
    (tmp_path / "gb.yaml").write_bytes("id: 网点\n".encode("gb18030"))
    (tmp_path / "half.yaml").write_text("id: half\n", "utf-8")
    for told in (
        tuotou("standards", "check", tmp_path),
        tuotou("replay", deliveries, "--map", "lade", "--standards", tmp_path),
    ):
        assert told.exit_code == Exit.DOCUMENTS
        assert "gb.yaml:1:1: 不是 UTF-8 文本（存成 UTF-8 文本）" in told.stderr
        assert "half.yaml:1:" in told.stderr


def test_a_standard_of_everything_that_is_refused(tuotou: Any, tmp_path: Path) -> None:
    shipped = Path(tuotou_package.__file__).parent / "handbook" / "standards"
    shutil.copytree(shipped, tmp_path / "mine")
    for name, right, wrong in (
        ("on-time-share.yaml", "of: [", "of: [inspection-share, "),
        ("hub-sorted-8h.yaml", "due: 8 h", "due: 8 h\npause: [{from: held, until: sorted}]"),
    ):
        text = (tmp_path / "mine" / name).read_text("utf-8")
        assert right in text
        (tmp_path / "mine" / name).write_text(text.replace(right, wrong), "utf-8")
    told = tuotou("standards", "check", tmp_path / "mine", "--lang", "en")
    assert told.exit_code == Exit.DOCUMENTS
    assert "is a share itself" in told.stderr and "a pause needs a maximum" in told.stderr


def test_a_standard_instead_of_its_folder(tuotou: Any, tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text("id: one\n", "utf-8")
    told = tuotou("standards", "check", tmp_path / "one.yaml")
    assert told.exit_code == Exit.DOCUMENTS
    assert "所在的目录" in told.stderr


def test_a_folder_of_other_things_becomes_no_archive(tuotou: Any, deliveries: Path, tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("…", "utf-8")
    told = tuotou("archive", deliveries, "--map", "lade", "--to", tmp_path)
    assert told.exit_code == Exit.INPUT
    assert [path.name for path in tmp_path.iterdir()] == ["letters.txt"]


def test_files_without_an_event_make_no_archive(tuotou: Any, tmp_path: Path) -> None:
    told = tuotou("archive", tmp_path / "nowhere.csv", "--map", "lade", "--to", tmp_path / "archive")
    assert told.exit_code == Exit.INPUT
    assert "nowhere.csv" in told.stderr
    assert not (tmp_path / "archive").exists()


def test_a_damaged_archive(tuotou: Any, deliveries: Path, tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    tuotou("archive", deliveries, "--map", "lade", "--to", archive)
    for part in archive.rglob("*.parquet"):
        part.write_bytes(part.read_bytes()[:100])
    for told in (tuotou("replay", archive), tuotou("explain", "LD1", archive)):
        assert told.exit_code == Exit.INPUT
        assert ".parquet" in told.stderr


def test_a_place_where_nothing_can_be_written(tried: Any, tmp_path: Path) -> None:
    tried((HEADER + "YT1,2026-02-30 06:00,\n").encode())
    bad = tmp_path / "nowhere" / "bad.csv"
    command = [sys.executable, "-m", "tuotou.cli", "feed", "try", tmp_path / "outlet.csv", "--lang", "zh"]
    run = subprocess.run(
        [*command, "--map", tmp_path / "outlet.yaml", "--bad-rows", bad], capture_output=True, text=True, check=False
    )
    assert run.returncode == Exit.USAGE
    assert run.stderr == f"--bad-rows {bad}: 没有这个目录（请先建好）\n"
