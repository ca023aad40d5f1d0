"""The page about brokers is true: its commands add a source that reads its example, on each broker."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest
from tests.live.machine import Machine, some_time
from tests.sources.peers import Peer

PAGE = (Path(__file__).parents[2] / "docs" / "brokers.md").read_text("utf-8")
HEADING = {"kafka": "Kafka", "nats": "NATS JetStream", "mqtt": "MQTT"}


def blocks(heading: str) -> list[str]:
    """The examples below a heading."""
    section = re.split(r"^## ", PAGE.split(f"\n## {heading}\n")[1], flags=re.M)[0]
    return [body for _, body in re.findall(r"^```(\w+)\n(.*?)^```", section, re.M | re.S)]


def commands(heading: str) -> list[list[str]]:
    """Their commands, without `tuotou`."""
    lines = "\n".join(blocks(heading)).replace("\\\n", " ").splitlines()
    return [shlex.split(line, comments=True)[1:] for line in lines if line.startswith("tuotou")]


def here(words: list[str], peer: Peer) -> list[str]:
    """The same for the broker of the test: its address, its topic."""
    given = iter(words)
    found = []
    for word in given:
        found.append(word)
        if word == "--address":
            next(given)
            found.append(peer.where.address)
        elif word == "--option":
            name, _, value = next(given).partition("=")
            found.append(f"{name}={peer.where.options.get(name, value)}")
    return found


@pytest.mark.heavy
def test_the_commands_of_each_broker_record_the_example(machine: Machine, peer: Peer) -> None:
    machine.run("database", "migrate")
    machine.extra = {"TUOTOU_LOG": "json"}
    (add,) = commands(HEADING[peer.kind])
    extra = [word for pair in peer.where.options.items() if "." in pair[0] for word in ("--option", "=".join(pair))]
    added = machine.run(*here(add, peer), *extra)
    assert added.returncode == 0, added.stderr
    (example,) = blocks("What a message holds")
    name = add[3]
    with machine.serving("feeds") as served:
        some_time(lambda: '"event": "reads"' in served.log)
        peer.send([example.encode(), b"no event"])
        some_time(lambda: json.loads(machine.run("feed", "sources", "list", "--json").stdout)[0]["messages"] == 2)
    code = (
        "from tuotou.store.models import RecordedEvent as E; print(*E.objects.values_list('subject', 'id', 'person'))"
    )
    assert machine.python(code).strip() == "('YT8800000000001', 'h7-000123', 'E1001')"
    corrected = machine.home.parent / "refused.ndjson"
    for words in commands("Watching"):
        here_ = [str(corrected) if word == "refused.ndjson" else name if word == "scans" else word for word in words]
        if words[1:2] == ["push"]:
            corrected.write_text(example.replace("\n", "").replace("h7-000123", "h7-000124") + "\n", "utf-8")
        done = machine.run(*here_)
        assert done.returncode in (0, 1), done.stderr
    assert machine.python(code).count("YT8800000000001") == 2


def test_secrets_are_changed_as_the_page_says(machine: Machine) -> None:
    machine.run("database", "migrate")
    secrets = machine.home.parent / "kafka.secrets"
    secrets.write_text("sasl.password=hush\n", "utf-8")
    for (add,) in (commands("Kafka"), commands("Secrets")):
        done = machine.run(*[str(secrets) if word == "kafka.secrets" else word for word in add])
        assert done.returncode == 0, done.stderr
    assert "SASL_SSL" in machine.run("feed", "sources", "show", "scans").stdout
