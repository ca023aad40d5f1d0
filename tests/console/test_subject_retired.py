"""Parcels that left for the archive long ago: found by their numbers, opened, not brought back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from django.conf import settings
from django.test import Client
from tests.console.parcel_cast import text_of, words_of

from tuotou.clockwork.clock import clock
from tuotou.core.trail.event import INSTANT, conform
from tuotou.operations.live import retire as retiring
from tuotou.operations.live.archive_days import archive_days
from tuotou.operations.live.record_events import record_events
from tuotou.operations.live.retire import retire
from tuotou.operations.live.wake import wake
from tuotou.operations.live.watch import current_watch
from tuotou.store.models import Recount, Subject, Verdict

pytestmark = pytest.mark.django_db(transaction=True)
BrowserOf = Callable[[str], Client]
DAY = 86_400_000_000


def event(number: str, kind: str, at: int, **more: object) -> dict[str, object]:
    """Something of then."""
    told = {"subject_kind": "parcel", "subject": number, "id": f"{kind}-{at}", "kind": kind, "at": at}
    return {**told, "site": "SZ01", "person": "SZ01003", "source": "handheld", **more}


@pytest.fixture
def long_ago(company: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two numbers of one parcel, and a third one, all delivered and gone."""
    monkeypatch.setattr(settings, "ARCHIVE", tmp_path / "archive")
    monkeypatch.setattr(retiring, "counted_since", lambda *_: None)
    then = clock() // DAY * DAY - 100 * DAY
    rows = [
        event("YT1", "accepted", then, order_number="JD1"),
        event("YT1", "relabelled", then + 1, to_number="YT2"),
        event("YT2", "signed", then + 2, to_number=None),
        event("YT3", "accepted", then, site="SZ02"),
        event("YT3", "signed", then + 2, site="SZ02"),
    ]
    frame = conform(pl.DataFrame(rows, schema_overrides={"at": pl.Int64}).with_columns(pl.col("at").cast(INSTANT)))
    watch = current_watch()
    record_events(frame, watch, lambda: then + 10)
    for now in (then + 1_000, then + 50 * DAY, clock()):
        while wake(watch, lambda now=now: now):  # type: ignore[misc]
            pass
    Verdict.objects.update(tell_at=None)
    Recount.objects.all().delete()
    archive_days(tmp_path / "archive", watch.vocabulary, clock())
    while retire(tmp_path / "archive", watch, clock(), limit=70):
        pass
    assert not Subject.objects.filter(kind="parcel", events__gt=0).exists()


def test_it_opens_from_the_archive_and_stays_there(long_ago: None, browser_of: BrowserOf) -> None:
    browser = browser_of("outlet_manager")
    for number in ("YT1", "YT2"):
        said = words_of(text_of(browser, f"/subjects/parcel/{number}/", all="1"))
        assert "已归档，只读" in said and "换单" in said and "签收" in said and "先验视后收寄" in said
    assert browser.get("/subjects/parcel/YT3/").status_code == 404
    assert not Subject.objects.filter(kind="parcel", events__gt=0).exists()


def test_it_is_found_by_its_numbers_and_its_order(long_ago: None, browser_of: BrowserOf) -> None:
    browser = browser_of("outlet_manager")
    for word in ("YT1", "YT2"):
        assert "已归档" in words_of(text_of(browser, "/subjects/", q=word))
    assert "YT1" in words_of(text_of(browser, "/subjects/", q="JD1"))
    said = words_of(browser.post("/subjects/batch", {"numbers": "YT1 YT3"}).content.decode())
    assert "已归档" in said and said.count("查无此件") == 1 and "项未兑现" in said


def test_an_archive_that_is_away_is_told(
    long_ago: None, browser_of: BrowserOf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = browser_of("outlet_manager")
    monkeypatch.setattr(settings, "ARCHIVE", tmp_path / "elsewhere")
    answer = browser.get("/subjects/parcel/YT1/")
    assert answer.status_code == 503 and "归档" in answer.content.decode()
