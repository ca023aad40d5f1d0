"""A scan that is cancelled by right is gone live as in replay, whenever that becomes known; another one stands."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from tests.live.agreement import live_log, live_promises, replayed_log, replayed_promises
from tests.live.turns import HOUR, settle_all

from tuotou.core.trail.event import INSTANT
from tuotou.operations.live.record_events import record_events
from tuotou.operations.live.watch import Watch
from tuotou.store.models import Promise, Verdict

pytestmark = pytest.mark.django_db
NOON = 1_782_876_000_000_000
DUE = NOON + 8 * HOUR


def recorded(watch: Watch, now: int, *rows: dict[str, Any]) -> None:
    """Rows of one handheld at the hub; then whatever is due is said."""
    plain = {"subject_kind": "parcel", "site": "HUB1", "person": "li", "source": "handheld"}
    batch = pl.DataFrame([{**plain, **row, "recorded_at": row["at"]} for row in rows], infer_schema_length=None)
    record_events(batch.with_columns(pl.col("at", "recorded_at").cast(INSTANT)), watch, lambda: now)
    settle_all(watch, lambda: now)


def said_of(parcel: str) -> list[tuple[str, int]]:
    """What was said of its being sorted in time from the first breach on, and when."""
    found = Verdict.objects.filter(promise__subject__number=parcel, promise__standard="hub-sorted-8h")
    return [*found.exclude(status="at_risk").order_by("known_at").values_list("status", "known_at")]


def test_what_a_cancelled_scan_kept_is_broken_from_when_that_is_known(watch: Watch) -> None:
    parcels = ("YT1", "YT2", "YT3")
    for kind, at in (("arrived", NOON), ("sorted", NOON + HOUR)):
        recorded(watch, at, *({"subject": one, "id": kind, "kind": kind, "at": at} for one in parcels))
    assert not Promise.objects.filter(standard="hub-sorted-8h").exclude(status="at_risk").exists()

    cancelled = {"kind": "scan_cancelled", "id": "c", "cancels": "sorted", "at": NOON + 2 * HOUR}
    by_right = {**cancelled, "approved_by": "chen", "approver_role": "hub_manager"}
    recorded(
        watch, NOON + 3 * HOUR, {**by_right, "subject": "YT1"}, {**cancelled, "subject": "YT2", "approved_by": "li"}
    )
    recorded(watch, known := DUE + 2 * HOUR, {**by_right, "subject": "YT3"})
    recorded(watch, again := DUE + 4 * HOUR, {"subject": "YT1", "id": "s", "kind": "sorted", "at": DUE + 3 * HOUR})

    assert said_of("YT1") == [("broken", DUE + 1), ("kept_late", again)]
    assert said_of("YT2") == []
    assert said_of("YT3") == [("broken", known)]
    assert live_promises() == replayed_promises(watch, again)
    assert live_log() == replayed_log(watch, again)
