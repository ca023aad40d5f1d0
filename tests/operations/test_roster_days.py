"""The calendar's events of a history: the same in memory, on disk and however often they are added."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from tuotou import handbook
from tuotou.archive.layout import Layout
from tuotou.archive.read import Archive
from tuotou.archive.write import append
from tuotou.core.trail.event import INSTANT, conform
from tuotou.feeds.roster import Roster
from tuotou.operations.history import History, describe_archive
from tuotou.operations.replay import replay, replay_archive
from tuotou.operations.roster import archive_roster, noted, roster_events, with_roster

HANDBOOK = handbook.load()
CHINA = ZoneInfo("Asia/Shanghai")


def at(text: str) -> int:
    return round(datetime.fromisoformat(text).replace(tzinfo=CHINA).timestamp()) * 1_000_000


def day(text: str) -> int:
    return (date.fromisoformat(text) - date(1970, 1, 1)).days


def roster(*rows: tuple[str, str, str, str | None, str]) -> Roster:
    """Rows of kind, subject, since, until and calendar."""
    schema = {"subject_kind": pl.String, "subject": pl.String, "since": pl.Int32, "until": pl.Int32}
    spans = [(kind, subject, day(since), until and day(until)) for kind, subject, since, until, _ in rows]
    places = {"site": [row[1] for row in rows], "calendar": [row[4] for row in rows]}
    return Roster(pl.DataFrame(spans, schema=schema, orient="row").with_columns(pl.DataFrame(places)))


WATCHED = roster(
    ("site", "SZ01", "2020-01-01", None, "cn"),
    ("site", "SZ02", "2026-05-02", "2026-05-04", "cn"),
    ("site", "HUB1", "2020-01-01", None, "cn-hub"),
)


def history(lag: int = 0) -> History:
    """Scans of sites from the first of May, 08:00, to the fifth, 10:00; one is dated a year before."""
    rows = [("SZ01", "2025-05-01 08:00", "2026-05-01 08:00")]
    rows += [("SZ01", f"2026-05-0{n} 08:00", f"2026-05-0{n} 08:00") for n in (1, 2, 4)]
    rows += [("HUB1", f"2026-05-0{n} 02:00", f"2026-05-0{n} 02:00") for n in (2, 3, 5)]
    rows += [("SZ02", "2026-05-05 10:00", "2026-05-05 10:00")]
    events = pl.DataFrame(
        {
            "subject_kind": "site",
            "subject": [site for site, _, _ in rows],
            "id": [f"s{place}" for place in range(len(rows))],
            "kind": "site_scanned",
            "at": [at(when) for _, when, _ in rows],
            "recorded_at": [at(known) + lag for _, _, known in rows],
            "site": [site for site, _, _ in rows],
            "source": "import",
        }
    ).with_columns(pl.col("at", "recorded_at").cast(pl.Int64).cast(INSTANT))
    return History(rows=len(rows), events=conform(events), recording_assumed=False)


def said(events: pl.DataFrame) -> list[tuple[str, str, str]]:
    """Subject, kind and local begin of the calendar's events."""
    mine = events.filter(pl.col("source").cast(pl.String) == "roster")
    local = pl.col("at").dt.convert_time_zone("Asia/Shanghai").dt.strftime("%m-%d %H:%M")
    return sorted(mine.select("subject", pl.col("kind").cast(pl.String), local).rows())


def archived(root: Path, lag: int = 0) -> Path:
    append(root, [history(lag).events], Layout.of(HANDBOOK.vocabulary))
    return root


def test_days_run_from_the_first_recording_to_the_instant_of_judging() -> None:
    found = with_roster(history(), WATCHED, HANDBOOK, at("2026-05-05 10:00"))
    days = [("SZ01", "day_began", f"05-0{n} 00:00") for n in (1, 2, 3, 4, 5)]
    days += [("SZ02", "day_began", f"05-0{n} 00:00") for n in (2, 3)]  # as long as the roster says
    days += [("HUB1", "day_began", f"{day} 12:00") for day in ("04-30", "05-01", "05-02", "05-03", "05-04")]
    months = [("SZ01", "month_began", "05-01 00:00"), ("HUB1", "month_began", "05-01 12:00")]
    assert said(found.events) == sorted([*days, *months])


def test_judged_earlier_fewer_days_have_begun() -> None:
    found = with_roster(history(), WATCHED, HANDBOOK, at("2026-05-02 11:00"))
    assert [each for each in said(found.events) if each[0] == "HUB1"] == [
        ("HUB1", "day_began", "04-30 12:00"),
        ("HUB1", "day_began", "05-01 12:00"),
        ("HUB1", "month_began", "05-01 12:00"),
    ]


def test_a_day_carries_its_last_microsecond() -> None:
    found = pl.concat(roster_events(WATCHED.rows, HANDBOOK, at("2026-05-01 13:00"), at("2026-05-01 13:00")))
    ends = found.select("subject", "kind", pl.col("ends_at").to_physical()).rows()
    assert sorted(ends) == [
        ("HUB1", "day_began", at("2026-05-02 12:00") - 1),
        ("HUB1", "month_began", at("2026-06-01 12:00") - 1),
        ("SZ01", "day_began", at("2026-05-02 00:00") - 1),
        ("SZ01", "month_began", at("2026-06-01 00:00") - 1),
    ]


def test_what_is_generated_at_once_makes_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    span = (at("2025-12-30 00:00"), at("2026-05-05 10:00"))
    whole = pl.concat(roster_events(WATCHED.rows, HANDBOOK, *span))
    monkeypatch.setattr("tuotou.operations.roster.DAYS", 1)
    single = pl.concat(roster_events(WATCHED.rows, HANDBOOK, *span))
    assert whole.sort("subject", "id").equals(single.sort("subject", "id"))
    assert whole.filter(pl.col("kind") == "month_began", pl.col("subject") == "SZ01").height == 5


def test_an_archive_says_what_memory_says(tmp_path: Path) -> None:
    now = at("2026-05-05 10:00")
    held = with_roster(history(), WATCHED, HANDBOOK, now)
    root = archived(tmp_path / "kept")
    assert archive_roster(root, WATCHED, HANDBOOK).added == len(held.events) - len(history().events)
    assert replay_archive(root, HANDBOOK) == replay(held.events, HANDBOOK, now)
    standard = next(line for line in replay_archive(root, HANDBOOK).trials if line.standard.id == "site-scanned-daily")
    assert (standard.counts.kept, standard.counts.kept_late, standard.counts.broken) == (6, 5, 0)


def test_the_calendar_says_nothing_twice_and_goes_no_further_back(tmp_path: Path) -> None:
    root = archived(tmp_path / "kept")
    first = archive_roster(root, WATCHED, HANDBOOK)
    again = [archive_roster(root, WATCHED, HANDBOOK) for _ in range(3)]  # each begins where the first recording was
    assert [appended.added for appended in again] == [0, 0, 0]
    assert {appended.events for appended in again} == {first.events}
    later = archive_roster(root, WATCHED, HANDBOOK, at("2026-05-06 08:00"))
    assert later.added == 2  # SZ01 on the sixth, the hub from noon of the fifth


def test_the_days_of_a_roster_do_not_make_assumed_recording_times_real(tmp_path: Path) -> None:
    events = history().events.filter(pl.col("at") == pl.col("recorded_at"))
    late = events.with_columns(pl.col("recorded_at") + timedelta(minutes=30))
    append(tmp_path, [late], Layout.of(HANDBOOK.vocabulary))
    archive_roster(tmp_path, WATCHED, HANDBOOK)
    assert describe_archive(tmp_path).recording_assumed


def test_an_archive_without_any_event_gets_none(tmp_path: Path) -> None:
    root = archived(tmp_path / "kept")
    for folder in root.glob("day=*"):
        for file in folder.iterdir():
            file.unlink()
        folder.rmdir()
    assert archive_roster(root, WATCHED, HANDBOOK).events == 0
    assert Archive.open(root).count == 0


def test_what_is_wrong_with_a_roster_is_told_with_the_history() -> None:
    empty = Roster(WATCHED.rows.clear(), problems=("one",))  # type: ignore[arg-type]
    found = with_roster(history(), empty, HANDBOOK, at("2026-05-05 10:00"))
    assert found.problems == noted(history(), empty).problems == ("one",)
    assert found.events.height == history().events.height
