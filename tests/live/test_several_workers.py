"""Several workers record and wake at once on PostgreSQL, each its share, and say what the replay of their log says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pytest
from tests.live.databases import database

ROOT = Path(__file__).parents[2]
WORKERS = 3


@pytest.mark.heavy
def test_three_workers_at_once_say_what_the_replay_says(day_of_work: pl.DataFrame, tmp_path: Path) -> None:
    events = tmp_path / "events.parquet"
    day_of_work.write_parquet(events)
    with database("postgresql", tmp_path / "shared") as address:
        began = str(time.time() + 6)  # noqa: TID251 - when all are up
        shares = [("--share", str(events), str(number), str(WORKERS), began) for number in range(WORKERS)]
        workers = [begun(address, *share) for share in shares]
        assert [worker.wait() for worker in workers] == [0] * WORKERS
        found = begun(address, "--agrees", output=subprocess.PIPE)
        agrees = json.loads(found.communicate()[0])
    assert agrees["broken"] > 100
    assert agrees["promises"]
    assert agrees["log"]


def begun(address: dict[str, str], *arguments: str, output: int | None = None) -> subprocess.Popen[bytes]:
    """A worker on a database."""
    command = [sys.executable, "-m", "tests.live.worker", *arguments]
    return subprocess.Popen(command, env={**os.environ, **address}, cwd=ROOT, stdout=output)
