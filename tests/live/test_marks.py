"""What happens to a bag or a truck reaches those who ride in it, if it tells them anything."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from tests.live.agreement import live_log, live_promises, replayed_log, replayed_promises
from tests.live.turns import HOUR, record, settle_all

from tuotou.core.trail.event import INSTANT
from tuotou.operations.live.watch import Watch
from tuotou.store.models import Mark, Subject

pytestmark = pytest.mark.django_db
NOON = 1_782_876_000_000_000
MINUTE = 60_000_000


class Ride:
    """A parcel in a bag on a truck, its events recorded a minute after they happened, or when it is said."""

    def __init__(self, watch: Watch) -> None:
        self.watch = watch
        self.tell("bagged", 0, "parcel", "P", into="B1")
        self.tell("sealed", 5, "bag", "B1")

    def tell(self, kind: str, minute: int, level: str, subject: str, known: int | None = None, **more: Any) -> None:
        row = {"subject_kind": level, "subject": subject, "id": f"{kind}{minute}", "kind": kind, "site": "SZ01", **more}
        event = pl.DataFrame([{**row, "at": NOON + minute * MINUTE}]).with_columns(pl.col("at").cast(INSTANT))
        self.now = NOON + (minute + 1 if known is None else known) * MINUTE
        record(event, self.watch, lambda: self.now)

    @property
    def looked(self) -> bool:
        """Whether the parcel was looked at just now."""
        assert not Mark.objects.exists()
        return Subject.objects.get(number="P").known_until == self.now


def test_loading_tells_the_parcels_nothing_until_the_truck_goes(watch: Watch) -> None:
    ride = Ride(watch)
    ride.tell("loaded", 10, "bag", "B1", into="T1")
    assert not ride.looked
    ride.tell("departed", 20, "trip", "T1")
    assert ride.looked
    ride.tell("arrived", 200, "trip", "T1")
    assert ride.looked
    ride.tell("unloaded", 210, "bag", "B1", out_of="T1")
    assert not ride.looked


def test_loading_that_is_known_late_tells_them_what_the_truck_did_meanwhile(watch: Watch) -> None:
    ride = Ride(watch)
    ride.tell("departed", 20, "trip", "T1")
    assert not ride.looked
    ride.tell("arrived", 200, "trip", "T1")
    ride.tell("loaded", 10, "bag", "B1", known=230, into="T1")
    assert ride.looked


def test_a_departure_that_is_taken_back_is_told(watch: Watch) -> None:
    ride = Ride(watch)
    ride.tell("loaded", 10, "bag", "B1", into="T1")
    ride.tell("departed", 20, "trip", "T1")
    ride.tell("retracted", 90, "trip", "T1", retracts="departed20")
    assert ride.looked


@pytest.mark.parametrize("known", [11, 25, 230])
def test_it_is_what_the_replay_says(watch: Watch, known: int) -> None:
    ride = Ride(watch)
    for kind, minute, level, subject, more in (
        ("departed", 20, "trip", "T1", {}),
        ("arrived", 200, "trip", "T1", {}),
        ("unloaded", 210, "bag", "B1", {"out_of": "T1"}),
    ):
        if known < minute:
            ride.tell("loaded", 10, "bag", "B1", known=known, into="T1")
            known = 10_000
        ride.tell(kind, minute, level, subject, **more)
    if known == 230:
        ride.tell("loaded", 10, "bag", "B1", known=known, into="T1")
    for hour in range(60):
        settle_all(watch, lambda hour=hour: ride.now + hour * HOUR)  # type: ignore[misc]
    until = ride.now + 59 * HOUR

    assert live_promises()
    assert live_promises() == replayed_promises(watch, until)
    assert live_log() == replayed_log(watch, until)
