"""Numbers that belong together: relabelled ones are one parcel, pieces have lives of their own."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from tests.live.agreement import live_promises, replayed_promises
from tests.live.turns import HOUR, settle_all

from tuotou.core.trail.event import INSTANT
from tuotou.operations.live.record_events import record_events
from tuotou.operations.live.settle import settle
from tuotou.operations.live.watch import Watch
from tuotou.store.models import Piece, Promise, Subject

pytestmark = pytest.mark.django_db
NOON = 1_782_876_000_000_000
MINUTE = 60_000_000


def record(watch: Watch, now: int, *rows: dict[str, Any]) -> None:
    """Events of an instant, and everything that follows by itself."""
    events = pl.DataFrame([{"subject_kind": "parcel", "at": now, **row} for row in rows], infer_schema_length=None)
    record_events(events.with_columns(pl.col("at").cast(INSTANT)), watch, lambda: now)
    settle_all(watch, lambda: now)


def test_what_a_relabelled_parcel_rides_in_says_nothing_of_its_new_number(watch: Watch) -> None:
    bag = {"subject_kind": "bag", "subject": "BAG1"}
    record(watch, NOON, {"subject": "A", "id": "a1", "kind": "contacted", "site": "SZ01"})
    at = NOON + 30 * MINUTE
    record(watch, at, {"subject": "A", "id": "a2", "kind": "relabelled", "to_number": "B", "site": "SZ01"})
    at += 10 * MINUTE
    in_it = {"subject": "B", "id": "b1", "kind": "bagged", "into": "BAG1", "site": "SZ01"}
    record(watch, at, in_it, {**bag, "id": "g0", "kind": "sealed", "site": "SZ01"})
    record(watch, at + 20 * MINUTE, {**bag, "id": "g1", "kind": "departed", "site": "SZ01"})
    record(watch, at + 260 * MINUTE, {**bag, "id": "g2", "kind": "arrived", "site": "HUB1"})
    for hour in range(100):
        settle_all(watch, lambda hour=hour: NOON + (hour + 1) * HOUR)  # type: ignore[misc]

    assert not Promise.objects.filter(status="gone").exists()
    assert {number for (number,) in Promise.objects.values_list("subject__number")} == {"A"}
    assert live_promises() == replayed_promises(watch, NOON + 100 * HOUR)


def test_pieces_are_noted_with_their_mother_once(watch: Watch) -> None:
    declared = {"subject": "C1", "id": "c1", "kind": "child_declared", "mother": "M", "pieces": 2}
    record(watch, NOON, declared, {**declared, "subject": "C2"})
    record(watch, NOON + MINUTE, {**declared, "id": "c2"})

    assert set(Piece.objects.values_list("mother", "child")) == {("M", "C1"), ("M", "C2")}


def test_looking_twice_at_one_instant_forgets_no_deadline(watch: Watch) -> None:
    record(watch, NOON, {"subject": "A", "id": "a1", "kind": "accepted", "site": "SZ01"})
    (before,) = Subject.objects.values_list("next_due_at", flat=True)

    settle([Subject.objects.get().pk], watch, Subject.objects.get().known_until)

    assert before is not None
    assert Subject.objects.get().next_due_at == before


def test_a_bag_that_was_looked_at_meanwhile_still_passes_on_what_happens_to_its_truck(watch: Watch) -> None:
    def event(kind: str, at: int, subject: str, **more: Any) -> None:
        events = pl.DataFrame([{"id": f"{subject}{at}", "kind": kind, "at": at, "subject": subject, **more}])
        record_events(events.with_columns(pl.col("at").cast(INSTANT)), watch, lambda: at)

    event("bagged", NOON, "P", subject_kind="parcel", into="BAG1", site="SZ01")
    event("loaded", NOON + MINUTE, "BAG1", subject_kind="bag", into="T1", site="SZ01")
    settle_all(watch, lambda: NOON + 2 * MINUTE)
    event("departed", NOON + 3 * MINUTE, "T1", subject_kind="trip", site="SZ01")
    bag = Subject.objects.get(kind="bag")
    settle([bag.pk], watch, NOON + 4 * MINUTE)

    settle_all(watch, lambda: NOON + 5 * MINUTE)

    assert Subject.objects.get(number="P").known_until == NOON + 5 * MINUTE
