"""Traces pushed as Kuaidi100 takes them: read back they are the same events, and what became of them is noted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import polars as pl
import pytest
from tests.deliveries.outgoing import HAND, SECOND, SECRET, Clock, deliver_all, queue_all, states, subscriber
from tests.deliveries.receiver import Receiver, Said, receiving
from tests.live.warned import T, response

from tuotou.core.trail.event import INSTANT
from tuotou.feeds import parse_mapping, read_events
from tuotou.feeds.shipped import shipped_mapping
from tuotou.operations.deliveries.subscribers import follow
from tuotou.operations.deliveries.tend import note_traces
from tuotou.operations.deliveries.trace import public, sign
from tuotou.operations.deliveries.wants import EVENTS, Wants
from tuotou.operations.live.record_events import record_events
from tuotou.operations.live.watch import Watch
from tuotou.operations.warnings.handling import CannotDo
from tuotou.store.models import Delivery, DeliveryAttempt, RecordedEvent, Subscriber, Unit

pytestmark = pytest.mark.django_db(transaction=True)
YES = Said(body=b'{"result":true,"returnCode":"200","message":"ok"}')
NO = Said(body='{"result":false,"returnCode":"500","message":"单号格式不对"}'.encode())
PARCEL = "yuantongYT8812345678901"
DAY = [
    ("accepted", 0), ("loaded", 10), ("in_transit", 60), ("arrived_in_city", 600), ("out_for_delivery", 700),
    ("signed_by_self", 760),
]  # fmt: skip


@pytest.fixture(scope="module")
def watch() -> Watch:
    return Watch.of(response().handbook)


@pytest.fixture
def platform() -> Iterator[Receiver]:
    with receiving(lambda _: YES) as made:
        yield made


def record(watch: Watch, clock: Clock, *events: tuple[str, int], number: str = PARCEL, **more: Any) -> None:
    """Kinds, and at which minute each happened."""
    rows = [
        {"subject_kind": "parcel", "subject": number, "id": f"{kind}{minute}", "kind": kind,
         "at": T + minute * 60 * SECOND, "site": "OUT1", "source": "handheld", **more}
        for kind, minute in events
    ]  # fmt: skip
    clock.now = max(clock.now + SECOND, T + max(minute for _, minute in events) * 60 * SECOND + SECOND)
    frame = pl.DataFrame(rows).with_columns(pl.col("at").cast(INSTANT))
    assert record_events(frame, watch, clock).refused.is_empty()
    clock.now += SECOND


def pushing(platform: Receiver, **more: Any) -> None:
    subscriber(platform.url, "hub100", form="kuaidi100", wants=Wants(EVENTS, company="yuantong", **more))


def pushed(platform: Receiver) -> list[dict[str, Any]]:
    """What came, once its signature is right."""
    found = []
    for got in platform.got:
        form = parse_qs(got.body.decode())
        assert form["sign"] == [sign(form["param"][0], SECRET)]
        found.append(json.loads(form["param"][0]))
    return found


def test_read_back_by_the_mapping_of_kuaidi100_it_is_the_same_trail(
    platform: Receiver, watch: Watch, tmp_path: Path
) -> None:
    Unit.objects.create(code="OUT1", name="苏州一部", kind="outlet")
    pushing(platform)
    clock = Clock()
    record(watch, clock, *DAY)
    queue_all(clock)
    assert deliver_all(clock) == 1
    (push,) = pushed(platform)
    assert (push["status"], push["lastResult"]["state"], push["lastResult"]["ischeck"]) == ("shutdown", "3", "1")
    assert push["lastResult"]["nu"] == "YT8812345678901" and push["lastResult"]["com"] == "yuantong"
    assert push["lastResult"]["data"][0]["context"] == "【苏州一部】本人签收"
    file = tmp_path / "push.ndjson"
    file.write_text(json.dumps({"received_at": "2026-05-02 12:00:00", **push}), "utf-8")
    mapping, problems = parse_mapping(*shipped_mapping("kuaidi100"), watch.vocabulary)
    assert mapping is not None, problems
    events = pl.concat([part.events for part in read_events(file, mapping, watch.vocabulary)])
    told = events.sort("at").select("subject", "kind", pl.col("at").to_physical()).rows()
    assert told == [(PARCEL, kind, T + minute * 60 * SECOND) for kind, minute in DAY if kind != "loaded"]


def test_each_push_has_the_whole_list_and_what_was_retracted_is_gone(platform: Receiver, watch: Watch) -> None:
    pushing(platform)
    clock = Clock()
    for events in (DAY[:1], DAY[4:5], DAY[5:]):
        record(watch, clock, *events)
        queue_all(clock)
    record(watch, clock, ("retracted", 800), retracts="signed_by_self760", reason="扫错")
    record(watch, clock, ("loaded", 810))
    queue_all(clock)
    deliver_all(clock)
    lists = [[entry["statusCode"] for entry in push["lastResult"]["data"]] for push in pushed(platform)]
    assert lists == [["1"], ["5", "1"], ["301", "5", "1"], ["5", "1"]]


def test_every_public_kind_is_told_by_a_code_that_means_it(watch: Watch) -> None:
    codes = public(watch.vocabulary)
    back = watch.vocabulary.foreign("kuaidi100")
    assert codes["placed_for_pickup"] == "501" and codes["refused"] == "203"
    between = {"departed", "arrived", "passed"}
    assert all(back[code] == ("in_transit" if kind in between else kind) for kind, code in codes.items())
    assert codes["departed"] == "0"


def test_what_happens_to_the_trip_is_pushed_of_the_parcels_in_its_bags(platform: Receiver, watch: Watch) -> None:
    pushing(platform)
    clock, beside = Clock(), "yuantongYT8800000000000"
    record(watch, clock, ("accepted", 0), ("bagged", 10), into="B1")
    record(watch, clock, ("accepted", 20), number=beside)
    record(watch, clock, ("loaded", 30), number="B1", subject_kind="bag", into="T1")
    queue_all(clock)
    deliver_all(clock)
    platform.got.clear()
    record(watch, clock, ("departed", 60), number="T1", subject_kind="trip")
    record(watch, clock, ("arrived", 300), number="T1", subject_kind="trip", site="HUB1")
    record(watch, clock, ("door_opened", 310), number="T1", subject_kind="trip")
    queue_all(clock)
    deliver_all(clock)
    pushes = [push["lastResult"] for push in pushed(platform)]
    assert [push["nu"] for push in pushes] == ["YT8812345678901"] * 2
    told = [entry["context"] for entry in pushes[-1]["data"]]
    assert told == ["【HUB1】到件到车", "【OUT1】发件发车", "【OUT1】收件"]
    platform.got.clear()
    record(watch, clock, ("unbagged", 320), out_of="B1")
    record(watch, clock, ("departed", 330), number="T1", subject_kind="trip", site="HUB1")
    queue_all(clock)
    deliver_all(clock)
    assert not platform.got, "it was taken out before"


def test_followed_parcels_only(platform: Receiver, watch: Watch) -> None:
    pushing(platform, followed=True)
    assert follow("hub100", [PARCEL, PARCEL], HAND) == 1
    clock = Clock()
    record(watch, clock, *DAY[:1])
    record(watch, clock, *DAY[:1], number="yuantongYT8800000000000")
    queue_all(clock)
    deliver_all(clock)
    assert [push["lastResult"]["nu"] for push in pushed(platform)] == ["YT8812345678901"]
    subscriber(platform.url, "shop", wants=Wants(EVENTS))
    with pytest.raises(CannotDo, match="every parcel"):
        follow("shop", [PARCEL], HAND)


def test_a_body_that_says_no_is_a_refusal_and_both_stand_on_the_trail(platform: Receiver, watch: Watch) -> None:
    platform.answer = lambda _: NO
    pushing(platform)
    clock = Clock()
    record(watch, clock, *DAY[:1])
    queue_all(clock)
    for _ in range(4):
        deliver_all(clock)
        clock.now += 3_600 * SECOND
    assert states() == {"refused": 1}
    assert {one.error for one in DeliveryAttempt.objects.all()} == {"500 单号格式不对"}
    platform.answer = lambda _: YES
    record(watch, clock, *DAY[4:5])
    queue_all(clock)
    deliver_all(clock)

    def noted(events: pl.DataFrame) -> None:
        assert record_events(events, watch, clock).refused.is_empty()

    assert note_traces(noted) == 2 and note_traces(noted) == 0
    Delivery.objects.update(noted=False)
    assert note_traces(noted) == 2, "killed before it knew: the same events again, and nothing new"
    found = (
        RecordedEvent.objects.filter(kind__startswith="trace_").order_by("at").values_list("kind", "subject", "body")
    )
    told = [(kind, number, json.loads(body)) for kind, number, body in found]
    assert [(kind, number) for kind, number, _ in told] == [("trace_refused", PARCEL), ("trace_pushed", PARCEL)]
    assert told[0][2]["reason"] == "500 单号格式不对" and told[1][2]["pushed_event"] == "out_for_delivery700"
    queue_all(clock)
    assert len(states()) == 2 and sum(states().values()) == 2, "of itself nothing is pushed"


def test_answers_that_are_no_answer_are_refusals(platform: Receiver, watch: Watch) -> None:
    answers = iter([b"", b"[1]", b'{"result":"true"}', b"<html>"])
    platform.answer = lambda _: Said(body=next(answers))
    pushing(platform)
    clock = Clock()
    record(watch, clock, *DAY[:1])
    queue_all(clock)
    for _ in range(3):
        deliver_all(clock)
        clock.now += 3_600 * SECOND
    errors = list(DeliveryAttempt.objects.order_by("at").values_list("error", flat=True))
    assert errors == ["the answer is no JSON", "the answer is no object", ""]
    assert states() == {"sent": 1} and Subscriber.objects.get().failures == 0
