"""Deliveries: how many messages leave in a second, beside plain posts of them; how soon a verdict is heard of."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from typing import Any, Final

from bench.archives import Scale
from bench.figure import Figure
from bench.recording import SERVER, reachable

TITLE: Final = "Deliveries"
RUNS: Final = 3
MESSAGES: Final = 2_000
ITEMS: Final = 100
HOW: Final = """\
2,000 messages of 100 facts each (about 35 kB), in eight rows of order, to a receiver in another process that reads them
and answers 204: claimed, signed, posted, and what came back written down with the next of each row made due, by one
worker. The baseline posts the same bodies with httpx over one connection kept open, one after the other, and writes
nothing. From verdict to receiver: 200 verdicts, one every 50 ms, from the commit of each to its arrival, with the jobs
as `tuotou serve work` runs them. Medians of 3 runs."""


def measure(scale: Scale) -> Iterator[Figure]:
    """Both databases, where they are there."""
    runs = scale.runs(RUNS)
    for kind in ("SQLite", "PostgreSQL"):
        if kind == "SQLite" or reachable():
            found = [_run(kind) for _ in range(runs)]
            ours, plain = (median(one[name] for one in found) for name in ("ours", "plain"))
            yield Figure(f"{kind}: messages delivered", ours, "a second")
            yield Figure(f"{kind}: posted plainly", plain, "a second")
            yield Figure(f"{kind}: delivered, of what is posted plainly", ours / plain, "×")
            yield Figure(f"{kind}: facts delivered", ours * ITEMS, "a second")
            for name in ("p50", "p99"):
                yield Figure(f"{kind}: verdict to receiver, {name}", median(one[name] for one in found), "s")


def _run(kind: str) -> dict[str, float]:
    """One run in a database of its own."""
    with tempfile.TemporaryDirectory() as folder, _receiver() as (url, came), _database(kind, folder) as environment:
        env = {**os.environ, **environment, "TUOTOU_WEBHOOK_ALLOW": "127.0.0.0/8", "TUOTOU_SECRET_KEY": "bench " * 10}
        command = [sys.executable, "-m", "bench.deliveries_worker", url]
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-2_000:]
        said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    waits = sorted(came[str(number)] - at for number, at in said.pop("verdicts").items())
    return {**said, "p50": median(waits), "p99": waits[len(waits) * 99 // 100]}


@contextmanager
def _database(kind: str, folder: str) -> Iterator[dict[str, str]]:
    home = {"TUOTOU_HOME": str(Path(folder) / "home"), "DJANGO_SETTINGS_MODULE": "tuotou.config.settings"}
    if kind == "SQLite":
        yield {**home, "DATABASE_URL": ""}
        return
    import psycopg

    name = f"bench_deliveries_{os.getpid()}"
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {name}")
        try:
            yield {**home, "DATABASE_URL": f"{SERVER.rpartition('/')[0]}/{name}"}
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def _receiver() -> Iterator[tuple[str, dict[str, float]]]:
    """Where it listens, and when each verdict came, by its instant."""
    came: dict[str, float] = {}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            now = time.monotonic()
            if self.headers.get("Tuotou-Topic") == "verdict.at_risk":
                for item in json.loads(body)["items"]:
                    came[str(item["level"])] = now
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/", came
    finally:
        server.shutdown()
        server.server_close()
