"""Of an incident on the road all concerned hear within minutes, and the promise to tell them is kept by that."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from tests.notices.cast import HOUR, MINUTE, Clock, at, channel, sent
from tests.notices.file_channel import got

from tuotou.core.trail.event import INSTANT, conform
from tuotou.operations.live.record_events import record_events
from tuotou.operations.live.wake import wake
from tuotou.operations.live.watch import Watch, current_watch
from tuotou.operations.notices.compose import compose
from tuotou.operations.notices.inbox import read
from tuotou.operations.notices.incidents import record_told, tell_incidents
from tuotou.operations.notices.route import route
from tuotou.operations.warnings.warn import tend_causes
from tuotou.store.models import Notice, Person, Post, Promise, RecordedEvent, Unit
from tuotou.store.organisation import Organisation

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("people")]
TEN = at("10:00")
COLUMNS = ("subject_kind", "subject", "id", "kind", "at", "source", "to_site", "into", "destination", "incident_kind")


def recorded(watch: Watch, *rows: tuple[object, ...]) -> None:
    frame = pl.DataFrame([dict(zip(COLUMNS, row, strict=True)) for row in rows], infer_schema_length=None)
    done = record_events(conform(frame.with_columns(pl.col("at").cast(INSTANT))), watch, lambda: TEN + MINUTE)
    assert done.refused.height == 0, done.refused


@pytest.fixture
def watch() -> Watch:
    quality = Person.objects.create(staff_number="HQ02", name="何静")
    Post.objects.create(person=quality, unit=Unit.objects.get(code="HQ"), role="hq_quality")
    found = current_watch()
    recorded(
        found,
        ("bag", "B1", "b1", "bag_started", TEN - 3 * HOUR, "terminal", None, None, "OUT1", None),
        ("bag", "B1", "b2", "loaded", TEN - 2 * HOUR, "terminal", None, "T1", None, None),
        ("trip", "T1", "e1", "departed", TEN - HOUR, "terminal", "HUB1", None, None, None),
        ("trip", "T1", "e2", "incident", TEN, "terminal", None, None, None, "breakdown"),
    )
    wake(found, lambda: TEN + MINUTE)
    tend_causes(found.response, TEN + MINUTE)
    return found


def kept(standard: str) -> str:
    return Promise.objects.get(standard=standard).status


def told_to_all(watch: Watch, folder: Path) -> Path:
    file = channel("chat", folder, people=["HQ02", "HM01", "OM01"])
    now = TEN + 2 * MINUTE
    assert tell_incidents(watch.response, Organisation.at, now) == 3
    assert tell_incidents(watch.response, Organisation.at, now) == 0
    route(watch.response, Organisation.at, now)
    compose(watch.response, now)
    sent(Clock(now))
    return file


def record(watch: Watch, now: int) -> int:
    def into(events: pl.DataFrame) -> pl.DataFrame:
        return record_events(events, watch, lambda: now).refused

    return record_told(watch.response.notices, into, now)


def test_headquarters_the_next_site_and_outlets_are_told_and_it_is_recorded(watch: Watch, tmp_path: Path) -> None:
    file = told_to_all(watch, tmp_path)
    assert sorted(one["to"] for one in got(file)) == ["chat-HM01", "chat-HQ02", "chat-OM01"]
    assert all("车次 T1" in one["text"] and "【突发】" in one["title"] for one in got(file))
    now = TEN + 3 * MINUTE
    assert record(watch, now) == 3 and record(watch, now) == 0
    wake(watch, lambda: now)
    for audience in ("hq", "next-site", "outlets"):
        assert kept(f"incident-{audience}-told-5min") == "kept"
    assert kept("incident-sender-told-5min") != "kept"
    assert RecordedEvent.objects.filter(kind="incident_told").count() == 3


def test_what_nobody_got_is_not_said_to_be_told(watch: Watch) -> None:
    tell_incidents(watch.response, Organisation.at, TEN + MINUTE)
    route(watch.response, Organisation.at, TEN + MINUTE)
    assert record(watch, TEN + 2 * MINUTE) == 0
    read("HQ02", None, TEN + 2 * MINUTE)
    assert record(watch, TEN + 3 * MINUTE) == 1
    assert Notice.objects.filter(note="recorded").count() == 1
