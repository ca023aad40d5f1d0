"""Messages to a real receiver that fails in every way: none is lost, each comes under one id, order is kept."""

from __future__ import annotations

import json
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db.models import QuerySet
from tests.deliveries.outgoing import (
    HAND,
    SECOND,
    SECRET,
    Clock,
    broken,
    deliver_all,
    queue_all,
    states,
    subscriber,
    wired,
)
from tests.deliveries.receiver import Receiver, Said, receiving
from tests.live.warned import T, say

from tuotou.operations.deliveries.again import ping, replay
from tuotou.operations.deliveries.deliver import deliver
from tuotou.operations.deliveries.lanes import LEASE, claim, room
from tuotou.operations.deliveries.outcome import settle
from tuotou.operations.deliveries.subscribers import disable, enable, rotate
from tuotou.operations.deliveries.webhook import signature
from tuotou.operations.deliveries.wire import Answer
from tuotou.operations.warnings.handling import NotThere
from tuotou.store.models import AuditEntry, Delivery, DeliveryAttempt, Promise, Subscriber, Warning, WarningStep

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = 3_600 * SECOND
DAY = 24 * HOUR


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as made:
        yield made


def one_message(receiver: Receiver) -> Clock:
    """A verdict, queued."""
    subscriber(receiver.url)
    broken()
    clock = Clock()
    queue_all(clock)
    return clock


def next_try(clock: Clock) -> int:
    """When the next attempt is made; the clock goes there."""
    at = Delivery.objects.exclude(next_try_at=None).order_by("next_try_at").values_list("next_try_at", flat=True)[0]
    assert at is not None
    waited = at - clock.now
    clock.now = at
    return waited


def last_attempt() -> DeliveryAttempt:
    return DeliveryAttempt.objects.order_by("-pk")[0]


def test_it_comes_signed_with_its_id_its_topic_and_what_happened(receiver: Receiver) -> None:
    clock = one_message(receiver)
    assert deliver_all(clock) == 1
    (got,) = receiver.got
    said = json.loads(got.body)
    assert said["topic"] == got.headers["Tuotou-Topic"] == "verdict.broken"
    assert said["id"] == got.headers["Tuotou-Delivery"] == str(Delivery.objects.get().uuid)
    assert said["items"][0]["subject"] == "YT000000" and said["items"][0]["due_at"].endswith("Z")
    at = int(got.headers["Tuotou-Timestamp"])
    assert at == clock.now // SECOND
    assert got.headers["Tuotou-Signature"] == f"v1={signature(SECRET, at, got.body)}"
    assert states() == {"sent": 1} and last_attempt().answer == "ok"


def test_500_then_200_is_the_same_message_twice(receiver: Receiver) -> None:
    receiver.answer = lambda _: Said(500 if len(receiver.got) == 1 else 200)
    clock = one_message(receiver)
    deliver_all(clock)
    assert deliver_all(clock) == 0, "not before its time"
    assert 4 * SECOND <= next_try(clock) <= 6 * SECOND
    deliver_all(clock)
    assert len(set(receiver.ids)) == 1 and len(receiver.got) == 2
    assert receiver.got[0].body == receiver.got[1].body
    assert states() == {"sent": 1} and Subscriber.objects.get().failures == 0


def test_what_gives_no_whole_answer_is_tried_again(receiver: Receiver) -> None:
    late, drip = threading.Event(), threading.Event()
    receiver.answer = lambda _: [Said(wait=late), Said(body=b"slow", drip=drip), Said()][len(receiver.got) - 1]
    clock = one_message(receiver)
    for _ in range(2):
        with wired(patience=0.3) as wire:
            deliver(wire, clock, clock.now + 1)
            assert "no whole answer within 0.3 s" in last_attempt().error
        next_try(clock)
    deliver_all(clock)
    late.set(), drip.set()
    assert states() == {"sent": 1} and len(set(receiver.ids)) == 1


def test_a_huge_answer_is_read_to_its_bound_and_kept_shorter_still(receiver: Receiver) -> None:
    receiver.answer = lambda _: Said(body=b"x" * 5_000_000)
    deliver_all(one_message(receiver))
    assert states() == {"sent": 1} and last_attempt().answer == "x" * 500


def test_a_redirect_is_not_followed(receiver: Receiver) -> None:
    with receiving() as elsewhere:
        receiver.answer = lambda _: Said(302, headers={"Location": elsewhere.url})
        deliver_all(one_message(receiver))
        assert elsewhere.got == [] and states() == {"waiting": 1}
    assert last_attempt().error == "status 302"


def test_nobody_there_and_no_such_name_are_tried_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        free = taken.getsockname()[1]
    clock = Clock()
    subscriber(f"http://127.0.0.1:{free}/")
    subscriber("http://no-such-host.invalid/", "nowhere")
    broken()
    queue_all(clock)
    deliver_all(clock)
    assert states() == {"waiting": 2}
    errors = sorted(DeliveryAttempt.objects.values_list("error", flat=True))
    assert errors[0].startswith("ConnectError") and "is not known" in errors[1] and len(errors) == 2


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subject = ("-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1")
    made = ("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate, *subject)
    subprocess.run(made, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]

        def serve() -> None:
            with listening.accept()[0] as taken, pytest.raises(OSError):
                context.wrap_socket(taken, server_side=True).recv(1)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        subscriber(f"https://127.0.0.1:{port}/")
        broken()
        clock = Clock()
        queue_all(clock)
        deliver_all(clock)
        thread.join(10)
    assert "CERTIFICATE_VERIFY_FAILED" in last_attempt().error and states() == {"waiting": 1}


def test_an_address_that_became_private_is_not_gone_to(receiver: Receiver) -> None:
    subscriber(receiver.url)
    Subscriber.objects.update(url=receiver.url.replace("127.0.0.1", "10.255.255.1"))
    broken()
    clock = Clock()
    queue_all(clock)
    deliver_all(clock)
    assert "has no public address" in last_attempt().error and receiver.got == []


def test_gone_disables_and_the_owner_is_told_once(receiver: Receiver) -> None:
    receiver.answer = lambda _: Said(410)
    clock = one_message(receiver)
    deliver_all(clock)
    one = Subscriber.objects.get()
    assert (one.state, one.reason) == ("disabled", "the receiver is gone: status 410")
    assert WarningStep.objects.get().people == ["HQ001"] and Warning.objects.get().cause == "subscriber-disabled shop"
    assert AuditEntry.objects.filter(act="subscriber.disable", who="system").count() == 1
    next_try(clock)
    assert deliver_all(clock) == 0 and len(receiver.got) == 1, "nothing goes to who is disabled"
    receiver.answer = lambda _: Said()
    enable("shop", HAND)
    deliver_all(clock)
    assert states() == {"sent": 1} and Warning.objects.get().state == "resolved"


@pytest.mark.parametrize("status", [429, 503])
def test_who_asks_to_be_left_alone_is(receiver: Receiver, status: int) -> None:
    receiver.answer = lambda _: Said(status, headers={"Retry-After": "1000"})
    clock = one_message(receiver)
    deliver_all(clock)
    broken(20, "ZT")
    queue_all(clock)
    clock.now += 999 * SECOND
    assert deliver_all(clock) == 0 and len(receiver.got) == 1, "nothing else either"
    receiver.answer = lambda _: Said()
    clock.now += SECOND
    deliver_all(clock)
    assert set(states()) == {"sent"}


def test_what_is_refused_is_tried_three_times_more_and_does_not_hold_up_the_rest(receiver: Receiver) -> None:
    receiver.answer = lambda got: Said(400, b"what is this?") if b"YT000000" in got.body else Said()
    clock = one_message(receiver)
    for _ in range(4):
        deliver_all(clock)
        if states() != {"refused": 1}:
            next_try(clock)
    assert states() == {"refused": 1} and len(receiver.got) == 4
    assert last_attempt().error == "status 400" and last_attempt().answer == "what is this?"
    broken(1, "ZT")
    queue_all(clock)
    deliver_all(clock)
    assert states() == {"refused": 1, "sent": 1}


def test_for_a_day_it_is_tried_then_the_subscriber_is_disabled_and_nothing_behind_is_lost(receiver: Receiver) -> None:
    receiver.answer = lambda _: Said(500)
    clock = one_message(receiver)
    for _ in range(25):
        deliver_all(clock)
        if Subscriber.objects.get().state == "disabled":
            break
        next_try(clock)
    assert 22 * HOUR <= clock.now - T < 25 * HOUR and 15 <= len(receiver.got) <= 22
    assert Warning.objects.count() == 1 and states() == {"waiting": 1}
    broken(5, "ZT")
    assert queue_all(clock) == 0, "what is new waits where it is"
    receiver.answer = lambda _: Said()
    enable("shop", HAND)
    assert queue_all(clock) == 5
    deliver_all(clock)
    assert sum(len(json.loads(got.body)["items"]) for got in receiver.got if b"ZT" in got.body) == 5
    next_try(clock)
    deliver_all(clock)
    assert set(states()) == {"sent"}


def test_what_alone_fails_while_others_come_through_is_given_up(receiver: Receiver) -> None:
    receiver.answer = lambda got: Said(500 if b"YT000000" in got.body else 200)
    clock = one_message(receiver)
    for day in range(25):
        deliver_all(clock)
        broken(8, f"ZT{day}")
        queue_all(clock)
        deliver_all(clock)
        if "failed" in states():
            break
        next_try(clock)
    assert states()["failed"] == 1 and Subscriber.objects.get().state == "active"
    assert set(states()) == {"failed", "sent"}, "what stood behind it went on"


def test_nothing_overtakes_what_is_about_the_same(receiver: Receiver) -> None:
    """A parcel at risk, broken, kept late: while the first fails, the others wait; other parcels do not."""
    failing = {"on": True}
    receiver.answer = lambda got: Said(500 if failing["on"] and b"YT000000" in got.body else 200)
    clock = one_message(receiver)
    for status in ("at_risk", "kept_late"):
        say(Promise.objects.all(), status)
        queue_all(clock)
    broken(40, "ZT")
    queue_all(clock)
    deliver_all(clock)
    others = {item["subject"] for got in receiver.got for item in json.loads(got.body)["items"]} - {"YT000000"}
    assert others and [got.headers["Tuotou-Topic"] for got in receiver.got if b"YT000000" in got.body] == [
        "verdict.broken"
    ]
    failing["on"] = False
    next_try(clock)
    receiver.got.clear()
    deliver_all(clock)
    told = [
        item["status"]
        for got in receiver.got
        for item in json.loads(got.body)["items"]
        if item["subject"] == "YT000000"
    ]
    assert told == ["broken", "at_risk", "kept_late"] and set(states()) == {"sent"}


def test_a_slow_receiver_holds_up_nobody(receiver: Receiver) -> None:
    never = threading.Event()
    with receiving(lambda _: Said(wait=never)) as slow:
        subscriber(slow.url, "slow")
        subscriber(receiver.url, "quick")
        broken(500)
        clock = Clock()
        queue_all(clock)
        tick = Ticking(clock.now)
        with wired(30) as wire:
            while set(mine("quick").values_list("state", flat=True)) != {"sent"}:
                deliver(wire, tick, tick.now + SECOND)
            assert {one.subscriber.name for one in wire.flying.values()} == {"slow"}, "it has not answered yet"
            never.set()
    assert not mine("slow").exclude(state="waiting").exists()


class Ticking(Clock):
    """A clock that goes on a little whenever somebody looks."""

    def __call__(self) -> int:
        self.now += SECOND // 50
        return self.now


def mine(name: str) -> QuerySet[Delivery]:
    return Delivery.objects.filter(subscriber__name=name)


def test_who_fails_all_the_time_is_asked_one_at_a_time() -> None:
    with receiving(lambda _: Said(500)) as bad:
        subscriber(bad.url)
        broken(500)
        clock = Clock()
        queue_all(clock)
        deliver_all(clock)
        assert len(bad.got) == Subscriber.objects.get().failures == 8, "the first of each lane, all at once"
        Delivery.objects.exclude(next_try_at=None).update(next_try_at=clock.now)
        assert len(claim(clock.now, lambda one: room(one, 0))) == 1
        assert room(Subscriber.objects.get(), 1) == 0


def test_an_old_secret_is_valid_for_a_day_beside_the_new(receiver: Receiver) -> None:
    clock = one_message(receiver)
    rotate("shop", HAND, "a-new-secret-of-this-test")
    deliver_all(clock)
    at = int(receiver.got[0].headers["Tuotou-Timestamp"])
    both = [f"v1={signature(secret, at, receiver.got[0].body)}" for secret in ("a-new-secret-of-this-test", SECRET)]
    assert receiver.got[0].headers["Tuotou-Signature"] == ",".join(both)
    clock.now += DAY
    broken(1, "ZT")
    queue_all(clock)
    deliver_all(clock)
    assert receiver.got[1].headers["Tuotou-Signature"].count("v1=") == 1


def test_sent_again_by_hand_it_is_the_same_message(receiver: Receiver) -> None:
    clock = one_message(receiver)
    deliver_all(clock)
    uuid = Delivery.objects.get().uuid
    assert replay("shop", uuid, HAND) == 1
    deliver_all(clock)
    assert receiver.ids == [str(uuid)] * 2 and receiver.got[0].body == receiver.got[1].body
    assert replay("shop", (T, T + 1), HAND) == 1
    deliver_all(clock)
    assert len(receiver.got) == 3 and DeliveryAttempt.objects.count() == 3
    with pytest.raises(NotThere):
        replay("shop", (T + 1, T + 2), HAND)


def test_a_ping_goes_at_once_also_to_who_is_disabled(receiver: Receiver) -> None:
    subscriber(receiver.url)
    disable("shop", HAND)
    with wired() as wire:
        assert ping("shop", wire, Clock()).outcome == "sent"
    assert json.loads(receiver.got[0].body)["items"] == [{"subscriber": "shop"}]
    receiver.answer = lambda _: Said(500)
    with wired() as wire:
        assert ping("shop", wire, Clock()).error == "status 500"
    assert states() == {"failed": 1, "sent": 1}


def test_who_took_a_message_and_died_is_followed_by_another(receiver: Receiver) -> None:
    clock = one_message(receiver)
    assert len(claim(clock.now, lambda _: 8)) == 1, "and nothing more is heard of him"
    assert deliver_all(clock) == 0
    clock.now += LEASE
    assert deliver_all(clock) == 1 and states() == {"sent": 1}


def test_an_answer_that_comes_after_another_has_settled_changes_nothing(receiver: Receiver) -> None:
    clock = one_message(receiver)
    late = Delivery.objects.select_related("subscriber").get()
    deliver_all(clock)
    settle([Answer(late, 5, 500)], clock.now)
    assert states() == {"sent": 1} and DeliveryAttempt.objects.count() == 1
