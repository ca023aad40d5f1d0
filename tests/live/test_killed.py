"""A worker that is killed at any instruction loses nothing and says nothing twice."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from tests.live.databases import database
from tests.live.organisation_cast import workbook

KILLS = 12
SAID = {"verdicts": 200, "notices": 20, "counted": 20, "published": 5, "adjusted": 1, "days": 3}
"""How much of each an undisturbed worker says at least: of nothing, any worker says the same."""
ROOT = Path(__file__).parents[2]


@pytest.mark.heavy
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_killed_many_times_it_says_what_an_undisturbed_worker_says(
    day_of_work: pl.DataFrame, tmp_path: Path, kind: str
) -> None:
    events, people = tmp_path / "events.parquet", workbook(tmp_path)
    day_of_work.write_parquet(events)
    with database(kind, tmp_path / "calm") as calm, database(kind, tmp_path / "killed") as killed:
        finish(run(calm, "--organise", str(people)))
        finish(run(killed, "--organise", str(people)))
        finish(run(calm, str(events)))
        run_killing(killed, str(events))

        undisturbed, disturbed = said(calm), said(killed)
    assert {name: len(undisturbed[name]) for name, least in SAID.items() if len(undisturbed[name]) < least} == {}
    assert any("'outlet_manager'" in notice for notice in undisturbed["notices"])
    for name, rows in undisturbed.items():
        assert disturbed[name] == rows, name


def run(address: dict[str, str], *arguments: str) -> subprocess.Popen[bytes]:
    """A worker on a database; it says each turn that it has done."""
    command = [sys.executable, "-m", "tests.live.worker", *arguments]
    return subprocess.Popen(command, env={**os.environ, **address}, cwd=ROOT, stdout=subprocess.PIPE)


def run_killing(address: dict[str, str], events: str) -> None:
    """Begin a worker again and again, each time killing it a little later in its work, however fast it is; then let it.

    Killed within the turn after so many that it has done: while it records, settles, tells or commits.
    """
    lot = random.Random(5)
    for kill in range(KILLS):
        worker = run(address, events)
        assert worker.stdout is not None
        done = [worker.stdout.readline() for _ in range(1 + 2 * kill)]
        assert all(done), "the worker came to its end before it was killed"
        time.sleep(lot.random() * 0.3)
        worker.send_signal(signal.SIGKILL)
        assert worker.wait() == -signal.SIGKILL
    finish(run(address, events))


def finish(worker: subprocess.Popen[bytes]) -> None:
    """Let it come to its end."""
    worker.communicate()
    assert worker.returncode == 0


def said(address: dict[str, str]) -> dict[str, Any]:
    """Everything that was ever said."""
    command = [sys.executable, "-m", "tests.live.worker", "--told"]
    found = subprocess.run(command, env={**os.environ, **address}, cwd=ROOT, capture_output=True, check=True)
    told: dict[str, Any] = json.loads(found.stdout)
    return told
