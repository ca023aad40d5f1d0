"""`tuotou serve feeds` as an operator meets it: it reads what is enabled, bears being killed, tells no secret."""

from __future__ import annotations

import json
import signal
from pathlib import Path
from typing import Any

import pytest
from tests.live.machine import Machine, Served, some_time
from tests.sources.peers import Kafka, Mqtt, Nats, Peer, mqtt_session, nats_stream
from tests.sources.rounds import scan

SECRET = "a-word-that-nobody-sees"


@pytest.fixture
def ready(machine: Machine) -> Machine:
    """A machine with its tables."""
    assert machine.run("database", "migrate").returncode == 0
    return machine


def add(machine: Machine, peer: Peer, *words: object) -> None:
    options = [word for pair in peer.where.options.items() for word in ("--option", "=".join(pair))]
    where = (peer.where.name, "--kind", peer.kind, "--address", peer.where.address)
    done = machine.run("feed", "sources", "add", *where, *options, "--by", "E001", *words)
    assert done.returncode == 0, done.stdout + done.stderr


def show(machine: Machine, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(machine.run("feed", "sources", "show", name, "--json").stdout)
    return found


def recorded(machine: Machine) -> tuple[int, int]:
    """How many events there are, and of how many parcels."""
    code = (
        "from tuotou.store.models import RecordedEvent as E; "
        "print(E.objects.count(), E.objects.values('subject').distinct().count())"
    )
    events, parcels = machine.python(code).split()
    return int(events), int(parcels)


def read(served: Served) -> bool:
    """Whether a source was opened."""
    return '"event": "reads"' in served.log


@pytest.mark.heavy
def test_killed_in_the_middle_each_message_is_recorded_once(ready: Machine, peer: Peer) -> None:
    ready.extra = {"TUOTOU_LOG": "json"}
    count = 800 if isinstance(peer, Mqtt) else 2_000  # Mosquitto keeps a thousand messages for who is away
    add(ready, peer)
    done = 0
    for kill in range(4):
        with ready.serving("feeds") as served:
            some_time(lambda served=served: read(served))
            peer.send([scan(n) for n in range(done, done + count // 4)])
            done += count // 4
            some_time(lambda kill=kill: recorded(ready)[0] > kill * count // 4)
            served.end(signal.SIGKILL)
    with ready.serving("feeds") as served:
        some_time(lambda: recorded(ready)[0] >= count)
        peer.send([scan(count)])
        some_time(lambda: recorded(ready)[0] > count)
        assert served.end() == 0
    assert recorded(ready) == (count + 1, count + 1)
    assert show(ready, peer.where.name)["refused"] == 0


def test_enabled_and_disabled_while_it_runs(ready: Machine, kafka_peer: Kafka) -> None:
    ready.extra = {"TUOTOU_LOG": "json"}
    with ready.serving("feeds") as served:
        add(ready, kafka_peer)
        kafka_peer.send([scan(1)])
        some_time(lambda: recorded(ready)[0] == 1)
        name = kafka_peer.where.name
        assert ready.run("feed", "sources", "disable", name, "--by", "E001").returncode == 0
        some_time(lambda: '"event": "ends"' in served.log)
        kafka_peer.send([scan(2)])
        assert ready.run("feed", "sources", "enable", name, "--by", "E001").returncode == 0
        some_time(lambda: recorded(ready)[0] == 2)
        assert served.end() == 0
    told = show(ready, name)
    assert (told["messages"], told["recorded"], told["last_error"]) == (2, 2, "")


def test_one_that_cannot_be_reached_is_told_and_stops_no_other(ready: Machine, kafka_peer: Kafka) -> None:
    nobody = Nats("nats", kafka_peer.where.__class__("nobody", "127.0.0.1:9", {"stream": "s"}))
    add(ready, nobody)
    add(ready, kafka_peer)
    kafka_peer.send([scan(1)])
    with ready.serving("--port", "0") as served:
        some_time(lambda: recorded(ready)[0] == 1)
        some_time(lambda: "BrokerAway" in show(ready, "nobody")["last_error"])
        figures = served.get("/metrics").text
        assert served.end() == 0
    assert f'tuotou_source_messages_total{{source="{kafka_peer.where.name}"}} 1.0' in figures
    assert 'tuotou_source_failing{source="nobody"} 1.0' in figures


def test_only_one_process_reads_an_mqtt_source_and_the_next_takes_over(ready: Machine) -> None:
    ready.extra = {"TUOTOU_LOG": "json"}
    with mqtt_session() as peer:
        add(ready, peer)
        with ready.serving("feeds") as first:
            some_time(lambda: read(first))
            with ready.serving("feeds") as second:
                peer.send([scan(n) for n in range(20)])
                some_time(lambda: recorded(ready)[0] == 20)
                assert not read(second)
                first.end(signal.SIGKILL)
                peer.send([scan(n) for n in range(20, 40)])
                some_time(lambda: recorded(ready)[0] == 40)
                assert read(second)
    assert "disconnected" not in show(ready, peer.where.name)["last_error"]


def test_two_processes_share_what_nats_has(ready: Machine) -> None:
    ready.extra = {"TUOTOU_LOG": "json"}
    with nats_stream() as peer:
        add(ready, peer)
        with ready.serving("feeds") as first, ready.serving("feeds") as second:
            some_time(lambda: read(first) and read(second))
            peer.send([scan(n) for n in range(300)])
            some_time(lambda: recorded(ready) == (300, 300))
            assert first.end() == second.end() == 0
    assert show(ready, peer.where.name)["recorded"] == 300


@pytest.mark.heavy
def test_a_secret_is_seen_by_nobody(ready: Machine, kafka_peer: Kafka, tmp_path: Path) -> None:
    file = tmp_path / "secrets"
    file.write_text(f"sasl.password={SECRET}\n", "utf-8")
    words = ["--option", "sasl.username=tuotou", "--secrets", file]
    add(ready, kafka_peer, *words)
    name = kafka_peer.where.name
    told = [
        ready.run("feed", "sources", *each) for each in (["list"], ["show", name], ["list", "--json"], ["try", name])
    ]
    with ready.serving("feeds") as served:
        some_time(lambda: show(ready, name)["messages"] or "reads" in served.log)
        log = served.log
    code = (
        "from django.db import connection as c; k = c.cursor(); k.execute('SELECT secrets FROM source'); "
        "print(k.fetchone()); k.execute('SELECT details FROM audit_entry'); print(k.fetchall())"
    )
    held = ready.python(code)
    assert "sasl.password" in held and "sasl.username" in held
    everything = [held, log, *(one.stdout + one.stderr for one in told)]
    assert not [text for text in everything if SECRET in text]


def test_a_source_is_tried_without_taking_anything(ready: Machine) -> None:
    with nats_stream() as peer:
        add(ready, peer)
        peer.send([scan(1), scan(2, at="?"), b"{no json"])
        tried = ready.run("feed", "sources", "try", peer.where.name, "--seconds", "2", "--json")
        assert tried.returncode == 1, tried.stderr
        told = json.loads(tried.stdout)
        assert (told["rows"], told["events"], told["rejected_rows"]) == (3, 1, 2)
        assert {row["field"] for row in told["rejected"]} == {"at", ""}
        shown = ready.run("feed", "sources", "try", peer.where.name, "--seconds", "2", "--lang", "zh")
        assert "没有这样的日期或时刻" in shown.stdout
        with ready.serving("feeds"):
            some_time(lambda: show(ready, peer.where.name)["messages"] == 3)
        listed = ready.run("feed", "sources", "refused", peer.where.name, "--lang", "en")
        assert "no such date or time" in listed.stdout
        assert ready.run("feed", "sources", "show", "nobody").returncode == 5
        empty = ready.run("feed", "sources", "add", "x", "--kind", "amqp", "--address", "a:1", "--by", "E001")
        assert empty.returncode == 8 and "amqp" in empty.stderr
