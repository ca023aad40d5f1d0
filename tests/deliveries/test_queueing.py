"""What is new becomes messages: each fact once for each who wants it, in order, whoever writes meanwhile."""

from __future__ import annotations

import json
import threading
from typing import Any

import pytest
from django.db import connection, transaction
from tests.deliveries.outgoing import HAND, SECOND, Clock, broken, ground, queue_all, recorded, subscriber
from tests.live.warned import T, parcels, promised, response, say

from tuotou.operations.deliveries.queueing import queue
from tuotou.operations.deliveries.streams import STREAMS, Place
from tuotou.operations.deliveries.subscribers import change, disable, enable, wish_of
from tuotou.operations.deliveries.wants import EVENTS, TOPICS, VERDICTS, WARNINGS, Wants
from tuotou.operations.warnings.handling import Hand, mute
from tuotou.operations.warnings.warn import warn
from tuotou.store.models import Delivery, Position, Promise, RecordedEvent, Unit, Verdict, Warning
from tuotou.store.settled import settled

pytestmark = pytest.mark.django_db(transaction=True)
URL = "http://127.0.0.1:9/hook"


def items(name: str = "shop") -> list[dict[str, Any]]:
    """Everything queued for one, in the order of the messages."""
    found = Delivery.objects.filter(subscriber__name=name).order_by("pk")
    return [item for one in found for item in json.loads(one.body)["items"]]


def test_who_subscribes_hears_of_what_comes_then_and_of_each_once() -> None:
    broken(3)
    recorded([("YT1", "a", "accepted")], at=T - SECOND)
    subscriber(URL, wants=Wants(TOPICS))
    broken(2, "ZT")
    recorded([("YT1", "b", "out_for_delivery")], at=T + 1)
    clock = Clock(T + SECOND)
    queue_all(clock)
    queue_all(clock)
    told = sorted((item["subject"], item.get("kind") or item["status"]) for item in items())
    assert told == [("YT1", "out_for_delivery"), ("ZT000000", "broken"), ("ZT000001", "broken")]


def test_all_topics_of_a_promise_and_a_warning() -> None:
    subscriber(URL, wants=Wants((*VERDICTS, *WARNINGS)))
    broken(6)
    warn(response(), T)
    mute(Warning.objects.get().pk, Hand("OM01", T, "打 13812345678"))
    say(Promise.objects.all(), "kept_late")
    say(Promise.objects.all()[:1], "gone")
    warn(response(), T)
    queue_all(Clock())
    topics = [json.loads(one.body)["topic"] for one in Delivery.objects.order_by("pk")]
    assert {*topics} == {
        "verdict.broken", "verdict.kept_late", "verdict.withdrawn",
        "warning.opened", "warning.changed", "warning.resolved",
    }  # fmt: skip
    assert [item["note"] for item in items() if item.get("act") == "muted"] == ["打 138****5678"]


def test_a_trial_is_told_nobody() -> None:
    from tests.live.warned import Said

    subscriber(URL)
    promised(parcels(2), "out-by-wave", "OUT1", Said(trial=True))
    assert queue_all(Clock()) == 0 and not Delivery.objects.exists()


@pytest.mark.parametrize(
    ("wants", "told"),
    [
        (Wants(EVENTS), 4),
        (Wants(EVENTS, kinds=("signed", "accepted")), 3),
        (Wants(EVENTS, sites=("OUT2",)), 1),
        (Wants(EVENTS, subject_kinds=("trip",)), 0),
        (Wants(EVENTS, kinds=("signed",), sites=("OUT1",)), 1),
    ],
)
def test_wants_narrow_what_is_told(wants: Wants, told: int) -> None:
    subscriber(URL, wants=wants)
    recorded([("YT1", "a", "accepted"), ("YT1", "b", "signed"), ("YT2", "c", "damaged")])
    recorded([("YT3", "d", "accepted")], site="OUT2")
    queue_all(Clock(T + 3 * SECOND))
    assert len(items()) == told


def test_who_sees_a_part_of_the_company_is_told_of_that_part() -> None:
    Unit.objects.bulk_create(Unit(code=code, name=code, kind="outlet") for code in ("OUT1", "OUT2"))
    subscriber(URL, unit="OUT1")
    broken(2)
    broken(2, "ZT", "OUT2")
    queue_all(Clock())
    assert {item["site"] for item in items()} == {"OUT1"}


def test_who_is_disabled_hears_all_of_it_when_he_is_enabled_and_new_wishes_begin_now() -> None:
    subscriber(URL)
    disable("shop", HAND)
    broken(2)
    assert queue_all(Clock()) == 0
    enable("shop", HAND)
    recorded([("YT1", "a", "accepted")])
    wish = wish_of(subscriber(URL, "other"))
    change("other", wish.__class__("other", URL, Wants(EVENTS)), ground(), HAND, Clock(T + 5 * SECOND))
    recorded([("YT1", "b", "signed")], at=T + 6 * SECOND)
    queue_all(Clock(T + 9 * SECOND))
    assert len(items()) == 2 and [item["id"] for item in items("other")] == ["b"]


def test_pages_and_spans_miss_nothing_and_repeat_nothing() -> None:
    subscriber(URL, wants=Wants(EVENTS))
    hour = 3_600 * SECOND
    for at in (T + 1, T + 2, T + 2 + 5 * hour, T + 2 + 9 * hour):
        recorded([(f"YT{number}", f"{at}-{number}", "accepted") for number in range(7)], at=at)
    clock = Clock(T + 10 * hour)
    while queue(response().handbook.vocabulary, clock, limit=3):
        pass
    ids = [item["id"] for item in items()]
    assert len(ids) == 28 == len({*ids})
    place = Position.objects.get(stream="events")
    assert (place.at, place.row) == (clock.now, 0)


def test_what_is_recorded_at_the_very_instant_comes_next_time() -> None:
    subscriber(URL, wants=Wants(EVENTS))
    clock = Clock(T + 5)
    recorded([("YT1", "a", "accepted")], at=T + 5)
    queue_all(clock)
    recorded([("YT1", "b", "signed")], at=T + 5)
    clock.now += 1
    queue_all(clock)
    assert [item["id"] for item in items()] == ["a", "b"]


def test_a_body_is_never_larger_than_a_million_bytes_and_carries_a_hundred_facts() -> None:
    subscriber(URL, wants=Wants(EVENTS))
    recorded([("YT1", str(number), "accepted") for number in range(250)])
    recorded([("YT2", f"long {number}", "damaged") for number in range(5)], reason="破" * 130_000)
    recorded([("YT3", "huge", "damaged")], reason="破" * 400_000)
    queue_all(Clock(T + 9 * SECOND))
    bodies = [one.body for one in Delivery.objects.all()]
    assert max(len(body.encode()) for body in bodies) <= 1_000_000
    assert max(one.count for one in Delivery.objects.all()) == 100
    assert len(items()) == 256 and [item["attributes"] for item in items() if item["id"] == "huge"] == [None]


def test_phone_numbers_and_what_nobody_named_do_not_leave_the_house() -> None:
    subscriber(URL, wants=Wants(EVENTS))
    said = "客户 13812345678 或 0512-65551234，单号见包 BG1234567890"
    recorded([("YT1234567890123", "a", "damaged")], reason=said, attrs='{"phone": "13812345678"}', into="BG1234567890")
    queue_all(Clock(T + 3 * SECOND))
    (item,) = items()
    assert item["subject"] == "YT1234567890123" and item["attributes"]["into"] == "BG1234567890"
    body = Delivery.objects.get().body
    assert "13812345678" not in body and "65551234" not in body and "attrs" not in body


def test_nobody_queues_what_another_has_queued_meanwhile() -> None:
    """Two read the same page; who writes second finds that the place has moved."""
    from tuotou.operations.deliveries.queueing import Round, _append

    one = subscriber(URL)
    broken(3)
    stream = next(stream for stream in STREAMS if stream.name == "verdicts")
    place, end = Place(0, Position.objects.get(stream="verdicts").row), stream.end(Clock())
    assert end is not None
    page, round = stream.read(place, end, 100), Round(response().handbook.vocabulary, T, [one.pk])
    _append(stream, place, page, round)
    _append(stream, place, page, round)
    assert len(items()) == 3


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite: one writes at a time")
def test_a_number_that_shows_after_a_larger_one_is_waited_for() -> None:
    """One has number 1 and is not done; another has number 2 and is: nothing is passed before both are."""
    subscriber(URL)
    mine = promised(parcels(2), "out-by-wave", "OUT1")
    Verdict.objects.all().delete()
    began, go = threading.Event(), threading.Event()

    def verdict(which: int) -> Verdict:
        return Verdict(promise=mine[which], known_at=T, written_at=T, status="broken", version=1)

    def slow() -> None:
        with transaction.atomic():
            verdict(0).save()
            began.set()
            go.wait(30)
        connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    began.wait(30)
    verdict(1).save()
    assert settled(Verdict) is None, "it has waited, and asks again later"
    assert queue_all(Clock()) == 0 and items() == []
    threading.Timer(0.2, go.set).start()
    while not queue_all(Clock()):
        pass
    thread.join()
    assert [item["subject"] for item in items()] == ["YT000000", "YT000001"]


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite: one writes at a time")
def test_many_write_at_once_and_every_number_is_passed_once() -> None:
    subscriber(URL)
    mine = promised(parcels(1), "out-by-wave", "OUT1")
    Verdict.objects.all().delete()
    place = Position.objects.get(stream="verdicts")

    def write(turn: int) -> None:
        for number in range(25):
            with transaction.atomic():
                Verdict.objects.create(
                    promise=mine[0], known_at=turn * 1_000 + number, written_at=T, status="broken", version=1
                )
                if number % 5 == turn:
                    connection.cursor().execute("SELECT pg_sleep(0.01)")
        connection.close()

    threads = [threading.Thread(target=write, args=(turn,)) for turn in range(4)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        queue(response().handbook.vocabulary, Clock())
    queue_all(Clock())
    told = [item["known_at"] for item in items()]
    assert len(told) == 100 == len({*told})
    assert Position.objects.get(pk=place.pk).row == Verdict.objects.order_by("-pk")[0].pk


def test_the_log_is_empty_when_nobody_wants_it() -> None:
    subscriber(URL)
    before = Position.objects.filter(stream="events").exists()
    recorded([("YT1", "a", "accepted")])
    assert queue_all(Clock(T + 3 * SECOND)) == 0 and not before and RecordedEvent.objects.exists()
