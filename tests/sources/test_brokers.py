"""Each broker by itself: what was not acknowledged comes again, what was does not, and who looks changes nothing."""

from __future__ import annotations

import pytest
from tests.sources.peers import Kafka, Mqtt, Nats, Peer, opened, taken

from tuotou.feeds.broker import BrokerAway, Where, WrongWhere, check
from tuotou.feeds.brokers import KINDS

BODIES = [f'{{"n": {n}}}'.encode() for n in range(40)]


def test_what_is_not_acknowledged_comes_again_and_what_is_does_not(peer: Peer) -> None:
    first = opened(peer)
    peer.send(BODIES)
    found = []
    while len(found) < len(BODIES):
        found += first.take(5_000, 0.3)
    first.close()

    second = opened(peer)
    again = taken(second, len(BODIES))
    assert sorted(one.body for one in again) == sorted(BODIES)
    assert {one.position for one in again} == {one.position for one in found}
    second.close()

    third = opened(peer)
    peer.send([b"last"])
    assert [one.body for one in taken(third, 1)] == [b"last"]
    third.close()


def test_who_only_looks_takes_nothing_from_anybody(peer: Peer) -> None:
    looking = KINDS[peer.kind].open(peer.where, True)
    peer.send(BODIES)
    assert len(taken(looking, len(BODIES))) == len(BODIES)
    looking.close()
    reading = opened(peer)
    assert len(taken(reading, len(BODIES))) == len(BODIES)
    reading.close()


def test_two_that_share_have_each_message_once(peer: Peer) -> None:
    if KINDS[peer.kind].alone:
        pytest.skip("MQTT: one client id has one reader; see test_serve_feeds.py for its lease")
    assert isinstance(peer, Kafka | Nats)
    both = [opened(peer), opened(peer)]
    found: list[set[bytes]] = [set(), set()]
    sent = turn = 0
    while not all(found) or len(found[0] | found[1]) < sent:
        assert turn < 400, "they do not share"
        if not all(found):
            peer.send([f"{turn}-{n}".encode() for n in range(8)])
            sent += 8
        for one, mine in zip(both, found, strict=True):
            mine |= {message.body for message in one.take(4, 0.1)}
            one.acknowledge()
        turn += 1
    for one in both:
        one.close()


@pytest.mark.parametrize("kind", KINDS)
def test_nobody_there_is_told_and_tried_again(kind: str) -> None:
    options = {"topic": "t", "stream": "t"}
    where = Where("nobody", "127.0.0.1:9", {name: options[name] for name in KINDS[kind].needed})
    with pytest.raises(BrokerAway):
        one = KINDS[kind].open(where, False)
        try:
            for _ in range(100):
                one.take(10, 0.3)
        finally:
            one.close()


@pytest.mark.parametrize(
    ("kind", "options", "secrets", "what"),
    [
        ("kafka", {}, {}, "kafka needs the option 'topic'"),
        ("nats", {"stream": "s", "topic": "t"}, {}, "nats has no option 'topic'"),
        ("mqtt", {"topic": "t"}, {"token": "x"}, "mqtt has no secret 'token'"),
        ("kafka", {"topic": "t", "sasl.password": "x"}, {}, "'sasl.password' is a secret"),
    ],
)
def test_what_a_broker_is_told_wrongly_is_said(
    kind: str, options: dict[str, str], secrets: dict[str, str], what: str
) -> None:
    with pytest.raises(WrongWhere, match=what):
        check(KINDS[kind], Where("x", "127.0.0.1:9", options, secrets))


def test_an_address_is_shown_to_everybody_and_holds_no_password() -> None:
    with pytest.raises(WrongWhere, match="holds no password"):
        check(KINDS["nats"], Where("x", "nats://user:word@127.0.0.1:4222", {"stream": "s"}))


def test_settings_that_kafka_does_not_know_are_its_own_to_refuse() -> None:
    where = Where("x", "127.0.0.1:9", {"topic": "t", "no.such.setting": "1"})
    check(KINDS["kafka"], where)
    with pytest.raises(WrongWhere, match=r"no\.such\.setting"):
        KINDS["kafka"].open(where, False)


def test_an_mqtt_session_keeps_what_came_while_nobody_read_under_all_its_topics() -> None:
    from tests.sources.peers import mqtt_session

    with mqtt_session() as peer:
        assert isinstance(peer, Mqtt)
        peer.send([b"one"], "SZ01/scan")
        peer.send([b"two"], "SZ02/scan")
        peer.send([b"nobody asked"], "SZ02/other")
        reading = opened(peer)
        found = taken(reading, 2)
        reading.close()
    assert {one.topic.split("/")[1]: one.body for one in found} == {"SZ01": b"one", "SZ02": b"two"}
