"""Warnings go to who is on shift, else to who holds the post, else up; where nobody is, that is said too."""

from __future__ import annotations

import pytest
from tests.live.warned import T, response
from tests.notices.cast import HOUR, OUT, SORTED, THROWN, at, late, on_duty, said, told

from tuotou.operations.notices.tell import AGAIN, UNMANNED, tell
from tuotou.operations.warnings.escalate import escalate
from tuotou.operations.warnings.handling import Hand, assign
from tuotou.store.models import DataFinding, Notice, Post, WarningStep
from tuotou.store.organisation import Organisation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("people")]
NINE = at("09:00")


def tell_at(now: int) -> int:
    return tell(response(), Organisation.at, now)


def test_who_is_on_shift_and_the_deputy_hear_and_not_who_only_holds_the_post() -> None:
    on_duty("AM01", "HUB1", "hub_manager", ("08:00", "20:00"), deputy="AQ01")
    late(30, "HUB1", NINE, SORTED)
    assert tell_at(NINE) == 1
    assert sorted(person for person, _, _ in told()) == ["AM01", "AQ01"]
    assert tell_at(NINE) == 0 and Notice.objects.count() == 2


def test_without_a_roster_who_holds_the_post_hears() -> None:
    late(30, "HUB1", NINE, SORTED)
    tell_at(NINE)
    assert [person for person, _, _ in told()] == ["HM01"]
    one = Notice.objects.get()
    assert (one.site, one.level, one.kind, one.parameters["standard"]) == ("HUB1", "normal", "told", SORTED)


def test_a_hole_in_the_roster_goes_up_the_tree_and_is_found() -> None:
    Post.objects.filter(unit__code="HUB1").delete()
    late(30, "HUB1", NINE, SORTED)
    tell_at(NINE)
    assert sorted(told()) == [("AM01", "told", "waiting"), ("AM01", "unmanned", "waiting")]
    finding = DataFinding.objects.get(finding=UNMANNED)
    assert (finding.subject_kind, finding.subject, finding.event) == ("site", "HUB1", "hub_manager")


def test_a_site_that_no_unit_is_called_by_is_told_to_headquarters() -> None:
    late(30, "HUB9", NINE, SORTED)
    tell_at(NINE)
    assert {person for person, _, _ in told()} == {"HQ01"}


def test_where_nobody_is_at_all_it_waits_for_somebody() -> None:
    held = list(Post.objects.values_list("pk", flat=True))
    Post.objects.filter(pk__in=held).update(until=T - HOUR)
    late(30, "HUB1", NINE, SORTED)
    tell_at(NINE)
    assert told() == [] and WarningStep.objects.get(act="told").send_at == NINE + AGAIN
    Post.objects.filter(pk__in=held).update(until=None)
    tell_at(NINE + AGAIN)
    assert [person for person, kind, _ in told() if kind == "told"] == ["HM01"]


def test_whom_it_is_passed_to_hears_and_so_does_who_is_next_on_the_ladder() -> None:
    one = late(30, "HUB1", NINE, SORTED)
    tell_at(NINE)
    assign(one.pk, Hand("HM01", NINE), "OM02")
    tell_at(NINE)
    escalate(response(), Organisation.at, NINE + HOUR)
    tell_at(NINE + HOUR)
    assert [(person, kind) for person, kind, _ in told()] == [
        ("HM01", "told"), ("OM02", "assigned"), ("HM01", "escalated"),
    ]  # fmt: skip


def test_who_is_told_again_of_the_same_sees_it_once() -> None:
    one = late(30, "HUB1", NINE, SORTED)
    tell_at(NINE)
    assign(one.pk, Hand("AM01", NINE), "HM01")
    tell_at(NINE)
    assert told("HM01") == [("HM01", "told", "replaced"), ("HM01", "assigned", "waiting")]


def test_who_is_told_twice_at_once_sees_the_newer() -> None:
    one = late(30, "HUB1", NINE, SORTED)
    assign(one.pk, Hand("AM01", NINE), "HM01")
    assert tell_at(NINE) == 2
    assert told("HM01") == [("HM01", "told", "replaced"), ("HM01", "assigned", "waiting")]


def test_red_lines_are_urgent_and_what_is_late_is_not() -> None:
    late(6, "OUT1", NINE, OUT)
    late(1, "OUT1", NINE, THROWN)
    said(NINE)
    urgent = dict(Notice.objects.values_list("parameters__standard", "urgent"))
    assert urgent == {OUT: False, THROWN: True}
