"""`tuotou standards publish`, `versions` and `document` as an operator uses them."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from tests.live.machine import Machine
from tests.live.publishing import at, edited

SINCE = "2099-01-01"
SETTLED = """
from tuotou.clockwork.clock import clock
from tuotou.clockwork.runs import watch
from tuotou.operations.live.wake import wake
while wake(watch(), clock):
    pass
"""


@pytest.fixture
def begun(machine: Machine) -> Machine:
    """A machine with all tables and the shipped standards."""
    done = machine.run("database", "migrate", "--json")
    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)["standards"]) > 100
    return machine


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_a_standard_is_taken_out_edited_and_published(begun: Machine, tmp_path: Path) -> None:
    text = begun.run("standards", "document", "trace-24h").stdout
    assert "version: 1\n" in text and "due: 24 h" in text
    again = begun.run("standards", "publish", written(tmp_path, "same.yaml", text), "--by", "HQ001")
    assert again.returncode == 3
    assert "same.yaml:2:10: 'trace-24h' has version 1 twice, in trace-24h v1 too (write version: 2)" in again.stderr
    assert "same.yaml:13:42: it would hold from 2022-01-01 00:00" in again.stderr

    new = text.replace("version: 1", "version: 2").replace("from: 2022-01-01", f"from: {SINCE}")
    file = written(tmp_path, "new.yaml", new.replace("due: 24 h", "due: 12 h"))
    done = begun.run("standards", "publish", file, "--by", "HQ001", "--note", "quarterly review", "--json")
    assert done.returncode == 0, done.stderr
    assert [(row["version"], row["effective_at"]) for row in json.loads(done.stdout)] == [(2, at(SINCE))]

    one, two = json.loads(begun.run("standards", "versions", "trace-24h", "--json").stdout)
    assert (one["state"], one["until"], one["published_by"], one["shipped"]) == ("holds", at(SINCE), "system", True)
    assert (two["state"], two["published_by"], two["note"]) == ("to_come", "HQ001", "quarterly review")
    shown = begun.run("standards", "versions", "trace-24h", "--lang", "zh").stdout
    assert all(word in shown for word in ("待生效", "HQ001", "quarterly review", "2099-01-01 00:00", "自带"))
    assert begun.run("standards", "document", "trace-24h").stdout == file.read_text("utf-8")
    assert begun.run("standards", "document", "trace-24h", 1).stdout == text
    assert len(json.loads(begun.run("standards", "versions", "--json").stdout)) > 100


def test_what_is_not_there_is_told(begun: Machine, tmp_path: Path) -> None:
    assert "did you mean 'trace-24h'?" in begun.run("standards", "versions", "trace-24").stderr
    assert begun.run("standards", "document", "trace-24h", 9).returncode == 5
    for bad, said in ((tmp_path, "this file cannot be read"), (written_raw(tmp_path), "no UTF-8 text")):
        refused = begun.run("standards", "publish", bad)
        assert (refused.returncode, said in refused.stderr) == (3, True)


def written_raw(folder: Path) -> Path:
    path = folder / "gbk.yaml"
    path.write_bytes("标准".encode("gbk"))
    return path


def test_of_several_who_publish_the_same_version_at_once_one_does(begun: Machine, tmp_path: Path) -> None:
    files = [
        written(tmp_path, f"{hours}.yaml", edited("trace-24h", 2, SINCE, ("due: 24 h", f"due: {hours} h")))
        for hours in (6, 8, 10, 12)
    ]
    with ThreadPoolExecutor(len(files)) as pool:
        ended = [*pool.map(lambda file: begun.run("standards", "publish", file), files)]
    assert sorted(each.returncode for each in ended) == [0, 3, 3, 3]
    assert all("has version 2 twice, in trace-24h v2 too" in each.stderr for each in ended if each.returncode)
    assert len(json.loads(begun.run("standards", "versions", "trace-24h", "--json").stdout)) == 2


def test_what_was_published_comes_back_from_a_backup(begun: Machine, tmp_path: Path) -> None:
    file = written(tmp_path, "new.yaml", edited("trace-24h", 2, SINCE, ("due: 24 h", "due: 12 h")))
    assert begun.run("standards", "publish", file, "--by", "HQ001").returncode == 0
    before = begun.run("standards", "versions", "--json").stdout
    assert begun.run("backup", tmp_path / "all.tar").returncode == 0
    begun.forget()
    restored = begun.run("restore", tmp_path / "all.tar")
    assert restored.returncode == 0, restored.stderr
    assert begun.run("standards", "versions", "--json").stdout == before


def test_a_file_is_pushed_by_what_the_platform_holds(begun: Machine, tmp_path: Path, day_of_work: pl.DataFrame) -> None:
    """A standard of the company's own judges what is pushed, and commands that tell of it know it."""
    own = edited("scan-uploaded-30min", 1, "2026-06-01", ("id: scan-uploaded-30min", "id: scan-uploaded-own"))
    begun.python(
        "from tuotou.operations.standards.publish import Hand, publish\n"
        f"publish({{'own.yaml': {own!r}}}, Hand('HQ001', {at('2026-05-01')}))"
    )
    day_of_work.head(300).write_parquet(tmp_path / "day.parquet")
    pushed = begun.run("feed", "push", tmp_path / "day.parquet")
    assert pushed.returncode == 0, pushed.stderr
    begun.python(SETTLED)
    said = "from tuotou.store.models import Promise; print(Promise.objects.filter(standard='{}').count())"
    theirs, ours = (int(begun.python(said.format(id))) for id in ("scan-uploaded-30min", "scan-uploaded-own"))
    assert theirs == ours > 20


def test_a_history_is_judged_by_what_the_platform_holds(begun: Machine, tmp_path: Path) -> None:
    own = edited("scan-uploaded-30min", 1, "2026-06-01", ("id: scan-uploaded-30min", "id: scan-uploaded-own"))
    begun.python(
        "from tuotou.operations.standards.publish import Hand, publish\n"
        f"publish({{'own.yaml': {own!r}}}, Hand('HQ001', {at('2026-05-01')}))"
    )
    archive, draft = tmp_path / "archive", written(tmp_path, "draft.yaml", own.replace("version: 1", "version: 2"))
    assert begun.run("simulate", "--to", archive, "--days", 1, "--parcels", 10).returncode == 0

    def told(*words: object) -> dict[str, Any]:
        done = begun.run(*words, "--json")
        assert done.returncode == 0, done.stderr
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    assert "scan-uploaded-own" in str(told("replay", archive, "--standards", "@live"))
    assert "scan-uploaded-own" not in str(told("replay", archive))
    assert told("backtest", "scan-uploaded-own", archive, "--standards", "@live", "--quick")
    assert told("backtest", draft, archive, "--standards", "@live", "--quick")
    events = pl.scan_parquet(archive / "day=*" / "*.parquet", extra_columns="ignore", missing_columns="insert")
    number = events.filter(pl.col("subject_kind") == "parcel").select("subject").head(1).collect().item()
    assert "scan-uploaded-own" in str(told("explain", number, archive, "--standards", "@live"))
    assert "scan-uploaded-own" not in str(told("explain", number, archive))
