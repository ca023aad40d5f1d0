"""What tests of sources share: the brokers, the handbook, and events as senders write them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from confluent_kafka import Producer
from tests.live.machine import Machine, machine_in
from tests.sources.peers import Kafka, Peer, cluster, kafka, mqtt_session, nats_stream

from tuotou.handbook import load
from tuotou.operations.live.watch import Watch


@pytest.fixture(scope="session")
def watch() -> Watch:
    """The shipped handbook, compiled once."""
    return Watch.of(load())


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    """A machine with nothing on it yet."""
    with machine_in(tmp_path) as made:
        yield made


@pytest.fixture(scope="session")
def kafka_cluster() -> Iterator[Producer]:
    with cluster() as producer:
        yield producer


@pytest.fixture(params=["kafka", "nats", "mqtt"])
def peer(request: pytest.FixtureRequest, kafka_cluster: Producer) -> Iterator[Peer]:
    """Each broker in turn."""
    made = {"kafka": lambda: kafka(kafka_cluster), "nats": nats_stream, "mqtt": mqtt_session}[request.param]
    with made() as one:
        yield one


@pytest.fixture
def kafka_peer(kafka_cluster: Producer) -> Iterator[Kafka]:
    """Kafka, for what is the same with all of them."""
    with kafka(kafka_cluster) as one:
        yield one
