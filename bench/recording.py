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
the order of recording in batches of 5,000 by the whole handbook: one process records them, another one judges all that
is due, whatever made it so, and warns of it, as `tuotou serve web` and `tuotou serve work` do. No batch is recorded
before the third before it is judged and told of wholly. The clock is the stream's own, at which a batch is a quarter of
an hour: a smaller company's scans would all be recorded late. The first third fills the database and is not counted.
Committed is what is on disk as the database is set (PostgreSQL: fsync; SQLite: WAL, synchronous NORMAL).

The baseline inserts the same rows in the same batches into a table with its keys (subject, and id within it), in one
process. From received to warning: 500 events four times a second; of everything that is said because of an event, to
those on board too, the time from the instant at which it came in to the commit of the warning. The same of what
deadlines bring: here hours pass in a minute, so those of minutes come at once."""
PACE: Final = 0.25  # s between batches of a stream of 2,000 a second


def measure(scale: Scale) -> Iterator[Figure]:
    """Both databases, where they are there."""
    with tempfile.TemporaryDirectory() as folder:
        file = apart(_simulate, folder, scale.events // 100).result
        for kind, aim in (("SQLite", 10_000), ("PostgreSQL", 20_000)):
            if kind == "SQLite" or reachable():
                yield from _of(kind, aim, Path(file))


def _simulate(folder: str, count: int) -> str:
    """A file of about so many events, in the order of recording."""
    from tuotou.simulator.fault import ORDINARY
    from tuotou.simulator.simulate import Plan, Simulation

    plan = Plan(days=1, parcels=max(100, count // 8), seed=3, faults=ORDINARY)
    events = pl.concat(list(Simulation(plan).events()), how="diagonal_relaxed").sort("recorded_at", "subject", "id")
    file = Path(folder) / "events.parquet"
    events.head(count).write_parquet(file)
    return str(file)


def _of(kind: str, aim: float, file: Path) -> Iterator[Figure]:
    """One database: recorded as fast as it goes, plainly inserted, and as it comes."""
    with database(kind, file.parent) as address:
        _filled(address, file)
        sent, worked = _streamed(address, file, 0, "1-3")
        plain = together(address, [["plain", str(file)]])[0]
    with database(kind, file.parent) as address:
        _filled(address, file)
        of_events, of_deadlines = _late(*_streamed(address, file, PACE, "1-3"))
    seconds, events = sent["end"] - sent["start"], sent["events"]
    rate, cpu = events / seconds, (sent["cpu"] + worked["cpu"]) / events
    plainly = plain["events"] / (plain["end"] - plain["start"])
    yield Figure(f"{kind}: events recorded, judged, written", rate, "events/s", aim, at_least=True)
    yield Figure(f"{kind}: processor time for each event", 1e6 * cpu, "µs")
    yield Figure(f"{kind}: verdicts written", worked["verdicts"] / seconds, "verdicts/s")
    yield Figure(f"{kind}: the same rows plainly inserted", plainly, "events/s")
    yield Figure(f"{kind}: speed to that of the plain insertion", rate / plainly, "×", 0.25, at_least=True)
    if of_events and of_deadlines:  # a short stream breaks no promise
        yield Figure(f"{kind}: received to warning at 2,000 events/s, p99", _ms(of_events, 0.99), "ms", 1000)
        yield Figure(f"{kind}: the same, median", _ms(of_events, 0.5), "ms")
        yield Figure(f"{kind}: deadline passed to warning, p99", _ms(of_deadlines, 0.99), "ms")


def _ms(seconds: list[float], share: float) -> float:
    """A quantile, in ms."""
    return 1000 * float(np.quantile(seconds, share))


def _filled(address: dict[str, str], file: Path) -> None:
    """The first third recorded, and its statistics taken, as PostgreSQL does by itself within minutes."""
    _streamed(address, file, 0, "0-1")
    together(address, [["analyze"]])


def _streamed(address: dict[str, str], file: Path, pace: float, part: str) -> list[dict[str, Any]]:
    """A part of the stream, in thirds: what the process that recorded it saw, and the one that judged it."""
    shared = file.with_suffix(".shared")
    shared.write_bytes(bytes(16))
    return together(address, [["send", str(file), str(pace), part, str(shared)], ["work", str(shared)]])


def _late(sent: dict[str, Any], worked: dict[str, Any]) -> tuple[list[float], list[float]]:
    """How long after its event was there each verdict was told, s, and each that a deadline brought.

    Events came in all the while since the batch before; the clock passed a deadline with the batch after it.
    """
    number, known = np.array(worked["said"], dtype=np.int64).reshape(-1, 2).T
    last, told = np.array(worked["told"]).T
    came = np.searchsorted(sent["at"], known)
    late = told[np.searchsorted(last, number)] - np.array(sent["there"])[came] + PACE / 2
    of_event = np.array(sent["at"])[came] == known
    return list(late[of_event]), list(late[~of_event])


def together(
    address: dict[str, str], each: Sequence[Sequence[str]], module: str = "bench.recorder"
) -> list[dict[str, Any]]:
    """Some processes of a module at once, by their arguments; what they measured."""
    command = [sys.executable, "-m", module]
    environment = {**os.environ, **address, "DJANGO_SETTINGS_MODULE": "tuotou.config.settings"}
    if len(each) > 1:
        environment["POLARS_MAX_THREADS"] = "1"
    begun = [subprocess.Popen([*command, *words], env=environment, stdout=subprocess.PIPE) for words in each]
    try:
        return [json.loads(worker.communicate()[0]) for worker in begun]
    finally:
        for worker in begun:  # those that wait for one which failed
            worker.kill()


@contextmanager
def database(kind: str, folder: Path) -> Iterator[dict[str, str]]:
    """The address of a new database with all tables; it is gone afterwards."""
    with tempfile.TemporaryDirectory(dir=folder) as home:
        base = {"TUOTOU_HOME": home, "DATABASE_URL": "", "TUOTOU_SECRET_KEY": "bench " * 10}
        if kind == "SQLite":
            together(base, [["migrate"]])
            yield base
            return
        name = f"tuotou_bench_{os.getpid()}"
        with psycopg.connect(SERVER, autocommit=True) as server:
            server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            server.execute(f"CREATE DATABASE {name}")
            try:
                address = {**base, "DATABASE_URL": SERVER.rsplit("/", 1)[0] + f"/{name}"}
                together(address, [["migrate"]])
                yield address
            finally:
                server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def reachable() -> bool:
    try:
        psycopg.connect(SERVER, connect_timeout=3).close()
    except psycopg.OperationalError:
        return False
    return True
