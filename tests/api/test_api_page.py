"""The page of the API: its example does what it says."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

from tests.live.machine import Machine

PAGE = Path(__file__).parents[2] / "docs" / "api.md"


def test_the_example_runs_as_it_stands(machine: Machine) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.S)
    with machine.serving("--port", "0") as served:
        issued = machine.run("tokens", "issue", "ERP", "--by", "Q001", "--scope", "events:write", "--scope",
                             "trails:read", "--rate", "100", "--json")  # fmt: skip
        told = {"TUOTOU_ADDRESS": served.told["address"], "TUOTOU_TOKEN": json.loads(issued.stdout)["secret"]}
        run = subprocess.run(
            [sys.executable, "-c", code],
            env={**machine.environment, **told},
            capture_output=True,
            text=True,
            check=False,
        )
    assert run.returncode == 0, run.stderr
    first, second = run.stdout.splitlines()
    assert first.startswith("2 [{'row': 2, 'field': 'at', 'value': '\"yesterday\"'")
    kinds, _, promises = second.rpartition(" ")
    assert kinds == "['accepted', 'departed']" and int(promises) > 10
