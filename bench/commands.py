"""Commands as people feel them: the whole process, from the key to the answer."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from bench.apart import apart, seconds
from bench.archives import Scale
from bench.figure import Figure
from bench.make_events import PER_CONSIGNMENT
from tuotou.archive.read import Archive
from tuotou.handbook import load
from tuotou.operations.explain import explain, shelf_of_archive

RUNS: Final = 7
TITLE: Final = "Commands"
HOW: Final = """\
Medians of 7 runs after one that is not counted: the whole process, started by Python, output thrown away; and `explain`
alone in a process that has the handbook and has opened the archive. The parcel is one from the middle of the archive
by the shipped handbook. The files are in the page cache."""


def measure(scale: Scale) -> Iterator[Figure]:
    """`tuotou --help`, and `tuotou explain` on the archive that `replaying` made."""
    root, subject, runs = scale.archive(scale.events), _a_parcel(scale.events), scale.runs(RUNS)
    yield Figure("tuotou --help", seconds(runs, _command("--help")), "s", 0.3)
    yield Figure("tuotou explain, whole process", seconds(runs, _command("explain", subject, str(root))), "s", 0.5)
    yield Figure("tuotou explain, in process", apart(_explain, root, subject, runs).result, "s", 0.5)


def _command(*arguments: str) -> Callable[[], object]:
    call = [sys.executable, "-m", "tuotou.cli", *arguments]
    # as an installed program: what the run that is not counted compiled is there for the others
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return lambda: subprocess.run(call, check=True, stdout=subprocess.DEVNULL, env=env)


def _explain(root: Path, subject: str, runs: int) -> float:
    handbook, archive = load(), Archive.open(root)
    asked, as_of = ("parcel", subject), archive.recorded_until or 0
    return seconds(runs, lambda: explain(asked, shelf_of_archive(archive), handbook, as_of))


def _a_parcel(events: int) -> str:
    parcels = max(1, round(events / PER_CONSIGNMENT)) * 200
    return f"YT{7_700_000_000_000 + parcels // 2}"
