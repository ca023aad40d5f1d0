"""The benchmarks still run, from making the events to writing the page. What they measure is for `make bench`."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.heavy
def test_a_small_bench_writes_the_page(tmp_path: Path) -> None:
    page, data = tmp_path / "benchmarks.md", tmp_path / "data"
    call = [sys.executable, "-m", "bench", "--events", "5000", "--large", "--data", str(data), "--page", str(page)]
    done = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, env={**os.environ, "COLUMNS": "200"})
    assert done.returncode == 0, done.stderr
    table = [line.split("|")[1:-1] for line in page.read_text("utf-8").splitlines() if line.startswith("| ")]
    figures = {row[0].strip(): row[1].strip() for row in table if row[1].strip() not in ("figure", "---:")}
    assert len(figures) >= 20
    assert not {what for what, figure in figures.items() if figure.startswith(("-", "nan", "inf"))}
    assert [row[-1].strip() for row in table if row[0].startswith(" difference")] == ["ok"]  # DuckDB says the same
    assert {folder.name for folder in data.iterdir()} == {"0.0005m", "0.005m", "0.05m"}
