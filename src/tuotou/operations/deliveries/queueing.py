"""Queue: what is new becomes messages, and everyone's place moves on, in one transaction.

Killed at any instant nothing is lost and nothing is queued twice: a place that was moved meanwhile is left alone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Final

from tuotou.core.trail.vocabulary import Vocabulary
from tuotou.operations.deliveries.fact import Fact
from tuotou.operations.deliveries.form import Draft
from tuotou.operations.deliveries.forms import FORM
from tuotou.operations.deliveries.lanes import advance, hold
from tuotou.operations.deliveries.streams import STREAMS, Page, Place, Stream
from tuotou.operations.deliveries.wants import Wants
from tuotou.store.models import Delivery, Position, Subscriber
from tuotou.store.models.subscriber import ACTIVE, KUAIDI100
from tuotou.store.organisation import Organisation
from tuotou.store.recording import Clock
from tuotou.store.whole import wholly

LIMIT: Final = 2_000
"""Facts read at once."""


def queue(vocabulary: Vocabulary, clock: Clock, limit: int = LIMIT) -> int:
    """Queue the next facts of each stream. Returns how many were looked at; 0: nothing is left."""
    return sum(_queue(stream, vocabulary, clock, limit) for stream in STREAMS)


def _queue(stream: Stream, vocabulary: Vocabulary, clock: Clock, limit: int) -> int:
    """Those who stand at the same place are read for together."""
    standing = _standing(stream)
    end = stream.end(clock) if standing else None
    if end is None:
        return 0
    done = 0
    for place, ids in standing.items():
        if place < end:
            page = stream.read(place, end, limit)
            _append(stream, place, page, Round(vocabulary, clock(), ids))
            done += len(page.facts) + (page.until < end)
    return done


@dataclass(frozen=True, slots=True)
class Round:
    """For whom, by which words, and when."""

    vocabulary: Vocabulary
    now: int  # µs UTC
    ids: Collection[int]  # of subscribers


def _standing(stream: Stream) -> Mapping[Place, Sequence[int]]:
    """Where the subscribers stand that want to hear of a stream: place → who."""
    found: dict[Place, list[int]] = {}
    mine = Position.objects.filter(stream=stream.name, subscriber__state=ACTIVE).order_by("pk")
    for at, row, id, wants in mine.values_list("at", "row", "subscriber", "subscriber__wants"):
        if wanted(stream, Wants.read(wants)):
            found.setdefault(Place(at, row), []).append(id)
    return found


def wanted(stream: Stream, wants: Wants) -> bool:
    """Whether any of a stream's topics is."""
    return not set(stream.topics).isdisjoint(wants.topics)


def _append(stream: Stream, place: Place, page: Page, round: Round) -> None:
    """Write down the messages that a page makes for those who still stand where it begins."""

    def write() -> None:
        here = Position.objects.filter(subscriber__in=round.ids, stream=stream.name, at=place.at, row=place.row)
        mine = {one.pk: one for one in hold(round.ids) if one.state == ACTIVE}
        there = dict(here.filter(subscriber__in=mine).values_list("subscriber", "pk"))
        for id in there:
            _write(mine[id], page.facts, round)
        Position.objects.filter(pk__in=there.values()).update(at=page.until.at, row=page.until.row)

    wholly(write)


def _write(one: Subscriber, facts: Sequence[Fact], round: Round) -> None:
    wants = Wants.read(one.wants)
    mine = _within(one, [fact for fact in facts if wants.takes(fact)], round.now)
    if mine:
        add(one, list(FORM[one.form].drafts(one, mine, round.vocabulary, round.now)), round.now)


def add(one: Subscriber, drafts: Sequence[Draft], now: int) -> None:
    """Messages at the end of their lanes. The subscriber is held."""
    traced = one.form == KUAIDI100
    Delivery.objects.bulk_create(
        Delivery(subscriber=one, created_at=now, noted=not traced, **asdict(draft)) for draft in drafts
    )
    advance(one.pk, {draft.key for draft in drafts}, now)


def _within(one: Subscriber, facts: Sequence[Fact], now: int) -> Sequence[Fact]:
    """Those that lie in the part of the company that the subscriber may hear of."""
    if not one.unit or not facts:
        return facts
    company = Organisation.at(now)
    part = {one.unit, *company.below(one.unit)}
    return [fact for fact in facts if fact.site and company.unit_of(fact.site) in part]
