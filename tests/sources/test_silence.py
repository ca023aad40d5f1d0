"""A source that is silent: told once as it begins and once as it ends, and explains what is missed at its site."""

from __future__ import annotations

import pytest
from tests.sources.peers import Kafka
from tests.sources.rounds import BY, NOW, added

from tuotou.feeds.broker import Message
from tuotou.operations.live.watch import Watch
from tuotou.operations.sources.register import enable_source, remove_source
from tuotou.operations.sources.round import take_round
from tuotou.operations.sources.silence import tell_silence
from tuotou.operations.warnings.handling import Hand
from tuotou.store.models import Cause, RecordedEvent, Source

pytestmark = pytest.mark.django_db(transaction=True)
MINUTE = 60_000_000


class Heard:
    """A broker that has one message."""

    def take(self, most: int, wait: float) -> list[Message]:
        return [Message("t@1", "t", b"{}")]

    def acknowledge(self) -> None:
        """Nothing is left."""

    def close(self) -> None:
        """It is closed."""


def tell(watch: Watch, at: int) -> int:
    return tell_silence(watch, lambda: at)


def hear(watch: Watch, at: int) -> None:
    take_round(Source.objects.get(), Heard(), lambda: watch, lambda: at)


def said() -> list[tuple[str, int, str | None]]:
    """What was said of the feed: kind, minutes after the source was added, site."""
    rows = RecordedEvent.objects.filter(subject_kind="feed").order_by("recorded_at")
    return [(row.kind, (row.at - NOW) // MINUTE, row.site) for row in rows]


BEGAN, ENDED = "feed_silent_began", "feed_silent_ended"


def test_a_silence_is_told_once_when_it_begins_and_once_when_it_ends(kafka_peer: Kafka, watch: Watch) -> None:
    added(kafka_peer, watch, silent_after=600, site="SZ01")
    assert tell(watch, NOW + 9 * MINUTE) == 0
    assert tell(watch, NOW + 11 * MINUTE) == 1
    assert tell(watch, NOW + 12 * MINUTE) == 0
    cause = Cause.objects.get()
    assert (cause.rule, cause.site, cause.ended_at) == ("feed-silent", "SZ01", None)

    hear(watch, NOW + 25 * MINUTE)
    hear(watch, NOW + 26 * MINUTE)
    assert tell(watch, NOW + 27 * MINUTE) == 1
    assert tell(watch, NOW + 28 * MINUTE) == 0
    cause.refresh_from_db()
    assert cause.ended_at == NOW + 25 * MINUTE
    assert tell(watch, NOW + 37 * MINUTE) == 1
    assert said() == [(BEGAN, 10, "SZ01"), (ENDED, 25, "SZ01"), (BEGAN, 36, "SZ01")]


def test_who_is_killed_after_recording_tells_the_same_again(kafka_peer: Kafka, watch: Watch) -> None:
    added(kafka_peer, watch, silent_after=600)
    assert tell(watch, NOW + 11 * MINUTE) == 1
    Source.objects.update(silent_since=None)  # as if it had been killed before it could note that
    assert tell(watch, NOW + 13 * MINUTE) == 0
    hear(watch, NOW + 20 * MINUTE)
    before = Source.objects.values("silent_since", "heard_at").get()
    assert tell(watch, NOW + 21 * MINUTE) == 1
    Source.objects.update(**before)
    assert tell(watch, NOW + 22 * MINUTE) == 0
    assert said() == [(BEGAN, 10, None), (ENDED, 20, None)]


def test_nobody_expects_anything_of_a_source_that_is_disabled(kafka_peer: Kafka, watch: Watch) -> None:
    one = added(kafka_peer, watch, silent_after=600)
    assert tell(watch, NOW + 11 * MINUTE) == 1
    enable_source(one.name, Hand("E001", NOW + 15 * MINUTE), False)
    assert tell(watch, NOW + 16 * MINUTE) == 1
    assert tell(watch, NOW + 60 * MINUTE) == 0
    assert said() == [(BEGAN, 10, None), (ENDED, 15, None)]
    remove_source(one.name, BY)


def test_a_source_may_be_silent_where_nothing_else_is_said(kafka_peer: Kafka, watch: Watch) -> None:
    added(kafka_peer, watch)
    assert tell(watch, NOW + 10_000 * MINUTE) == 0
