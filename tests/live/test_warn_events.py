"""Causes that events show: an accident on the road, a site that is closed."""

from __future__ import annotations

import polars as pl
import pytest
from tests.live.warned import HOUR, Said, T, only, parcels, promised, response, ride, subjects, told

from tuotou.core.trail.event import INSTANT, conform
from tuotou.operations.warnings.events import notice_causes
from tuotou.operations.warnings.warn import tend_causes, warn
from tuotou.store.models import Cause, Warning

pytestmark = pytest.mark.django_db


def events(*rows: dict[str, object]) -> pl.DataFrame:
    frame = pl.DataFrame([{"id": str(turn), "site": None} | row for turn, row in enumerate(rows)])
    times = [name for name in ("at", "period_from", "period_to") if name in frame.columns]
    return conform(frame.with_columns(pl.col(times).cast(INSTANT)))


def notice(*rows: dict[str, object], now: int = T) -> int:
    return notice_causes(events(*rows), response().warnings, now)


ACCIDENT = {"subject_kind": "trip", "subject": "T1", "kind": "incident", "at": T}


def test_an_accident_explains_what_rode_in_the_truck_and_ends_when_it_is_resolved() -> None:
    trip, riders = subjects("trip", ["T1"])[0], parcels(9)
    ride(trip, riders)
    promised(riders, "attempted-after-hub", "OUT1", Said("at_risk", 1, due_at=T + 2 * HOUR, tell_at=T))
    warn(response(), T)
    assert notice(ACCIDENT) == 1 and notice(ACCIDENT) == 0
    tend_causes(response(), T)
    root = only(standard="")
    assert (root.open, root.cause) == (9, "truck-incident trip:T1")
    assert notice({**ACCIDENT, "kind": "incident_resolved", "at": T + HOUR}, now=T + HOUR) == 0
    cause = Cause.objects.get()
    assert (cause.ended_at, cause.holds_until) == (T + HOUR, T + 25 * HOUR)


def test_what_began_and_ended_in_one_batch_is_no_cause() -> None:
    subjects("trip", ["T1"])
    assert notice({**ACCIDENT, "kind": "incident_resolved", "at": T + 1}, ACCIDENT) == 0


def test_a_closed_site_explains_what_it_answers_for_until_its_period_is_over() -> None:
    here = {"subject_kind": "site", "subject": "OUT1", "kind": "site_suspended", "at": T}
    assert notice({**here, "period_from": T, "period_to": T + 4 * HOUR}) == 1
    promised(parcels(9), "attempted-after-hub", "OUT1", Said(due_at=T + HOUR))
    promised(parcels(9, prefix="ZT"), "attempted-after-hub", "OUT2", Said(due_at=T + HOUR))
    warn(response(), T + HOUR)
    assert [each[:2] for each in told()] == [("attempted-after-hub", "OUT2"), ("site-struck site:OUT1", "OUT1")]
    tend_causes(response(), T + 28 * HOUR)
    assert told()[-1][:2] == ("attempted-after-hub", "OUT1")


def test_a_cause_without_consequences_calls_nobody() -> None:
    subjects("trip", ["T1"])
    notice(ACCIDENT)
    tend_causes(response(), T)
    assert told() == [] and Warning.objects.count() == 1
    tend_causes(response(), T + 97 * HOUR)
    assert only().state == "resolved"
