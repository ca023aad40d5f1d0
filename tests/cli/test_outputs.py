"""What commands write never replaces what they read, nor each other, and an older result stays until a new is whole."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

import tuotou as tuotou_package
from tuotou.cli.exits import Exit
from tuotou.feeds.batch import BAD_COLUMNS

HANDBOOK = Path(tuotou_package.__file__).parent / "handbook"
MAPPING = """
mapping: outlet
title: {zh: 网点表, en: An outlet's table}
source: import
subject: {kind: parcel, column: 运单号}
recorded: at + 0
key: [运单号]
events: [{kind: out_for_delivery, at: 派件时间}, {kind: signed, at: 签收时间}]
"""
ROWS = "运单号,派件时间,签收时间\nYT1,2026-05-02 08:10,2026-05-04 09:30\nYT2,2026-02-30 08:10,\n"
GIVEN = ("outlet.csv", "--map", "outlet.yaml")
MINE = ("--standards", "mine")


@pytest.fixture
def outlet(tmp_path: Path, tuotou: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder, the one we are in, with everything that a command may read."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "outlet.yaml").write_text(MAPPING, "utf-8")
    (tmp_path / "outlet.csv").write_text(ROWS, "utf-8")
    for name in ("roster.csv", "truth.parquet", "outlet.2.csv", "outlet.csv.unfinished"):
        (tmp_path / name).write_text("old\n", "utf-8")
    shutil.copytree(HANDBOOK / "standards", tmp_path / "mine")
    (tmp_path / "link.csv").symlink_to(tmp_path / "outlet.csv")
    tuotou("archive", *GIVEN, "--to", "kept")
    return tmp_path


READ = (
    *(("replay", *GIVEN, option, "outlet.csv") for option in ("--exceptions", "--log", "--out", "--bad-rows")),
    *(("replay", *GIVEN, option, "outlet.yaml") for option in ("--exceptions", "--log", "--out", "--bad-rows")),
    ("replay", *GIVEN, "--exceptions", "mine/../outlet.csv"),
    ("replay", *GIVEN, "--exceptions", "link.csv"),
    ("replay", *GIVEN, "--roster", "roster.csv", "--log", "roster.csv"),
    ("replay", *GIVEN, "--truth", "truth.parquet", "--log", "truth.parquet"),
    ("replay", *GIVEN, *MINE, "--out", "mine/signed-in-hand.yaml"),
    ("replay", *GIVEN, *MINE, "--log", "mine/new.yaml"),
    ("replay", "kept", "--exceptions", "kept/archive.json"),
    ("replay", "kept", "--log", "kept/new.csv"),
    ("replay", "outlet.2.csv", "--map", "outlet.yaml", "--bad-rows", "outlet.csv"),
    ("replay", "outlet.csv.unfinished", "--map", "outlet.yaml", "--log", "outlet.csv"),
    ("measure", *GIVEN, "--indicators", "mine", "--bad-rows", "mine/new.yaml"),
    ("measure", *GIVEN, "--bad-rows", "outlet.yaml"),
    ("backtest", "mine/last-mile-same-day.yaml", *GIVEN, "--bad-rows", "mine/last-mile-same-day.yaml"),
    ("backtest", "last-mile-same-day", *GIVEN, "--against", "outlet.yaml", "--bad-rows", "outlet.yaml"),
    ("feed", "try", *GIVEN, "--bad-rows", "outlet.yaml"),
    ("archive", *GIVEN, "--to", "kept", "--bad-rows", "outlet.csv"),
    ("archive", *GIVEN, "--to", "kept", "--bad-rows", "outlet.yaml"),
    ("archive", *GIVEN, "--to", "kept", "--bad-rows", "kept/archive.json"),
)
TOGETHER = (
    ("--exceptions", "x.csv", "--log", "x.csv"),
    ("--exceptions", "x.csv", "--out", "./x.csv"),
    ("--exceptions", "x.2.csv", "--bad-rows", "x.csv"),
)
CLOSED = (
    *(("replay", *GIVEN, option) for option in ("--exceptions", "--log", "--out", "--bad-rows")),
    ("feed", "try", *GIVEN, "--bad-rows"),
    ("archive", *GIVEN, "--to", "kept", "--bad-rows"),
    ("measure", *GIVEN, "--bad-rows"),
    ("backtest", "last-mile-same-day", *GIVEN, "--bad-rows"),
)


@pytest.mark.parametrize("command", READ, ids=str)
def test_what_is_read_is_not_replaced(tuotou: Any, outlet: Path, command: tuple[str, ...]) -> None:
    before = contents(outlet)
    told = tuotou(*command)
    assert told.exit_code == Exit.USAGE
    assert told.stderr.startswith(f"{command[-2]} {command[-1]}: ") and "（请" in told.stderr
    assert contents(outlet) == before


@pytest.mark.parametrize("outputs", TOGETHER, ids=str)
def test_two_results_do_not_go_to_one_file(tuotou: Any, outlet: Path, outputs: tuple[str, ...]) -> None:
    before = contents(outlet)
    told = tuotou("replay", *GIVEN, *outputs)
    assert told.exit_code == Exit.USAGE
    assert told.stderr == f"{outputs[2]} {Path(outputs[3])}: 与 {outputs[0]} 是同一个文件（请换一个文件名）\n"
    assert contents(outlet) == before


@pytest.mark.parametrize("command", CLOSED, ids=str)
def test_a_place_where_no_file_can_be_is_told_alike(
    tuotou: Any, answer: Any, outlet: Path, command: tuple[str, ...]
) -> None:
    before = contents(outlet)
    for place, zh, en in (
        ("nowhere/x.csv", "没有这个目录（请先建好）", "there is no such folder (make it first)"),
        ("mine", "这是目录（应指定其中的一个文件）", "this is a folder (name a file in it)"),
    ):
        for language, said in (("zh", zh), ("en", en)):
            told = tuotou(*command, place, "--lang", language)
            assert (told.exit_code, told.stderr) == (Exit.USAGE, f"{command[-1]} {place}: {said}\n")
        told = answer(*command, place)
        assert (told["exit_code"], len(told["problems"])) == (Exit.USAGE, 1)
        assert told["problems"][0] == {
            "option": command[-1],
            "value": place,
            "what": en.partition(" (")[0],
            "right": en.partition(" (")[2][:-1],
        }
    assert contents(outlet) == before


def test_what_is_no_ordinary_file_is_not_replaced(tuotou: Any, outlet: Path) -> None:
    assert tuotou("replay", *GIVEN, "--log", "/dev/null").exit_code == Exit.USAGE
    assert not Path("/dev/null").is_file()


def test_an_older_result_stays_where_nothing_is_read(tuotou: Any, outlet: Path) -> None:
    (outlet / "old.csv").write_text("old", "utf-8")
    (outlet / "page.html").write_text("old", "utf-8")
    before = contents(outlet)
    outputs = ("--exceptions", "old.csv", "--log", "older.csv", "--out", "page.html")
    assert tuotou("replay", "missing.csv", "--map", "outlet.yaml", *outputs).exit_code == Exit.INPUT
    assert contents(outlet) == before


def test_results_take_the_place_of_older_ones_and_leave_nothing_beside(tuotou: Any, outlet: Path) -> None:
    names = {"--exceptions": "e.csv", "--log": "l.csv", "--out": "p.html", "--bad-rows": "b.csv"}
    for name in names.values():
        (outlet / name).write_text("old", "utf-8")
    before = contents(outlet)
    told = tuotou("replay", *GIVEN, *(word for each in names.items() for word in each))
    assert told.exit_code == Exit.PARTLY
    after = contents(outlet)
    assert {name for name in after if after[name] != before.get(name)} == set(names.values())
    assert "YT1" in (outlet / "e.csv").read_text("utf-8") and "YT1" in (outlet / "l.csv").read_text("utf-8")


def test_a_link_still_leads_where_it_led(tuotou: Any, outlet: Path) -> None:
    (outlet / "shared.csv").write_text("old", "utf-8")
    (outlet / "latest.csv").symlink_to("shared.csv")
    tuotou("replay", *GIVEN, "--exceptions", "latest.csv")
    assert (outlet / "latest.csv").is_symlink()
    assert "YT1" in (outlet / "shared.csv").read_text("utf-8")


def test_other_results_of_alike_names_are_welcome(tuotou: Any, outlet: Path) -> None:
    told = tuotou(
        "replay", *GIVEN, *MINE, "--exceptions", "outlet.3.csv", "--log", "outlet.4.csv", "--out", "mine/p.html"
    )
    assert told.exit_code == Exit.PARTLY


def test_only_a_file_of_bad_rows_may_be_archived_and_replaced(tuotou: Any, outlet: Path) -> None:
    bad = outlet / "bad.csv"
    tuotou("archive", *GIVEN, "--to", "kept", "--bad-rows", bad)
    assert bad.read_text("utf-8-sig").splitlines()[0].endswith(",".join(BAD_COLUMNS))
    told = tuotou("archive", bad, *GIVEN[1:], "--to", "kept", "--bad-rows", bad)
    assert told.exit_code in (Exit.PARTLY, Exit.INPUT)
    assert "YT2" in bad.read_text("utf-8-sig")


def contents(folder: Path) -> dict[str, bytes]:
    """All files below a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
