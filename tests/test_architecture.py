"""The house rules, checked: imports go down only, files and functions stay small, names are the trade's."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = sorted((ROOT / "src").rglob("*.py"))
BANNED_NAMES = {"utils", "helpers", "common", "misc", "services", "manager"}
LONGEST_FILE, LONGEST_FUNCTION, LONGEST_STANDARD = 300, 50, 40


def short(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_imports_go_down_only() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    run = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout


@pytest.mark.parametrize("path", SOURCES, ids=short)
def test_files_and_functions_are_short(path: Path) -> None:
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= LONGEST_FILE
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < LONGEST_FUNCTION, f"{node.name} is too long"


def test_standards_are_short() -> None:
    for path in (ROOT / "src/tuotou/handbook/standards").glob("*.yaml"):
        assert len(path.read_text("utf-8").splitlines()) <= LONGEST_STANDARD, path.name


def test_modules_say_what_they_are() -> None:
    assert not [short(path) for path in SOURCES if path.stem in BANNED_NAMES]
    modules = [path for path in SOURCES if path.read_text("utf-8").strip()]
    assert not [short(path) for path in modules if not ast.get_docstring(ast.parse(path.read_text("utf-8")))]


def test_only_faces_read_the_clock() -> None:
    reads = re.compile(r"datetime\.now|date\.today|time\.time\(")
    below = [path for path in SOURCES if "cli" not in path.parts]
    assert not [short(path) for path in below if reads.search(path.read_text("utf-8"))]


def test_the_lock_is_of_this_package_and_names_no_place() -> None:
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    assert "://" not in lock and "file:" not in lock
    wanted = re.findall(r'^\s+"?([a-z0-9-]+)>=|"([a-z0-9-]+)>=', (ROOT / "pyproject.toml").read_text("utf-8"), re.M)
    names = {one or other for one, other in wanted}
    assert len(names) > 10
    assert not [name for name in names if not re.search(rf"^{name}==", lock, re.M)]
