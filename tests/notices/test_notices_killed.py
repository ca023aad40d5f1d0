"""Whoever tells people may die at any instant: nothing is lost, and nobody reads anything twice in the inbox."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from tests.live.databases import database
from tests.live.warned import response
from tests.notices.cast import MINUTE, THROWN, Clock, at, channel, late, sent, told
from tests.notices.file_channel import got

from tuotou.operations.notices.claim import LEASE, claim
from tuotou.operations.notices.compose import compose
from tuotou.operations.notices.route import route
from tuotou.operations.notices.send import send
from tuotou.operations.notices.tell import tell
from tuotou.operations.notices.written import written
from tuotou.store.models import Enclosure, Letter, WarningStep
from tuotou.store.organisation import Organisation

ROOT = Path(__file__).parents[2]
NINE = at("09:00")
LATER = NINE + 2 * MINUTE
COUNT, KILLS = 5_000, 8
STEPS = ("tell", "route", "compose", "send")


class Died(Exception):
    """The process ended here."""


def dies(_: int) -> Organisation:
    raise Died


def step(name: str, now: int) -> None:
    if name == "tell":
        tell(response(), Organisation.at, now)
    elif name == "route":
        route(response(), Organisation.at, now)
    elif name == "compose":
        compose(response(), now)
    else:
        send(response(), Clock(now))


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("people")
class TestBetweenSteps:
    """One warning, told by processes of which each ends after some step."""

    @pytest.mark.parametrize("last", range(len(STEPS)))
    def test_whoever_comes_next_goes_on(self, tmp_path: Path, last: int) -> None:
        file = channel("chat", tmp_path, people=["OM01"])
        late(6, "OUT1", NINE)
        for name in STEPS[: last + 1]:
            step(name, NINE if name in ("tell", "route") else LATER)
        for name in (*STEPS, *STEPS):
            step(name, LATER)
            step(name, LATER + MINUTE)
        sent(Clock(LATER + MINUTE))
        assert told() == [("OM01", "told", "routed")]
        assert [one["to"] for one in got(file)] == ["chat-OM01"]

    def test_who_dies_within_a_step_has_done_nothing(self, tmp_path: Path) -> None:
        channel("chat", tmp_path, people=["OM01"])
        late(6, "OUT1", NINE)
        with pytest.raises(Died):
            tell(response(), dies, NINE)
        assert told() == [] and WarningStep.objects.filter(send_at__isnull=False).count() == 1
        step("tell", NINE)
        with pytest.raises(Died):
            route(response(), dies, NINE)
        assert told() == [("OM01", "told", "waiting")] and not Enclosure.objects.exists()

    def test_who_dies_when_the_channel_has_it_and_we_do_not_know(self, tmp_path: Path) -> None:
        file = channel("chat", tmp_path, people=["AQ01", "OM01"])
        late(6, "OUT1", NINE)
        late(1, "OUT1", NINE, THROWN)
        for name in STEPS[:3]:
            step(name, NINE)
        step("compose", LATER)
        (one,) = claim(Clock(LATER), 8)
        for letter in one.letters:
            one.door.send(written(response(), letter, LATER).letter)
        step("send", LATER + LEASE)
        assert Counter(each["level"] for each in got(file)) == {"red_line": 2, "normal": 1}
        assert len({each["id"] for each in got(file)}) == 2
        assert dict(Letter.objects.values_list("level", "state")) == {"red_line": "sent", "normal": "unclear"}


@pytest.mark.heavy
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_killed_under_load_nothing_is_lost_and_no_inbox_has_doubles(tmp_path: Path, kind: str) -> None:
    file, lot, began = tmp_path / "chat.jsonl", random.Random(7), time.time_ns() // 1_000
    with database(kind, tmp_path / "home") as address:
        for kill in range(KILLS):
            worker = run(address, file, began)
            assert worker.stdout is not None
            done = [worker.stdout.readline() for _ in range(1 + kill)]
            assert all(done), "the worker came to its end before it was killed"
            time.sleep(lot.random() * 0.3)
            worker.send_signal(signal.SIGKILL)
            assert worker.wait() == -signal.SIGKILL
        last = run(address, file, began)
        last.communicate()
        assert last.returncode == 0
        state = asked(address)
    assert state["keys"] == COUNT and state["without"] == 0 and state["waiting"] == 0
    seen = Counter(one["id"] for one in got(file))
    urgent = {id for id, one in state["letters"].items() if one["urgent"]}
    assert all(state["letters"][id]["state"] == "sent" and seen[id] >= 1 for id in urgent)
    for id, one in state["letters"].items():
        if id not in urgent:
            assert (one["state"], seen[id]) in {("sent", 1), ("unclear", 0), ("unclear", 1)}
    assert set(seen) <= set(state["letters"])


def run(address: dict[str, str], file: Path, began: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.notices.worker", str(file), str(COUNT), str(began)]
    return subprocess.Popen(command, env={**os.environ, **address}, cwd=ROOT, stdout=subprocess.PIPE)


def asked(address: dict[str, str]) -> dict:
    """What the database holds afterwards."""
    code = (
        "import django, json; django.setup()\n"
        "from tuotou.store.models import Letter, Notice\n"
        "letters = {one.pk: {'urgent': one.urgent, 'state': one.state} for one in Letter.objects.all()}\n"
        "keys = Notice.objects.values('key').distinct().count()\n"
        "without = Notice.objects.filter(enclosures__letter=None).count()\n"
        "waiting = Notice.objects.filter(state='waiting').count()\n"
        "print(json.dumps({'letters': letters, 'keys': keys, 'without': without, 'waiting': waiting}))"
    )
    done = subprocess.run([sys.executable, "-c", code], env={**os.environ, **address}, capture_output=True, check=True)
    found: dict = json.loads(done.stdout)
    return found
