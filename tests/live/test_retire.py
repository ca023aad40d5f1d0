"""Subjects whose life ended leave the live tables, and whatever comes late finds them as if they had never left."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from django.conf import settings
from django.db import transaction
from tests.live.agreement import live_log, live_promises, replayed_log, replayed_promises
from tests.live.turns import HOUR, TURN, settle_all

from tuotou.archive.layout import ArchiveError
from tuotou.core.trail.event import INSTANT, conform
from tuotou.operations.live import retire as retiring
from tuotou.operations.live.archive_days import archive_days
from tuotou.operations.live.record_events import record_events
from tuotou.operations.live.retire import retire
from tuotou.operations.live.shares import counted_since
from tuotou.operations.live.watch import Watch
from tuotou.store.database_facts import lost_events
from tuotou.store.models import (
    ClosedPeriod,
    Mark,
    Membership,
    Promise,
    RecordedEvent,
    Recount,
    RetiredRider,
    Subject,
    Verdict,
)

DAY = 24 * HOUR
LONG = 200 * DAY
NOON = 1_780_286_400_000_000
"""2026-06-01 12:00 in China."""
pytestmark = pytest.mark.django_db


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where closed days go; no share counts anything."""
    monkeypatch.setattr(settings, "ARCHIVE", tmp_path / "archive")
    monkeypatch.setattr(retiring, "counted_since", lambda *_: None)
    return tmp_path / "archive"


def record(events: pl.DataFrame, watch: Watch, now: int) -> None:
    """Some events come in, and everything due is judged."""
    record_events(events, watch, lambda: now)
    settle_all(watch, lambda: now + 1_000)


def leave(watch: Watch, archive: Path, now: int) -> int:
    """People were told, crowds were counted, days were copied, and all left who may."""
    Verdict.objects.update(tell_at=None)
    Recount.objects.all().delete()
    archive_days(archive, watch.vocabulary, now)
    done = 0
    while some := retire(archive, watch, now, limit=70):
        done += some
    return done


def late(events: pl.DataFrame) -> pl.Series:
    """Which events come after all is over: of parcels, of what they rode in, links, and what they name."""
    return events.select(pl.concat_str("subject", "id").hash(5) % 23 == 0).to_series()


def whole(events: pl.DataFrame, watch: Watch, archive: Path | None) -> int:
    """A day of work, a twentieth of it half a year late; with an archive, all who may have left by then."""
    kept = late(events)
    turns = events["recorded_at"].to_physical() // TURN
    for turn in turns.unique().sort():
        record(events.filter(~kept & (turns == turn)), watch, int((turn + 1) * TURN))
    now = int(turns.max() + 1) * TURN + LONG  # type: ignore[operator]
    settle_all(watch, lambda: now)
    for some in events.filter(kept).iter_slices(40):
        if archive is not None:
            assert leave(watch, archive, now) > 20
        now += 40 * DAY
        record(some, watch, now)
    return now + HOUR


def test_who_left_and_came_back_is_judged_as_if_he_had_stayed(
    day_of_work: pl.DataFrame, watch: Watch, archive: Path
) -> None:
    with transaction.atomic():
        now = whole(day_of_work, watch, None)
        stayed = live_promises(), live_log()
        transaction.set_rollback(True)

    assert whole(day_of_work, watch, archive) == now

    assert not Mark.objects.exists()
    assert RetiredRider.objects.exists()
    assert Subject.objects.filter(events=0, promises__isnull=False).exists()
    assert len(stayed[0]) > 200
    assert (live_promises(), live_log()) == stayed
    assert live_promises() == replayed_promises(watch, now)
    assert live_log() == replayed_log(watch, now)


def event(subject: str, id: str, kind: str, at: int, **more: Any) -> dict[str, Any]:
    return {"subject_kind": "parcel", "subject": subject, "id": id, "kind": kind, "at": at, "site": "OUT1", **more}


def table(*rows: dict[str, Any]) -> pl.DataFrame:
    return conform(pl.DataFrame(list(rows), infer_schema_length=None).with_columns(pl.col("at").cast(INSTANT)))


def delivered(watch: Watch, number: str = "YT1", since: int = NOON, **more: Any) -> int:
    """A parcel from its acceptance to its recipient, in a bag on the way; the last instant."""
    rows = [
        event(number, f"e{since}", "accepted", since, **more),
        event(number, f"f{since}", "bagged", since + HOUR, into="B1", **more),
        event(number, f"g{since}", "out_for_delivery", since + 20 * HOUR, **more),
        event(number, f"h{since}", "signed_by_self", since + 60 * HOUR, **more),
    ]
    for row in rows:
        record(table(row), watch, int(row["at"]) + HOUR)
    settle_all(watch, lambda: since + 30 * DAY)
    return since + 61 * HOUR


def test_who_ended_leaves_after_thirty_days(watch: Watch, archive: Path) -> None:
    end = delivered(watch)
    assert leave(watch, archive, end + 20 * DAY) == 0
    assert Membership.objects.exists()

    assert leave(watch, archive, end + 31 * DAY) == 1

    assert not Subject.objects.filter(number="YT1", events__gt=0).exists()
    assert not Membership.objects.exists()
    assert leave(watch, archive, end + 31 * DAY) == 0
    assert lost_events(500) == []


def test_nobody_leaves_before_all_his_days_lie_in_the_archive(watch: Watch, archive: Path) -> None:
    end = delivered(watch)
    archive_days(archive, watch.vocabulary, end + 31 * DAY)
    shutil.move(archive / "day=2026-06-02", archive / "elsewhere")
    assert leave(watch, archive, end + 31 * DAY) == 0
    shutil.move(archive / "elsewhere", archive / "day=2026-06-02")
    assert leave(watch, archive, end + 31 * DAY) == 1


def waits_to_be_told() -> None:
    Verdict.objects.update(tell_at=NOON)


def is_to_be_counted_anew() -> None:
    Recount.objects.create(subject=Subject.objects.get(number="YT1"), known_at=NOON)


def learns_of_his_bag() -> None:
    Mark.objects.create(container=Subject.objects.get(number="B1"), known_at=NOON + LONG, happened_at=NOON)


def is_due() -> None:
    Subject.objects.filter(number="YT1").update(next_due_at=NOON + LONG)


@pytest.mark.parametrize("needs", [waits_to_be_told, is_to_be_counted_anew, learns_of_his_bag, is_due])
def test_whom_something_needs_stays(watch: Watch, archive: Path, needs: Callable[[], None]) -> None:
    end = delivered(watch)
    Verdict.objects.update(tell_at=None)
    Recount.objects.all().delete()
    archive_days(archive, watch.vocabulary, end + 31 * DAY)
    with transaction.atomic():
        assert retire(archive, watch, end + 31 * DAY) == 1
        transaction.set_rollback(True)
    assert Promise.objects.exists()

    needs()

    assert retire(archive, watch, end + 31 * DAY) == 0


def test_whom_a_share_counts_stays(watch: Watch, archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    end = delivered(watch, product="standard")
    now = end + 31 * DAY
    monkeypatch.setattr(retiring, "counted_since", counted_since)
    assert leave(watch, archive, now) == 0
    for standard in watch.handbook.standards:
        if standard.share:
            closed = {"first_day": now // DAY, "counted": 0, "kept": 0, "as_of": NOON - LONG}
            ClosedPeriod.objects.create(standard=standard.id, version=standard.version, **closed)
    assert leave(watch, archive, now) == 1


def test_a_new_life_of_a_number_that_left(watch: Watch, archive: Path) -> None:
    first = delivered(watch)
    assert leave(watch, archive, first + LONG) >= 1
    second = delivered(watch, since=first + LONG)
    assert set(Promise.objects.filter(subject__number="YT1").values_list("life", flat=True)) == {1, 2}
    assert live_promises() == replayed_promises(watch, second)
    assert leave(watch, archive, second + 31 * DAY) >= 1
    assert leave(watch, archive, second + 31 * DAY) == 0
    record(table(event("YT1", "z", "contacted", second, into="B1")), watch, second + 40 * DAY)
    assert live_log() == replayed_log(watch, second + 41 * DAY)


def test_the_same_event_again_is_known_though_its_parcel_left(watch: Watch, archive: Path) -> None:
    end = delivered(watch)
    leave(watch, archive, end + 31 * DAY)
    before = RecordedEvent.objects.count()
    again = record_events(table(event("YT1", f"e{NOON}", "accepted", NOON)), watch, lambda: end + 32 * DAY)
    assert (again.fresh.height, again.repeated, RecordedEvent.objects.count()) == (0, 1, before)


def test_without_the_archive_the_late_event_is_refused_and_says_why(watch: Watch, archive: Path) -> None:
    end = delivered(watch)
    leave(watch, archive, end + 31 * DAY)
    shutil.rmtree(archive / "day=2026-06-01")
    with pytest.raises(ArchiveError, match="has not all events of 2026-06-01"):
        record(table(event("YT1", "z", "contacted", end)), watch, end + 32 * DAY)
