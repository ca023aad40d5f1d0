"""The gate: questions by real HTTP beside a stream of events, and beside them an answer that needs nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any, Final

import numpy as np
import polars as pl

from bench.apart import apart, processor
from bench.archives import Scale
from bench.asking import Request, asked
from bench.figure import Figure
from bench.recording import PACE, _filled, _simulate, database, reachable

TITLE: Final = "The gate"
RATE: Final = 200  # requests a second
LASTS: Final = 30  # s, of each kind of request
SHORT: Final = 2  # s, where this only shows that everything runs
EVENTS: Final = 240_000
PORT: Final = 8_766
LATE: Final = 0.1  # s
HOW: Final = """\
`tuotou serve web` asked 200 times a second for 30 s over kept connections: may this parcel of the stream be accepted,
loaded, taken out, placed, signed? Beside it one process records 500 events four times a second and another one judges
them and warns, on the same machine. Each request has its instant, whatever became of those before it; measured from
there to the end of its answer. By policy: not judged within the act's patience. The baseline is `GET /health`, asked
likewise in the same run."""
ACTS: Final = (
    ("accept", {"customer_kind": "individual", "missing_fields": 0}),
    ("load", {"into": "T-1"}),
    ("deliver", {}),
    ("place", {"place": "L3", "mode": "locker"}),
    ("sign", {"photo_hash": "p1", "signer": "self"}),
)


def measure(scale: Scale) -> Iterator[Figure]:
    """Both databases, where they are there."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(apart(_simulate, folder, min(EVENTS, 2 * scale.events)).result)
        for kind in ("PostgreSQL", "SQLite"):
            if kind == "SQLite" or reachable():
                yield from _of(kind, file, SHORT if scale.small else LASTS)


def _of(kind: str, file: Path, lasts: int) -> Iterator[Figure]:
    with database(kind, file.parent) as address:
        _filled(address, file)
        secret = _token(address)
        questions = _questions(file, secret, lasts)
        with _serving(address, questions[0]) as web, _streaming(address, file, lasts):
            begun = processor(web)
            found = asked(questions, PORT, RATE)
            busy = processor(web) - begun
            plain = asked([Request("GET", "/health")] * RATE * lasts, PORT, RATE)
    took, bare = (np.array([each.seconds for each in some]) for some in (found, plain))
    answers = [json.loads(each.body) for each in found if each.status == 200]
    assert len(answers) == len(found), {each.status for each in found}
    policy = sum(each["because"] == "unavailable" for each in answers) / len(answers)
    refused = sum(not each["allowed"] for each in answers) / len(answers)
    yield Figure(f"{kind}: a question to its answer, p99", 1e3 * float(np.quantile(took, 0.99)), "ms", 100)
    yield Figure(f"{kind}: the same, median", 1e3 * float(np.median(took)), "ms")
    yield Figure(f"{kind}: later than 100 ms", 100 * float((took > LATE).mean()), "%", 1)
    yield Figure(f"{kind}: answered by policy", 100 * policy, "%", 1)
    yield Figure(f"{kind}: processor time of the web for each question", 1e3 * busy / len(found), "ms")
    yield Figure(f"{kind}: refused", 100 * refused, "%")
    yield Figure(f"{kind}: GET /health, p99", 1e3 * float(np.quantile(bare, 0.99)), "ms")
    yield Figure(f"{kind}: GET /health, median", 1e3 * float(np.median(bare)), "ms")


def _questions(file: Path, secret: str, lasts: int) -> list[Request]:
    """Acts on parcels of the stream, those of its first third, which are there, and later ones, which may be."""
    random = Random(5)
    events = pl.read_parquet(file, columns=["subject_kind", "subject"])
    parcels = events.filter(pl.col("subject_kind") == "parcel")["subject"].unique().sort().to_list()
    headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
    found = []
    for _ in range(RATE * lasts):
        act, attrs = random.choice(ACTS)
        body = json.dumps({"subject": random.choice(parcels), "site": "SZ01", "person": "li", "attrs": attrs})
        found.append(Request("POST", f"/api/v1/gate/{act}", headers, body))
    return found


def _token(address: dict[str, str]) -> str:
    """Leave to ask as often as needed."""
    code = (
        "import django; django.setup()\n"
        "from tuotou.operations.access.tokens import Wish, issue\n"
        "print(issue(Wish('bench', ['gate:ask'], rate=1_000), 'bench', 1)[1])"
    )
    environment = {**os.environ, **address, "DJANGO_SETTINGS_MODULE": "tuotou.config.settings"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@contextmanager
def _serving(address: dict[str, str], question: Request) -> Iterator[int]:
    """The web, once its standards are read; its process."""
    command = [sys.executable, "-m", "tuotou.cli", "serve", "web", "--port", str(PORT)]
    process = subprocess.Popen(
        command, env={**os.environ, **address, "TUOTOU_LOG_LEVEL": "warning"}, stdout=subprocess.DEVNULL
    )
    try:
        while not _judged(question):
            assert process.poll() is None, "it ended without an answer"
            time.sleep(0.1)
        yield process.pid
    finally:
        process.terminate()
        process.wait()


@contextmanager
def _streaming(address: dict[str, str], file: Path, lasts: int) -> Iterator[None]:
    """Events recorded and judged, as long as anybody asks."""
    shared = file.with_suffix(".shared")
    shared.write_bytes(nothing := bytes(16))
    batches = str(int((2 * lasts + 20) / PACE))
    environment: dict[str, Any] = {
        **os.environ, **address, "DJANGO_SETTINGS_MODULE": "tuotou.config.settings", "POLARS_MAX_THREADS": "1",
    }  # fmt: skip
    words = (["send", str(file), str(PACE), "1-3", str(shared), batches], ["work", str(shared)])
    command = [sys.executable, "-m", "bench.recorder"]
    both = [subprocess.Popen([*command, *each], env=environment, stdout=subprocess.DEVNULL) for each in words]
    try:
        while shared.read_bytes() == nothing:
            time.sleep(0.1)  # until who judges is ready, and who records begins
        yield
    finally:
        for each in both:
            each.terminate()
            each.wait()


def _judged(question: Request) -> bool:
    """Whether the standards answer."""
    try:
        return b'"standards"' in asked([question], PORT, RATE)[0].body
    except OSError:
        return False
