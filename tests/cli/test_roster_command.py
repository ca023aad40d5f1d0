"""A roster at the command line: days without any event are judged in files, and put into archives."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tuotou.cli import asked
from tuotou.cli.exits import Exit

PAGE = Path(__file__).parents[2] / "docs" / "roster.md"
MAPPING = """
mapping: checks
title: {zh: 检查表, en: Checks}
source: import
subject: {kind: site, column: 网点}
recorded: at + 0
key: [网点, 时间]
site: 网点
events: [{kind: fire_checked, at: 时间}]
"""
CHECKS = "网点,时间\nSZ01,2026-03-31 09:00\nSZ01,2026-04-12 09:00\nHUB1,2026-05-20 09:00\nSZ01,2026-06-02 10:00\n"
GIVEN = ("checks.csv", "--map", "checks.yaml", "--roster", "roster.csv")


@pytest.fixture
def checks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder, the one we are in, with a table of fire checks, its mapping, and the roster of docs/roster.md."""
    (tmp_path / "checks.yaml").write_text(MAPPING, "utf-8")
    (tmp_path / "checks.csv").write_text(CHECKS, "utf-8")
    lines = [line.strip() for line in PAGE.read_text("utf-8").splitlines()]
    rows = [line for line in lines if re.match(r"(subject_kind|site|person|asset),", line)]
    (tmp_path / "roster.csv").write_text("\n".join(rows) + "\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def fire_checks(report: Any) -> dict[str, int]:
    found = next(line for line in report["standards"] if line["standard"] == "fire-checked-monthly")
    return {status: found[status] for status in ("kept", "kept_late", "broken", "open")}


def test_months_without_a_check_are_found(answer: Any, tuotou: Any, checks: Path) -> None:
    assert tuotou("replay", *GIVEN).exit_code == Exit.DONE
    report = answer("replay", *GIVEN)
    # SZ01: April kept, May too late, June kept; HUB1: April too late, May kept, June begun at noon of the first
    assert fire_checks(report) == {"kept": 3, "kept_late": 2, "broken": 0, "open": 1}
    assert next(line for line in report["persons"] if line["person"] == "chen")["kept"] == 1
    assert fire_checks(answer("replay", *GIVEN, "--at", "2026-06-01 00:00")) == {
        "kept": 2, "kept_late": 1, "broken": 1, "open": 1,
    }  # fmt: skip


def test_without_a_roster_nothing_is_due(answer: Any, checks: Path) -> None:
    report = answer("replay", *GIVEN[:3])
    assert "fire-checked-monthly" in report["never_opened"]


def test_files_too_large_to_be_held_are_judged_alike(
    answer: Any, checks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = answer("replay", *GIVEN, "--at", "2026-06-20")
    monkeypatch.setattr(asked, "HELD", 0)
    assert answer("replay", *GIVEN, "--at", "2026-06-20") == held


def test_an_archive_holds_what_its_roster_says(answer: Any, tuotou: Any, checks: Path) -> None:
    archived = answer("archive", *GIVEN, "--to", "kept")
    assert archived["roster"]["added"] == archived["roster"]["events"] > 150
    assert answer("archive", *GIVEN, "--to", "kept")["roster"]["added"] == 0
    assert "台账" in tuotou("archive", *GIVEN, "--to", "kept").stdout
    kept, files = answer("replay", "kept"), answer("replay", *GIVEN)
    assert kept["standards"] == files["standards"] and kept["trials"] == files["trials"]
    assert answer("explain", "site:SZ01", "kept") == answer("explain", "site:SZ01", *GIVEN)


def test_an_archive_is_judged_as_it_lies(tuotou: Any, checks: Path) -> None:
    tuotou("archive", *GIVEN[:3], "--to", "kept")
    for command in (("replay", "kept"), ("explain", "SZ01", "kept")):
        told = tuotou(*command, "--roster", "roster.csv")
        assert told.exit_code == Exit.USAGE
        assert "--roster" in told.stderr
    assert tuotou("replay", "kept", "--bad-rows", "bad.csv").exit_code == Exit.USAGE


@pytest.mark.parametrize("command", [("replay",), ("explain", "SZ01"), ("archive", "--to", "kept")])
def test_bad_rows_of_a_roster_are_told_and_the_others_count(tuotou: Any, checks: Path, command: Any) -> None:
    with (checks / "roster.csv").open("a", encoding="utf-8") as roster:
        roster.write("site,SZ02,2026-13-01,,,,,\n")
    told = tuotou(*command, *GIVEN)
    assert told.exit_code == Exit.PARTLY
    assert (
        "roster.csv:6:1: 列“since”写的是“2026-13-01”：没有这样的日期或时刻"
        "（1990 至 2099 年的时刻，例如 2024-05-01）" in told.stderr
    )


@pytest.mark.parametrize("command", [("replay",), ("explain", "SZ01"), ("archive", "--to", "kept")])
def test_a_roster_without_a_good_row_ends_the_command(tuotou: Any, checks: Path, command: Any) -> None:
    (checks / "roster.csv").write_text("subject_kind,since\nsite,2026-05-01\n", "utf-8")
    told = tuotou(*command, *GIVEN)
    assert told.exit_code == Exit.INPUT
    assert "roster.csv:1:1: 缺列“subject”（台账的列：subject, subject_kind, since, until" in told.stderr
    assert not (checks / "kept").exists()


def test_explain_says_that_rows_were_refused(tuotou: Any, checks: Path) -> None:
    with (checks / "checks.csv").open("a", encoding="utf-8") as table:
        table.write("SZ01,2026-02-30 09:00\n")
    told = tuotou("explain", "SZ01", *GIVEN)
    assert told.exit_code == Exit.PARTLY
    assert "1 行不合格" in told.stderr


def test_a_roster_may_be_a_spreadsheet(answer: Any, checks: Path) -> None:
    pl.read_csv(checks / "roster.csv").write_parquet(checks / "roster.parquet")
    same = answer("replay", *GIVEN[:3], "--roster", "roster.parquet")
    assert same == answer("replay", *GIVEN)
