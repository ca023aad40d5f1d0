"""Several processes judge an archive as one would."""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from some_week import archived

from tuotou.archive.layout import ArchiveError
from tuotou.archive.read import Archive
from tuotou.core.promises.naming import KEY
from tuotou.core.standards.handbook import Handbook
from tuotou.operations import crew, replay
from tuotou.operations.replay import replay_archive
from tuotou.operations.replay_job import Job


@pytest.fixture
def three(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three processes work, however small the archive."""
    monkeypatch.setattr(replay, "crew_size", lambda _: 3)


def found_by(root: Path, handbook: Handbook) -> tuple[replay.Report, pl.DataFrame, list[tuple[int, int | None]]]:
    exceptions: list[pl.DataFrame] = []
    told: list[tuple[int, int | None]] = []
    report = replay_archive(root, handbook, None, lambda *now: told.append(now), replay.Wanted(exceptions.append))
    return report, pl.concat(exceptions).sort(*(name for name in KEY if name != "per")), told


@pytest.mark.usefixtures("three")
def test_a_crew_says_what_one_process_says(kept: Path, company: Handbook, monkeypatch: pytest.MonkeyPatch) -> None:
    report, exceptions, told = found_by(kept, company)
    monkeypatch.setattr(replay, "crew_size", lambda _: 1)
    alone, theirs, _ = found_by(kept, company)
    assert report == alone
    assert {"at_most", "share"} <= {line.standard.form for line in report.standards}
    assert len(exceptions) > 500
    assert exceptions.equals(theirs)
    done = [events for events, _ in told]
    assert done == sorted(done)
    assert done[-1] > 0.8 * Archive.open(kept).count


@pytest.mark.usefixtures("three")
def test_what_one_of_them_cannot_read_is_an_error_of_the_whole(
    week: pl.DataFrame,
    company: Handbook,
    tmp_path: Path,
) -> None:
    root = archived(week, company, tmp_path)
    for file in root.glob("day=*/bucket=*.parquet"):
        file.write_bytes(file.read_bytes()[:-30])
    with pytest.raises(ArchiveError, match=r"cannot be read"):
        replay_archive(root, company)


@pytest.mark.usefixtures("three")
def test_one_that_dies_is_an_error_of_the_whole(
    kept: Path,
    company: Handbook,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(crew, "COMMAND", (sys.executable, "-c", "import sys; sys.exit(7)"))
    with pytest.raises((RuntimeError, BrokenPipeError)):
        replay_archive(kept, company)


def test_a_large_archive_is_worth_as_many_processes_as_there_are_cores(
    kept: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    archive = Archive.open(kept)
    assert crew.crew_size(archive) == 1
    monkeypatch.setattr(crew, "EACH", archive.count // 3)
    monkeypatch.setattr(crew, "_cores", lambda: 2)
    assert crew.crew_size(archive) == 2
    monkeypatch.setattr(crew, "_cores", lambda: 64)
    assert crew.crew_size(archive) == 3
    monkeypatch.setattr(crew, "_memory", lambda: 4_000_000_000)
    assert crew.crew_size(archive) == 2


def test_what_goes_wrong_in_a_process_says_where(company: Handbook, tmp_path: Path) -> None:
    job = pickle.dumps(Job(tmp_path / "nowhere", company, 0, False))
    ran = subprocess.run(crew.COMMAND, input=job, capture_output=True, check=True)
    error = pickle.loads(ran.stdout)
    assert isinstance(error, ArchiveError)
    assert "nowhere" in str(error)
    assert "Traceback" in error.__notes__[0]
