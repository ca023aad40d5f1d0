"""What was said, and when: beside the promise in `explain`, line by line in `replay --log`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tuotou import handbook
from tuotou.archive.layout import Layout
from tuotou.archive.write import append
from tuotou.core.trail.event import INSTANT, conform

HOUR = 3_600_000_000
MORNING = 1_780_275_600_000_000  # 1 June 2026, 09:00 in Chengdu
WITHDRAWN = [
    {"known_at": "2026-06-01T21:00:00.000001+08:00", "verdict": "broken"},
    {"known_at": "2026-06-01T23:00:00+08:00", "verdict": "kept"},
]


def scan(id: str, kind: str, hours: float, recorded: float | None = None, **more: object) -> dict[str, object]:
    """A scan of YT1 so many hours after the morning."""
    at, known = (MORNING + round(each * HOUR) for each in (hours, hours if recorded is None else recorded))
    common = {"subject_kind": "parcel", "subject": "YT1", "site": "HUB1", "person": "zhang", "source": "handheld"}
    return {**common, "id": id, "kind": kind, "at": at, "recorded_at": known, **more}


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """A parcel whose sorting was recorded ten hours late, and whose arrival at another hub was taken back."""
    scans = [
        scan("e1", "arrived", 4),
        scan("e2", "sorted", 5, recorded=14),
        scan("e3", "arrived", 20, site="HUB2"),
        scan("e4", "retracted", 40, retracts="e3"),
        scan("e5", "out_for_delivery", 41, site="S1"),
    ]
    events = pl.DataFrame(scans, infer_schema_length=None)
    events = conform(events.with_columns(pl.col("at", "recorded_at").cast(pl.Int64).cast(INSTANT)))
    append(tmp_path / "archive", [events], Layout.of(handbook.load().vocabulary))
    return tmp_path / "archive"


def test_explain_says_what_was_said_broken_and_withdrawn(answer: Any, tuotou: Any, archive: Path) -> None:
    explained = answer("explain", "YT1", archive)
    marks = [mark for line in explained["lives"][0]["trail"] for mark in line["promises"]]
    sorting = [mark for mark in marks if mark["standard"] == "hub-sorted-8h" and mark["status"] == "kept"]
    assert [mark["said"] for mark in sorting] == [WITHDRAWN] * 2  # where it began, and where it was kept
    gone = [(each["standard"], each["opening"]) for each in explained["no_longer_believed"]]
    assert ("hub-sorted-8h", "e3") in gone
    assert explained["recording_times_assumed"] is False
    shown = " ".join(tuotou("explain", "YT1", archive, "--lang", "en").stdout.split())
    assert "said broken 06-01 21:00" in shown.replace(" │ │ │ ", " ")
    assert "No longer believed" in shown


def test_explain_is_calm_where_nothing_was_said_but_what_the_deadline_tells(
    answer: Any, tuotou: Any, deliveries: Path
) -> None:
    late = pl.read_csv(deliveries).head(1)
    late = late.with_columns(accept_time=pl.lit("05-13 08:00:00"), delivery_time=pl.lit("05-14 09:30:00"))
    late.write_csv(deliveries.with_name("late.csv"))
    asked = ("explain", f"LD{late['order_id'][0]}", deliveries.with_name("late.csv"), "--map", "lade")
    explained = answer(*asked)
    marks = [mark for line in explained["lives"][0]["trail"] for mark in line["promises"]]
    assert "kept_late" in {mark["status"] for mark in marks}
    assert not [mark for mark in marks if "said" in mark]
    assert explained["no_longer_believed"] == []
    assert "判为未兑现" not in tuotou(*asked).stdout


def test_replay_writes_the_log_of_an_archive(answer: Any, archive: Path, tmp_path: Path) -> None:
    answer("replay", archive, "--log", tmp_path / "log.csv")
    log = pl.read_csv(tmp_path / "log.csv").filter(standard="hub-sorted-8h")
    assert log.select("opening", "known_at", "verdict").rows() == [
        ("e1", "2026-06-01 21:00:00.000001", "broken"),
        ("e1", "2026-06-01 23:00:00.000000", "kept"),
        ("e3", "2026-06-02 13:00:00.000001", "broken"),
        ("e3", "2026-06-03 01:00:00.000000", "gone"),
    ]


def test_replay_says_that_a_log_of_assumed_recording_times_proves_nothing(
    tuotou: Any, deliveries: Path, tmp_path: Path
) -> None:
    told = tuotou("replay", deliveries, "--map", "lade", "--log", tmp_path / "log.csv")
    assert told.exit_code == 0
    assert "记录时刻是假定的" in told.stderr
    verdicts = set(pl.read_csv(tmp_path / "log.csv")["verdict"])
    assert verdicts == {"broken", "kept_late"}
