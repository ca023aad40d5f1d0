"""The kinds of broker that events come from, each in a folder: one line here, one folder there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tuotou.feeds.broker import Kind
from tuotou.feeds.kafka.consumer import KAFKA
from tuotou.feeds.mqtt.subscriber import MQTT
from tuotou.feeds.nats.puller import NATS

KINDS: Final[Mapping[str, Kind]] = {kind.name: kind for kind in (KAFKA, NATS, MQTT)}
