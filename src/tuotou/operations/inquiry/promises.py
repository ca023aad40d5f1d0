"""Promises that were not kept in time, or may not be: one subject's, or page by page as they changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Q, QuerySet

from tuotou.operations.inquiry.sight import Sight
from tuotou.store.models import Promise, Verdict

MOST: Final = 500


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which of them; empty: all."""

    site: str = ""
    standard: str = ""
    status: str = ""
    since: int | None = None  # µs UTC: changed at this instant or later


Place = tuple[int, str]
"""After which a page begins: `known_at` and id of the last one of the page before."""


def promises_of(row: int, sight: Sight) -> Sequence[Promise]:
    """Those of a subject of the live tables, the earliest first, with what was said of each."""
    found = _seen(Promise.objects.filter(subject=row), sight)
    return list(found.prefetch_related("verdicts").order_by("opens_at", "pk"))


def said_of(promise: Promise) -> Sequence[Verdict]:
    """What was said of it, in turn."""
    return sorted(promise.verdicts.all(), key=lambda verdict: (verdict.known_at, verdict.pk))


def changed_promises(wanted: Wanted, sight: Sight, after: Place | None, most: int = MOST) -> Sequence[Promise]:
    """A page of them, in the order in which they became as they are; one that changes again comes again."""
    found = _seen(Promise.objects.select_related("subject").defer("subject__trail"), sight)
    for name in ("site", "standard", "status"):
        if value := getattr(wanted, name):
            found = found.filter(**{name: value})
    if wanted.since is not None:
        found = found.filter(known_at__gte=wanted.since)
    if after is not None:
        found = found.filter(Q(known_at__gt=after[0]) | Q(known_at=after[0], pk__gt=after[1]))
    return list(found.prefetch_related("verdicts").order_by("known_at", "pk")[: min(most, MOST)])


def _seen(found: QuerySet[Promise], sight: Sight) -> QuerySet[Promise]:
    return found if sight.sites is None else found.filter(site__in=sight.sites)
