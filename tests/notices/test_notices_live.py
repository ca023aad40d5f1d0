"""The platform as it runs: a warning is told and leaves by a channel without anybody doing anything."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.live.machine import Machine, machine_in, some_time

WARNED = """
from tuotou.store.models import Person, Post, Unit, Warning, WarningStep
now = 1_777_597_200_000_000
unit = Unit.objects.create(code="OUT1", name="园区一部", kind="outlet")
person = Person.objects.create(staff_number="OM01", name="李明")
Post.objects.create(person=person, unit=unit, role="outlet_manager")
one = Warning.objects.create(standard="parcel-thrown-high", site="OUT1", severity="red_line", state="open", open=1,
    items=1, due_at=now, opened_at=now, changed_at=now, role="outlet_manager")
WarningStep.objects.create(warning=one, at=now, act="told", count=1, role="outlet_manager", send_at=now)
"""


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    with machine_in(tmp_path) as made:
        yield made


def test_a_warning_leaves_by_itself_and_is_measured(machine: Machine) -> None:
    machine.run("database", "migrate")
    machine.python(WARNED)
    for words in (
        ("channels", "add", "app", "--kind", "console", "--way", "chat", "--by", "AD01"),
        ("notices", "contacts", "OM01", "--channel", "app", "--to", "liming", "--by", "AD01"),
    ):
        done = machine.run(*words)
        assert done.returncode == 0, done.stderr
    with machine.serving("--port", "0") as served:
        some_time(lambda: '"state": "sent"' in machine.run("notices", "outbox", "--json").stdout)
        figures = served.get("/metrics").text
    letter = json.loads(machine.run("notices", "outbox", "--json").stdout)[0]
    assert (letter["person"], letter["state"], letter["level"]) == ("OM01", "sent", "red_line")
    assert 'tuotou_letters_waiting{channel="app"} 0.0' in figures and "tuotou_letters_failed" in figures
    jobs = {one["name"] for one in json.loads(machine.run("jobs", "--json").stdout)}
    assert {"tell", "compose", "send", "incidents"} <= jobs
