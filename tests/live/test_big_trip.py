"""A trip of ten thousand parcels arrives, and nobody else waits: its members learn of it chunk by chunk (rule 43)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import polars as pl
import pytest
from django.db import connection
from tests.live.agreement import live_log, live_promises, replayed_log, replayed_promises
from tests.live.turns import HOUR

from tuotou.core.trail.event import INSTANT
from tuotou.operations.live import wake as waking
from tuotou.operations.live.record_events import Recorded, record_events
from tuotou.operations.live.settle import settle
from tuotou.operations.live.wake import CHUNK, wake
from tuotou.operations.live.watch import Watch
from tuotou.operations.warnings.warn import warn
from tuotou.store.models import Mark, Subject, Verdict, WarningItem

pytestmark = [pytest.mark.heavy, pytest.mark.django_db(transaction=True)]
NOON = 1_782_876_000_000_000
ARRIVED = NOON + 6 * HOUR
ON_BOARD = 10_000
OTHERS = 100
TRIP = {"subject_kind": "trip", "subject": "T1", "person": "D1"}
Row = dict[str, Any]


def scan(subject: str, kind: str, at: int, **more: Any) -> Row:
    return {"subject_kind": "parcel", "subject": subject, "id": f"{kind}-{at}", "kind": kind, "at": at, **more}


def recorded(watch: Watch, now: int, *rows: Row) -> Recorded:
    """Rows of a handheld, as they come in."""
    batch = pl.DataFrame([{"site": "SZ01", "source": "handheld", **row} for row in rows], infer_schema_length=None)
    whole = batch.with_columns(pl.col("at").cast(INSTANT), recorded_at=pl.col("at").cast(INSTANT))
    return record_events(whole, watch, lambda: now)


@pytest.fixture
def on_board(watch: Watch) -> list[str]:
    """The parcels of a trip that is about to arrive; other parcels lie at the hub since the morning."""
    parcels = [f"YT{number:05d}" for number in range(ON_BOARD)]
    for some in (parcels[low : low + 5_000] for low in range(0, ON_BOARD, 5_000)):
        rows = (row for parcel in some for row in (scan(parcel, "accepted", NOON - HOUR), loaded(parcel)))
        recorded(watch, NOON, *rows)
    others = [scan(f"ST{number:03d}", "arrived", NOON - 3 * HOUR, site="HUB1") for number in range(OTHERS)]
    recorded(watch, NOON, *others, {**TRIP, "id": "t1", "kind": "trip_opened", "at": NOON - HOUR})
    recorded(watch, NOON + 1, {**TRIP, "id": "t2", "kind": "departed", "at": NOON})
    while wake(watch, lambda: NOON + HOUR):
        pass
    assert not Mark.objects.exists()
    return parcels


def loaded(parcel: str) -> Row:
    return scan(parcel, "loaded", NOON - HOUR // 2, into="T1")


def arrives(watch: Watch) -> Recorded:
    """The trip is at the hub."""
    return recorded(watch, ARRIVED, {**TRIP, "id": "t3", "kind": "arrived", "at": ARRIVED, "site": "HUB1"})


def as_stored() -> list[tuple[Any, ...]]:
    """Everything about the members that recording or judging would touch."""
    members = Subject.objects.filter(kind="parcel", number__startswith="YT").order_by("number")
    return [*members.values_list("number", "recorded_at", "known_until", "next_due_at", "events", "trail")]


@pytest.fixture
def together(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many parcels each transaction of waking settles."""
    found: list[int] = []

    def counted(ids: Sequence[int], *rest: Any) -> Any:
        found.append(Subject.objects.filter(kind="parcel", pk__in=ids).count())
        return settle(ids, *rest)

    monkeypatch.setattr(waking, "settle", counted)
    return found


def test_others_are_recorded_and_warned_of_between_the_chunks(
    watch: Watch, on_board: list[str], together: list[int]
) -> None:
    before = as_stored()
    assert arrives(watch).fresh.height == 1
    assert as_stored() == before, "recording the arrival touches no member"
    assert Mark.objects.count() == 1

    now, turns = ARRIVED + HOUR, 0
    while wake(watch, lambda: now):
        turns += 1
        parcel = f"ST{turns:03d}"
        recorded(watch, now := now + 1, scan(parcel, "sorted", now, site="HUB1", chute="A1"))
        wake(watch, lambda: now)
        said = Verdict.objects.filter(promise__subject__number=parcel, status="kept_late")
        assert said.exists(), "said by the very next chunk, whoever learns of the trip meanwhile"
        while warn(watch.response, now):
            pass
        assert WarningItem.objects.filter(promise__subject__number=parcel).exists()
    assert turns > 1
    assert max(together) <= CHUNK
    assert sum(together) >= ON_BOARD
    assert not Mark.objects.exists()

    end = now + 9 * HOUR
    while wake(watch, lambda: end):
        pass
    missed = Verdict.objects.filter(promise__standard="hub-sorted-8h", promise__subject__number__startswith="YT")
    assert missed.filter(status="broken", known_at__lt=end).count() == ON_BOARD, "each knows that it arrived"
    until = max(Subject.objects.values_list("known_until", flat=True))
    assert live_promises() == replayed_promises(watch, until)
    assert live_log() == replayed_log(watch, until)


def test_who_records_meanwhile_waits_for_none_of_the_members(
    watch: Watch, on_board: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer: others wait for one chunk, never for the trip")
    arrives(watch)
    recorded(watch, ARRIVED + 1, scan("ZT001", "arrived", ARRIVED, site="HUB1"))  # nothing is due of it
    now, held_now = ARRIVED + HOUR, list[int]()
    wake(watch, lambda: now, Subject.objects.filter(next_due_at__lte=now).count())  # what is due, and no member yet
    assert Mark.objects.exists()

    def meanwhile(ids: Sequence[int], of: Watch, until: int, also: Any) -> Any:
        """Settles a chunk; while its locks are held, others record what happens to other parcels."""
        mine = set(Subject.objects.filter(pk__in=ids).values_list("number", flat=True))
        on_trip = next(parcel for parcel in reversed(on_board) if parcel not in mine)
        done = settle(ids, of, until, also)
        if not held_now:
            with ThreadPoolExecutor(1) as pool:
                rows = [
                    scan("ZT001", "sorted", now, site="HUB1"),
                    scan(on_trip, "unloaded", now, site="HUB1", out_of="T1"),
                    scan("ZT002", "loaded", now, into="T1"),  # into the very trip
                ]
                pool.submit(unhindered, lambda: recorded(of, now + 1, *rows)).result()
        held_now.append(len(mine))
        return done

    monkeypatch.setattr(waking, "settle", meanwhile)
    while wake(watch, lambda: now):
        pass
    assert held_now[0] > 0
    assert Subject.objects.filter(kind="parcel", number__in=("ZT001", "ZT002"), recorded_at__gt=now).count() == 2
    until = max(Subject.objects.values_list("known_until", flat=True))
    assert live_promises() == replayed_promises(watch, until)


def unhindered(act: Callable[[], Recorded]) -> None:
    """Act over a connection that waits for no lock."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '1s'")
        assert act().fresh.height == 3
    finally:
        connection.close()


@pytest.fixture(autouse=True)
def _no_connection_left() -> Iterator[None]:
    yield
    connection.close()
