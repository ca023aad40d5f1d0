"""`tuotou serve` as an operator meets it: it comes up by itself, says how it is, and ends when it is told to."""

from __future__ import annotations

import json
import signal
import stat
from pathlib import Path

import pytest
from django.test import Client, override_settings
from prometheus_client.parser import text_string_to_metric_families
from tests.live.machine import Machine, some_time


def test_the_first_start_makes_all_that_is_needed(machine: Machine) -> None:
    with machine.serving("--port", "0") as served:
        assert served.get("/health").json()["status"] == "ok"
        some_time(served.is_ready)
        key = machine.home / "secret_key"
        assert stat.S_IMODE(key.stat().st_mode) == 0o600
        assert len(key.read_text().strip()) >= 50
        assert stat.S_IMODE(machine.home.stat().st_mode) == 0o700
        assert served.end() == 0
    with machine.serving("--port", "0") as again:
        assert (machine.home / "secret_key").read_text() == key.read_text()
        assert again.end(signal.SIGINT) == 0


def test_a_busy_port_is_told_before_anything_is_made(machine: Machine) -> None:
    with machine.serving("--port", "0") as served:
        port = served.told["address"].rpartition(":")[2]
        second = Machine(machine.home.parent / "second", "").run("serve", "--port", port)
    assert second.returncode == 2
    assert f"--port {port}: cannot be opened (Address already in use)" in second.stderr
    assert not (machine.home.parent / "second").exists()


def test_web_and_work_apart(machine: Machine) -> None:
    early = machine.run("serve", "web", "--port", "0")
    assert early.returncode == 6
    assert "tuotou database migrate" in early.stderr
    assert machine.run("database", "migrate").returncode == 0
    with machine.serving("web", "--port", "0") as web:
        unready = web.get("/health/ready")
        assert unready.status_code == 503
        assert "wake" in unready.json()["late"]
        with machine.serving("work") as worker:
            some_time(web.is_ready)
            worker.end(signal.SIGKILL)
        with machine.serving("work") as next_one:  # takes over at once: nobody waits for the lease of a dead process
            some_time(lambda: last_worker(machine) == next_one.told["worker"])
            assert next_one.end() == 0


def last_worker(machine: Machine) -> str:
    code = "from tuotou.store.models import JobRun; print(JobRun.objects.get(name='wake').worker)"
    return machine.python(code).strip()


def test_log_lines_bear_the_request(machine: Machine) -> None:
    machine.extra = {"TUOTOU_LOG": "json", "TUOTOU_LOG_LEVEL": "debug"}
    with machine.serving("--port", "0") as served:
        answer = served.get("/nowhere", **{"X-Request-ID": "from-the-proxy.1"})
        assert answer.status_code == 404
        assert answer.headers["x-request-id"] == "from-the-proxy.1"
        assert len(served.get("/nowhere", **{"X-Request-ID": "not one\tof ours"}).headers["x-request-id"]) == 32
        some_time(lambda: '"job": "wake"' in served.log)
        lines = [json.loads(line) for line in served.log.splitlines()]
    requests = [line for line in lines if line["event"] == "request"]
    assert requests[0].items() >= {"request": "from-the-proxy.1", "path": "/nowhere", "status": 404}.items()
    assert any(line.get("job") == "wake" and line["run"] for line in lines)


def test_metrics_tell_what_waits(machine: Machine) -> None:
    with machine.serving("--port", "0") as served:
        some_time(served.is_ready)
        text = served.get("/metrics").text
        assert served.get("/metrics", Host="somebody.else").status_code == 400
    told = {family.name: family for family in text_string_to_metric_families(text)}
    assert told["tuotou_database_up"].samples[0].value == 1
    assert {sample.labels["job"] for sample in told["tuotou_job_late"].samples} >= {"wake", "log_days"}
    assert {"tuotou_events_recorded", "tuotou_subjects_due_lag_seconds", "tuotou_marks"} <= set(told)
    assert any(sample.labels.get("route") == "health/ready" for sample in told["tuotou_request_seconds"].samples)


@pytest.mark.django_db
def test_metrics_are_for_the_operator(client: Client) -> None:
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", REMOTE_ADDR="10.1.2.3").status_code == 403
    with override_settings(METRICS_TOKEN="a long word"):
        assert client.get("/metrics").status_code == 403
        assert client.get("/metrics", headers={"Authorization": "Bearer a long word"}).status_code == 200


@pytest.mark.django_db
def test_a_database_that_is_away_is_told(machine: Machine) -> None:
    machine.run("database", "migrate")
    with machine.serving("web", "--port", "0") as web:
        machine.forget()
        if not machine.url:
            (machine.home / "tuotou.sqlite3").write_bytes(b"no database at all, but long enough to be read as one")
        unready = web.get("/health/ready")
        assert unready.status_code == 503
        assert unready.json()["database"] in ("unreachable", "not migrated")
        assert web.get("/health").status_code == 200


def test_settings_are_safe_by_themselves(machine: Machine) -> None:
    machine.extra = {"TUOTOU_HTTPS": "1", "TUOTOU_SECRET_KEY": "".join(chr(65 + n % 50) for n in range(60))}
    code = "from django.core.management import call_command; call_command('check', deploy=True, fail_level='WARNING')"
    machine.python(code)


def test_the_page_of_settings_is_fresh() -> None:
    from tuotou.config.settings_page import settings_page

    page = Path(__file__).parents[2] / "docs" / "settings.md"
    assert page.read_text("utf-8") == settings_page(), "make docs"


def test_every_batch_is_told_under_its_id(machine: Machine, tmp_path: Path) -> None:
    machine.run("database", "migrate")
    assert machine.run("simulate", "--days", 1, "--parcels", 10, "--to", tmp_path / "day.parquet").returncode == 0
    machine.extra = {"TUOTOU_LOG": "json", "TUOTOU_LOG_LEVEL": "info"}
    for outcome, told in (("recorded", "new"), ("repeated", "repeated")):
        pushed = machine.run("feed", "push", tmp_path / "day.parquet", "--json")
        (line,) = [json.loads(each) for each in pushed.stderr.splitlines() if '"batch"' in each]
        assert line[outcome] > 50
        assert len(line["batch"]) == 12
        answer = json.loads(pushed.stdout)
        assert answer[told] == answer["events"] == line[outcome]
