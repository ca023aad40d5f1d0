"""The messages of a subscriber as people look through them: newest first, page by page, each with its attempts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from tuotou.operations.deliveries.subscribers import find
from tuotou.operations.warnings.handling import NotThere
from tuotou.store.models import Delivery, DeliveryAttempt


@dataclass(frozen=True, slots=True)
class Asked:
    """Which messages; empty: all."""

    state: str = ""
    topic: str = ""
    before: int | None = None  # the number that the last page ended at
    most: int = 50


@dataclass(frozen=True, slots=True)
class LogPage:
    """Some messages, and where the next page begins; None: there is none."""

    deliveries: Sequence[Delivery]
    next: int | None


@dataclass(frozen=True, slots=True)
class DeliveryStory:
    """One message with all that happened to it."""

    delivery: Delivery
    attempts: Sequence[DeliveryAttempt]


def delivery_log(name: str, asked: Asked) -> LogPage:
    """One page, without bodies. Raises `NotThere`."""
    mine = Delivery.objects.filter(subscriber=find(name)).defer("body")
    mine = mine.filter(state=asked.state) if asked.state else mine
    mine = mine.filter(topic=asked.topic) if asked.topic else mine
    mine = mine.filter(pk__lt=asked.before) if asked.before is not None else mine
    found = list(mine.order_by("-pk")[: asked.most + 1])
    shown = found[: asked.most]
    return LogPage(shown, shown[-1].pk if len(found) > asked.most else None)


def delivery_story(name: str, uuid: UUID) -> DeliveryStory:
    """One message. Raises `NotThere`."""
    one = Delivery.objects.filter(subscriber=find(name), uuid=uuid).first()
    if one is None:
        raise NotThere(f"there is no message {uuid}", "see tuotou webhooks log")
    return DeliveryStory(one, list(DeliveryAttempt.objects.filter(delivery=one).order_by("at", "pk")))
