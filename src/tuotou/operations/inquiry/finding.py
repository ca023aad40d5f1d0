"""Finding subjects by whatever somebody knows of them: a number, an order, the end of a phone number, who had it where.

What one may not see is as if it were not there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Final

from tuotou.core.trail.vocabulary import Vocabulary
from tuotou.operations.inquiry.numbers import spellings
from tuotou.operations.inquiry.passed import trails_seen
from tuotou.operations.inquiry.sight import Sight
from tuotou.operations.inquiry.trail import Held
from tuotou.operations.live.watch import Watch
from tuotou.store import handles, log, retired
from tuotou.store.models import Person, Piece, Subject, Unit

MOST: Final = 200
"""Subjects that are shown; who finds more asks more closely."""
CANDIDATES: Final = 500
DAY: Final = 86_400_000_000
LATELY: Final = 60 * DAY
"""µs for which the end of a phone number finds: longer ago it is somebody else's parcel."""
SOME_DAYS: Final = 3
"""Days of a courier's that are shown where none is named."""
NUMBER, RELABELLED, PIECE, COURIER, SITE = "number", "relabelled", "piece", "courier", "site"
"""Why something was found, beside the attributes that find."""
PARCEL: Final = "parcel"


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody knows. Empty: nothing."""

    word: str = ""
    site: str = ""
    courier: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A subject, and why it was found."""

    held: Held
    why: str


Named = tuple[str, str, str]
"""Kind, number, why."""


def find(asked: Asked, sight: Sight, watch: Watch, now: int, today: date) -> list[Found]:
    """What fits all that was asked, at most `MOST`; an exact number before everything else."""
    lists = [
        part
        for part in (_by_word(asked, sight, watch.vocabulary, now, today), _by_courier(asked, today))
        if part is not None
    ]
    if not lists and asked.site:
        lists = [_by_site(asked.site, asked.day or today)]
    if not lists:
        return []
    named = {(kind, number): why for kind, number, why in lists[0]}
    for other in lists[1:]:
        there = {(kind, number) for kind, number, _ in other}
        named = {key: why for key, why in named.items() if key in there}
    return _seen(named, asked, sight, watch)


def _seen(named: dict[tuple[str, str], str], asked: Asked, sight: Sight, watch: Watch) -> list[Found]:
    """Those that may be seen, in their order; were they asked for at a site, those that were there."""
    trails: dict[tuple[str, str], Held] = {}
    for kind, keys in groupby(sorted(named), key=lambda key: key[0]):
        trails |= {
            (kind, number): held for number, held in trails_seen(kind, [n for _, n in keys], sight, watch).items()
        }
    found = [Found(trails[key], why) for key, why in named.items() if key in trails]
    if asked.site:
        found = [one for one in found if any(event.site == asked.site for event in one.held.events)]
    return found[:MOST]


def _by_word(asked: Asked, sight: Sight, vocabulary: Vocabulary, now: int, today: date) -> list[Named] | None:
    """What one word may mean: a number, what one looks up by, a person, a site."""
    if not asked.word:
        return None
    numbers = list(_by_number(asked.word, vocabulary))
    by_handle = list(_by_handle(asked, sight, vocabulary, now))
    people, sites = _people(asked.word), _sites(asked.word)
    by_person = [one for each in people for one in _had(each, _days(asked, today))]
    by_site = [one for each in sites[:1] for one in _by_site(each, asked.day or today)] if not asked.site else []
    return [*numbers, *by_handle, *by_person, *by_site][: 2 * CANDIDATES]


def _by_number(word: str, vocabulary: Vocabulary) -> Iterator[Named]:
    """The subjects of a number, the numbers it goes on as or went before, and the pieces of its consignment."""
    spelled = spellings([word])[word]
    kinds = list(vocabulary.subjects)
    there = set(Subject.objects.filter(kind__in=kinds, number__in=spelled).values_list("kind", "number"))
    keys = {retired.key_of(kind, number): (kind, number) for kind in kinds for number in spelled}
    there |= {keys[key] for key in retired.found(list(keys), "")}
    yield from ((kind, number, NUMBER) for kind, number in sorted(there))
    related = retired.linked(there | {(PARCEL, number) for number in spelled})
    yield from ((kind, number, RELABELLED) for group in related for kind, number in sorted(group - there))
    own = {number for _, number in there}
    mothers = set(Piece.objects.filter(child__in=own).values_list("mother", flat=True))
    children = Piece.objects.filter(mother__in=own | mothers).order_by("child").values_list("child", flat=True)
    yield from ((PARCEL, number, PIECE) for number in [*sorted(mothers), *children[:MOST]] if number not in own)


def _by_handle(asked: Asked, sight: Sight, vocabulary: Vocabulary, now: int) -> Iterator[Named]:
    """What lies under something that one looks up by: here first, then elsewhere."""
    for key, name in handles.keys_of(asked.word, vocabulary).items():
        since = now - LATELY if vocabulary.attributes[name].finds == "tail" else 0
        here = [asked.site] if asked.site else sight.sites
        rows = list(handles.found(key, since, MOST, here)) if here is not None else []
        rows += handles.found(key, since, CANDIDATES)
        yield from ((kind, number, name) for kind, number in rows)


def _by_courier(asked: Asked, today: date) -> list[Named] | None:
    if not asked.courier:
        return None
    return [one for each in _people(asked.courier) or [asked.courier] for one in _had(each, _days(asked, today))]


def _had(person: str, days: Iterable[date]) -> Iterator[Named]:
    """What a courier had in hand on some days."""
    for day in days:
        key = handles.courier_key(person, day)
        yield from ((kind, number, COURIER) for kind, number in handles.found(key, 0, CANDIDATES))


def _days(asked: Asked, today: date) -> Sequence[date]:
    return [asked.day] if asked.day else [today - timedelta(days=back) for back in range(SOME_DAYS)]


def _by_site(site: str, day: date) -> list[Named]:
    """The parcels that were seen at a site on a day, the latest first."""
    return [(kind, number, SITE) for kind, number in log.seen_at(site, day, MOST) if kind == PARCEL]


def _people(word: str) -> list[str]:
    """The staff numbers of whoever is called so."""
    by_number = Person.objects.filter(staff_number=word).values_list("staff_number", flat=True)
    return list(by_number) or list(Person.objects.filter(name=word).values_list("staff_number", flat=True)[:10])


def _sites(word: str) -> list[str]:
    by_code = list(Unit.objects.filter(code=word).values_list("code", flat=True))
    return by_code or list(Unit.objects.filter(name=word).values_list("code", flat=True)[:2])
