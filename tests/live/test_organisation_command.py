"""`tuotou organisation` as people use it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import Result
from tests.live.organisation_cast import workbook
from typer.testing import CliRunner

from tuotou.cli.app import app
from tuotou.feeds.organisation.read import read_sheets
from tuotou.feeds.organisation.sheets import SHEETS

pytestmark = pytest.mark.django_db


def tuotou(*words: object) -> Result:
    result = CliRunner().invoke(app, [str(word) for word in words], env={"LANG": "zh_CN.UTF-8", "COLUMNS": "120"})
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_a_workbook_is_imported_and_the_tree_is_drawn(tmp_path: Path) -> None:
    done = tuotou("organisation", "import", workbook(tmp_path))
    assert done.exit_code == 0 and "0 行不合格" in done.stdout
    drawn = tuotou("organisation", "show", "--at", "2026-05-01 10:00", "--depth", "4").stdout
    assert "HQ 总部" in drawn and "SZ01 园区一部 一级网点" in drawn and "下属 1 个单位" in drawn


def test_a_unit_is_shown_with_who_is_on_duty(tmp_path: Path) -> None:
    tuotou("organisation", "import", workbook(tmp_path))
    shown = tuotou("organisation", "show", "215021", "--at", "2026-05-01 10:00").stdout
    assert "A1 苏州片区 ＜ P32 江苏省区 ＜ HQ 总部" in shown
    assert "JM2 顺意公司" in shown
    assert "网点客服：张强 SZ01003 (值班)，王红 SZ01002 (代班)" in shown
    assert "13800001234" not in shown
    answer = json.loads(tuotou("organisation", "show", "SZ01", "--json").stdout)
    assert answer["owner"]["code"] == "JM2" and answer["brands"] == [["ST", "SZYQ1"], ["YT", "215021"]]


def test_bad_rows_go_to_a_file_and_the_exit_code_says_so(tmp_path: Path) -> None:
    tuotou("organisation", "import", workbook(tmp_path))
    file, bad = workbook(tmp_path, {"belongings": [("SZ02", "A9")]}), tmp_path / "bad.csv"
    done = tuotou("organisation", "import", file, "--bad-rows", bad)
    assert done.exit_code == 1
    assert "没有单位" in done.stderr and "隶属!2：A9" in done.stderr
    assert "核对编码" in bad.read_text("utf-8-sig")


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    nothing = tuotou("organisation", "show")
    assert nothing.exit_code == 5 and "还没有导入任何单位" in nothing.stderr
    tuotou("organisation", "import", workbook(tmp_path))
    unknown = tuotou("organisation", "show", "SZ1")
    assert unknown.exit_code == 5 and "SZ01" in unknown.stderr
    assert tuotou("organisation", "show", "SZ01", "--at", "gestern").exit_code == 2
    assert tuotou("organisation", "import", tmp_path / "none.xlsx").exit_code == 4


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_template_has_every_sheet_in_either_language(tmp_path: Path, lang: str) -> None:
    path = tmp_path / "template.xlsx"
    assert tuotou("organisation", "template", path, "--lang", lang).exit_code == 0
    said = [each.what for each in read_sheets(path) if not hasattr(each, "sheet")]
    assert said == [] and len(SHEETS) == 11


def test_the_page_about_it_names_every_sheet_and_column() -> None:
    page = (Path(__file__).parents[2] / "docs" / "organisation.md").read_text("utf-8")
    for sheet in SHEETS:
        line = next(line for line in page.splitlines() if line.startswith(f"| `{sheet.name}` | {sheet.zh} |"))
        for column in sheet.columns:
            told = line if column.name not in ("since", "until", "struck") else page
            assert f"`{column.name}` {column.zh}" in told, (sheet.name, column.name)
