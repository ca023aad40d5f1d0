"""A sender that is killed at any instruction loses nothing and queues nothing twice: what comes twice has one id."""

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

import pytest
from tests.deliveries.receiver import Got, Said, receiving
from tests.live.databases import database

KILLS = 10
PARCELS = 1_500
ROOT = Path(__file__).parents[2]


@pytest.mark.heavy
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_killed_many_times_everything_arrives_under_one_id(tmp_path: Path, kind: str) -> None:
    lot = random.Random(7)
    with database(kind, tmp_path / f"killed_{kind}") as address, receiving(slowly) as receiver:
        finish(run(address, "--prepare", receiver.url, str(PARCELS)))
        killed = 0
        for _ in range(KILLS):
            before = len(receiver.got)
            sender = run(address)
            until = time.monotonic() + 60
            while len(receiver.got) < before + 3 and sender.poll() is None and time.monotonic() < until:
                time.sleep(0.005)
            time.sleep(lot.random() * 0.05)
            sender.send_signal(signal.SIGKILL)
            killed += sender.wait() == -signal.SIGKILL
        finish(run(address))
        found = told(address)
    assert killed >= KILLS // 2, "it was at work when it was killed"
    assert {state for _, state, _ in found} == {"sent"}
    assert {id for id, _, _ in found} == {*receiver.ids}, "each has come, under its id"
    queued = [(item["subject"], item["status"]) for _, _, items in found for item in items]
    assert len(queued) == 4 * PARCELS, "nothing is lost, nothing is queued twice"
    for subject in {subject for subject, _ in queued}:
        assert [status for each, status in queued if each == subject] == ["broken", "at_risk", "broken", "kept_late"]
    first: dict[str, None] = dict.fromkeys(receiver.ids)
    bodies = {got.headers["Tuotou-Delivery"]: json.loads(got.body)["items"] for got in receiver.got}
    came: dict[str, list[str]] = {}
    for id in first:
        for item in bodies[id]:
            came.setdefault(item["subject"], []).append(item["status"])
    assert {tuple(statuses) for statuses in came.values()} == {("broken", "at_risk", "broken", "kept_late")}


def slowly(_: Got) -> Said:
    """An answer that takes its time."""
    time.sleep(0.01)
    return Said()


def run(address: dict[str, str], *arguments: str) -> subprocess.Popen[bytes]:
    """A sender on a database."""
    command = [sys.executable, "-m", "tests.deliveries.sender", *arguments]
    return subprocess.Popen(command, env={**os.environ, **address}, cwd=ROOT)


def finish(sender: subprocess.Popen[bytes]) -> None:
    """Let it come to its end."""
    assert sender.wait(120) == 0


def told(address: dict[str, str]) -> list[Any]:
    """Every message."""
    command = [sys.executable, "-m", "tests.deliveries.sender", "--told"]
    done = subprocess.run(command, env={**os.environ, **address}, cwd=ROOT, capture_output=True, check=True)
    found: list[Any] = json.loads(done.stdout)
    return found
