"""Backup and restore: every row and every piece of evidence comes back, and nothing is lost by trying."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.live.machine import Machine, some_time

RECORD = """
import time
import polars as pl
from tuotou.operations.live.record_events import record_events
from tuotou.operations.warnings.warn import tend_causes, warn
from tuotou.operations.live.watch import Watch
from tuotou.simulator.simulate import Plan, Simulation
events = pl.concat(list(Simulation(Plan(days=1, parcels=10, seed=SEED)).events()), how="diagonal_relaxed")
watch, clock = Watch.load(), lambda: time.time_ns() // 1000
print(record_events(events, watch, clock).fresh.height)
while warn(watch.response, clock()) or tend_causes(watch.response, clock()):
    pass
"""
ROWS = """
import hashlib
from django.apps import apps
for model in apps.get_app_config("store").get_models():
    if model._meta.db_table not in ("job_run", "lease"):
        rows = [tuple(bytes(v) if isinstance(v, memoryview) else v for v in row) for row in model.objects.values_list()]
        print(model._meta.db_table, len(rows), hashlib.sha256(repr(sorted(rows, key=repr)).encode()).hexdigest())
"""
PHOTO = b"\xff\xd8 a photo of a parcel"


@pytest.fixture
def at_work(machine: Machine) -> Machine:
    """A machine on which something was recorded."""
    assert machine.run("database", "migrate").returncode == 0
    assert int(machine.python(RECORD.replace("SEED", "1"))) > 100
    photo(machine).parent.mkdir(parents=True)
    photo(machine).write_bytes(PHOTO)
    return machine


def photo(machine: Machine) -> Path:
    return machine.home / "evidence" / "2026-05-01" / "e1.jpg"


def test_all_rows_and_all_evidence_come_back(at_work: Machine, tmp_path: Path) -> None:
    file = tmp_path / "all.tar"
    with at_work.serving("--port", "0") as served:
        some_time(served.is_ready)
        made = at_work.run("backup", file)  # while it works
        assert made.returncode == 0, made.stderr
        assert served.end() == 0
    before = at_work.python(ROWS)
    assert at_work.run("backup", file).returncode == 0
    assert file.stat().st_mode & 0o077 == 0
    at_work.forget()
    photo(at_work).unlink()
    restored = at_work.run("restore", file)
    assert restored.returncode == 0, restored.stderr
    assert at_work.python(ROWS) == before
    assert photo(at_work).read_bytes() == PHOTO
    assert not [path.name for path in at_work.home.iterdir() if path.name.startswith(".")]
    with at_work.serving("--port", "0") as again:
        some_time(again.is_ready)
        assert again.end() == 0
    assert int(at_work.python(RECORD.replace("SEED", "1"))) == 0, "all of it is known already"
    assert int(at_work.python(RECORD.replace("SEED", "2"))) > 100


def test_what_is_there_is_replaced_only_when_that_is_said(at_work: Machine, tmp_path: Path) -> None:
    before, file = at_work.python(ROWS), tmp_path / "all.tar"
    at_work.run("backup", file)
    at_work.python(RECORD.replace("SEED", "2"))
    photo(at_work).with_name("later.jpg").write_bytes(b"")
    after = at_work.python(ROWS)
    assert after != before
    refused = at_work.run("restore", file)
    assert (refused.returncode, "--replace" in refused.stderr) == (4, True)
    assert at_work.python(ROWS) == after
    assert at_work.run("restore", file, "--replace").returncode == 0
    assert at_work.python(ROWS) == before
    assert [path.name for path in photo(at_work).parent.iterdir()] == ["e1.jpg"]


def test_a_running_platform_is_not_replaced(at_work: Machine, tmp_path: Path) -> None:
    at_work.run("backup", tmp_path / "all.tar")
    with at_work.serving("--port", "0") as served:
        some_time(served.is_ready)
        refused = at_work.run("restore", tmp_path / "all.tar", "--replace")
    assert refused.returncode == 4
    assert "the platform is running (end tuotou serve first)" in refused.stderr


def test_a_damaged_backup_changes_nothing(at_work: Machine, tmp_path: Path) -> None:
    before, file = at_work.python(ROWS), tmp_path / "all.tar"
    at_work.run("backup", file)
    whole = file.read_bytes()
    for name, damaged, said in (
        ("flipped", whole.replace(PHOTO, PHOTO.upper()), "evidence/2026-05-01/e1.jpg is damaged"),
        ("cut off", whole[: len(whole) // 2], "this is no backup of Tuotou"),
        ("empty", b"", "this is no backup of Tuotou"),
        ("text", b"not a tar file at all" * 100, "this is no backup of Tuotou"),
        ("newer", with_manifest(whole, migrations=["9999_later"]), "made by a newer version"),
        ("other", with_manifest(whole, database="oracle"), "the backup is of oracle"),
        ("outside", with_manifest(whole, files={"../evil": {"bytes": 0, "sha256": ""}}), "this is no backup of Tuotou"),
    ):
        file.write_bytes(damaged)
        refused = at_work.run("restore", file, "--replace")
        assert refused.returncode == 4, name
        assert said in refused.stderr, name
    assert at_work.python(ROWS) == before
    assert photo(at_work).read_bytes() == PHOTO


def with_manifest(whole: bytes, database_file: Callable[[bytes], bytes] = bytes, **changed: object) -> bytes:
    """A backup that says something else of itself, or holds another database, with a checksum that is right."""
    to = io.BytesIO()
    with tarfile.open(fileobj=io.BytesIO(whole)) as old, tarfile.open(fileobj=to, mode="w") as new:
        held = {entry.name: old.extractfile(entry).read() for entry in old.getmembers()}  # type: ignore[union-attr]
        held["database"] = database_file(held["database"])
        manifest = json.loads(held["manifest.json"])
        checksum = hashlib.sha256(held["database"]).hexdigest()
        manifest["files"]["database"] = {"bytes": len(held["database"]), "sha256": checksum}
        held["manifest.json"] = json.dumps(manifest | changed).encode()
        for name, content in held.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            new.addfile(entry, io.BytesIO(content))
    return to.getvalue()


def test_a_database_that_cannot_be_read_leaves_all_as_it_was(at_work: Machine, tmp_path: Path) -> None:
    """The checksum is right and the content is not: however far it was read, nothing of it stays."""
    file = tmp_path / "all.tar"
    at_work.run("backup", file)
    file.write_bytes(with_manifest(file.read_bytes(), lambda whole: whole[: len(whole) * 9 // 10]))
    photo(at_work).write_bytes(b"changed since")
    before = at_work.python(ROWS)
    refused = at_work.run("restore", file, "--replace")
    assert refused.returncode == 6
    assert "the copy of the database is damaged" in refused.stderr or "the program pg_restore failed" in refused.stderr
    assert at_work.python(ROWS) == before
    assert photo(at_work).read_bytes() == b"changed since"


def test_without_the_programs_of_postgresql_it_says_what_to_install(at_work: Machine, tmp_path: Path) -> None:
    if not at_work.url:
        pytest.skip("SQLite needs none")
    at_work.extra = {"PATH": str(tmp_path)}
    refused = at_work.run("backup", tmp_path / "all.tar")
    assert refused.returncode == 6
    assert "there is no pg_dump on this machine (install the client programs of PostgreSQL)" in refused.stderr
    assert not list(tmp_path.glob("all.tar*"))
