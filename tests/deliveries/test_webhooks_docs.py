"""What the page about webhooks shows is what the platform does: its receiver, its vector, its commands."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from tests.live.machine import Machine, some_time

from tuotou.operations.deliveries.wants import PING, TOPICS

PAGE = Path(__file__).parents[2] / "docs" / "webhooks.md"
SCANS = [
    {"subject_kind": "parcel", "subject": f"YT77000000000{number:02}", "id": f"e{number}", "kind": "accepted",
     "at": "2026-05-01T10:00:00+08:00", "site": "OUT1", "source": "handheld"}
    for number in range(3)
]  # fmt: skip


def example() -> str:
    """The receiver of the page."""
    found = re.search(r"```python\n(.+?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert found and len(found[1].splitlines()) <= 25
    return found[1]


def test_all_topics_stand_in_the_page_and_no_other() -> None:
    table = PAGE.read_text("utf-8").split("## What is told")[1].split("## The message")[0]
    assert re.findall(r"^\| `([a-z_.]+)`", table, re.MULTILINE) == [*TOPICS, PING]


def test_the_receiver_of_the_page_takes_what_the_platform_sends_and_nothing_else(
    machine: Machine, tmp_path: Path
) -> None:
    program, heard = tmp_path / "receiver.py", tmp_path / "heard.txt"
    program.write_text(example(), "utf-8")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    machine.run("database", "migrate")
    added = machine.run(
        "webhooks", "add", "shop", "--url", f"http://127.0.0.1:{port}/", "--topic", "event.recorded", "--by", "HQ001",
        "--json",
    )  # fmt: skip
    assert added.returncode == 0, added.stderr + added.stdout
    secret = json.loads(added.stdout)["secret"]
    env = {**os.environ, "SECRETS": secret, "PORT": str(port)}
    with heard.open("w") as out:
        receiver = subprocess.Popen([sys.executable, program], env=env, stdout=out, stderr=subprocess.DEVNULL)
    try:
        some_time(lambda: machine.run("webhooks", "ping", "shop").returncode == 0)
        machine.python(f"""
import json, polars as pl
from tuotou.clockwork.clock import shared_clock
from tuotou.operations.live.receive import receive
from tuotou.operations.live.watch import current_watch
assert receive(json.loads({json.dumps(json.dumps(SCANS))}), "import", current_watch, shared_clock).refused.is_empty()
""")
        with machine.serving("work"):
            some_time(lambda: "YT7700000000002" in heard.read_text("utf-8"))
            some_time(lambda: _sent(machine) >= 4)
        rotated = machine.run("webhooks", "rotate", "shop", "--by", "HQ001", "--json")
        assert json.loads(rotated.stdout)["secret"] != secret
        assert machine.run("webhooks", "ping", "shop").returncode == 0, "the old secret is valid for a day"
    finally:
        receiver.kill()
        receiver.wait()
    assert heard.read_text("utf-8").startswith('ping [{"subscriber": "shop"}]')
    ping = machine.run("webhooks", "ping", "shop")
    assert ping.returncode == 8 and "ConnectError" in ping.stdout


def _sent(machine: Machine) -> int:
    log = json.loads(machine.run("webhooks", "log", "shop", "--state", "sent", "--json").stdout)
    return sum(one["count"] for one in log["deliveries"])


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("show", "nobody"), "there is no subscriber 'nobody'"),
        (("add", "x", "--url", "http://10.0.0.1/", "--topic", "event.recorded", "--by", "A"), "no public address"),
        (("add", "x", "--url", "https://example.com/", "--topic", "event.record", "--by", "A"), "event.recorded"),
        (("add", "x", "--url", "https://example.com/", "--form", "kuaidi100", "--by", "A"), "salt"),
        (("add", "x", "--url", "ftp://example.com/", "--topic", "event.recorded", "--by", "A"), "http and https"),
    ],
)
def test_what_cannot_be_is_said_with_what_would_be_right(machine: Machine, words: tuple[str, ...], says: str) -> None:
    machine.run("database", "migrate")
    done = machine.run("webhooks", *words)
    assert done.returncode in (5, 8) and says in done.stderr, done.stdout + done.stderr
