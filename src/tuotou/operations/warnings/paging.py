"""Warnings page by page as they changed, for machines: `listing` tells them to people."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Q

from tuotou.store.models import Warning


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which of them; empty: all. `sites`: None for everywhere."""

    sites: Collection[str] | None = None
    site: str = ""
    standard: str = ""
    state: str = ""


def changed_warnings(wanted: Wanted, after: tuple[int, int] | None, most: int) -> Sequence[Warning]:
    """A page after (`changed_at`, id), in the order in which they changed; one that changes again comes again."""
    found = Warning.objects.all()
    if wanted.sites is not None:
        found = found.filter(site__in=wanted.sites)
    for name in ("site", "standard", "state"):
        if value := getattr(wanted, name):
            found = found.filter(**{name: value})
    if after is not None:
        found = found.filter(Q(changed_at__gt=after[0]) | Q(changed_at=after[0], pk__gt=after[1]))
    return list(found.order_by("changed_at", "pk")[:most])
