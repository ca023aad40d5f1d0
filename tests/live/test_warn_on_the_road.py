"""A late truck from its scans to its warning: recorded, judged, spread to what rode in it, told once."""

from __future__ import annotations

import polars as pl
import pytest
from tests.live.turns import record
from tests.live.warned import HOUR, MINUTE, only, response, told

from tuotou.cli.instant import instant
from tuotou.core.trail.event import INSTANT, conform
from tuotou.operations.live.wake import wake
from tuotou.operations.live.watch import Watch
from tuotou.operations.warnings.warn import tend_causes, warn
from tuotou.store.models import WarningItem

pytestmark = pytest.mark.django_db
FIVE = instant("2026-05-06 05:00")
LATE, OUT = "truck-late trip:T1", "out-by-wave"


class Road:
    """The platform with its clock in our hands."""

    def __init__(self, watch: Watch) -> None:
        self.watch = watch

    def record(self, now: int, *rows: dict[str, object]) -> None:
        every = [{"id": f"{now}-{turn}", "at": now, "site": "HUB1"} | row for turn, row in enumerate(rows)]
        frame = pl.DataFrame(every, infer_schema_length=None)
        times = [name for name in ("at", "planned_departure_at", "planned_arrival_at") if name in frame.columns]
        record(conform(frame.with_columns(pl.col(times).cast(INSTANT))), self.watch, lambda: now)
        self.until(now)

    def until(self, now: int) -> None:
        """What runs by itself, by then."""
        while wake(self.watch, lambda: now):
            pass
        while warn(response(), now) or tend_causes(response(), now):
            pass


def trip(kind: str, **more: object) -> dict[str, object]:
    return {"subject_kind": "trip", "subject": "T1", "kind": kind, "to_site": "OUT1"} | more


def test_a_late_truck_is_one_message_and_its_parcels_hang_below(watch: Watch) -> None:
    road = Road(watch)
    planned = {"planned_departure_at": FIVE, "planned_arrival_at": FIVE + HOUR}
    loaded = [
        {"subject_kind": "parcel", "subject": f"YT{n}", "kind": "loaded", "into": "T1"} for n in range(12)
    ]  # fmt: skip
    road.record(FIVE - HOUR, trip("trip_opened", **planned), *loaded)
    road.record(FIVE, trip("departed", **planned))
    road.until(FIVE + 3 * HOUR)
    assert only(standard="", cause=LATE).open == 1
    road.until(FIVE + 5 * HOUR)
    held = only(standard=OUT, cause=LATE)
    assert (held.site, held.state, held.open) == ("OUT1", "held", 12)
    assert [each[0] for each in told()].count(LATE) == 1
    assert OUT not in {each[0] for each in told()}

    road.record(FIVE + 6 * HOUR, trip("arrived", site="OUT1"))
    out = {"subject_kind": "parcel", "kind": "out_for_delivery", "site": "OUT1"}
    road.record(FIVE + 7 * HOUR, *(out | {"subject": f"YT{n}"} for n in range(9)))
    assert only(pk=held.pk).open == 3
    road.until(FIVE + 31 * HOUR + MINUTE)
    assert WarningItem.objects.filter(warning__standard=OUT, open=True).count() == 3
    assert only(standard=OUT, under=None).state in ("open", "listed")
    assert only(pk=held.pk).state == "resolved"
