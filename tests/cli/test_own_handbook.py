"""A folder of documents, or a whole handbook: what is read of it, and that nothing is left out silently."""

import shutil
from pathlib import Path
from typing import Any

import pytest

import tuotou as tuotou_package
from tuotou.cli.exits import Exit

SHIPPED = Path(tuotou_package.__file__).parent / "handbook"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One standard, directly in a folder."""
    found = tmp_path / "mine"
    found.mkdir()
    shutil.copy(SHIPPED / "standards" / "last-mile-same-day.yaml", found)
    return found


@pytest.fixture
def whole(tmp_path: Path, folder: Path) -> Path:
    """The same as a whole handbook, with a calendar and a table."""
    found = tmp_path / "whole"
    shutil.copytree(folder, found / "standards")
    for name, file in (("calendars", "cn-express.yaml"), ("commitments", "express.yaml")):
        (found / name).mkdir()
        shutil.copy(SHIPPED / name / file, found / name)
    return found


def test_files_that_nobody_reads_are_told(tuotou: Any, answer: Any, deliveries: Path, folder: Path) -> None:
    (folder / "z.yml").write_text("id: [", "utf-8")
    (folder / "sub").mkdir()
    (folder / "sub" / "z.yaml").write_text("id: z", "utf-8")
    (folder / "README.md").write_text("mine", "utf-8")
    told = tuotou("standards", "check", folder)
    assert told.exit_code == Exit.DOCUMENTS
    assert [line.rpartition("/")[2] for line in told.stderr.splitlines()] == [
        "2 处错误：",
        "z.yaml: 没有读这个文件（文档的扩展名写 .yaml，直接放在目录里）",
        "z.yml: 没有读这个文件（文档的扩展名写 .yaml，直接放在目录里）",
    ]
    assert len(answer("standards", "check", folder)["problems"]) == 2
    replayed = tuotou("replay", deliveries, "--map", "lade", "--standards", folder)
    assert replayed.exit_code == Exit.DONE
    assert replayed.stderr.count("没有读这个文件") == 2


def test_a_folder_of_other_endings_only_says_so(tuotou: Any, tmp_path: Path) -> None:
    (tmp_path / "mine.yml").write_text("id: mine", "utf-8")
    told = tuotou("standards", "list", "--standards", tmp_path)
    assert told.exit_code == Exit.DOCUMENTS
    assert "mine.yml: 没有读这个文件" in told.stderr


def test_a_whole_handbook(tuotou: Any, answer: Any, deliveries: Path, whole: Path) -> None:
    assert answer("standards", "check", whole) == {"exit_code": 0, "problems": [], "standards": 1}
    assert tuotou("replay", deliveries, "--map", "lade", "--standards", whole).exit_code == Exit.DONE
    tried = whole / "standards" / "last-mile-same-day.yaml"
    assert tuotou("backtest", tried, deliveries, "--map", "lade", "--standards", whole).exit_code == Exit.DONE
    (whole / "calendars" / "cn-express.yaml").write_text("id: cn-express\nhours: {daily: [8-9]}\n", "utf-8")
    problems = answer("standards", "check", whole)["problems"]
    assert {Path(each["file"]).name for each in problems} == {"cn-express.yaml"}


def test_one_id_in_two_documents_is_refused(answer: Any, whole: Path) -> None:
    shutil.copy(whole / "commitments" / "express.yaml", whole / "commitments" / "z.yaml")
    (problem,) = answer("standards", "check", whole)["problems"]
    assert Path(problem["file"]).name == "z.yaml"
    assert "'express' stands in" in problem["what"]


def test_what_a_handbook_does_not_read_is_told(answer: Any, whole: Path) -> None:
    shutil.copytree(SHIPPED / "vocabulary", whole / "vocabulary")
    shutil.copy(SHIPPED / "standards" / "in-hand-3d.yaml", whole)
    told = {str(Path(each["file"]).relative_to(whole)) for each in answer("standards", "check", whole)["problems"]}
    assert told == {"in-hand-3d.yaml", *(f"vocabulary/{each.name}" for each in (SHIPPED / "vocabulary").iterdir())}
