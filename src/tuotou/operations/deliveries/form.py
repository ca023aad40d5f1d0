"""What every form of delivery is: facts made into messages, a message into a request, an answer into yes or no."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol
from uuid import UUID

from tuotou.core.trail.vocabulary import Vocabulary
from tuotou.operations.deliveries.fact import Fact
from tuotou.store.models import Delivery, Subscriber

MOST: Final = 1_000_000
"""Bytes of one body."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A message that is to be written down."""

    uuid: UUID
    topic: str
    key: str
    body: str
    since: int  # µs UTC
    count: int = 1
    fact: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """What is posted."""

    headers: Mapping[str, str]
    content: bytes


class Form(Protocol):
    """One way to be told."""

    def drafts(
        self, subscriber: Subscriber, facts: Sequence[Fact], vocabulary: Vocabulary, now: int
    ) -> Iterable[Draft]:
        """The messages that some facts make, in their order."""

    def request(self, subscriber: Subscriber, delivery: Delivery, now: int) -> Request:
        """A message, signed."""

    def refusal(self, answer: bytes) -> str:
        """Why the receiver will not have it, although its status says yes; empty: it has it."""
