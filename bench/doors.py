"""The doors: reads while a great deal is in the database, and events that come in as NDJSON.

python -m bench.doors token | direct FILE
"""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import django
import httpx
import numpy as np

from bench.apart import processor
from bench.archives import Scale
from bench.figure import Figure
from bench.large import EVENTS, large
from bench.recording import database, reachable, together

TITLE: Final = "The doors"
HOW: Final = """\
PostgreSQL, `tuotou serve web` in one process, asked over real connections by one client that waits for each answer; the
reads that do not grow with the database are asked with the same rows in turn. The database is that of bench/large.py:
parcels of the last week with their trails and the log of their events, all that was said of their promises, and the
warnings of it. Processor time is that of the web, PostgreSQL not included.

NDJSON: 5,000 events a request, packed by gzip, by two clients at once, until they are committed; judging them is not
in it, and waits its turn (see *Recording, live*). Beside it the same events recorded by the same operation in one
process, without the web."""
ASKED: Final = 300
WARM: Final = 20
ROWS: Final = 5_000
BODIES: Final = 24
PORT: Final = 8_767
STANDARDS: Final = ("last-mile-hours", "trace-24h", "sender-informed")


def measure(scale: Scale) -> Iterator[Figure]:
    """Where there is a PostgreSQL."""
    if not reachable():
        return
    with large(min(EVENTS, scale.events)) as (address, there):
        yield Figure("parcels in the database", there["parcels"], "")
        yield Figure("events in the database", there["events"], "")
        yield from _reads(address, there["numbers"], 10 if scale.small else ASKED)
    with TemporaryDirectory() as folder, database("PostgreSQL", Path(folder)) as address:
        yield from _intake(address, Path(folder), 2 if scale.small else BODIES)


def _reads(address: dict[str, str], parcels: Sequence[str], times: int) -> Iterator[Figure]:
    """How long each kind of question takes."""
    numbers = cycle(parcels)
    with _served(address) as (client, web):

        def many(_: int) -> httpx.Response:
            return client.post("/subjects/query", json={"numbers": list(islice(numbers, 100))})

        asked: tuple[tuple[str, Callable[[int], httpx.Response]], ...] = (
            ("a parcel's trail", lambda _: client.get(f"/subjects/parcel/{next(numbers)}/trail")),
            ("a parcel's promises", lambda _: client.get(f"/subjects/parcel/{next(numbers)}/promises")),
            ("every promise of a parcel", lambda _: client.get(f"/subjects/parcel/{next(numbers)}/promises?every=1")),
            ("a page of 100 promises", lambda turn: client.get(f"/promises?limit={100 - turn % 2}")),
            ("the same of one site", lambda turn: client.get(f"/promises?site=S{60 + turn % 1_940:04d}")),
            ("the same of one standard", lambda turn: client.get(f"/promises?standard={STANDARDS[turn % 3]}")),
            ("a page of 100 warnings", lambda turn: client.get(f"/warnings?limit={100 - turn % 2}")),
            ("100 numbers at once", many),
        )  # fmt: skip
        for what, ask in asked:
            _took(ask, WARM)
            begun = processor(web)
            took = _took(ask, times)
            busy = (processor(web) - begun) / times
            yield Figure(f"{what}, p95", 1000 * float(np.quantile(took, 0.95)), "ms", 100)
            yield Figure("the same, processor time of the web", 1000 * busy, "ms")


def _took(ask: Callable[[int], httpx.Response], times: int) -> list[float]:
    return [_seconds(ask, turn) for turn in range(times)]


def _seconds(ask: Callable[[int], httpx.Response], turn: int) -> float:
    begun = time.perf_counter()
    ask(turn).raise_for_status()
    return time.perf_counter() - begun


def _intake(address: dict[str, str], folder: Path, bodies: int) -> Iterator[Figure]:
    """Events by the web, and without it."""
    packed = [gzip.compress(_body(number), 3) for number in range(bodies)]
    headers = {"Content-Type": "application/x-ndjson", "Content-Encoding": "gzip"}
    with _served(address) as (client, web), ThreadPoolExecutor(2) as pool:

        def send(body: bytes) -> int:
            answer = client.post("/events", content=body, headers=headers, timeout=120)
            return int(answer.raise_for_status().json()["recorded"])

        send(gzip.compress(_body(10_000)))  # what is compiled is compiled once
        begun, busy = time.perf_counter(), processor(web)
        recorded = sum(pool.map(send, packed))
        seconds, busy = time.perf_counter() - begun, processor(web) - busy
    assert recorded == bodies * ROWS
    file = folder / "direct.ndjson"
    file.write_bytes(b"".join(_body(20_000 + number) for number in range(bodies)))
    direct = together(address, [["direct", str(file)]], "bench.doors")[0]
    rate = recorded / seconds
    yield Figure("NDJSON received and recorded", rate, "events/s", 15_000, at_least=True)
    yield Figure("processor time of the web for 100,000 events", 100_000 * busy / recorded, "s")
    yield Figure("the same recorded without the web", direct["rate"], "events/s")
    yield Figure("speed to that without the web", rate / direct["rate"], "×")


def _body(number: int) -> bytes:
    """Five thousand scans of as many parcels."""
    event = {"subject_kind": "parcel", "at": "2026-11-01T10:00:00+08:00", "site": "SZ01", "person": "SZ01001"}
    lines = (
        {**event, "subject": f"YT{number:06d}{turn:05d}", "id": "a", "kind": "accepted", "attrs": {"weight_g": 900}}
        for turn in range(ROWS)
    )
    return "".join(json.dumps(line) + "\n" for line in lines).encode()


@contextmanager
def _served(address: dict[str, str]) -> Iterator[tuple[httpx.Client, int]]:
    """The web: a client with a token, and its process."""
    secret = together(address, [["token"]], "bench.doors")[0]["secret"]
    headers = {"Authorization": f"Bearer {secret}"}
    with served(address) as (base, web), httpx.Client(base_url=f"{base}/api/v1", headers=headers, timeout=60) as client:
        yield client, web


@contextmanager
def served(address: dict[str, str]) -> Iterator[tuple[str, int]]:
    """The web: where it answers, and its process."""
    command = [sys.executable, "-m", "tuotou.cli", "serve", "web", "--port", str(PORT)]
    env = {**os.environ, **address, "TUOTOU_LOG_LEVEL": "warning"}
    process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL)
    base = f"http://127.0.0.1:{PORT}"
    try:
        while not _answers(base):
            assert process.poll() is None, "it ended without an answer"
            time.sleep(0.05)
        yield base, process.pid
    finally:
        process.terminate()
        process.wait()


def _answers(base: str) -> bool:
    try:
        return httpx.get(f"{base}/health").is_success
    except httpx.TransportError:
        return False


def token() -> dict[str, Any]:
    """A token that opens everything."""
    from tuotou.clockwork.clock import clock
    from tuotou.operations.access.scopes import SCOPES
    from tuotou.operations.access.tokens import Wish, issue

    return {"secret": issue(Wish(f"bench {time.time_ns()}", list(SCOPES), rate=10_000), "bench", clock())[1]}


def direct(file: Path) -> dict[str, Any]:
    """The same events by the operation alone, read beforehand."""
    from tuotou.clockwork.clock import shared_clock
    from tuotou.feeds.event_records import parsed_lines
    from tuotou.operations.live.receive import receive
    from tuotou.operations.live.watch import current_watch
    from tuotou.store.log_days import make_days

    make_days(shared_clock())
    values = list(parsed_lines(file.read_bytes()))
    receive(values[:1], "import", current_watch, shared_clock)
    begun = time.perf_counter()
    for low in range(0, len(values), ROWS):
        receive(values[low : low + ROWS], "import", current_watch, shared_clock)
    return {"rate": len(values) / (time.perf_counter() - begun)}


if __name__ == "__main__":
    django.setup()
    what, *words = sys.argv[1:]
    print(json.dumps(token() if what == "token" else direct(Path(words[0]))))
