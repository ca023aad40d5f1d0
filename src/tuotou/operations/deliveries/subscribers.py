"""What people do with subscribers: add, change, stop, start again, give a new secret, remove. Each act is audited."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Final

from tuotou.core.document import suggest
from tuotou.core.trail.vocabulary import Vocabulary
from tuotou.operations.deliveries.address import Networks, check_url
from tuotou.operations.deliveries.owner import RULES, well_again
from tuotou.operations.deliveries.queueing import wanted
from tuotou.operations.deliveries.streams import STREAMS, Place, Stream
from tuotou.operations.deliveries.wants import EVENTS, Wants, check_wants
from tuotou.operations.warnings.handling import CannotDo, Hand, NotThere
from tuotou.store.models import AuditEntry, Followed, Position, Subscriber
from tuotou.store.models.subscriber import ACTIVE, DELAY, DISABLED, FORMS, KUAIDI100, REFUSED
from tuotou.store.recording import Clock
from tuotou.store.whole import writing

BOTH_VALID: Final = 86_400_000_000
"""µs in which messages are signed with the old secret too."""
SECRET: Final = (16, 200)
"""Characters of a secret that somebody brings along."""
TRIES: Final = 10
NUMBERS: Final = 1_000
"""Parcels followed by one call."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What is asked of the installation: its words, and into which private networks it may send."""

    vocabulary: Vocabulary
    allow: Networks


@dataclass(frozen=True, slots=True)
class Wish:
    """What a subscriber is to be."""

    name: str
    url: str
    wants: Wants
    form: str = FORMS[0]
    secret: str = ""  # empty: one is made
    unit: str = ""
    delay_limit: int = DELAY
    refused_limit: float = REFUSED


def wish_of(one: Subscriber) -> Wish:
    """What one is, to be changed in part."""
    limits = (one.delay_limit, one.refused_limit)
    return Wish(one.name, one.url, Wants.read(one.wants), one.form, one.secret, one.unit, *limits)


def subscribe(wish: Wish, ground: Ground, hand: Hand, clock: Clock) -> Subscriber:
    """A new subscriber, told of what is recorded from now on. Raises `CannotDo`."""
    wish = _traced(wish)
    _check(wish, ground, hand)
    places = {stream.name: _here(stream, clock) for stream in STREAMS if wanted(stream, wish.wants)}
    with writing():
        if Subscriber.objects.filter(name=wish.name).exists():
            raise CannotDo(f"there is a subscriber '{wish.name}' already", "another name, or change that one")
        one = Subscriber.objects.create(
            name=wish.name,
            form=wish.form,
            url=wish.url,
            secret=wish.secret or secrets.token_urlsafe(32),
            wants=wish.wants.stored(),
            owner=hand.by,
            unit=wish.unit,
            created_at=hand.now,
            delay_limit=wish.delay_limit,
            refused_limit=wish.refused_limit,
        )
        _stand(one, places)
        _note(one, hand, "add", {"form": one.form, "url": one.url, "wants": one.wants, "unit": one.unit})
    return one


def change(name: str, wish: Wish, ground: Ground, hand: Hand, clock: Clock) -> Subscriber:
    """Another address, other wants, other limits; of what it newly wants, from now on. Raises `CannotDo`."""
    before = find(name)
    wish = _traced(replace(wish, form=before.form))
    _check(wish, ground, hand)
    had = Wants.read(before.wants)
    fresh = [stream for stream in STREAMS if wanted(stream, wish.wants) and not wanted(stream, had)]
    places = {stream.name: _here(stream, clock) for stream in fresh}
    with _held(name, hand, "change", {"url": wish.url, "wants": wish.wants.stored()}) as one:
        one.name, one.url, one.wants = wish.name, wish.url, wish.wants.stored()
        one.delay_limit, one.refused_limit = wish.delay_limit, wish.refused_limit
        _stand(one, places)
    return one


def disable(name: str, hand: Hand) -> Subscriber:
    """Send it nothing, until it is enabled; what is new meanwhile waits. Raises `CannotDo`."""
    with _held(name, hand, "disable", {"reason": hand.note}) as one:
        one.state, one.reason = DISABLED, hand.note[:200] or f"by {hand.by}"
    return one


def enable(name: str, hand: Hand) -> Subscriber:
    """Go on where it was left. Raises `CannotDo`."""
    with _held(name, hand, "enable", {}) as one:
        one.state, one.reason = ACTIVE, ""
        one.failures, one.failing_since, one.rest_until, one.unwell_since = 0, None, None, None
        for rule in RULES:
            well_again(one, rule, hand.now)
    return one


def rotate(name: str, hand: Hand, secret: str = "") -> Subscriber:
    """A new secret; the old one is valid beside it for a day. Raises `CannotDo`."""
    _check_secret(secret)
    with _held(name, hand, "rotate", {}) as one:
        one.old_secret, one.old_until = one.secret, hand.now + BOTH_VALID
        one.secret = secret or secrets.token_urlsafe(32)
    return one


def remove(name: str, hand: Hand) -> None:
    """It, and all its messages. Raises `CannotDo`."""
    with _held(name, hand, "remove", {}) as one:
        for rule in RULES:
            well_again(one, rule, hand.now)
        Subscriber.objects.filter(pk=one.pk).delete()


def follow(name: str, numbers: Sequence[str], hand: Hand) -> int:
    """Push the traces of these parcels too. Returns how many are new. Raises `CannotDo`."""
    wrong = next((number for number in numbers if not 6 <= len(number) <= 120), None)
    if wrong is not None or not 1 <= len(numbers) <= NUMBERS:
        raise CannotDo("these cannot be followed", f"1 to {NUMBERS:,} numbers of 6 to 120 characters")
    with _held(name, hand, "follow", {"count": len(numbers)}) as one:
        if not Wants.read(one.wants).followed:
            raise CannotDo(f"'{name}' is told of every parcel", "add it so that it is told of followed ones")
        there = Followed.objects.filter(subscriber=one)
        before = there.count()
        rows = [Followed(subscriber=one, number=number, since=hand.now) for number in dict.fromkeys(numbers)]
        Followed.objects.bulk_create(rows, ignore_conflicts=True)
        return there.count() - before


def unfollow(name: str, numbers: Sequence[str], hand: Hand) -> int:
    """Push them no more. Returns how many were followed. Raises `CannotDo`."""
    with _held(name, hand, "unfollow", {"count": len(numbers)}) as one:
        return Followed.objects.filter(subscriber=one, number__in=list(numbers)).delete()[0]


def find(name: str) -> Subscriber:
    """One, by its name. Raises `NotThere`."""
    one = Subscriber.objects.filter(name=name).first()
    if one is None:
        raise _missing(name)
    return one


def listed() -> Sequence[Subscriber]:
    """All, by name."""
    return list(Subscriber.objects.order_by("name"))


@contextmanager
def _held(name: str, hand: Hand, verb: str, details: dict[str, Any]) -> Iterator[Subscriber]:
    """A subscriber held while something is done with it, and the audit of it."""
    if not hand.by:
        raise CannotDo("nobody answers for it", "name your staff number")
    with writing():
        one = Subscriber.objects.select_for_update().filter(name=name).first()
        if one is None:
            raise _missing(name)
        yield one
        if Subscriber.objects.filter(pk=one.pk).exists():
            one.save()
        _note(one, hand, verb, details)


def _missing(name: str) -> NotThere:
    known = Subscriber.objects.order_by("name").values_list("name", flat=True)
    return NotThere(f"there is no subscriber '{name}'", suggest(name, list(known)))


def _note(one: Subscriber, hand: Hand, verb: str, details: dict[str, Any]) -> None:
    AuditEntry.objects.create(
        at=hand.now, who=hand.by, act=f"subscriber.{verb}", what=f"subscriber {one.name}", details=details
    )


def _stand(one: Subscriber, places: dict[str, Place]) -> None:
    for stream, place in places.items():
        at, row = place
        Position.objects.update_or_create(subscriber=one, stream=stream, defaults={"at": at, "row": row})


def _here(stream: Stream, clock: Clock) -> Place:
    for _ in range(TRIES):
        if (place := stream.end(clock)) is not None:
            return place
    raise CannotDo("the database is being written to all the time", "again in a minute")


def _traced(wish: Wish) -> Wish:
    """A trace is made of events: of parcels, and of what they ride in."""
    if wish.form != KUAIDI100:
        return wish
    return replace(wish, wants=replace(wish.wants, topics=EVENTS, subject_kinds=(), kinds=()))


def _check(wish: Wish, ground: Ground, hand: Hand) -> None:
    for wrong, what, right in (
        (not hand.by, "nobody answers for it", "name a staff number"),
        (not 1 <= len(wish.name) <= 80 or not wish.name.isprintable(), "a name has 1 to 80 characters", "a short one"),
        (wish.form not in FORMS, f"there is no form '{wish.form}'", suggest(wish.form, FORMS)),
        (wish.delay_limit < 1, f"a limit of {wish.delay_limit} s", "1 or more"),
        (not 0 <= wish.refused_limit <= 1, f"a share of {wish.refused_limit}", "0 to 1"),
        (wish.form == KUAIDI100 and not wish.secret, "a trace push is signed with the platform's salt", "name it"),
    ):
        if wrong:
            raise CannotDo(what, right)
    if wish.form != KUAIDI100:
        _check_secret(wish.secret)
    check_url(wish.url, ground.allow)
    check_wants(wish.wants, ground.vocabulary)


def _check_secret(secret: str) -> None:
    least, most = SECRET
    if secret and not (least <= len(secret) <= most and secret.isascii() and secret.isprintable()):
        raise CannotDo("this is no secret", f"{least} to {most} letters, digits and signs; or none, and one is made")
