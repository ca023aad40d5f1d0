"""MQTT 5: a persistent session, QoS 1, each message acknowledged by hand after recording.

The broker keeps for the client id what came while nobody read, as long as the session lasts; so two that use one id
would throw each other out. A connection that broke off is never mended here: what was not acknowledged comes again.
"""

from __future__ import annotations

import queue
import threading
import time
from hashlib import blake2b
from typing import Any, Final
from urllib.parse import urlsplit

from tuotou.feeds.broker import MOST, Broker, BrokerAway, Kind, Message, Where, WrongWhere, client

WEEK: Final = 7 * 24 * 3_600
PATIENCE: Final = 10.0  # s for the broker to answer
NAP: Final = 0.1  # s; how long one that is silent is asked whether it is still there
NOTHING: Final = "tuotou/nothing"


class Subscriber:
    """A session with some topics."""

    def __init__(self, mqtt: Any, where: Where, look: bool) -> None:
        self._came: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._taken: list[Any] = []
        self._lost, self._ready, self._answered = "", threading.Event(), threading.Event()
        self._topics = [(each.strip(), 1) for each in where.options["topic"].split(",")]
        url = urlsplit(where.address if "://" in where.address else f"mqtt://{where.address}")
        id = "" if look else where.options.get("client") or f"tuotou-{where.name}"
        version = mqtt.CallbackAPIVersion.VERSION2
        one = self._client = mqtt.Client(version, id, protocol=mqtt.MQTTv5, reconnect_on_failure=False, manual_ack=True)
        one.on_connect, one.on_disconnect, one.on_message = self._connected, self._disconnected, self._heard
        one.on_subscribe, one.on_unsubscribe = self._subscribed, lambda *_: self._answered.set()
        if user := where.options.get("user"):
            one.username_pw_set(user, where.secrets.get("password"))
        if url.scheme == "mqtts":
            one.tls_set(where.options.get("ca") or None)
        session = client("paho.mqtt.properties", "paho-mqtt").Properties(_connect_packet())
        session.SessionExpiryInterval = 0 if look else _seconds(where.options.get("expiry", str(WEEK)))
        session.ReceiveMaximum = MOST
        try:
            port = url.port or (8883 if url.scheme == "mqtts" else 1883)
            one.connect(url.hostname or "", port, clean_start=look, properties=session)
        except (OSError, ValueError) as error:
            raise BrokerAway(f"{type(error).__name__}: {error}") from error
        one.loop_start()
        if not self._ready.wait(PATIENCE) or self._lost:
            self.close()
            raise BrokerAway(self._lost or "the broker does not answer")

    def take(self, most: int, wait: float) -> list[Message]:
        """What has come, or comes."""
        until = time.monotonic() + wait
        while len(self._taken) < most and (left := until - time.monotonic()) > 0:
            self._check()
            try:
                self._taken.append(self._came.get(timeout=min(left, NAP)))
            except queue.Empty:
                continue
        return [_message(one) for one in self._taken]

    def acknowledge(self) -> None:
        """Acknowledges in the order in which they came, and waits until the broker has heard it all.

        An acknowledgement is not answered, and is lost where the connection ends at once. What comes after it is
        answered in its turn: here, that a topic is given up which was never asked for.
        """
        if not self._taken:
            return
        for one in self._taken:
            self._check()
            self._client.ack(one.mid, one.qos)
        self._taken = []
        self._answered.clear()
        self._client.unsubscribe(NOTHING)
        until = time.monotonic() + PATIENCE
        while not self._answered.wait(NAP):
            self._check()
            if time.monotonic() > until:
                raise BrokerAway("the broker does not answer")

    def close(self) -> None:
        """The session stays with the broker."""
        self._client.disconnect()
        self._client.loop_stop()

    def _check(self) -> None:
        if self._lost:
            raise BrokerAway(self._lost)

    def _connected(self, one: Any, _data: Any, _flags: Any, reason: Any, _properties: Any) -> None:
        if reason.is_failure:
            self._lost = str(reason)
            self._ready.set()
        else:
            one.subscribe(self._topics)

    def _subscribed(self, _one: Any, _data: Any, _mid: int, reasons: list[Any], _properties: Any) -> None:
        self._lost = next((str(reason) for reason in reasons if reason.is_failure), self._lost)
        self._ready.set()

    def _disconnected(self, _one: Any, _data: Any, _flags: Any, reason: Any, _properties: Any) -> None:
        self._lost = f"disconnected: {reason}"
        self._ready.set()

    def _heard(self, _one: Any, _data: Any, message: Any) -> None:
        self._came.put(message)


def _message(one: Any) -> Message:
    """MQTT numbers a message anew for each connection: it is told by what it says."""
    said = blake2b(one.topic.encode() + b"\0" + one.payload, digest_size=8).hexdigest()
    return Message(f"{one.topic[:200]}#{said}", one.topic, one.payload)


def _connect_packet() -> Any:
    return client("paho.mqtt.packettypes", "paho-mqtt").PacketTypes.CONNECT


def _seconds(text: str) -> int:
    if not text.isdigit() or int(text) >= 2**32:
        raise WrongWhere(f"'{text}' does not count seconds", "for example 604800, a week")
    return int(text)


def _open(where: Where, look: bool) -> Broker:
    return Subscriber(client("paho.mqtt.client", "paho-mqtt"), where, look)


MQTT: Final = Kind("mqtt", ("topic",), ("client", "user", "expiry", "ca"), ("password",), _open, alone=True)
