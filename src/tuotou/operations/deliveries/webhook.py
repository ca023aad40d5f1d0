"""The form of a webhook: JSON, a signature over time and body, order kept within what is about one thing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from hmac import new as hmac
from itertools import groupby
from typing import Final
from uuid import UUID, uuid4
from zlib import crc32

from tuotou.core.trail.vocabulary import Vocabulary
from tuotou.operations.deliveries.fact import Fact, as_json, iso
from tuotou.operations.deliveries.form import MOST, Draft, Request
from tuotou.operations.deliveries.wants import PING
from tuotou.store.models import Delivery, Subscriber

LANES: Final = 8
"""A stream goes out in so many rows; all that is about one thing stands in the same."""
ITEMS: Final = 100
"""Facts in one message."""
ENVELOPE: Final = 1_000
"""Bytes that the rest of a body takes at most."""
SECOND: Final = 1_000_000


class Webhook:
    """One message carries facts of one topic."""

    def drafts(self, _: Subscriber, facts: Sequence[Fact], __: Vocabulary, now: int) -> Iterable[Draft]:
        """In a lane a message ends where the topic changes: nothing that is about the same overtakes."""
        lanes: dict[str, list[Fact]] = {}
        for fact in facts:
            lanes.setdefault(lane(fact), []).append(fact)
        for key, mine in lanes.items():
            for topic, run in groupby(mine, key=lambda fact: fact.topic):
                for some in _portions(run):
                    yield _draft(topic, key, some, now)

    def request(self, subscriber: Subscriber, delivery: Delivery, now: int) -> Request:
        """The same id and body each time, signed anew."""
        at, content = now // SECOND, delivery.body.encode()
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Tuotou-Delivery": str(delivery.uuid),
            "Tuotou-Topic": delivery.topic,
            "Tuotou-Timestamp": str(at),
            "Tuotou-Signature": ",".join(f"v1={signature(secret, at, content)}" for secret in secrets(subscriber, now)),
        }
        return Request(headers, content)

    def refusal(self, _: bytes) -> str:
        """Its status says it all."""
        return ""


def signature(secret: str, at: int, body: bytes) -> str:
    """HMAC-SHA256 over ``TIMESTAMP.BODY``, hexadecimal. `at`: s since 1970."""
    return hmac(secret.encode(), f"{at}.".encode() + body, sha256).hexdigest()


def secrets(subscriber: Subscriber, now: int) -> Iterator[str]:
    """Those that are valid, the newest first."""
    yield subscriber.secret
    if subscriber.old_secret and (subscriber.old_until or 0) > now:
        yield subscriber.old_secret


def lane(fact: Fact) -> str:
    """Where a fact stands in line."""
    return f"{fact.topic.partition('.')[0]}:{crc32(fact.about.encode()) % LANES}"


def ping(subscriber: Subscriber, now: int) -> Draft:
    """A message that says nothing, to see whether it comes through."""
    return _draft(PING, PING, [(as_json({"subscriber": subscriber.name}), now)], now)


def _portions(run: Iterable[Fact]) -> Iterator[list[tuple[str, int]]]:
    """Facts as JSON and when each was recorded: as many at once as one body may hold."""
    some: list[tuple[str, int]] = []
    size = 0
    for fact in run:
        said = _said(fact)
        if some and (len(some) == ITEMS or size + len(said.encode()) + 1 > MOST - ENVELOPE):
            yield some
            some, size = [], 0
        some.append((said, fact.since))
        size += len(said.encode()) + 1
    if some:
        yield some


def _said(fact: Fact) -> str:
    """Without its attributes where it would never go through with them."""
    said = as_json(fact.body)
    return said if len(said.encode()) < MOST - ENVELOPE else as_json({**fact.body, "attributes": None})


def _draft(topic: str, key: str, items: Sequence[tuple[str, int]], now: int) -> Draft:
    uuid: UUID = uuid4()
    listed = ",".join(said for said, _ in items)
    body = f'{{"id":"{uuid}","topic":"{topic}","created_at":"{iso(now)}","items":[{listed}]}}'
    return Draft(uuid, topic, key, body, min(since for _, since in items), len(items))
