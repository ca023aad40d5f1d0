"""Real brokers to send to: librdkafka's own cluster in this process, and the NATS and MQTT servers of this machine."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import uuid4

import nats
import paho.mqtt.client as paho
import pytest
from confluent_kafka import Producer
from nats.js import JetStreamContext
from paho.mqtt.enums import CallbackAPIVersion

from tuotou.feeds.broker import Broker, Message, Where
from tuotou.feeds.brokers import KINDS

NATS = os.environ.get("TUOTOU_TEST_NATS", "127.0.0.1:4222")
MQTT = os.environ.get("TUOTOU_TEST_MQTT", "127.0.0.1:1883")
PATIENCE = 60.0


class Peer(Protocol):
    """A broker with one topic of a test."""

    kind: str
    where: Where

    def send(self, bodies: Sequence[bytes]) -> None:
        """Returns when the broker has them."""


@dataclass
class Kafka:
    """A topic with four partitions; messages go round them."""

    kind: str
    where: Where
    producer: Producer
    sent: int = 0

    def send(self, bodies: Sequence[bytes]) -> None:
        for body in bodies:
            self.producer.produce(self.where.options["topic"], body, partition=self.sent % 4)
            self.sent += 1
        assert self.producer.flush(PATIENCE) == 0


@dataclass
class Nats:
    """A stream with one subject."""

    kind: str
    where: Where

    def send(self, bodies: Sequence[bytes]) -> None:
        async def publish(stream: JetStreamContext) -> None:
            for body in bodies:
                await stream.publish(self.where.options["subject"], body)

        asyncio.run(with_stream(publish))


@dataclass
class Mqtt:
    """A topic; what is sent to it is kept for sessions that were there before."""

    kind: str
    where: Where
    topic: str
    sender: paho.Client = field(default_factory=lambda: paho.Client(CallbackAPIVersion.VERSION2))

    def send(self, bodies: Sequence[bytes], under: str = "SZ01/scan") -> None:
        host, _, port = MQTT.rpartition(":")
        self.sender.connect(host, int(port))
        self.sender.loop_start()
        sent = [self.sender.publish(f"{self.topic}/{under}", body, qos=1) for body in bodies]
        for one in sent:
            one.wait_for_publish(PATIENCE)
        self.sender.disconnect()
        self.sender.loop_stop()


async def with_stream(work: Callable[[JetStreamContext], Awaitable[Any]]) -> Any:
    """Something done with the server's streams."""
    connection = await nats.connect(NATS, allow_reconnect=False, connect_timeout=3)
    try:
        return await work(connection.jetstream())
    finally:
        await connection.close()


@contextmanager
def cluster() -> Iterator[Producer]:
    """A Kafka cluster that lives as long as its producer; other processes of this machine reach it."""
    yield Producer({"test.mock.num.brokers": 1, "linger.ms": 5})


@contextmanager
def kafka(producer: Producer) -> Iterator[Kafka]:
    topic = f"t{uuid4().hex[:8]}"
    address = ",".join(str(one).split("/")[0] for one in producer.list_topics(topic, timeout=10).brokers.values())
    quick = {"session.timeout.ms": "3000", "heartbeat.interval.ms": "300"}  # this cluster shares out anew that slowly
    yield Kafka("kafka", Where(topic, address, {"topic": topic, "group": topic, **quick}), producer)


@contextmanager
def nats_stream() -> Iterator[Nats]:
    name = f"t{uuid4().hex[:8]}"
    try:
        asyncio.run(with_stream(lambda stream: stream.add_stream(name=name, subjects=[f"{name}.>"])))
    except (OSError, nats.errors.Error) as error:
        pytest.skip(f"no NATS with JetStream at {NATS} ({error}); TUOTOU_TEST_NATS names one")
    try:
        options = {"stream": name, "subject": f"{name}.SZ01.scan", "durable": name}
        yield Nats("nats", Where(name, NATS, options))
    finally:
        asyncio.run(with_stream(lambda stream: stream.delete_stream(name)))


@contextmanager
def mqtt_session() -> Iterator[Mqtt]:
    """A session under one client id, forgotten afterwards."""
    name = f"t{uuid4().hex[:8]}"
    host, _, port = MQTT.rpartition(":")
    where = Where(name, MQTT, {"topic": f"{name}/+/scan", "expiry": "600"})
    peer = Mqtt("mqtt", where, name)
    try:
        peer.sender.connect(host, int(port))
    except OSError as error:
        pytest.skip(f"no MQTT broker at {MQTT} ({error}); TUOTOU_TEST_MQTT names one")
    peer.sender.disconnect()
    opened(peer).close()  # from now on the session is there
    try:
        yield peer
    finally:
        again = paho.Client(CallbackAPIVersion.VERSION2, f"tuotou-{name}", protocol=paho.MQTTv5)
        again.connect(host, int(port), clean_start=True)
        again.disconnect()


def opened(peer: Peer) -> Broker:
    """It is being read."""
    return KINDS[peer.kind].open(peer.where, False)


def taken(broker: Broker, count: int) -> list[Message]:
    """So many messages, taken and acknowledged as they come; fails where they do not."""
    found: list[Message] = []
    for _ in range(200):
        found += broker.take(5_000, 0.3)
        broker.acknowledge()
        if len(found) >= count:
            return found
    raise AssertionError(f"{len(found)} of {count} messages came")
