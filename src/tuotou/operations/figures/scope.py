"""Scope: which sites belong to a unit on which days: a figure is told by the belongings of its day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from tuotou.core.working_time import Calendar
from tuotou.store.models import Belonging, Brand
from tuotou.store.organisation import Organisation

NOON: Final = 12 * 3_600_000_000
EVER: Final = 2**62


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days of which the organisation was the same, both included."""

    first: int
    last: int
    organisation: Organisation

    def sites(self, unit: str | None) -> list[str] | None:
        """The codes under which events happen at a unit and what belongs to it; None: everywhere."""
        if unit is None or unit == self.organisation.top:
            return None
        mine = {unit, *self.organisation.below(unit)}
        return sorted(mine | {site for site, of in self.organisation.sites.items() if of in mine})

    def by_unit(self, unit: str | None, kind: str | None = None) -> Mapping[str, str]:
        """Site → its unit, of those below a unit that are of one kind; None: of any."""
        company, sites = self.organisation, self.sites(unit)
        asked = [*company.units, *company.sites] if sites is None else sites
        found = {site: of for site in asked if (of := company.unit_of(site)) is not None}
        return {site: of for site, of in found.items() if kind is None or company.units[of].kind == kind}


def stretches(calendar: Calendar, first: int, last: int) -> Iterator[Stretch]:
    """The days from first to last, cut where a belonging or a brand's site changes. At noon of a day is asked."""
    days = np.arange(first, last + 1, dtype=np.int32)
    noon = calendar.at(days, calendar.cut + NOON)
    begins = {0}
    for changed in (_changes(Belonging.objects.all(), noon), _changes(Brand.objects.all(), noon)):
        begins |= {int(np.searchsorted(noon, at)) for at in changed}
    cuts = sorted(begins - {len(days)})
    for start, end in zip(cuts, [*cuts[1:], len(days)], strict=True):
        yield Stretch(first + start, first + end - 1, Organisation.at(int(noon[start])))


def _changes(rows: QuerySet[Belonging] | QuerySet[Brand], noon: np.ndarray) -> set[int]:
    """When something begins or ends between the first noon and the last."""
    low, high = int(noon[0]), int(noon[-1])
    asked = rows.annotate(ends=Coalesce(F("until"), EVER))
    near = asked.filter(Q(since__gt=low, since__lte=high) | Q(ends__gt=low, ends__lte=high))
    return {at for pair in near.values_list("since", "ends") for at in pair if low < at <= high}
