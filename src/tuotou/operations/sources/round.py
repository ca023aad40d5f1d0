"""One round of a source: take what is there, record it, keep what is no event, and only then acknowledge it.

Killed anywhere, the broker gives out again what was not acknowledged; recorded again it changes nothing. What only a
part of a batch is to blame for is found by halving it: the others are recorded, it is kept as refused.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl
import structlog
from django.db import DataError, IntegrityError, transaction
from django.db.models import F

from tuotou.feeds import FeedMapping, Finding
from tuotou.feeds.broker import MOST, Broker, Message
from tuotou.feeds.messages import Fault, Refused, read_messages
from tuotou.operations.live.push import BATCH
from tuotou.operations.live.record_events import record_events
from tuotou.operations.live.watch import Watch
from tuotou.operations.sources.refusals import keep
from tuotou.operations.sources.register import mapping_of
from tuotou.store.models import Source
from tuotou.store.recording import Clock
from tuotou.store.whole import wholly

WAIT: Final = 0.3
"""s; messages that come within it are recorded together, and who ends a source waits no longer."""
POISON: Final = (
    ValueError,
    TypeError,
    LookupError,
    OverflowError,
    DataError,
    IntegrityError,
    pl.exceptions.PolarsError,
)
"""What a message can bring about. Anything else (a database that is away, a full disk) is no fault of a message."""
log = structlog.get_logger("tuotou.sources")


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of some messages."""

    messages: int = 0
    recorded: int = 0  # events that were new
    repeated: int = 0
    refused: tuple[Refused, ...] = ()
    findings: tuple[Finding, ...] = ()

    def __add__(self, other: Taken) -> Taken:
        return Taken(
            self.messages + other.messages,
            self.recorded + other.recorded,
            self.repeated + other.repeated,
            self.refused + other.refused,
            self.findings + other.findings,
        )


def take_round(one: Source, broker: Broker, watch: Callable[[], Watch], clock: Clock) -> Taken:
    """One round. Whatever it raises, nothing was acknowledged: close the broker and open it again later."""
    messages = broker.take(MOST, WAIT)
    if not messages:
        return Taken()
    by = watch()
    taken = _recorded(messages, mapping_of(one, by.vocabulary), by, clock)
    wholly(lambda: _note(one, taken, clock()))
    broker.acknowledge()
    for found in taken.findings:
        log.info("finding", source=one.name, what=found.what, count=found.count)
    return taken


def note_failure(pk: int, error: Exception, now: int) -> None:
    """What is wrong with a source, for people to see. A client tells no secret; what it says is cut short."""
    said = f"{type(error).__name__}: {error}".replace("\0", "")[:1_000]
    wholly(lambda: Source.objects.filter(pk=pk).update(last_error=said, last_error_at=now))


def _recorded(messages: Sequence[Message], mapping: FeedMapping | None, watch: Watch, clock: Clock) -> Taken:
    """All of them recorded or refused."""
    try:
        return _together(messages, mapping, watch, clock)
    except POISON as error:
        if len(messages) == 1:
            return Taken(1, refused=(_poisonous(messages[0], error),))
    half = len(messages) // 2
    return _recorded(messages[:half], mapping, watch, clock) + _recorded(messages[half:], mapping, watch, clock)


def _together(messages: Sequence[Message], mapping: FeedMapping | None, watch: Watch, clock: Clock) -> Taken:
    read = read_messages(messages, mapping, watch.vocabulary, clock())
    fresh = repeated = 0
    for batch in read.events.iter_slices(BATCH):
        recorded = record_events(batch, watch, clock)
        if recorded.refused.height:
            raise ValueError("; ".join(recorded.refused["reason"].unique(maintain_order=True)))
        fresh, repeated = fresh + recorded.fresh.height, repeated + recorded.repeated
    return Taken(len(messages), fresh, repeated, read.refused, read.findings)


def _poisonous(message: Message, error: Exception) -> Refused:
    log.warning("poison", position=message.position, exc_info=error)
    reason = f"it cannot be recorded: {type(error).__name__}: {error}"
    return Refused(message, 1, message.body, (Fault(0, "", None, reason[:500], "see the log, and correct it"),))


def _note(one: Source, taken: Taken, now: int) -> None:
    """How the source stands, and what it refused."""
    assert transaction.get_connection().in_atomic_block
    keep(one, taken.refused, now)
    changed = Source.objects.filter(pk=one.pk)
    changed.update(
        messages=F("messages") + taken.messages,
        recorded=F("recorded") + taken.recorded,
        repeated=F("repeated") + taken.repeated,
        refused=F("refused") + len(taken.refused),
        last_message_at=now,
    )
    if taken.recorded or taken.repeated:
        changed.update(last_recorded_at=now)
    changed.filter(silent_since__isnull=False, heard_at=None).update(heard_at=now)
