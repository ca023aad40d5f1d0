"""While some subjects are judged nothing of theirs is held: what comes in meanwhile is neither lost nor said twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import polars as pl
import pytest
from django.db import connection, transaction
from tests.live.agreement import live_log, live_promises, replayed_log, replayed_promises
from tests.live.turns import HOUR, settle_all

from tuotou.core.trail.event import INSTANT
from tuotou.operations.live import settle as settling
from tuotou.operations.live.record_events import record_events
from tuotou.operations.live.wake import wake
from tuotou.operations.live.watch import Watch
from tuotou.store import held
from tuotou.store.models import Subject, Verdict
from tuotou.store.slices import SLICES, slices

pytestmark = pytest.mark.django_db(transaction=True)
NOON = 1_782_876_000_000_000
LATER = NOON + 9 * HOUR
"""When it is too late to sort what came to the hub at noon."""
Act = Callable[[], Any]


def scan(subject: str, kind: str, at: int, **more: Any) -> dict[str, Any]:
    return {"subject_kind": "parcel", "subject": subject, "id": f"{kind}-{at}", "kind": kind, "at": at, **more}


def recorded(watch: Watch, now: int, *rows: dict[str, Any]) -> None:
    batch = pl.DataFrame([{"site": "HUB1", "source": "handheld", **row} for row in rows], infer_schema_length=None)
    record_events(batch.with_columns(pl.col("at").cast(INSTANT)), watch, lambda: now)


def elsewhere(act: Act) -> Any:
    """What comes of an act over a connection of its own."""

    def closed() -> Any:
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(closed).result(timeout=60)


@pytest.fixture
def before_reading(monkeypatch: pytest.MonkeyPatch) -> list[Act]:
    """Acts that happen once each, when the instant is past and nothing has been read yet."""
    acts: list[Act] = []
    read = settling.read_line

    def first(*arguments: Any) -> Any:
        while acts:
            elsewhere(acts.pop(0))
        return read(*arguments)

    monkeypatch.setattr(settling, "read_line", first)
    return acts


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> list[Act]:
    """Acts that happen once each, when subjects have been judged and what was found is not yet written."""
    acts: list[Act] = []
    judged = settling._judged

    def then(*arguments: Any) -> Any:
        found = judged(*arguments)
        while acts:
            elsewhere(acts.pop(0))
        return found

    monkeypatch.setattr(settling, "_judged", then)
    return acts


def agree(watch: Watch) -> None:
    until = max(Subject.objects.values_list("known_until", flat=True))
    assert live_promises() == replayed_promises(watch, until)
    assert live_log() == replayed_log(watch, until)


def test_what_is_recorded_meanwhile_is_judged_next(watch: Watch, meanwhile: list[Act]) -> None:
    recorded(watch, NOON, *(scan(f"P{number}", "arrived", NOON) for number in range(3)))
    settle_all(watch, lambda: NOON + 1)

    meanwhile.append(lambda: recorded(watch, LATER + 1, scan("P1", "sorted", LATER, chute="A1")))
    wake(watch, lambda: LATER)

    broken = Verdict.objects.filter(promise__standard="hub-sorted-8h", status="broken")
    assert broken.count() == 3, "it was so when they were judged"
    assert Subject.objects.get(number="P1").next_due_at <= LATER + 1, "and there is more to say"
    settle_all(watch, lambda: LATER + 2)
    late = Verdict.objects.filter(promise__standard="hub-sorted-8h", status="kept_late")
    assert late.values_list("promise__subject__number", "known_at").get() == ("P1", LATER + 1)
    agree(watch)


def test_what_is_recorded_before_they_are_read_is_judged_next_too(watch: Watch, before_reading: list[Act]) -> None:
    recorded(watch, NOON, *(scan(f"P{number}", "arrived", NOON) for number in range(3)))
    settle_all(watch, lambda: NOON + 1)

    before_reading.append(lambda: recorded(watch, LATER + 1, scan("P1", "sorted", LATER, chute="A1")))
    wake(watch, lambda: LATER)
    assert Subject.objects.get(number="P1").next_due_at == LATER + 1
    settle_all(watch, lambda: LATER + 2)
    late = Verdict.objects.filter(promise__standard="hub-sorted-8h", status="kept_late")
    assert late.values_list("promise__subject__number", "known_at").get() == ("P1", LATER + 1)
    agree(watch)


def test_what_happens_to_their_truck_meanwhile_they_learn_next(watch: Watch, meanwhile: list[Act]) -> None:
    on_board = [scan(f"P{number}", "loaded", NOON, into="T1") for number in range(3)]
    trip = {"subject_kind": "trip", "subject": "T1", "source": "handheld"}
    recorded(watch, NOON, *on_board, {**scan("T1", "trip_opened", NOON), **trip})
    recorded(watch, NOON + 1, {**scan("T1", "departed", NOON + 1), **trip})

    arrival = {**scan("T1", "arrived", NOON + 2 * HOUR), **trip}
    meanwhile.append(lambda: recorded(watch, NOON + 2 * HOUR, arrival))
    wake(watch, lambda: NOON + HOUR)
    settle_all(watch, lambda: NOON + 2 * HOUR)
    settle_all(watch, lambda: NOON + 12 * HOUR)

    missed = Verdict.objects.filter(promise__standard="hub-sorted-8h", status="broken")
    assert missed.count() == 3
    agree(watch)


def test_of_numbers_that_go_on_as_one_another_one_may_be_spoken_of_while_they_are_read(
    watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever rides with them learns of what came in between, though somebody has spoken of the other number since."""
    trip = {"subject_kind": "trip", "subject": "T1", "source": "handheld"}
    recorded(watch, NOON, scan("P1", "loaded", NOON, into="T1"), {**scan("T1", "departed", NOON + 1), **trip})
    recorded(watch, NOON, scan("A", "accepted", NOON), scan("A", "relabelled", NOON + 2, to_number="B"))
    recorded(watch, NOON + 3, scan("B", "arrived", NOON + 3))
    settle_all(watch, lambda: NOON + 4)
    parcel, truck, first, second = (Subject.objects.get(number=number).pk for number in ("P1", "T1", "A", "B"))
    arrival = {**scan("T1", "arrived", NOON + HOUR + 1), **trip}
    later: list[Act] = [
        lambda: recorded(watch, NOON + HOUR + 1, arrival),
        lambda: settling.settle([first], watch, NOON + HOUR + 2),
    ]
    found = held.predecessors

    def meanwhile(*arguments: Any) -> Any:
        while later:
            elsewhere(later.pop(0))
        return found(*arguments)

    monkeypatch.setattr(held, "predecessors", meanwhile)
    settling.settle([parcel, truck, second], watch, NOON + HOUR)
    settle_all(watch, lambda: NOON + 12 * HOUR)
    missed = Verdict.objects.filter(promise__standard="hub-sorted-8h", promise__subject=parcel, status="broken")
    assert missed.get().known_at == NOON + 9 * HOUR + 2, "the minute at which it was due"
    agree(watch)


def test_of_two_who_judge_the_same_one_speaks(watch: Watch, meanwhile: list[Act]) -> None:
    recorded(watch, NOON, *(scan(f"P{number}", "arrived", NOON) for number in range(3)))
    settle_all(watch, lambda: NOON + 1)
    one = Subject.objects.get(number="P1").pk

    meanwhile.append(lambda: settling.settle([one], watch, LATER + 1))
    wake(watch, lambda: LATER)

    broken = Verdict.objects.filter(promise__standard="hub-sorted-8h", status="broken")
    assert sorted(broken.values_list("promise__subject__number", flat=True)) == ["P0", "P1", "P2"]
    assert Subject.objects.get(pk=one).next_due_at <= LATER, "who came second cannot know what the first has seen"
    settle_all(watch, lambda: LATER + 2)
    agree(watch)


def test_who_records_by_a_clock_that_is_behind_is_judged_all_the_same(watch: Watch, meanwhile: list[Act]) -> None:
    recorded(watch, NOON, scan("P1", "arrived", NOON))
    settle_all(watch, lambda: NOON + 1)

    meanwhile.append(lambda: recorded(watch, LATER - HOUR, scan("P1", "sorted", LATER - HOUR, chute="A1")))
    wake(watch, lambda: LATER)
    assert not Verdict.objects.filter(promise__standard="hub-sorted-8h", status="broken").exists()
    settle_all(watch, lambda: LATER + 1)
    agree(watch)


def test_workers_share_what_is_due(watch: Watch) -> None:
    if connection.vendor != "postgresql":
        with slices(NOON, 10) as mine:
            assert mine is None, "one worker, one slice"
        return
    recorded(watch, NOON, *(scan(f"P{number}", "arrived", NOON) for number in range(2 * SLICES)))

    def taken(many: int) -> list[int]:
        with slices(NOON, many) as mine:
            return list(mine or ())

    with slices(NOON, 2 * SLICES) as mine:  # more is due than one chunk has
        first = set(mine or ())
        second = set(elsewhere(lambda: taken(2 * SLICES)))
        rest = set(elsewhere(lambda: taken(3 * SLICES)))
    assert len(first) == SLICES // 2
    assert len(second) == SLICES // 4
    assert not first & (second | rest)
    assert len(rest) == SLICES // 2, "all that are free, where one chunk is enough"
    with slices(NOON, 3 * SLICES) as mine:
        assert len(mine or ()) == SLICES, "they are given back"


def test_nothing_is_held_while_they_are_judged(watch: Watch, meanwhile: list[Act]) -> None:
    """Who changes the very rows meanwhile waits for nobody."""
    recorded(watch, NOON, scan("P1", "arrived", NOON))

    def change() -> None:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SET LOCAL lock_timeout = '1s'")
            Subject.objects.filter(number="P1").update(site="HUB1")

    meanwhile.append(change)
    assert wake(watch, lambda: NOON + 1) == 1
    assert not meanwhile


@pytest.fixture(autouse=True)
def _no_connection_left() -> Iterator[None]:
    yield
    connection.close()
