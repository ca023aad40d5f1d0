"""How far an exemption reaches: what it would void, before anybody decides; what it has voided, after."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from tuotou.handbook.response import Response
from tuotou.operations.exemptions.effects import MISSED, voided
from tuotou.operations.exemptions.past import EXCUSED, past_of
from tuotou.store.models import Exempted, Exemption, Promise

COUNTED = 10_000
"""Promises beyond which nobody counts."""


@dataclass(frozen=True, slots=True)
class Extent:
    """Counted up to `COUNTED`."""

    missed: int
    """Promises not kept, or at risk, that it touches as they stand now."""
    voided: int
    """Promises of what it touched that are void by an exemption."""


@dataclass(frozen=True, slots=True)
class Habit:
    """How its worst site filed before: what whoever decides looks at."""

    in_month: int
    quota: int
    same_kind: int
    repeats: int
    failed: int
    excused: int
    share: int  # percent that may be excused


def extent(response: Response, one: Exemption) -> Extent:
    """What it touches."""
    kind = response.exemptions.get(one.kind)
    touched = Q(opens_at__lt=one.period_to, due_at__gte=one.period_from)
    if one.parcels:
        mine = Promise.objects.filter(subject__kind="parcel", subject__number__in=one.parcels)
    else:
        mine = Promise.objects.filter(site__in=one.sites)
    standards = voided(response, one, kind.event) if kind else []
    missed = mine.filter(touched, status__in=MISSED, standard__in=standards, trial=False)
    spared = Promise.objects.filter(EXCUSED, subject__in=Exempted.objects.filter(exemption=one).values("subject"))
    return Extent(missed[:COUNTED].count(), spared[:COUNTED].count())


def habit(response: Response, one: Exemption) -> Habit | None:
    """By its kind's limits; None: there is no such kind any more."""
    kind = response.exemptions.get(one.kind)
    if kind is None:
        return None
    past = past_of(one.sites, kind.id, one.filed_at)
    return Habit(past.in_month, kind.quota, past.same_kind, kind.repeats, past.failed, past.excused, kind.share)
