"""Somebody's own of warnings: what they were given, what they were told, and what they answer for. Nobody else's.

It is all that a courier sees of them; who sees warnings sees those of their sites (`seen`).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from django.db.models import Q

from tuotou.console.page import Request
from tuotou.store.models import Notice, Warning, WarningItem
from tuotou.store.models.warning import HELD, RESOLVED

DAY: Final = 86_400_000_000
LATELY: Final = 30 * DAY
"""µs for which what somebody answered for is looked up."""

MOST: Final = 500
"""Notices and promises of theirs that are looked through, the latest."""


def own_alone(request: Request) -> bool:
    """Whether a member sees no warnings but their own."""
    return not request.member.can("warnings.see")


def own(rows: Any, request: Request) -> Any:
    """Of some warnings the member's: found by indexes, for pages that stay open ask again and again."""
    return rows.filter(Q(owner=request.member.staff_number) | Q(pk__in=_concerned(request)))


def _concerned(request: Request) -> frozenset[int]:
    """The warnings that a member heard of last, and those of what they answered for lately; once for an instant."""
    at, found = getattr(request, "concerned", (None, frozenset[int]()))
    if at != request.now:
        person, since = request.member.staff_number, request.now - LATELY
        answered = WarningItem.objects.filter(promise__person=person, promise__due_at__gte=since)
        last = answered.order_by("-promise__due_at").values_list("warning", flat=True)[:MOST]
        found = frozenset((*_told(person).order_by("-pk").values_list("warning", flat=True)[:MOST], *last))
        request.concerned = request.now, found  # type: ignore[attr-defined]
    return found


def of_person(items: Any, request: Request) -> Any:
    """Of the promises of warnings those of what was given to the member, and else what they or nobody answers for."""
    person = request.member.staff_number
    nobodys = Q(promise__person=None) | Q(promise__person="")
    return items.filter(Q(warning__owner=person) | Q(promise__person=person) | nobodys)


def takes(some: Collection[Warning], request: Request) -> frozenset[int]:
    """The warnings that the member may take up: any of theirs who handles them, else what they were given or told."""
    open_ = {one.pk: one.owner for one in some if one.state not in (HELD, RESOLVED)}
    if request.member.can("warnings.handle"):
        return frozenset(open_)
    person = request.member.staff_number
    free = [pk for pk, owner in open_.items() if not owner]
    told = set(_told(person).filter(warning__in=free).values_list("warning", flat=True)) if free else set()
    return frozenset(pk for pk, owner in open_.items() if owner == person or pk in told)


def has_some(request: Request) -> bool:
    """Whether something that is not over was given to the member."""
    return Warning.objects.filter(owner=request.member.staff_number, resolved_at=None).exists()


def _told(person: str) -> Any:
    """The warnings of which somebody has a notice."""
    return Notice.objects.filter(person=person, warning__isnull=False).values("warning")
