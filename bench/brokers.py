"""Brokers: events from Kafka and NATS to committed rows, beside the same batches recorded without a broker."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any, Final
from uuid import uuid4

import django

from bench.archives import Scale
from bench.figure import Figure
from bench.recording import database, reachable, together

TITLE: Final = "Events from brokers"
NATS: Final = os.environ.get("TUOTOU_TEST_NATS", "127.0.0.1:4222")
EVENTS: Final = 20_000
RUNS: Final = 3
BATCH: Final = 5_000
HOW: Final = """\
Medians of three runs. 20,000 scans as JSON messages, of which each is an event, wait with the broker: librdkafka's mock
cluster in the same process, and the NATS server of this machine with a stream on disk. One source reads them in rounds
of up to 5,000: decoded, read as events, recorded in the whole handbook's words, its state written, acknowledged;
nothing is judged meanwhile. Time runs from the first message to the last acknowledgement; joining the group is not
counted. The baseline records the same events in frames of 5,000 that are made beforehand, in one process, without
broker, JSON or acknowledgement. Every run begins with an empty database."""


def measure(scale: Scale) -> Iterator[Figure]:
    """Both databases and both brokers, where they are there."""
    count = EVENTS if not scale.small else 2_000
    with tempfile.TemporaryDirectory() as folder:
        for kind in ("PostgreSQL", "SQLite"):
            if kind == "SQLite" or reachable():
                yield from _of(kind, Path(folder), count, scale.runs(RUNS))


def _of(kind: str, folder: Path, count: int, runs: int) -> Iterator[Figure]:
    alone = _median(kind, folder, ["alone", str(count)], runs)
    yield Figure(f"{kind}: recorded without a broker", alone, "events/s")
    for broker in ("kafka", "nats") if _nats() else ("kafka",):
        rate = _median(kind, folder, [broker, str(count)], runs)
        yield Figure(f"{kind}: from {broker} to committed rows", rate, "events/s")
        yield Figure(f"{kind}: {broker}, speed to that without a broker", rate / alone, "×", 0.5, at_least=True)


def _median(kind: str, folder: Path, words: Sequence[str], runs: int) -> float:
    """Events a second, each run in a database of its own."""
    return median(_run(kind, folder, words) for _ in range(runs))


def _run(kind: str, folder: Path, words: Sequence[str]) -> float:
    with database(kind, folder) as address:
        done = together({**address, "TUOTOU_SECRET_KEY": "bench " * 10}, [words], "bench.brokers")[0]
    return float(done["events"] / done["seconds"])


def _nats() -> bool:
    host, _, port = NATS.rpartition(":")
    try:
        socket.create_connection((host, int(port)), 2).close()
    except OSError:
        return False
    return True


def _bodies(count: int) -> list[bytes]:
    """Scans of so many parcels as four steps each, in the order in which they come."""
    kinds = ("accepted", "departed", "arrived", "sorted")
    rows = (
        {"subject_kind": "parcel", "subject": f"YT{n // 4:07d}", "kind": kinds[n % 4], "at": _iso(n), "site": "SZ01"}
        for n in range(count)
    )
    return [json.dumps({**row, "id": f"e{n}", "source": "handheld"}).encode() for n, row in enumerate(rows)]


def _iso(turn: int) -> str:
    return f"2026-05-01T{turn // 3_600 % 24:02d}:{turn // 60 % 60:02d}:{turn % 60:02d}+08:00"


def alone(count: int) -> float:
    """The seconds in which frames that are made already are recorded."""
    from tuotou.clockwork.clock import clock
    from tuotou.feeds.event_records import read_records
    from tuotou.operations.live.record_events import record_events

    watch = _watch()
    events = read_records(map(json.loads, _bodies(count)), watch.vocabulary, "handheld").events
    batches = list(events.iter_slices(BATCH))
    begun = time.perf_counter()
    for batch in batches:
        record_events(batch, watch, clock)
    return time.perf_counter() - begun


def through(kind: str, count: int) -> float:
    """The seconds in which messages that wait with a broker are recorded and acknowledged."""
    from tuotou.clockwork.clock import clock
    from tuotou.feeds.broker import Where
    from tuotou.feeds.brokers import KINDS
    from tuotou.operations.sources.register import Wanted, add_source
    from tuotou.operations.sources.round import take_round
    from tuotou.operations.warnings.handling import Hand

    watch, name = _watch(), f"b{uuid4().hex[:8]}"
    address, options, forget = {"kafka": _kafka, "nats": _stream}[kind](name, _bodies(count))
    try:
        where = Where(name, address, options)
        one = add_source(Wanted(where, kind), watch.vocabulary, Hand("bench", clock()))
        broker = KINDS[kind].open(where, False)
        found: list[Any] = []
        while not found:  # the group is being joined
            found = broker.take(1, 1.0)
        broker.acknowledge()
        done, begun = 1, time.perf_counter()
        while done < count:
            done += take_round(one, broker, lambda: watch, clock).messages
        seconds = time.perf_counter() - begun
        broker.close()
    finally:
        forget()
    return seconds


def _kafka(name: str, bodies: Sequence[bytes]) -> tuple[str, dict[str, str], Callable[[], None]]:
    """A topic of a mock cluster, which lives in this process: the client of the source is another one."""
    from confluent_kafka import Producer

    producer = Producer({"test.mock.num.brokers": 1, "linger.ms": 20, "queue.buffering.max.messages": 1_000_000})
    brokers = producer.list_topics(name, timeout=10).brokers.values()
    for body in bodies:
        producer.produce(name, body)
    producer.flush()
    return ",".join(str(one).split("/")[0] for one in brokers), {"topic": name, "group": name}, producer.flush


def _stream(name: str, bodies: Sequence[bytes]) -> tuple[str, dict[str, str], Callable[[], None]]:
    """A stream of the server."""
    import nats

    async def fill() -> None:
        connection = await nats.connect(NATS)
        stream = connection.jetstream()
        await stream.add_stream(name=name, subjects=[name])
        for low in range(0, len(bodies), 1_000):
            await asyncio.gather(*(stream.publish(name, body) for body in bodies[low : low + 1_000]))
        await connection.close()

    async def forget() -> None:
        connection = await nats.connect(NATS)
        await connection.jetstream().delete_stream(name)
        await connection.close()

    asyncio.run(fill())
    return NATS, {"stream": name, "subject": name, "durable": name}, lambda: asyncio.run(forget())


def _watch() -> Any:
    from tuotou.handbook import load
    from tuotou.operations.live.watch import Watch

    return Watch.of(load())


def main() -> None:
    """What the arguments say, measured in this process; the recorder's words prepare the database."""
    django.setup()
    what, count = sys.argv[1], int(sys.argv[2])
    seconds = alone(count) if what == "alone" else through(what, count)
    print(json.dumps({"events": count, "seconds": seconds}))


if __name__ == "__main__":
    main()
