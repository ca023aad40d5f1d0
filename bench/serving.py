"""Serving: how long after it is started the platform answers."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final
from urllib.error import URLError
from urllib.request import urlopen

from bench.archives import Scale
from bench.figure import Figure

RUNS: Final = 5
PORT: Final = 8_765
TITLE: Final = "Serving"
HOW: Final = """\
Medians of 5 runs after one that is not counted: from the start of the process to the first whole answer of `/health`,
asked every 10 ms; SQLite, with the clockwork in the same process. At the first start there is no data folder: the
secret key, the database and its tables are made."""


def measure(scale: Scale) -> Iterator[Figure]:
    """The first start and every other one."""
    runs = scale.runs(RUNS)
    with TemporaryDirectory() as folder:
        fresh = [_first_answer(Path(folder) / str(run)) for run in range(runs + 1)]
        again = [_first_answer(Path(folder) / "0") for _ in range(runs)]
    yield Figure("tuotou serve, first start", median(fresh[1:]), "s", 3)
    yield Figure("tuotou serve, started again", median(again), "s", 3)


def _first_answer(home: Path) -> float:
    """Seconds from the start to the first answer."""
    env = {**os.environ, "TUOTOU_HOME": str(home), "DATABASE_URL": ""}
    begun = time.perf_counter()
    command = [sys.executable, "-m", "tuotou.cli", "serve", "--port", str(PORT)]
    process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while not _answers():
            assert process.poll() is None, "it ended without an answer"
            time.sleep(0.01)
        return time.perf_counter() - begun
    finally:
        process.terminate()
        process.wait()


def _answers() -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{PORT}/health") as answer:
            return bool(answer.read())
    except URLError:
        return False
