"""The live watch: events recorded, judged and written durably, beside the plain insertion of the same rows."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import numpy as np
import polars as pl
import psycopg

from bench.apart import apart
from bench.archives import Scale
from bench.figure import Figure

TITLE: Final = "Recording, live"
SERVER: Final = os.environ.get("TUOTOU_TEST_POSTGRESQL", "postgres://root@127.0.0.1:5432/test")
HOW: Final = """\
A simulated company at work, late and at fault about as often as the country (`tuotou simulate --ordinary`), streamed in
the order of recording in batches of 5,000 through `record_events` by the whole handbook; after each batch all that is
due is judged, and what happened to bags and trips reaches what rides in them, until nothing is left. The clock is the
stream's own, at which a batch is a quarter of an hour: a smaller company's scans would all be recorded late. The first
third fills the database and is not counted. On PostgreSQL two processes take turns, on SQLite
there is one. Committed is what is on disk as the database is set (PostgreSQL: fsync; SQLite: WAL, synchronous NORMAL).

The baseline inserts the same rows in the same batches into a table with its keys (subject, and id within it), in one
process. From received to warning: 500 events four times a second, from the instant at which they are there to the
commit of what is said because of them, one process."""


def measure(scale: Scale) -> Iterator[Figure]:
    """Both databases, where they are there."""
    with tempfile.TemporaryDirectory() as folder:
        file = apart(_simulate, folder, scale.events // 100).result
        for kind, workers, aim in (("SQLite", 1, 10_000), ("PostgreSQL", 2, 20_000)):
            if kind == "SQLite" or _reachable():
                yield from _of(kind, workers, aim, Path(file))


def _simulate(folder: str, count: int) -> str:
    """A file of about so many events, in the order of recording."""
    from tuotou.simulator.fault import ORDINARY
    from tuotou.simulator.simulate import Plan, Simulation

    plan = Plan(days=1, parcels=max(100, count // 8), seed=3, faults=ORDINARY)
    events = pl.concat(list(Simulation(plan).events()), how="diagonal_relaxed").sort("recorded_at", "subject", "id")
    file = Path(folder) / "events.parquet"
    events.head(count).write_parquet(file)
    return str(file)


def _of(kind: str, workers: int, aim: float, file: Path) -> Iterator[Figure]:
    """One database: recorded as fast as it goes, plainly inserted, and as it comes."""
    with _database(kind, file.parent) as address:
        _run(address, [["fill", str(file), "0", "1"]])
        told = _run(address, [["record", str(file), str(turn), str(workers)] for turn in range(workers)])
        plain = _run(address, [["plain", str(file), "0", "1"]])[0]
    with _database(kind, file.parent) as address:
        _run(address, [["fill", str(file), "0", "1"]])
        (paced,) = _run(address, [["paced", str(file), "0", "1"]])
    seconds = max(each["end"] for each in told) - min(each["start"] for each in told)
    rate, cpu = sum(each["events"] for each in told) / seconds, sum(each["cpu"] for each in told)
    plainly = plain["events"] / (plain["end"] - plain["start"])
    p50, p99 = (1000 * float(np.quantile(paced["late"], share)) for share in (0.5, 0.99))
    yield Figure(f"{kind}: events recorded, judged, written", rate, "events/s", aim, at_least=True)
    yield Figure(f"{kind}: processor time for each event", 1e6 * cpu / (rate * seconds), "µs")
    yield Figure(f"{kind}: verdicts written", sum(each["verdicts"] for each in told) / seconds, "verdicts/s")
    yield Figure(f"{kind}: the same rows plainly inserted", plainly, "events/s")
    yield Figure(f"{kind}: speed to that of the plain insertion", rate / plainly, "×", 0.25, at_least=True)
    yield Figure(f"{kind}: received to warning at 2,000 events/s, p99", p99, "ms", 1000)
    yield Figure(f"{kind}: the same, median", p50, "ms")


def _run(address: dict[str, str], each: Sequence[Sequence[str]]) -> list[dict[str, Any]]:
    """Some recorders at once; what they measured."""
    command = [sys.executable, "-m", "bench.recorder"]
    environment = {**os.environ, **address, "DJANGO_SETTINGS_MODULE": "tuotou.config.settings"}
    if len(each) > 1:
        environment["POLARS_MAX_THREADS"] = "1"
    begun = [subprocess.Popen([*command, *words], env=environment, stdout=subprocess.PIPE) for words in each]
    return [json.loads(worker.communicate()[0]) for worker in begun]


@contextmanager
def _database(kind: str, folder: Path) -> Iterator[dict[str, str]]:
    """The address of a new database with all tables; it is gone afterwards."""
    with tempfile.TemporaryDirectory(dir=folder) as home:
        base = {"TUOTOU_HOME": home, "DATABASE_URL": ""}
        if kind == "SQLite":
            _run(base, [["migrate"]])
            yield base
            return
        name = f"tuotou_bench_{os.getpid()}"
        with psycopg.connect(SERVER, autocommit=True) as server:
            server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            server.execute(f"CREATE DATABASE {name}")
            try:
                address = {**base, "DATABASE_URL": SERVER.rsplit("/", 1)[0] + f"/{name}"}
                _run(address, [["migrate"]])
                yield address
            finally:
                server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _reachable() -> bool:
    try:
        psycopg.connect(SERVER, connect_timeout=3).close()
    except psycopg.OperationalError:
        return False
    return True
