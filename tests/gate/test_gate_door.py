"""The gate's door over real HTTP: what a handheld sends, what it gets, and what it gets when the database is away."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import psycopg
import pytest
from tests.live.machine import PATIENCE, Machine, Served, some_time

ROOT = Path(__file__).parents[2]
LIN = {"site": "SZ02", "person": "li"}


@dataclass
class Handheld:
    """Somebody who asks."""

    served: Served
    secret: str

    def ask(self, path: str, body: object, **headers: str) -> httpx.Response:
        """A question to the gate."""
        return httpx.post(
            f"{self.served.told['address']}/api/v1/{path}",
            json=body,
            headers={"Authorization": f"Bearer {self.secret}", **headers},
            timeout=PATIENCE,
        )

    def judged(self, path: str, body: object) -> Any:
        """The answer of the standards, however slow the machine is: asked until it is not the policy that answers."""
        found: list[Any] = []

        def asked() -> bool:
            found.append(self.ask(path, body).json())
            return all(each["because"] != "unavailable" for each in found[-1].get("answers", found[-1:]))

        some_time(asked)
        return found[-1]


def token(machine: Machine, *scopes: str, rate: int = 1_000) -> str:
    words = [word for scope in scopes for word in ("--scope", scope)]
    name = f"handheld {len(scopes)} {rate}"
    done = machine.run("tokens", "issue", name, *words, "--rate", rate, "--by", "q1", "--json")
    secret: str = json.loads(done.stdout)["secret"]
    return secret


@contextmanager
def handheld(machine: Machine) -> Iterator[Handheld]:
    """A handheld at a platform that runs, its standards read."""
    machine.run("database", "migrate")
    with machine.serving("web", "--port", "0") as served:
        found = Handheld(served, token(machine, "gate:ask", "events:write"))
        found.judged("gate/load", {"subject": "YT0"})
        yield found


def answers(machine: Machine) -> list[list[Any]]:
    """What was written down."""
    code = (
        "import json; from tuotou.store.models import GateAnswer as G; names = 'act', 'subject', 'allowed', 'because', "
        "'asked_by'; print(json.dumps(list(map(list, G.objects.order_by('id').values_list(*names)))))"
    )
    found: list[list[Any]] = json.loads(machine.python(code))
    return found


def test_a_parcel_is_stopped_until_it_was_inspected(machine: Machine) -> None:
    with handheld(machine) as somebody:
        body = {"subject": "YT1", **LIN, "attrs": {"customer_kind": "merchant", "missing_fields": 0, "odd": 1}}
        no = somebody.judged("gate/accept", body)
        assert not no["allowed"]
        assert no["text"]["zh"].startswith("不可收寄：")
        reason = no["reasons"][0]
        assert (reason["standard"], reason["effect"]) == ("accepted-needs-inspection", "stops")
        assert reason["how_to_keep"]["zh"] and reason["rule"]["en"]
        assert no["ignored"] == ["odd"]
        event = {"subject_kind": "parcel", "subject": "YT1", "id": "e1", "kind": "content_inspected", **LIN}
        code = "from datetime import datetime, UTC; print(datetime.now(UTC).isoformat())"
        inspected = {**event, "at": machine.python(code).strip(), "attrs": {"passed": True, "photo_hash": "h"}}
        assert somebody.ask("events", [inspected]).json()["recorded"] == 1
        yes = somebody.judged("gate/accept", body)
        assert (yes["allowed"], yes["because"]) == (True, "standards")
        assert somebody.served.end() == 0
    assert ["accept", "YT1", False, "standards", "handheld 2 1000"] in answers(machine)


def test_a_hundred_questions_are_answered_in_order_and_a_bad_one_for_itself(machine: Machine) -> None:
    with handheld(machine) as somebody:
        questions: list[dict[str, Any]] = [
            {"act": "load", "subject": f"YT{turn}"} if turn % 2 else {"act": "work", "subject": str(turn), **LIN}
            for turn in range(100)
        ]
        questions[7] = {"act": "laod", "subject": "YT7"}
        questions[8] = {"act": "work", "subject": "", "at": "tomorrow", "attrs": {"pieces": "many"}}
        found = somebody.judged("gate", {"questions": questions})["answers"]
        assert [each["subject"] for each in found] == [each["subject"] for each in questions]
        assert [each["allowed"] for each in found[:10]] == [
            False,
            True,
            False,
            True,
            False,
            True,
            False,
            None,
            None,
            True,
        ]
        assert found[7]["faults"][0] == {
            "where": "act",
            "what": "there is no such act",
            "right": "did you mean 'load'?",
        }
        assert {fault["where"] for fault in found[8]["faults"]} == {"subject", "at", "attrs.pieces"}
        assert somebody.ask("gate", {"questions": [*questions, questions[0]]}).status_code == 422
        one = somebody.ask("gate/load", {"subject": "YT1", "subject_kind": "bag"})
        assert (one.status_code, one.json()["errors"][0]["where"]) == (422, "subject_kind")
        assert somebody.ask("gate/laod", {"subject": "YT1"}).status_code == 404
        assert somebody.ask("gate/load", {"subject": "YT1"}, Host="elsewhere.example").status_code == 400
        assert somebody.ask("gate/load", {"subject": "Y" * 2**21}).status_code == 413


def test_nobody_asks_without_leave(machine: Machine) -> None:
    with handheld(machine) as somebody:
        for secret, status in ((token(machine, "trails:read"), 403), ("tt_0_no", 401), ("tt__", 401)):
            refused = Handheld(somebody.served, secret).ask("gate/load", {"subject": "YT1"})
            assert (refused.status_code, refused.headers["content-type"]) == (status, "application/problem+json")
        slow = Handheld(somebody.served, token(machine, "gate:ask", rate=1))
        assert {slow.ask("gate/load", {"subject": "YT1"}).status_code for _ in range(4)} == {200, 429}


def test_policy_answers_while_the_database_fails(machine: Machine) -> None:
    rename = "from django.db import connection; connection.cursor().execute('ALTER TABLE {} RENAME TO {}')"
    with handheld(machine) as somebody:
        machine.python(rename.format("subject", "gone"))
        for act, allowed in (("load", True), ("depart", False)):
            found = somebody.ask(f"gate/{act}", {"subject": "YT1"}).json()
            assert (found["allowed"], found["because"], found["reasons"]) == (allowed, "unavailable", [])
            assert "按规定处理" in found["text"]["zh"]
        machine.python(rename.format("gone", "subject"))
        somebody.judged("gate/load", {"subject": "YT1"})
        assert somebody.served.end() == 0
    assert ["depart", "YT1", False, "unavailable", "handheld 2 1000"] in answers(machine)


def test_policy_answers_while_the_database_is_away(machine: Machine) -> None:
    if not machine.url:
        pytest.skip("SQLite is a file: it is never away")
    machine.run("database", "migrate")
    secret, parts = token(machine, "gate:ask"), urlsplit(machine.url)
    line = Line(parts.hostname or "", parts.port or 5432)
    near = Machine(machine.home, machine.url.replace(f"{parts.hostname}:{parts.port}", f"127.0.0.1:{line.port}"))
    with near.serving("web", "--port", "0") as served:
        somebody = Handheld(served, secret)
        somebody.judged("gate/load", {"subject": "YT0"})
        line.cut()
        for act, allowed in (("load", True), ("depart", False)):
            found = somebody.ask(f"gate/{act}", {"subject": "YT1"}).json()
            assert (found["allowed"], found["because"]) == (allowed, "unavailable")
        stranger = Handheld(served, "tt_0_unknown").ask("gate/load", {"subject": "YT1"})
        assert (stranger.status_code, stranger.json()["code"]) == (503, "unavailable")
        line.open()
        somebody.judged("gate/load", {"subject": "YT1"})
        assert served.end() == 0
    assert ["depart", "YT1", False, "unavailable", "handheld 1 1000"] in answers(machine)


def test_policy_answers_when_judging_takes_too_long(machine: Machine) -> None:
    if not machine.url:
        pytest.skip("on SQLite nobody who reads is kept waiting")
    with handheld(machine) as somebody:
        with psycopg.connect(machine.url) as held:
            held.execute("LOCK TABLE subject IN ACCESS EXCLUSIVE MODE")
            found = somebody.ask("gate/load", {"subject": "YT1"}).json()
            assert (found["allowed"], found["because"]) == (True, "unavailable")
        somebody.judged("gate/load", {"subject": "YT1"})


def test_the_example_of_the_docs(machine: Machine) -> None:
    text = (ROOT / "docs" / "gate.md").read_text("utf-8")
    request, answer = (json.loads(block.partition("```")[0]) for block in text.split("```json\n")[1:3])
    with handheld(machine) as somebody:
        assert somebody.judged("gate/place", request) == answer
        acts = httpx.get(
            f"{somebody.served.told['address']}/api/v1/gate/acts",
            headers={"Authorization": f"Bearer {somebody.secret}"},
            timeout=PATIENCE,
        ).json()["acts"]
    assert [f"| `{act['act']}` | {act['title']['en']} |" in text for act in acts] == [True] * len(acts)


class Line:
    """The way to a database, which can be cut."""

    def __init__(self, host: str, port: int) -> None:
        self._to, self.port = (host, port), 0
        self._ends: list[socket.socket] = []
        self.open()

    def open(self) -> None:
        """It is there, at the same port as before."""
        self._door = socket.create_server(("127.0.0.1", self.port))
        self.port = self._door.getsockname()[1]
        threading.Thread(target=self._let_in, args=(self._door,), daemon=True).start()

    def cut(self) -> None:
        """It is away, and the port is closed."""
        for end in (self._door, *self._ends):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self._ends.clear()

    def _let_in(self, door: socket.socket) -> None:
        with suppress(OSError):
            while True:
                near, _ = door.accept()
                far = socket.create_connection(self._to)
                self._ends += [near, far]
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=_carry, args=(one, other), daemon=True).start()


def _carry(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while data := one.recv(65_536):
            other.sendall(data)
    with suppress(OSError):
        other.shutdown(socket.SHUT_RDWR)
