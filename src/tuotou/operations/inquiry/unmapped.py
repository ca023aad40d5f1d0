"""Foreign codes that came lately and mean no event to anybody: out of the findings of data quality."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from tuotou.core.trail.vocabulary import CODE_SYSTEMS, UNKNOWN, Vocabulary
from tuotou.operations.inquiry.sight import EVERYTHING
from tuotou.operations.inquiry.trail import Event, trails_of
from tuotou.store.models import DataFinding

LOOKED_AT: Final = 200
"""Findings, the latest."""


@dataclass(frozen=True, slots=True)
class Unmapped:
    """A code, how often it came among what was looked at, and when last."""

    system: str  # empty: the mapping that read it names none
    code: str
    count: int
    last: int  # µs UTC


def unmapped(vocabulary: Vocabulary, since: int) -> list[Unmapped]:
    """Those that came since, the most frequent first; what has been mapped in the meantime is left out."""
    found: dict[tuple[str, str], Unmapped] = {}
    for event in _events(since):
        system, code = (str(event.attrs.get(name) or "") for name in ("system", "code"))
        one = found.get((system, code)) or Unmapped(system, code, 0, event.recorded_at)
        found[system, code] = replace(one, count=one.count + 1, last=max(one.last, event.recorded_at))
    left = (one for one in found.values() if one.code and not _known(vocabulary, one))
    return sorted(left, key=lambda one: (-one.count, one.system, one.code))


def _events(since: int) -> Iterator[Event]:
    rows = DataFinding.objects.filter(finding=UNKNOWN, known_at__gte=since).order_by("-known_at")
    wanted: dict[str, dict[str, set[str]]] = {}
    for kind, number, event in rows.values_list("subject_kind", "subject", "event")[:LOOKED_AT]:
        wanted.setdefault(kind, {}).setdefault(number, set()).add(event)
    for kind, numbers in wanted.items():
        for held in trails_of(kind, list(numbers), EVERYTHING).values():
            yield from (event for event in held.events if event.id in numbers[held.number])


def _known(vocabulary: Vocabulary, one: Unmapped) -> bool:
    if one.system:
        return one.code in vocabulary.foreign(one.system)
    mappings: list[Mapping[str, str]] = [
        codes for system, codes in vocabulary.own_codes.items() if system not in CODE_SYSTEMS
    ]
    return any(codes.get(one.code) for codes in mappings)
