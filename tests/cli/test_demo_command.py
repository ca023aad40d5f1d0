"""`tuotou demo reports`: three pages that open, each with what it is and what its most important finding means."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import polars as pl
import pytest

from tuotou.cli.exits import Exit
from tuotou.feeds.shipped import changshu_receipts, jilin_deliveries

SMALL = ("--days", 2, "--parcels", 60)


def test_three_reports_are_written_and_their_addresses_told(answer: Any, tmp_path: Path) -> None:
    jilin, changshu, company = answer("demo", "reports", "--to", tmp_path / "演示 1", *SMALL)
    for each in (jilin, changshu, company):
        page = Path(unquote(urlsplit(each["address"]).path))
        assert each["address"].startswith("file:///") and page.samefile(each["page"])
        html = page.read_text("utf-8")
        assert each["title"]["zh"] in html and each["title"]["en"] in html
        assert f"{each['counted']:,}" in html and f"{each['counted']:,}" in each["finding"]["zh"]
    assert jilin["events"] == 2 * pl.read_parquet(jilin_deliveries()).height
    rows = pl.read_parquet(changshu_receipts())
    late = (rows["arrival_date"] < rows["date"]).sum()
    assert f"missed {late:,} times" in changshu["finding"]["en"]
    assert 0 < company["share"] < 1
    hours = ["没有钟点可比" not in Path(each["page"]).read_text("utf-8") for each in (jilin, changshu, company)]
    assert hours == [True, False, True], "Changshu knows dates only"


def test_it_runs_twice_and_says_the_same_for_people(tuotou: Any, tmp_path: Path) -> None:
    to = tmp_path / "demo"
    first, second = (tuotou("demo", "reports", "--to", to, *SMALL, "--lang", "en") for _ in range(2))
    assert first.exit_code == second.exit_code == Exit.DONE
    assert first.stdout == second.stdout
    assert [line.strip() for line in first.stdout.splitlines() if "file://" in line] == [
        (to / name).as_uri() for name in ("jilin.html", "changshu.html", "company.html")
    ]
    assert sorted(each.name for each in to.iterdir()) == ["changshu.html", "company", "company.html", "jilin.html"]
    command = first.stderr.split("trail: tuotou ")[1].split()
    assert tuotou(*command).exit_code == Exit.DONE


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_stands_is_left_alone(tuotou: Any, tmp_path: Path, language: str) -> None:
    (tmp_path / "company").mkdir()
    (tmp_path / "company" / "mine.txt").write_text("mine")
    (tmp_path / "file").write_text("mine")
    kept = tuotou("demo", "reports", "--to", tmp_path, "--lang", language)
    assert kept.exit_code == Exit.INPUT and ("新目录" if language == "zh" else "new or empty") in kept.stderr
    assert [each.name for each in tmp_path.rglob("*.txt")] == ["mine.txt"]
    assert tuotou("demo", "reports", "--to", tmp_path / "file", "--lang", language).exit_code == Exit.USAGE
