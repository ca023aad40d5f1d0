"""One subject's trail as it is held: in the live tables, or in the archive where it has retired."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from tuotou.core.trail.event import SCHEMA
from tuotou.operations.inquiry.sight import Sight
from tuotou.operations.live.bring_back import archived
from tuotou.store import retired
from tuotou.store.models import Subject
from tuotou.store.packing import lines

OWN: Final = ("id", "kind", "at", "recorded_at", "site", "person", "source")


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a trail; instants in µs UTC."""

    id: str
    kind: str
    at: int
    recorded_at: int
    site: str | None = None
    person: str | None = None
    source: str | None = None
    attrs: Mapping[str, Any] = field(default_factory=dict)  # those that the vocabulary knows


@dataclass(frozen=True, slots=True)
class Held:
    """A subject and all that was recorded of it, in the order of recording."""

    kind: str
    number: str
    events: Sequence[Event]
    ended_at: int | None = None  # µs UTC: when its last life ended
    row: int | None = None  # of the live tables; None: it has retired


def trail_of(kind: str, number: str, sight: Sight) -> Held | None:
    """A subject's trail; None where there is none, or none that may be seen."""
    return trails_of(kind, [number], sight).get(number)


def trails_of(kind: str, numbers: Collection[str], sight: Sight) -> Mapping[str, Held]:
    """The trails of those subjects of a kind that there are and that may be seen, by number."""
    held = {one.number: one for one in _live(kind, numbers)}
    held |= {one.number: one for one in _retired(kind, set(numbers) - held.keys())}
    return {name: one for name, one in held.items() if sight.sees_any(event.site for event in one.events)}


def _live(kind: str, numbers: Collection[str]) -> Iterator[Held]:
    for row in Subject.objects.filter(kind=kind, number__in=numbers, events__gt=0):
        yield Held(kind, row.number, list(_events(bytes(row.trail).splitlines())), row.ended_at, row.pk)


def _retired(kind: str, numbers: Collection[str]) -> Iterator[Held]:
    keys = {retired.key_of(kind, number): number for number in numbers}
    places = {(kind, keys[key]): place for key, place in retired.found(list(keys), "").items()} if keys else {}
    if not places:
        return
    for (number,), mine in archived(places).group_by("subject", maintain_order=True):
        packed = lines(mine.drop("attrs", strict=False)).to_list()
        yield Held(kind, str(number), list(_events(packed)), places[kind, str(number)].ended_at)


def _events(packed: Iterable[bytes | str]) -> Iterator[Event]:
    for line in packed:
        said = json.loads(line)
        attrs = {name: value for name, value in said.items() if name not in SCHEMA}
        yield Event(**{name: said[name] for name in OWN if name in said}, attrs=attrs)
