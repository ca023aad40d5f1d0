"""Warnings: promises that break for one reason become one warning, nothing is said twice, nothing silently undone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.live.warned import HOUR, MINUTE, Said, T, only, parcels, promised, response, ride, say, subjects, told

from tuotou.core.warnings.step import BROKEN
from tuotou.operations.warnings.warn import tend_causes, warn
from tuotou.store.models import Cause, Promise, Verdict, Warning, WarningItem, WarningStep

pytestmark = pytest.mark.django_db
SORTED, OUT, THROWN = "hub-sorted-8h", "out-by-wave", "parcel-thrown-high"
FIRST_ATTEMPT, ARRIVES = "attempted-after-hub", "trip-arrives-as-planned"


def warn_all(now: int = T, limit: int = 5_000) -> int:
    done = 0
    while some := warn(response(), now, limit):
        done += some
    return done


def test_promises_of_one_standard_and_site_are_one_warning() -> None:
    promised(parcels(40), SORTED, "HUB1")
    promised(parcels(6, prefix="ZT"), OUT, "OUT1")
    assert warn_all() == 46
    assert told() == [(SORTED, "HUB1", "hub_manager", 40), (OUT, "OUT1", "outlet_manager", 6)]
    assert (only(standard=OUT).severity, only(standard=OUT).step, only(standard=OUT).due_at) == ("normal", BROKEN, T)
    assert not Verdict.objects.filter(tell_at__isnull=False).exists()
    assert warn_all() == 0


def test_what_is_to_be_told_later_waits() -> None:
    promised(parcels(20), SORTED, "HUB1", Said(tell_at=T + HOUR))
    assert warn_all(T) == 0 and warn_all(T + HOUR) == 20


def test_patience_is_kept_where_the_level_before_is_told_late() -> None:
    """Broken already, and its patience not over: only the level at risk is said."""
    every = promised(parcels(20), SORTED, "HUB1", Said("at_risk", 1))
    say(every, "broken", tell_at=T + 15 * MINUTE)
    warn_all(T)
    assert only().step == 1
    warn_all(T + 15 * MINUTE)
    assert only().step == BROKEN


def test_trials_warn_nobody() -> None:
    promised(parcels(50), SORTED, "HUB1", Said(trial=True))
    warn_all()
    assert not Warning.objects.exists()


def test_a_level_is_said_to_its_role_and_the_next_to_the_next() -> None:
    every = promised(parcels(5), OUT, "OUT1", Said("at_risk", 1))
    warn_all()
    say(every, "at_risk", 2, T + HOUR)
    warn_all(T + HOUR)
    say(every, "broken", 0, T + 2 * HOUR)
    warn_all(T + 2 * HOUR)
    assert [role for _, _, role, _ in told()] == ["outlet_agent", "outlet_manager", "outlet_manager"]
    assert Warning.objects.count() == 1 and WarningItem.objects.count() == 5


def test_few_are_listed_and_told_after_a_while() -> None:
    promised(parcels(2), OUT, "OUT1")
    warn_all()
    assert (only().state, only().open, told()) == ("listed", 2, [])
    promised(parcels(3, prefix="ZT"), OUT, "OUT1", Said(due_at=T + HOUR))
    warn_all(T + HOUR)
    assert told() == [(OUT, "OUT1", "outlet_manager", 5)]


def test_a_red_line_is_told_at_once_even_if_it_is_one() -> None:
    promised(parcels(1), THROWN, "OUT1")
    warn_all()
    assert told()[0][::3] == (THROWN, 1)


def test_nothing_is_undone_silently() -> None:
    every = promised(parcels(6), OUT, "OUT1")
    warn_all()
    say(every[:4], "void", 0, T + HOUR)
    say(every[4:], "kept_late", 0, T + HOUR)
    warn_all(T + HOUR)
    assert only().state == "resolved" and only().open == 0 and only().items == 6
    steps = WarningStep.objects.exclude(status="").order_by("act").values_list("act", "status", "count")
    assert list(steps) == [("closed", "kept_late", 2), ("withdrawn", "void", 4)]
    assert len(told()) == 1


def test_what_was_withdrawn_before_it_was_said_is_never_said() -> None:
    every = promised(parcels(6), OUT, "OUT1")
    say(every, "kept", 0, T + MINUTE)
    warn_all(T + MINUTE)
    assert not Warning.objects.exists()


def test_nothing_is_said_twice_of_one_promise() -> None:
    every = promised(parcels(6), OUT, "OUT1")
    warn_all()
    for turn, status in enumerate(("kept", "broken", "kept", "broken"), 1):
        say(every, status, 0, T + turn)
        warn_all(T + turn)
    assert len(told()) == 1
    assert Warning.objects.filter(resolved_at=None).get().open == 6


def test_a_promise_that_takes_anothers_place_inherits_what_was_said() -> None:
    those = parcels(6)
    every = promised(those, OUT, "OUT1")
    warn_all()
    say(every, "gone", 0, T + MINUTE)
    promised(those, OUT, "OUT1", Said(opens_at=T - 9 * HOUR, due_at=T - HOUR, tell_at=T + MINUTE))
    warn_all(T + MINUTE)
    assert len(told()) == 1
    later = Said(opens_at=T + HOUR, due_at=T + 2 * HOUR)
    promised(those, OUT, "OUT1", later)
    warn_all(T + 2 * HOUR)
    assert only(resolved_at=None).open == 12


def test_a_late_truck_holds_back_what_rode_in_it() -> None:
    trip, bag = subjects("trip", ["T1"])[0], subjects("bag", ["B1"])[0]
    inside, loose, others = parcels(30), parcels(5, prefix="ZT"), parcels(5, prefix="ST")
    ride(trip, [bag, *loose])
    ride(bag, inside)
    promised([trip], ARRIVES, "HUB1", Said(due_at=T))
    promised([*inside, *loose], OUT, "OUT1", Said(due_at=T + HOUR))
    promised(others, OUT, "OUT1", Said(due_at=T + HOUR))
    warn_all(T)
    warn_all(T + HOUR)
    key = "truck-late trip:T1"
    assert told() == [(key, "HUB1", "hub_manager", 1), (OUT, "OUT1", "outlet_manager", 5)]
    held = only(standard=OUT, cause=key)
    assert (held.state, held.open, held.under) == ("held", 35, only(standard="", cause=key))
    assert only(standard="", cause=key).open == 36


def test_what_was_warned_of_before_its_cause_showed_is_moved_under_it() -> None:
    trip, riders = subjects("trip", ["T1"])[0], parcels(8)
    ride(trip, riders)
    promised(riders, OUT, "OUT1", Said("at_risk", 1, due_at=T + 2 * HOUR, tell_at=T - HOUR))
    warn_all(T - HOUR)
    promised([trip], ARRIVES, "HUB1")
    warn_all(T)
    assert only(standard=OUT, cause="").state == "resolved"
    assert only(standard=OUT, under__isnull=False).open == 8
    assert WarningStep.objects.filter(act="held_back", count=8).count() == 2


def test_when_the_cause_is_over_what_is_left_is_released() -> None:
    trip, riders = subjects("trip", ["T1"])[0], parcels(8)
    ride(trip, riders)
    late = promised([trip], ARRIVES, "HUB1")
    left = promised(riders, OUT, "OUT1", Said(due_at=T + HOUR))
    warn_all(T + HOUR)
    say(late, "kept_late", 0, T + 2 * HOUR)
    say(left[:2], "kept_late", 0, T + 2 * HOUR)
    warn_all(T + 2 * HOUR)
    assert tend_causes(response(), T + 3 * HOUR) == 0
    assert tend_causes(response(), T + 26 * HOUR) > 0
    assert told()[-1] == (OUT, "OUT1", "outlet_manager", 6)
    assert only(standard="", cause="truck-late trip:T1").state == "resolved"
    assert not Cause.objects.filter(released_at=None).exists()


def test_red_lines_are_nobodys_consequence() -> None:
    trip, riders = subjects("trip", ["T1"])[0], parcels(3)
    ride(trip, riders)
    promised([trip], ARRIVES, "HUB1")
    promised(riders, THROWN, "OUT1", Said(due_at=T + HOUR))
    warn_all(T + HOUR)
    assert only(standard=THROWN).state == "open"


@pytest.mark.parametrize("count", [2_000, pytest.param(34_000, marks=pytest.mark.heavy)])
def test_a_hub_that_stands_still_is_one_message(count: int) -> None:
    """Parcels at a hub, promises of the hub and of 40 outlets: three broken of each parcel, and one message."""
    stuck = parcels(count, "HUB1")
    promised(stuck, SORTED, "HUB1")
    promised(stuck, "hub-departed-12h", "HUB1", Said(due_at=T + 4 * HOUR))
    for outlet in range(40):
        promised(stuck[outlet::40], FIRST_ATTEMPT, f"OUT{outlet}", Said(due_at=T + 10 * HOUR))
    assert warn_all(T + 12 * HOUR) == 3 * count
    assert WarningItem.objects.filter(open=True).count() == 3 * count
    assert [each[:3] for each in told()] == [("hub-stopped HUB1", "HUB1", "hub_manager")]
    root = only(standard="")
    assert root.open == 3 * count
    assert Warning.objects.filter(under=root, state="held", resolved_at=None).count() == 42
    assert Warning.objects.filter(state="open").count() == 1


def test_a_round_takes_few_questions_whatever_it_holds() -> None:
    promised(parcels(3_000, "HUB1"), SORTED, "HUB1")
    promised(parcels(300, prefix="ZT"), OUT, "OUT1")
    with CaptureQueriesContext(connection) as seen:
        warn(response(), T, 5_000)
    asked = [each["sql"] for each in seen if not each["sql"].startswith("INSERT")]
    assert len(asked) < 30


def test_whoever_is_killed_has_told_nothing_and_lost_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    promised(parcels(40), SORTED, "HUB1")

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt), transaction.atomic():
        patch.setattr("tuotou.operations.warnings.warn.tell", killed)
        warn(response(), T, 5_000)
    assert not Warning.objects.exists() and Verdict.objects.filter(tell_at__isnull=False).count() == 40
    assert warn_all(limit=7) == 40
    assert only().open == 40 and len(told()) == 1


def test_a_promise_of_no_standard_of_the_handbook_stops_nothing() -> None:
    every = promised(parcels(6), OUT, "OUT1")
    Promise.objects.filter(pk=every[0].pk).update(standard="retired-long-ago")
    warn_all()
    assert only().open == 5


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="the embedded database has one writer")
def test_two_workers_at_once_say_everything_once() -> None:
    those = parcels(300)
    for turn, standard in enumerate((OUT, FIRST_ATTEMPT, SORTED)):
        promised(those, standard, "OUT1", Said("at_risk", 1, tell_at=T))
        promised(those, standard, f"OUT{2 + turn}", Said(due_at=T))
    response()

    def work(_: int) -> int:
        done = 0
        while Verdict.objects.filter(tell_at__isnull=False).exists():
            try:
                done += warn(response(), T, 70)
            except (IntegrityError, OperationalError):
                continue  # two wanted the same: one of them comes again
        connection.close()
        return done

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(work, range(2))) == 1_800
    assert WarningItem.objects.filter(open=True).count() == 1_800
    assert sum(one.open for one in Warning.objects.exclude(standard="")) == 1_800
