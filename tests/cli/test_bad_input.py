"""Bad input at the command line: a clear message that says where, the right exit code, never a traceback."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest

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
    assert "did you mean 'lade'?" in told.stderr


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
    assert "tabs.yaml:3:" in told.stderr and "spaces" in told.stderr
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
