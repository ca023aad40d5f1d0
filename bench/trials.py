"""A back-test as somebody asks for it at the console: until its first figures are there, and until all are.

python -m bench.trials ask
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any, Final

import django

from bench.archives import Scale
from bench.figure import Figure
from bench.recording import database, together
from tuotou.archive.read import Archive

TITLE: Final = "A back-test at the console"
HOW: Final = """\
`tuotou serve work` on SQLite, with the archive of the replay as the platform's own: thirty days, in which as many
parcels were recorded as in a month of 50,000 a day. `last-mile-hours` with another deadline is tried against the one in
force: from the moment it was asked for, until the page has something to show, and until all is told. The process of its
own that does it is started by then, and its time to start is in both. Medians of 3."""
RUNS: Final = 3
DAYS: Final = 30
AS_OF: Final = 1_781_222_400_000_000
"""2026-06-12 00:00 UTC, in µs: all that is in the archive was recorded by then."""
STANDARD: Final = "last-mile-hours"
COUNTED: Final = "SELECT count(*) FROM trial_run WHERE"
PATIENCE: Final = 300
"""s."""


def measure(scale: Scale) -> Iterator[Figure]:
    """The first figures, and all."""
    archive = scale.archive(scale.events).resolve()
    yield Figure("events of thirty days", Archive.open(archive).count, "")
    took = [_took(archive) for _ in range(scale.runs(RUNS))]
    yield Figure("asked to first figures", median(first for first, _ in took), "s", 3)
    yield Figure("asked to all figures", median(whole for _, whole in took), "s")


def _took(archive: Path) -> tuple[float, float]:
    """s until the first figures, and until all, of a platform of its own."""
    with TemporaryDirectory() as folder, database("SQLite", Path(folder)) as address:
        home = Path(address["TUOTOU_HOME"])
        (home / "archive").symlink_to(archive, target_is_directory=True)
        command = [sys.executable, "-m", "tuotou.cli", "serve", "work"]
        environment = {**os.environ, **address, "TUOTOU_LOG_LEVEL": "warning"}
        worker = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            with sqlite3.connect(home / "tuotou.sqlite3") as rows:
                _until(rows, "SELECT count(*) FROM job_run WHERE name = 'trials'", worker)
                asked = together(address, [["ask"]], "bench.trials")[0]["at"]
                first = _until(rows, f"{COUNTED} first_at IS NOT NULL OR state = 'done'", worker)
                whole = _until(rows, f"{COUNTED} state = 'done'", worker)
            return first - asked, whole - asked
        finally:
            worker.terminate()
            worker.wait()


def _until(rows: sqlite3.Connection, question: str, worker: subprocess.Popen[bytes]) -> float:
    """When the answer is not nought any more."""
    end = time.time() + PATIENCE
    while not rows.execute(question).fetchone()[0]:
        assert worker.poll() is None and time.time() < end, question
        time.sleep(0.02)
    return time.time()


def ask() -> dict[str, Any]:
    """Ask for it as a page does."""
    from tuotou.handbook import documents
    from tuotou.operations.live.watch import current_watch
    from tuotou.operations.standards.publish import Hand
    from tuotou.operations.trial.asking import Asked
    from tuotou.operations.trial.asking import ask as asks

    handbook = current_watch().handbook
    version = handbook.by_id[STANDARD][-1].version
    document = re.sub(r"(?m)^due: .*$", "due: 5 h", documents()[STANDARD][-1])
    document = re.sub(r"(?m)^version: .*$", f"version: {version + 1}", document)
    at = time.time()
    asks(Asked(document, DAYS), Hand("bench", AS_OF), handbook)
    return {"at": at}


if __name__ == "__main__":
    django.setup()
    assert sys.argv[1:] == ["ask"]
    print(json.dumps(ask()))
