"""Where the database is not there, or not ready, a command says so, and what to run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


def show(home: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tuotou.cli", "organisation", "show", "--lang", "zh"]
    plain = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "TUOTOU_HOME")}
    given = {**plain, "TUOTOU_HOME": str(home), **environment}
    return subprocess.run(command, env=given, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("", "还没有数据库（运行 tuotou database migrate；tuotou serve 会自动完成）"),
        ("postgres://nobody:secret@127.0.0.1:1/none", "数据库连不上"),
        ("mysql://127.0.0.1/none", "不是数据库地址"),
    ],
)
def test_a_database_that_is_not_there(tmp_path: Path, address: str, told: str) -> None:
    ended = show(tmp_path, DATABASE_URL=address)
    assert ended.returncode == 6 and told in ended.stderr
    assert "Traceback" not in ended.stderr and "secret" not in ended.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_database_whose_tables_are_older(tmp_path: Path) -> None:
    (tmp_path / "tuotou.sqlite3").touch()
    ended = show(tmp_path)
    assert ended.returncode == 6 and "数据库的表比程序旧" in ended.stderr
