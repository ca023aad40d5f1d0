"""`tuotou replay --out`: the page of files and of an archive, and what is said where it cannot be written."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tuotou.cli.exits import Exit


def told(path: Path) -> dict[str, Any]:
    found = re.search(r'id="data">(.*?)</script>', path.read_text("utf-8"), re.S)
    assert found
    return dict(json.loads(found[1]))


def test_files_and_their_archive_make_the_same_page(tuotou: Any, deliveries: Path, tmp_path: Path) -> None:
    said = tuotou("replay", deliveries, "--map", "lade", "--out", tmp_path / "files.html")
    assert said.exit_code == 0 and "报告页已写入" in said.stderr
    tuotou("archive", deliveries, "--map", "lade", "--to", tmp_path / "archive")
    tuotou("replay", tmp_path / "archive", "--out", tmp_path / "archive.html")
    assert told(tmp_path / "files.html") == told(tmp_path / "archive.html")
    files, archive = ((tmp_path / f"{name}.html").read_text("utf-8") for name in ("files", "archive"))
    for title in ("LaDe 末端派送数据", "LaDe last-mile deliveries"):  # each is called by what it was read from
        assert title in files
        files = files.replace(title, "archive")
    assert files == archive


def test_the_page_agrees_with_the_report_and_the_list_beside_it(answer: Any, deliveries: Path, tmp_path: Path) -> None:
    page, rows = tmp_path / "report.html", tmp_path / "todo.csv"
    total = answer("replay", deliveries, "--map", "lade", "--out", page, "--exceptions", rows)["total"]
    assert len(told(page)["promises"]) == total["kept_late"] + total["broken"] > 0
    assert sum(total[status] for status in ("kept_late", "broken", "at_risk", "open", "not_open")) == (
        len(rows.read_text("utf-8").splitlines()) - 1
    )


def test_english_shows_first_where_it_is_asked_for(tuotou: Any, deliveries: Path, tmp_path: Path) -> None:
    tuotou("replay", deliveries, "--map", "lade", "--lang", "en", "--out", tmp_path / "report.html")
    assert '<html lang="en" data-lang="en">' in (tmp_path / "report.html").read_text("utf-8")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_where_no_page_can_be_written_it_is_said_before_the_work(
    tuotou: Any, deliveries: Path, tmp_path: Path, language: str
) -> None:
    before = deliveries.read_bytes()
    words = {
        tmp_path: ("这是目录", "this is a folder"),
        tmp_path / "nowhere" / "report.html": ("没有这个目录", "there is no such folder"),
        deliveries: ("请换一个文件名", "name another file"),
    }
    for out, (zh, en) in words.items():
        said = tuotou("replay", deliveries, "--map", "lade", "--lang", language, "--out", out)
        assert said.exit_code == Exit.USAGE
        assert (zh if language == "zh" else en) in said.stderr
    assert deliveries.read_bytes() == before
