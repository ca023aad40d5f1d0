"""Kafka: topics read as a member of a group, so that several machines share the partitions.

Offsets are committed by hand, after recording. Who lost a partition meanwhile commits nothing of it: its new owner
reads the same messages again, and records nothing new.
"""

from __future__ import annotations

import logging
from typing import Any, Final
from uuid import uuid4

from tuotou.feeds.broker import Broker, BrokerAway, Kind, Message, Where, WrongWhere, client

GROUP: Final = "tuotou"
OURS: Final = {"enable.auto.commit": False, "enable.auto.offset.store": False, "enable.partition.eof": False}
"""What would acknowledge what is not recorded yet is not for operators to set."""
MOVED: Final = ("REBALANCE_IN_PROGRESS", "ILLEGAL_GENERATION", "UNKNOWN_MEMBER_ID", "_ASSIGNMENT_LOST", "_NO_OFFSET")
"""Refusals of a commit by which partitions went to somebody else: the next reading joins the group anew."""
LOST: Final = ("_ALL_BROKERS_DOWN", "_AUTHENTICATION", "_FATAL")
log = logging.getLogger("tuotou.kafka")


class Consumer:
    """A consumer that is a member of its group while it takes."""

    def __init__(self, kafka: Any, settings: dict[str, Any], topics: list[str]) -> None:
        self._kafka, self._taken, self._lost = kafka, dict[tuple[str, int], int](), ""
        self._names = {getattr(kafka.KafkaError, name): name for name in (*MOVED, *LOST)}
        try:
            self._consumer = kafka.Consumer({**settings, "error_cb": self._note}, logger=log)
            self._consumer.subscribe(topics)
        except kafka.KafkaException as error:
            raise WrongWhere(f"Kafka refuses the settings: {_said(error)}", "see docs/brokers.md") from error

    def take(self, most: int, wait: float) -> list[Message]:
        """What the partitions that are this member's hold next."""
        try:
            found = self._consumer.consume(most, wait)
        except self._kafka.KafkaException as error:
            raise BrokerAway(_said(error)) from error
        if self._lost:
            raise BrokerAway(self._lost)
        return [self._message(one) for one in found]

    def acknowledge(self) -> None:
        """Commits the offset after the last message of each partition."""
        offsets = [self._kafka.TopicPartition(*place, offset) for place, offset in self._taken.items()]
        self._taken.clear()
        try:
            if offsets:
                self._consumer.commit(offsets=offsets, asynchronous=False)
        except self._kafka.KafkaException as error:
            if self._names.get(error.args[0].code()) not in MOVED:
                raise BrokerAway(_said(error)) from error
            log.info(_said(error))

    def close(self) -> None:
        """Leaves the group."""
        self._consumer.close()

    def _message(self, one: Any) -> Message:
        if one.error():
            raise BrokerAway(str(one.error()))
        topic, partition, offset = one.topic(), one.partition(), one.offset()
        self._taken[topic, partition] = offset + 1
        kind, millis = one.timestamp()
        at = millis * 1_000 if kind != self._kafka.TIMESTAMP_NOT_AVAILABLE else None
        return Message(f"{topic}[{partition}]@{offset}", topic, one.value() or b"", at)

    def _note(self, error: Any) -> None:
        """What the client says beside the messages; some of it will not pass by itself, or not soon."""
        if self._names.get(error.code()) in LOST:
            self._lost = str(error)


def _open(where: Where, look: bool) -> Broker:
    kafka = client("confluent_kafka", "confluent-kafka")
    group = where.options.get("group") or GROUP
    own = {name: value for name, value in {**where.options, **where.secrets}.items() if "." in name}
    settings = {
        "auto.offset.reset": "earliest",
        "client.id": f"tuotou-{where.name}",
        **own,
        **OURS,
        "bootstrap.servers": where.address,
        "group.id": f"{group}-look-{uuid4().hex[:8]}" if look else group,
    }
    return Consumer(kafka, settings, [each.strip() for each in where.options["topic"].split(",")])


def _said(error: Exception) -> str:
    first = error.args[0] if error.args else error
    return str(first.str()) if hasattr(first, "str") else str(first)


KAFKA: Final = Kind(
    "kafka", ("topic",), ("group",), ("sasl.password", "ssl.key.password", "ssl.key.pem"), _open, dotted=True
)
