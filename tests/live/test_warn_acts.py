"""What people do with a warning, and what happens when nobody does anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pytest
from tests.live.warned import HOUR, MINUTE, Said, T, only, parcels, promised, response, ride, say, subjects, told

from tuotou.operations.warnings.escalate import escalate
from tuotou.operations.warnings.handling import (
    CannotDo,
    Hand,
    NoWarning,
    Taking,
    acknowledge,
    assign,
    close,
    mute,
    snooze,
)
from tuotou.operations.warnings.listing import Asked, list_warnings, warning_story
from tuotou.operations.warnings.warn import warn
from tuotou.store.models import AuditEntry, Warning, WarningStep

pytestmark = pytest.mark.django_db
OUT, THROWN = "out-by-wave", "parcel-thrown-high"
LIN = Hand("OM01", T, "车到晚了")
TAKEN = Taking("truck_late", "add_people")


@dataclass(frozen=True)
class Someone:
    staff_number: str
    role: str
    by: str = "post"
    unit: str = "OUT1"


class Company:
    """An outlet with a manager and his deputy, below an area."""

    def unit_of(self, site: str) -> str | None:
        return site if site.startswith("OUT") else None

    def parent(self, unit: str) -> str | None:
        return "AREA1" if unit.startswith("OUT") else None

    def on_duty(self, unit: str, role: str) -> Sequence[Someone]:
        if unit == "AREA1":
            return [Someone("AM01", "area_manager", unit="AREA1")]
        return [Someone("OM01", role, "shift"), Someone("OM02", role, "deputy")]


def warned(count: int = 6) -> Warning:
    promised(parcels(count), OUT, "OUT1", Said("at_risk", 1))
    warn(response(), T)
    return only(standard=OUT)


def test_whoever_takes_it_up_says_why_and_what_and_the_step_stays() -> None:
    one = acknowledge(response(), warned().pk, LIN, TAKEN)
    assert (one.state, one.owner, one.cause_code, one.action_code) == (
        "acknowledged", "OM01", "truck_late", "add_people",
    )  # fmt: skip
    step = WarningStep.objects.get(act="acknowledged")
    assert (step.who, step.at, step.note, step.count) == ("OM01", T, "车到晚了", 6)
    entry = AuditEntry.objects.get()
    assert (entry.act, entry.what, entry.details["cause_code"]) == (
        "warning.acknowledge",
        f"warning {one.pk}",
        "truck_late",
    )


def test_taking_up_level_one_does_not_silence_level_two() -> None:
    one = warned()
    acknowledge(response(), one.pk, LIN, TAKEN)
    every = list(one.promises.all())
    say([item.promise for item in every], "at_risk", 2, T + HOUR)
    warn(response(), T + HOUR)
    assert only(pk=one.pk).state == "open"
    assert [role for _, _, role, _ in told()] == ["outlet_agent", "outlet_manager"]
    assert WarningStep.objects.filter(act="reopened").count() == 1


def test_what_somebody_has_grows_quietly() -> None:
    one = warned()
    acknowledge(response(), one.pk, LIN, TAKEN)
    promised(parcels(6, prefix="ZT"), OUT, "OUT1", Said("at_risk", 1))
    warn(response(), T)
    assert only(pk=one.pk).open == 12 and len(told()) == 1


def test_a_snooze_ends() -> None:
    one = snooze(warned().pk, LIN, T + HOUR)
    assert escalate(response(), lambda _: Company(), T + HOUR - 1) == 0
    assert escalate(response(), lambda _: Company(), T + HOUR) == 1
    assert only(pk=one.pk).state == "open" and len(told()) == 2


def test_what_is_muted_is_silent_until_it_is_resolved() -> None:
    one = mute(warned().pk, LIN)
    say([item.promise for item in one.promises.all()], "broken", 0, T + HOUR)
    warn(response(), T + HOUR)
    assert only(pk=one.pk).state == "muted" and len(told()) == 1
    say([item.promise for item in one.promises.all()], "kept_late", 0, T + 2 * HOUR)
    warn(response(), T + 2 * HOUR)
    assert only(pk=one.pk).state == "resolved"


def test_nobody_takes_it_up_so_the_deputy_hears_and_then_the_area() -> None:
    one = warned()
    for minutes in (59, 60, 179, 180, 900):
        escalate(response(), lambda _: Company(), T + minutes * MINUTE)
    steps = WarningStep.objects.filter(act="escalated").order_by("at").values_list("at", "role", "people")
    assert list(steps) == [
        (T + 60 * MINUTE, "outlet_agent", ["OM02"]),
        (T + 180 * MINUTE, "area_manager", ["AM01"]),
    ]
    assert only(pk=one.pk).look_at is None


def test_a_site_that_nobody_knows_escalates_to_roles() -> None:
    promised(parcels(30), "hub-sorted-8h", "HUB9")
    warn(response(), T)
    escalate(response(), lambda _: Company(), T + HOUR)
    step = WarningStep.objects.get(act="escalated")
    assert (step.role, step.people) == ("hub_manager", [])


def test_few_are_told_when_waiting_for_more_is_over() -> None:
    one = warned(2)
    assert (one.state, told()) == ("listed", [])
    escalate(response(), lambda _: Company(), T + 4 * HOUR)
    assert told() == [(OUT, "OUT1", "outlet_agent", 2)]


def test_what_nothing_heals_is_over_once_it_is_taken_up() -> None:
    promised(parcels(1), THROWN, "OUT1")
    warn(response(), T)
    one = acknowledge(response(), only().pk, LIN, replace(TAKEN, cause_code="courier", action_code="instruct"))
    assert (one.state, one.open) == ("resolved", 0)
    promised(parcels(1, prefix="ZT"), THROWN, "OUT1", Said(due_at=T + HOUR))
    warn(response(), T + HOUR)
    assert Warning.objects.count() == 2 and len(told()) == 2


def test_a_person_may_say_that_nothing_more_is_to_be_done() -> None:
    one = close(response(), warned().pk, LIN, TAKEN)
    assert (one.state, one.resolved_at) == ("resolved", T)
    assert {item.status for item in one.promises.all()} == {"closed"}


def test_assigning_tells_the_new_owner() -> None:
    one = assign(warned().pk, LIN, "OM07")
    assert (one.owner, one.state) == ("OM07", "open")
    assert WarningStep.objects.get(act="assigned").people == ["OM07"]


def test_what_cannot_be_done_is_said_with_what_would_be_right() -> None:
    one = warned()
    with pytest.raises(NoWarning, match="there is no warning 999"):
        mute(999, LIN)
    with pytest.raises(CannotDo, match="there is no code 'truck'.*truck_late"):
        acknowledge(response(), one.pk, LIN, replace(TAKEN, cause_code="truck"))
    with pytest.raises(CannotDo, match="later than now"):
        snooze(one.pk, LIN, T)
    with pytest.raises(CannotDo, match="staff number"):
        mute(one.pk, Hand("", T))
    close(response(), one.pk, LIN, TAKEN)
    with pytest.raises(CannotDo, match="is resolved"):
        mute(one.pk, LIN)
    assert AuditEntry.objects.count() == 1


def test_a_consequence_is_taken_up_by_its_cause() -> None:
    trip, riders = subjects("trip", ["T1"])[0], parcels(8)
    ride(trip, riders)
    promised([trip], "trip-arrives-as-planned", "HUB1")
    promised(riders, OUT, "OUT1", Said(due_at=T + HOUR))
    warn(response(), T + HOUR)
    held, root = only(standard=OUT), only(standard="")
    with pytest.raises(CannotDo, match=f"take up its cause, warning {root.pk}"):
        acknowledge(response(), held.pk, LIN, TAKEN)
    acknowledge(response(), root.pk, LIN, TAKEN)
    story = warning_story(root.pk)
    assert [each.pk for each in story.consequences] == [held.pk, only(standard="trip-arrives-as-planned").pk]


def test_the_list_begins_with_the_worst_and_leaves_out_what_is_over_or_held_back() -> None:
    one = warned()
    promised(parcels(1, prefix="ZT"), THROWN, "OUT1")
    warn(response(), T)
    assert [each.standard for each in list_warnings(Asked())] == [THROWN, OUT]
    assert [each.pk for each in list_warnings(Asked(site="OUT1", level="normal"))] == [one.pk]
    assert list_warnings(Asked(state="resolved")) == []
