"""The doors: reads while a great deal is in the database, and events that come in as NDJSON.

python -m bench.doors fill ARCHIVE EVENTS | token | direct FILE
"""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import django
import httpx
import numpy as np
import polars as pl

from bench.apart import apart
from bench.archives import Scale, make
from bench.figure import Figure
from bench.recording import database, reachable, together

TITLE: Final = "The doors"
HOW: Final = """\
PostgreSQL, `tuotou serve web` in one process, asked over real connections by one client that waits for each answer; the
reads that do not grow with the database are asked with the same rows in turn. The database holds the parcels of the
archive with their trails and the log of their events, a promise that was not kept for every fifth, and a warning for
every hundredth of these.

NDJSON: 5,000 events a request, packed by gzip, by two clients at once, until they are committed; judging them is not
in it, and waits its turn (see *Recording, live*). Beside it the same events recorded by the same operation in one
process, without the web."""
EVENTS: Final = 15_000_000
ASKED: Final = 300
WARM: Final = 20
ROWS: Final = 5_000
BODIES: Final = 24
PORT: Final = 8_767


def measure(scale: Scale) -> Iterator[Figure]:
    """Where there is a PostgreSQL."""
    if not reachable():
        return
    root = scale.archive(scale.events)
    apart(make, root, scale.events)
    with TemporaryDirectory() as folder:
        with database("PostgreSQL", Path(folder)) as address:
            there = together(address, [["fill", str(root), str(min(EVENTS, scale.events))]], "bench.doors")[0]
            yield Figure("parcels in the database", there["parcels"], "")
            yield Figure("events in the database", there["events"], "")
            yield from _reads(address, there, 10 if scale.small else ASKED)
        with database("PostgreSQL", Path(folder)) as address:
            yield from _intake(address, Path(folder), 2 if scale.small else BODIES)


def _reads(address: dict[str, str], there: Mapping[str, Any], times: int) -> Iterator[Figure]:
    """How long each kind of question takes."""
    numbers = cycle(there["numbers"])
    with _served(address) as client:

        def many(_: int) -> httpx.Response:
            return client.post("/subjects/query", json={"numbers": list(islice(numbers, 100))})

        asked: tuple[tuple[str, Callable[[int], httpx.Response]], ...] = (
            ("a parcel's trail", lambda _: client.get(f"/subjects/parcel/{next(numbers)}/trail")),
            ("a parcel's promises", lambda _: client.get(f"/subjects/parcel/{next(numbers)}/promises")),
            ("every promise of a parcel", lambda _: client.get(f"/subjects/parcel/{next(numbers)}/promises?every=1")),
            ("a page of 100 promises", lambda turn: client.get(f"/promises?site=S{turn % 1_940:04d}")),
            ("a page of 100 warnings", lambda turn: client.get(f"/warnings?limit={100 - turn % 2}")),
            ("100 numbers at once", many),
        )  # fmt: skip
        for what, ask in asked:
            took = [_seconds(ask, turn) for turn in range(times + WARM)][WARM:]
            yield Figure(f"{what}, p95", 1000 * float(np.quantile(took, 0.95)), "ms", 100)


def _seconds(ask: Callable[[int], httpx.Response], turn: int) -> float:
    begun = time.perf_counter()
    ask(turn).raise_for_status()
    return time.perf_counter() - begun


def _intake(address: dict[str, str], folder: Path, bodies: int) -> Iterator[Figure]:
    """Events by the web, and without it."""
    packed = [gzip.compress(_body(number), 3) for number in range(bodies)]
    headers = {"Content-Type": "application/x-ndjson", "Content-Encoding": "gzip"}
    with _served(address) as client, ThreadPoolExecutor(2) as pool:

        def send(body: bytes) -> int:
            answer = client.post("/events", content=body, headers=headers, timeout=120)
            return int(answer.raise_for_status().json()["recorded"])

        send(gzip.compress(_body(10_000)))  # what is compiled is compiled once
        begun = time.perf_counter()
        recorded = sum(pool.map(send, packed))
        seconds = time.perf_counter() - begun
    assert recorded == bodies * ROWS
    file = folder / "direct.ndjson"
    file.write_bytes(b"".join(_body(20_000 + number) for number in range(bodies)))
    direct = together(address, [["direct", str(file)]], "bench.doors")[0]
    rate = recorded / seconds
    yield Figure("NDJSON received and recorded", rate, "events/s", 15_000, at_least=True)
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
def _served(address: dict[str, str]) -> Iterator[httpx.Client]:
    """The web, and a client with a token."""
    secret = together(address, [["token"]], "bench.doors")[0]["secret"]
    command = [sys.executable, "-m", "tuotou.cli", "serve", "web", "--port", str(PORT)]
    env = {**os.environ, **address, "TUOTOU_LOG_LEVEL": "warning"}
    process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL)
    base = f"http://127.0.0.1:{PORT}/api/v1"
    try:
        with httpx.Client(base_url=base, headers={"Authorization": f"Bearer {secret}"}, timeout=60) as client:
            while not _answers(client):
                assert process.poll() is None, "it ended without an answer"
                time.sleep(0.05)
            yield client
    finally:
        process.terminate()
        process.wait()


def _answers(client: httpx.Client) -> bool:
    try:
        return client.get("/warnings").is_success
    except httpx.TransportError:
        return False


def fill(root: Path, most: int) -> dict[str, Any]:
    """The database with the parcels of an archive, up to so many events."""
    from django.db import connection

    from tuotou.archive.read import Archive
    from tuotou.clockwork.clock import clock

    now, parcels, events, numbers = clock(), 0, 0, list[str]()
    for partition in Archive.open(root).partitions():
        known = partition.load().drop("subject_key").with_columns(pl.col(pl.Categorical).cast(pl.String))
        found = _kept(known.filter(pl.col("subject_kind") == "parcel"), now)
        parcels, events = parcels + len(found), events + known.height
        numbers += found[:: max(1, len(found) // 50)]
        if events >= most:
            break
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return {"parcels": parcels, "events": events, "numbers": numbers}


def _kept(known: pl.DataFrame, now: int) -> list[str]:
    """One portion of them in its tables; their numbers."""
    from tuotou.operations.live.record_events import LOG, _logged
    from tuotou.store import bulk
    from tuotou.store.models import Promise, RecordedEvent, Subject
    from tuotou.store.packing import trails

    told = known.with_columns(recorded_at=pl.lit(now).cast(known.schema["at"]))
    bulk.append(RecordedEvent, LOG, _logged(told))
    packed = trails(known)
    rows = [("parcel", number, trail, count, now, now) for _, number, trail, count in packed.rows()]
    bulk.append(Subject, ("kind", "number", "trail", "events", "recorded_at", "known_until"), rows)
    fifth = [row[1] for row in rows[::5]]
    ids = dict(Subject.objects.filter(kind="parcel", number__in=fifth).values_list("number", "id"))
    names = (
        "id", "subject", "standard", "version", "trial", "life", "per", "opening", "opens_at", "due_at", "status",
        "level", "doubt", "estimated", "site", "known_at",
    )  # fmt: skip
    promises = [
        (f"p{ids[n]}", ids[n], "delivered-in-time", 1, False, 0, "[]", "e", now, now, "broken", 0, False, False,
         f"S{place % 1_940:04d}", now - place)
        for place, n in enumerate(fifth)
    ]  # fmt: skip
    bulk.append(Promise, names, promises)
    _warned(len(promises) // 100, now)
    return [row[1] for row in rows]


def _warned(count: int, now: int) -> None:
    from tuotou.store.models import Warning

    Warning.objects.bulk_create(
        Warning(
            standard="delivered-in-time", site=f"S{turn % 1_940:04d}", severity="normal", state="resolved",
            opened_at=now - turn, changed_at=now - turn, resolved_at=now,
        )
        for turn in range(count)
    )  # fmt: skip


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

    values = list(parsed_lines(file.read_bytes()))
    receive(values[:1], "import", current_watch, shared_clock)
    begun = time.perf_counter()
    for low in range(0, len(values), ROWS):
        receive(values[low : low + ROWS], "import", current_watch, shared_clock)
    return {"rate": len(values) / (time.perf_counter() - begun)}


if __name__ == "__main__":
    django.setup()
    what, *words = sys.argv[1:]
    if what == "fill":
        print(json.dumps(fill(Path(words[0]), int(words[1]))))
    else:
        print(json.dumps(token() if what == "token" else direct(Path(words[0]))))
