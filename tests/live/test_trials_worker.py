"""Back-tests run in processes of their own: killed they are begun again, cancelled they end, and the web goes on."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path
from typing import Any

from tests.live.machine import Machine, some_time

FED = """
from tuotou.clockwork.clock import clock
from tuotou.operations.live.record_events import record_events
from tuotou.operations.live.watch import current_watch
from tuotou.operations.standards.shipped import take_in_shipped
from tuotou.simulator.simulate import Plan, Simulation
import polars as pl
take_in_shipped(clock())
events = pl.concat(list(Simulation(Plan(days=1, parcels=40, seed=7)).events()), how="diagonal_relaxed")
late = clock() - events["at"].dt.epoch("us").max() - 3_600_000_000
instants = [name for name, kind in events.schema.items() if isinstance(kind, pl.Datetime)]
moved = [pl.col(name) + pl.duration(microseconds=late) for name in instants]
record_events(events.with_columns(moved), current_watch(), clock)
"""
ASK = """
from tuotou.clockwork.clock import clock
from tuotou.handbook import documents
from tuotou.operations.live.watch import current_watch
from tuotou.operations.standards.publish import Hand
from tuotou.operations.trial.asking import Asked, ask
text = documents()["last-mile-hours"][-1].replace("due: 6 h", "due: 10 min")
print(ask(Asked(text, 3), Hand("HQ001", clock()), current_watch().handbook).pk)
"""
STATE = """
import json
from tuotou.store.models import TrialRun
print(json.dumps(TrialRun.objects.values("state", "tries", "worker", "done", "events", "why").get(pk={id})))
"""
STOP = """
from tuotou.clockwork.clock import clock
from tuotou.operations.standards.publish import Hand
from tuotou.operations.trial.asking import cancel
cancel({id}, Hand("HQ001", clock()))
"""


def standing(machine: Machine, id: int) -> dict[str, Any]:
    """How a back-test stands."""
    found: dict[str, Any] = json.loads(machine.python(STATE.format(id=id)))
    return found


def children(parent: int) -> list[int]:
    """The processes at a back-test that one began."""
    found = []
    for folder in filter(str.isdigit, os.listdir("/proc")):
        try:
            told, command = (Path(f"/proc/{folder}/{file}").read_text("utf-8") for file in ("stat", "cmdline"))
        except OSError:
            continue
        if told.rpartition(")")[2].split()[1] == str(parent) and "tuotou.clockwork.trials" in command:
            found.append(int(folder))
    return found


def lives(process: int) -> bool:
    """Whether a process goes on."""
    status = Path(f"/proc/{process}/status")
    return status.exists() and "zombie" not in status.read_text("utf-8")


def test_a_worker_does_it_and_one_that_is_killed_is_followed_by_another(machine: Machine) -> None:
    with machine.serving("--port", "0") as served:
        served.end()
    machine.python(FED)
    id = int(machine.python(ASK))
    with machine.serving("work") as served:
        some_time(lambda: children(served.process.pid))
        os.kill(children(served.process.pid)[0], signal.SIGKILL)
        some_time(lambda: standing(machine, id)["state"] == "done")
        assert standing(machine, id)["tries"] >= 2
        assert standing(machine, id)["done"] == standing(machine, id)["events"] > 0
        some_time(lambda: not children(served.process.pid))


def test_a_back_test_ends_with_its_worker_and_with_who_cancels_it(machine: Machine) -> None:
    with machine.serving("--port", "0") as served:
        served.end()
    machine.python(FED)
    id = int(machine.python(ASK))
    with machine.serving("work") as served:
        some_time(lambda: children(served.process.pid))
        (mine,) = children(served.process.pid)
        served.end(signal.SIGKILL)
        some_time(lambda: not lives(mine))
    other = int(machine.python(ASK))
    machine.python(STOP.format(id=other))
    with machine.serving("work"):
        some_time(lambda: standing(machine, id)["state"] == "done")
    assert standing(machine, other)["state"] == "cancelled"
