"""The command line as people use it, on small real files."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from click.testing import Result
from typer.testing import CliRunner

from tuotou.cli.app import app
from tuotou.feeds.shipped import jilin_deliveries

Tuotou = Callable[..., Result]


@pytest.fixture
def tuotou(monkeypatch: pytest.MonkeyPatch) -> Tuotou:
    """Runs a command; whatever it is given, no traceback may come out."""

    def run(*arguments: object) -> Result:
        monkeypatch.setattr("sys.argv", ["tuotou", *map(str, arguments)])
        result = CliRunner().invoke(
            app, [str(each) for each in arguments], env={"LANG": "zh_CN.UTF-8", "COLUMNS": "100"}
        )
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return run


@pytest.fixture
def answer(tuotou: Tuotou) -> Callable[..., Any]:
    """Runs a command with --json and reads what it prints."""
    return lambda *arguments: json.loads(tuotou(*arguments, "--json").stdout)


@pytest.fixture(scope="session")
def deliveries(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One real courier's deliveries in Jilin, as CSV."""
    path = tmp_path_factory.mktemp("jilin") / "deliveries.csv"
    every = pl.read_parquet(jilin_deliveries())
    every.filter(pl.col("courier_id") == every["courier_id"][0]).head(400).write_csv(path)
    return path
