"""What somebody is to be told becomes a notice: one row for each person, however often it is said."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Q

from tuotou.core.notices.rules import NoticeRules
from tuotou.operations.notices.peace import call_at
from tuotou.store import bulk
from tuotou.store.models import Enclosure, Notice
from tuotou.store.models.notice import INCIDENT, REPLACED, WAITING

COLUMNS: Final = (
    "key", "person", "kind", "level", "role", "site", "warning", "parameters", "urgent", "created_at", "due_at",
    "state", "note",
)  # fmt: skip
"""Of a new notice."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that people are to be told."""

    key: str  # what tells it from every other fact
    kind: str  # its template
    level: str
    site: str = ""
    warning: int | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Hearer:
    """Who is to hear a fact, and as what."""

    fact: Fact
    person: str  # staff number
    role: str = ""


def announce(rules: NoticeRules, hearers: Sequence[Hearer], now: int) -> Mapping[str, int]:
    """Put facts into inboxes, to be sent when their people may be called. Within a transaction of the caller.

    What was said before is not said again. Returns the keys of the new notices, and when each may be sent (µs UTC).
    """
    every = {f"{one.fact.key}:{one.person}": one for one in hearers}
    known = set(Notice.objects.filter(key__in=list(every)).values_list("key", flat=True))
    fresh = {key: one for key, one in every.items() if key not in known}
    may = call_at(rules, {one.person for one in fresh.values() if not one.fact.urgent}, now)
    last = {_about(one): key for key, one in fresh.items()}
    due = {key: now if fresh[key].fact.urgent else may.get(fresh[key].person, now) for key in last.values()}
    _replace(list(fresh.values()))
    bulk.upsert(Notice, COLUMNS, [_row(key, one, now, due.get(key)) for key, one in fresh.items()], ("key",))
    return due


def _about(one: Hearer) -> tuple[str, int | str]:
    """What the newest stands for: of a warning each person has one, but for incidents."""
    same = one.fact.warning if one.fact.kind != INCIDENT else None
    return one.person, one.fact.key if same is None else same


def _row(key: str, one: Hearer, now: int, due_at: int | None) -> bulk.Row:
    """Of `COLUMNS`."""
    fact, state = one.fact, REPLACED if due_at is None else WAITING
    said = json.dumps(fact.parameters, ensure_ascii=False)
    told = (key, one.person, fact.kind, fact.level, one.role, fact.site, fact.warning, said)
    return (*told, fact.urgent, now, due_at, state, "")


def _replace(hearers: Sequence[Hearer]) -> None:
    """What the same people were told before of the same warnings: the newer stands for it, in the inbox and outside."""
    pairs = {(person, about) for person, about in map(_about, hearers) if isinstance(about, int)}
    if not pairs:
        return
    people, warnings = {person for person, _ in pairs}, {warning for _, warning in pairs}
    same = Notice.objects.filter(Q(person__in=people), warning__in=warnings).exclude(
        Q(state=REPLACED) | Q(kind=INCIDENT)
    )
    old = [pk for pk, *pair in same.values_list("pk", "person", "warning") if tuple(pair) in pairs]
    Notice.objects.filter(pk__in=old).update(state=REPLACED, due_at=None)
    Enclosure.objects.filter(notice__in=old, letter=None).delete()
