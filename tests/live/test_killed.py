"""A worker that is killed at any instruction loses nothing and says nothing twice."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from tests.live.databases import database

KILLS = 5
ROOT = Path(__file__).parents[2]


@pytest.mark.heavy
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_killed_many_times_it_says_what_an_undisturbed_worker_says(
    day_of_work: pl.DataFrame, tmp_path: Path, kind: str
) -> None:
    events = tmp_path / "events.parquet"
    day_of_work.write_parquet(events)
    with database(kind, tmp_path / "calm") as calm, database(kind, tmp_path / "killed") as killed:
        assert run(calm, str(events)).wait() == 0
        kills = run_killing(killed, str(events))

        assert kills >= KILLS
        undisturbed, disturbed = said(calm), said(killed)
    assert len(undisturbed["verdicts"]) > 200
    assert len(undisturbed["notices"]) > 20
    for name, rows in undisturbed.items():
        assert disturbed[name] == rows, name


def run(address: dict[str, str], *arguments: str) -> subprocess.Popen[bytes]:
    """A worker on a database."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.live.worker", *arguments], env={**os.environ, **address}, cwd=ROOT
    )


def run_killing(address: dict[str, str], events: str) -> int:
    """Begin a worker again and again, killing it after a while at random, until one comes to the end; the kills."""
    lot, kills, begun = random.Random(5), 0, 1.0
    while True:
        worker = run(address, events)
        try:
            assert worker.wait(timeout=begun + lot.random() if kills < KILLS else None) == 0
            return kills
        except subprocess.TimeoutExpired:
            worker.send_signal(signal.SIGKILL)
            worker.wait()
            kills += 1
            begun += 0.2  # what is done already has to be gone through again


def said(address: dict[str, str]) -> dict[str, Any]:
    """Everything that was ever said."""
    command = [sys.executable, "-m", "tests.live.worker", "--told"]
    found = subprocess.run(command, env={**os.environ, **address}, cwd=ROOT, capture_output=True, check=True)
    told: dict[str, Any] = json.loads(found.stdout)
    return told
