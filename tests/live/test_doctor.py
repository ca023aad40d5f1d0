"""The doctor says what is wrong, and what is to be done; what is well it says too."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from tests.live.machine import Machine, some_time
from typer.testing import CliRunner

from tuotou.cli.app import app
from tuotou.clockwork.clock import clock
from tuotou.clockwork.jobs import JOBS
from tuotou.core.document import Problem
from tuotou.operations.upkeep import doctor
from tuotou.store import job_runs
from tuotou.store.models import ArchivedDay, RecordedEvent, Subject

HOUR = 3_600_000_000
Lines = dict[str, tuple[str, str]]


@pytest.fixture
def examined(db: None) -> Callable[[], tuple[int, Lines]]:
    """The exit code, and of each subject how it is and what is said; the worst where there are several."""

    def examine() -> tuple[int, Lines]:
        result: Result = CliRunner().invoke(app, ["doctor", "--json", "--lang", "en"])
        lines: dict[str, Any] = {}
        for line in sorted(json.loads(result.stdout), key=lambda each: ("ok", "warn", "fail").index(each["level"])):
            lines[line["subject"]] = (line["level"], f"{line['what']} ({line['right']})")
        return result.exit_code, lines

    return examine


@pytest.fixture
def ran_in_time(db: None) -> None:
    """All jobs have just run."""
    now = clock()
    job_runs.enrol([job.name for job in JOBS])
    for job in JOBS:
        job_runs.begin(job.name, "here:1", now)
        job_runs.end(job.name, now, now + HOUR, "")


def test_before_anything_is_there(machine: Machine) -> None:
    told = machine.run("doctor")
    assert told.returncode == 7
    assert "tuotou database migrate" in told.stdout
    machine.extra = {"LANG": "zh_CN.UTF-8", "TUOTOU_LOG": "loud"}
    wrong = machine.run("doctor")
    assert (wrong.returncode, "TUOTOU_LOG" in wrong.stdout, "可用：text, json" in wrong.stdout) == (7, True, True)


def test_a_platform_that_runs_is_well(machine: Machine) -> None:
    with machine.serving("--port", "0") as served:
        some_time(served.is_ready)
        told = machine.run("doctor", "--json")
    assert told.returncode == 0
    assert {line["level"] for line in json.loads(told.stdout)} <= {"ok", "warn"}
    (machine.home / "secret_key").chmod(0o644)
    assert "others may read" in machine.run("doctor").stdout


def test_jobs_that_fail_or_do_not_run(examined: Callable[[], tuple[int, Lines]], ran_in_time: None) -> None:
    assert examined()[1]["jobs"][0] == "ok"
    job_runs.fail("wake", clock(), clock() + HOUR, "RuntimeError: no room")
    code, lines = examined()
    assert (code, lines["jobs"]) == (7, ("fail", "wake failed 1 times in a row: RuntimeError: no room (see the log)"))
    job_runs.begin("crowds", "here:1", clock() - HOUR)
    assert examined()[1]["jobs"][1].startswith("crowds did not run in time")


def test_what_is_overdue(examined: Callable[[], tuple[int, Lines]], ran_in_time: None) -> None:
    waits = Subject.objects.create(kind="parcel", number="YT1", next_due_at=clock() - HOUR // 20)
    code, lines = examined()
    assert lines["due"][0] == "warn"
    assert lines["due"][1].startswith("1 wait, the first of them for 18")
    waits.next_due_at = clock() - HOUR
    waits.save()
    assert examined()[1]["due"][0] == "fail"


def test_a_clock_that_was_set_back_and_a_trail_that_lost_an_event(examined: Callable[[], tuple[int, Lines]]) -> None:
    later = clock() + HOUR
    RecordedEvent.objects.create(
        recorded_at=later, at=later, subject_kind="parcel", subject="YT1", id="e1", kind="accepted"
    )
    lines = examined()[1]
    assert lines["clock"] == ("fail", "the clock was set back (let the system's clock be set by NTP)")
    assert lines["trails"][1].startswith("1 of the last events are not in their trail: parcel:YT1 e1")


def test_days_that_the_archive_has_lost(
    examined: Callable[[], tuple[int, Lines]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(doctor.settings, "ARCHIVE", tmp_path)
    assert examined()[1]["archive"][0] == "ok"
    ArchivedDay.objects.create(day=date(2026, 6, 1), events=3, archived_at=0)
    assert examined()[1]["archive"][0] == "fail"
    archive = {"format": 1, "buckets": 1, "containers": ["bag", "trip"], "links": [], "order": []}
    (tmp_path / "archive.json").write_text(json.dumps(archive))
    assert "has not all of 1 days that were copied, the first: 2026-06-01" in examined()[1]["archive"][1]


def test_standards_that_cannot_be_read(
    examined: Callable[[], tuple[int, Lines]], monkeypatch: pytest.MonkeyPatch
) -> None:
    problem = Problem("sorted.yaml", 3, 1, "field 'due' stands twice", "keep one of them")
    monkeypatch.setattr(doctor, "read", lambda: (None, [problem]))
    assert examined()[1]["standards"][1].startswith("1 errors, the first: sorted.yaml:3:1: field 'due' stands twice")


def test_names_and_disk(
    examined: Callable[[], tuple[int, Lines]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(doctor.settings, "ALLOWED_HOSTS", ["*"])
    monkeypatch.setattr(doctor, "TOO_LITTLE", 1 << 60)
    monkeypatch.setattr(doctor, "FREE", 1 << 61)
    monkeypatch.setattr(doctor.settings, "HOME", tmp_path)
    lines = examined()[1]
    assert lines["settings"][1].startswith("any host name is allowed")
    assert lines["disk"][0] == "fail"
    assert lines["data-folder"][0] == "ok"
