"""An archive, read bucket by bucket, gives the report that the same events give in memory."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from some_week import MINUTE, MORNING, archived, frame, scan

from tuotou.archive.subject_key import subject_key
from tuotou.core.standards.handbook import Handbook
from tuotou.operations import archived_trails
from tuotou.operations.replay import replay, replay_archive


def test_the_week_holds_what_makes_buckets_depend_on_each_other(
    week: pl.DataFrame, last: int, company: Handbook
) -> None:
    links = week.filter(pl.col("kind") == "relabelled").select("subject", "to_number")
    assert (
        sum(subject_key("parcel", old) % 16 != subject_key("parcel", new) % 16 for old, new in links.iter_rows()) > 20
    )
    found = replay(week, company, last)
    assert found.findings["conflict"] > 20
    assert 0 < found.events < len(week)  # repeated and retracted events are not counted
    assert min(found.total.kept, found.total.kept_late, found.total.broken) > 20


@pytest.mark.parametrize("part", [0.2, 0.6, 0.9])
def test_an_archive_says_what_memory_says(week: pl.DataFrame, kept: Path, company: Handbook, part: float) -> None:
    as_of = int(week["recorded_at"].to_physical().quantile(part))  # type: ignore[arg-type]
    assert replay_archive(kept, company, as_of) == replay(week, company, as_of)


@pytest.mark.parametrize("portion", [1, 30])
def test_how_much_is_unfolded_at_once_does_not_matter(
    week: pl.DataFrame, last: int, kept: Path, company: Handbook, portion: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archived_trails, "PORTION", portion)
    noon = int(week["recorded_at"].to_physical().median())  # type: ignore[arg-type]
    assert replay_archive(kept, company, noon) == replay(week, company, noon)
    assert replay_archive(kept, company, last) == replay(week, company, last)


def test_without_an_instant_an_archive_is_judged_at_its_last_recording(
    week: pl.DataFrame, last: int, kept: Path, company: Handbook
) -> None:
    assert replay_archive(kept, company) == replay(week, company, last)


def test_before_everything_nothing_is_believed(week: pl.DataFrame, kept: Path, company: Handbook) -> None:
    found = replay_archive(kept, company, 0)
    assert (found.as_of, found.events, found.promises) == (0, 0, 0)
    assert found == replay(week, company, 0)


def test_without_standards_the_events_are_still_counted(
    week: pl.DataFrame, last: int, kept: Path, company: Handbook
) -> None:
    bare = replace(company, standards=())
    found = replay_archive(kept, bare)
    assert found == replay(week, bare, last)
    assert found.events > 0
    assert (found.promises, found.standards) == (0, ())


def test_a_retraction_still_ahead_in_one_bucket_does_not_stop_the_tied_numbers_of_others(
    company: Handbook, tmp_path: Path
) -> None:
    scans = [
        scan("parcel", "YT1", "e1", "accepted", 0),
        scan("parcel", "YT1", "r", "retracted", 9, lag=-4, retracts="e1"),
    ]
    for number in range(1, 20):
        scans.append(scan("parcel", f"YT{number}", "new", "relabelled", 1, to_number=f"YT{number + 1}"))
        scans.append(scan("parcel", f"YT{number}", "e2", "out_for_delivery", 2))
    events, as_of = frame(scans), MORNING + 6 * MINUTE
    assert replay_archive(archived(events, company, tmp_path), company, as_of) == replay(events, company, as_of)


@pytest.mark.parametrize("site", ["CE1", "CE2", "CE3", "CE4", "CE5", "CE6"])
def test_of_two_contents_of_one_id_recorded_at_once_the_same_stands(
    company: Handbook, tmp_path: Path, site: str
) -> None:
    one = scan("parcel", "YT1", "e1", "out_for_delivery", 0, weight_g=900)
    events = frame([one, {**one, "site": site, "weight_g": 1000}, scan("parcel", "YT1", "e2", "signed_by_self", 9)])
    found = replay_archive(archived(events, company, tmp_path), company)
    assert found == replay(events, company, found.as_of)
    assert found.findings["conflict"] == 1


def test_what_no_standard_reads_makes_no_conflict(company: Handbook, tmp_path: Path) -> None:
    one = scan("parcel", "YT1", "e1", "out_for_delivery", 0, attrs='{"belt": 1}')
    events = frame([one, {**one, "attrs": '{"belt": 2}'}])
    found = replay_archive(archived(events, company, tmp_path), company)
    assert found == replay(events, company, found.as_of)
    assert "conflict" not in found.findings
