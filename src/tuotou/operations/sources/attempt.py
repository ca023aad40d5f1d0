"""Look at a source: some of its messages as they would be read, acknowledged to nobody and recorded nowhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Final

import polars as pl

from tuotou.core.trail.vocabulary import Vocabulary
from tuotou.feeds.broker import Message
from tuotou.feeds.brokers import KINDS
from tuotou.feeds.messages import Read, Refused, read_messages
from tuotou.feeds.review import REJECTED
from tuotou.operations.reading import SHOWN
from tuotou.operations.sources.register import mapping_of, where
from tuotou.operations.try_feed import TryResult
from tuotou.store.models import Source

FIRST: Final = 10


def try_source(one: Source, vocabulary: Vocabulary, most: int, clock: Callable[[], int], until: int) -> TryResult:
    """What would come of so many messages, or of those that come until an instant (µs UTC).

    Raises `BrokerAway`, `WrongWhere`, `CannotDo`, and `ValueError` for what no event can hold.
    """
    mapping = mapping_of(one, vocabulary)
    read = read_messages(_looked_at(one, most, clock, until), mapping, vocabulary, clock())
    kinds = Counter[str](dict(read.events["kind"].value_counts().rows()))
    return TryResult(
        rows=read.rows,
        refused=len(read.refused),
        rejected=_rejected(read),
        findings=read.findings,
        events=kinds.total(),
        kinds=dict(kinds.most_common()),
        first=read.events.head(FIRST),
        recording_assumed=False,
    )


def _looked_at(one: Source, most: int, clock: Callable[[], int], until: int) -> list[Message]:
    broker = KINDS[one.kind].open(where(one), True)
    found: list[Message] = []
    try:
        while len(found) < most and clock() < until:
            taken = broker.take(most - len(found), 0.5)
            broker.acknowledge()  # who only looks acknowledges to nobody
            found += taken
    finally:
        broker.close()
    return found[:most]


def _rejected(read: Read) -> pl.DataFrame:
    """The faults as `tuotou feed try` shows them: where the message lies, and which record of it."""
    lines = [line for refused in read.refused for line in _lines(refused)]
    return pl.DataFrame(lines[:SHOWN], schema=REJECTED, orient="row")


def _lines(refused: Refused) -> list[tuple[object, ...]]:
    place = refused.message.position, refused.row
    return [(*place, fault.field, fault.value, fault.reason, fault.right) for fault in refused.faults]
