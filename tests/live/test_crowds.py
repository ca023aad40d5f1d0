"""What counts over many subjects is counted live as the replay counts it, in whatever order events come."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest
from tests.live import small_company
from tests.live.turns import HOUR, TURN, record, settle_all

from tuotou.core.promises.evaluate import evaluate_docket
from tuotou.core.promises.identity import promise_id
from tuotou.core.promises.naming import KEY
from tuotou.core.trail.event import INSTANT
from tuotou.core.trail.facts import believed
from tuotou.core.trail.trail import micros
from tuotou.operations.live.crowds import count_crowds, forget_crowds
from tuotou.operations.live.say import Saying
from tuotou.operations.live.watch import Watch
from tuotou.store.log import recorded
from tuotou.store.models import CrowdMember, Promise, Recount, Verdict

pytestmark = pytest.mark.django_db
COMPARED = ("status", "due_at", "kept_at", "void_at", "void_reason", "site", "person", "doubt")
NOON = 1_782_876_000_000_000
SECOND = 1_000_000
DAY = 24 * HOUR


@pytest.fixture(scope="module")
def strict(watch: Watch) -> Watch:
    """The shipped handbook with limits that a small company exceeds."""
    return small_company.strict(watch)


def live(watch: Watch) -> dict[str, tuple[Any, ...]]:
    """The promises of `at_most` standards that stand broken, as the platform has them."""
    standards = {row.standard.id for row in watch.crowds.rows}
    found = Promise.objects.filter(status="broken", standard__in=standards).values_list("id", *COMPARED)
    return {id: tuple(rest) for id, *rest in found}


def replayed(watch: Watch, until: int) -> dict[str, tuple[Any, ...]]:
    """The same by the replay of the log."""
    known = believed(watch.crowds.read_from(recorded(watch.vocabulary)), until)
    found = evaluate_docket(known, watch.crowds, until).promises.filter(pl.col("status") == "broken")
    return {
        promise_id([row[name] for name in KEY]): tuple(row[name] for name in COMPARED)
        for row in found.with_columns(pl.col(pl.Datetime).to_physical()).iter_rows(named=True)
    }


def count_all(watch: Watch, now: int, limit: int = 50) -> None:
    while count_crowds(watch, lambda: now, limit):
        pass


def events(*rows: dict[str, Any]) -> pl.DataFrame:
    """A few events of parcels."""
    found = pl.DataFrame([{"subject_kind": "parcel", "recorded_at": row["at"], **row} for row in rows])
    return found.with_columns(pl.col("at", "recorded_at").cast(INSTANT))


def sign_off(parcel: str, at: int) -> dict[str, Any]:
    """One courier signs for a parcel."""
    who = {"site": "SZ01", "person": "SZ01007"}
    return {"subject": parcel, "id": "e1", "kind": "signed_by_self", "at": at, **who}


@pytest.mark.parametrize(("late", "seed"), [(1, 1), (9 * HOUR, 2)])
def test_a_day_streamed_in_any_order_counts_what_its_replay_counts(
    day_of_work: pl.DataFrame, strict: Watch, late: int, seed: int
) -> None:
    lot = np.random.default_rng(seed)
    comes = micros(day_of_work["recorded_at"]) + lot.integers(0, late, len(day_of_work))
    turn = (comes - comes.min()) // TURN
    for number in np.unique(turn).tolist():
        now = int(comes.min()) + (number + 1) * TURN
        mine = np.flatnonzero(turn == number)
        record(day_of_work[lot.permutation(mine)], strict, lambda now=now: now)
        settle_all(strict, lambda now=now: now)
        if number % 3:
            count_all(strict, now)
            assert live(strict) == replayed(strict, now)
    later = now + 5 * DAY
    settle_all(strict, lambda: later)
    count_all(strict, later)

    assert not Recount.objects.exists()
    assert len(live(strict)) > 20
    assert live(strict) == replayed(strict, later)
    last = dict(Verdict.objects.order_by("id").values_list("promise", "status"))
    assert {id for id, status in last.items() if status == "broken"} >= live(strict).keys()


def test_one_too_many_is_told_and_withdrawn_when_one_of_them_is_taken_back(watch: Watch) -> None:
    signed = [sign_off(f"YT{number}", NOON + number * SECOND) for number in range(6)]
    record(events(*signed), watch, lambda: NOON + HOUR)
    count_all(watch, NOON + HOUR)
    assert [(p.subject.number, p.known_at) for p in Promise.objects.filter(standard="signed-in-batches")] == [
        ("YT5", NOON + HOUR)
    ]
    taken_back = {**signed[2], "id": "e2", "kind": "retracted", "retracts": "e1", "at": NOON + 2 * HOUR}
    record(events(taken_back), watch, lambda: NOON + 2 * HOUR)
    count_all(watch, NOON + 3 * HOUR)

    told = Verdict.objects.filter(promise__standard="signed-in-batches").order_by("id")
    assert [(v.status, v.known_at) for v in told] == [("broken", NOON + HOUR), ("kept", NOON + 2 * HOUR)]
    assert CrowdMember.objects.filter(standard="signed-in-batches").count() == 5


def test_a_promise_whose_own_event_is_taken_back_is_gone(watch: Watch) -> None:
    signed = [sign_off(f"YT{number}", NOON + number * SECOND) for number in range(7)]
    record(events(*signed), watch, lambda: NOON + HOUR)
    count_all(watch, NOON + HOUR)
    taken_back = {**signed[6], "id": "e2", "kind": "retracted", "retracts": "e1", "at": NOON + 2 * HOUR}
    record(events(taken_back), watch, lambda: NOON + 2 * HOUR)
    settle_all(watch, lambda: NOON + 3 * HOUR)
    count_all(watch, NOON + 3 * HOUR)

    stands = Promise.objects.filter(standard="signed-in-batches").values_list("subject__number", "status")
    assert sorted(stands) == [("YT5", "broken"), ("YT6", "gone")]


def test_judging_a_subject_again_says_nothing_of_what_is_counted_elsewhere(watch: Watch) -> None:
    signed = [sign_off(f"YT{number}", NOON + number * SECOND) for number in range(6)]
    record(events(*signed), watch, lambda: NOON + HOUR)
    count_all(watch, NOON + HOUR)
    again = {"subject": "YT5", "id": "e9", "kind": "contacted", "site": "SZ01", "at": NOON + HOUR, "channel": "sms"}
    record(events(again), watch, lambda: NOON + 2 * HOUR)

    assert Promise.objects.get(standard="signed-in-batches").status == "broken"


def test_members_are_forgotten_when_nothing_can_be_counted_with_them(watch: Watch) -> None:
    record(events(sign_off("YT1", NOON)), watch, lambda: NOON + HOUR)
    count_all(watch, NOON + HOUR)

    assert forget_crowds(watch, NOON + 29 * DAY) == 0
    assert forget_crowds(watch, NOON + 32 * DAY) == 1


def test_who_is_stopped_in_the_middle_has_done_nothing_and_does_it_again(
    watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed = [sign_off(f"YT{number}", NOON + number * SECOND) for number in range(6)]
    record(events(*signed), watch, lambda: NOON + HOUR)
    with monkeypatch.context() as stopped, pytest.raises(KeyboardInterrupt):
        stopped.setattr(Saying, "say", interrupted)
        count_all(watch, NOON + HOUR)
    assert Recount.objects.count() == 6
    assert not CrowdMember.objects.exists()

    count_all(watch, NOON + 2 * HOUR)
    told = Verdict.objects.filter(promise__standard="signed-in-batches")
    assert [(v.status, v.known_at) for v in told] == [("broken", NOON + HOUR)]


def interrupted(*_: Any) -> None:
    raise KeyboardInterrupt


def test_a_number_that_goes_on_as_another_is_counted_once(watch: Watch) -> None:
    signed = [sign_off(f"YT{number}", NOON + number * SECOND) for number in range(6)]
    record(events(*signed), watch, lambda: NOON + HOUR)
    count_all(watch, NOON + HOUR)
    relabelled = {"subject": "YT0", "id": "e0", "kind": "relabelled", "to_number": "YT5", "at": NOON - HOUR}
    record(events(relabelled), watch, lambda: NOON + 2 * HOUR)
    count_all(watch, NOON + 2 * HOUR)

    assert live(watch) == replayed(watch, NOON + 3 * HOUR)
    assert {m.subject.number for m in CrowdMember.objects.all()} == {f"YT{number}" for number in range(5)}
