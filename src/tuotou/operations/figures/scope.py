"""Scope: which sites belong to a unit on which days: a figure is told by the belongings of its day."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, pairwise
from typing import Final

import numpy as np

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

    def sites(self, unit: str | None, brand: str = "") -> list[str] | None:
        """The codes of events at a unit and what belongs to it; of one brand alone, if any; None: everywhere."""
        branded = self.organisation.brands.get(brand, frozenset())
        if unit is None or unit == self.organisation.top:
            return sorted(branded) if brand else None
        mine = {unit, *self.organisation.below(unit)}
        mine |= {site for site, of in self.organisation.sites.items() if of in mine}
        return sorted(mine & branded if brand else mine)

    def by_unit(self, unit: str | None, kind: str | None = None) -> Mapping[str, str]:
        """Site → its unit, of those below a unit that are of one kind; None: of any."""
        company, sites = self.organisation, self.sites(unit)
        asked = [*company.units, *company.sites] if sites is None else sites
        found = {site: of for site in asked if (of := company.unit_of(site)) is not None}
        return {site: of for site, of in found.items() if kind is None or company.units[of].kind == kind}


class History:
    """The organisation over time: read but once for all instants between which no belonging and no brand changed."""

    def __init__(self) -> None:
        self._read: dict[int, Organisation] = {}

    @cached_property
    def changes(self) -> Sequence[int]:
        """When something begins or ends, ascending."""
        pairs = chain(*(table.objects.values_list("since", "until").distinct() for table in (Belonging, Brand)))
        return sorted({at for pair in pairs for at in pair if at is not None})

    def at(self, instant: int) -> Organisation:
        """As it was at an instant."""
        turn = bisect_right(self.changes, instant)
        if turn not in self._read:
            self._read[turn] = Organisation.at(instant)
        return self._read[turn]


def stretches(calendar: Calendar, first: int, last: int, history: History) -> Iterator[Stretch]:
    """The days from first to last, cut where a belonging or a brand's site changes. At noon of a day is asked."""
    days = np.arange(first, last + 1, dtype=np.int32)
    noon = calendar.at(days, calendar.cut + NOON)
    changed = [at for at in history.changes if noon[0] < at <= noon[-1]]
    cuts = sorted({0, *np.searchsorted(noon, changed).tolist()})
    for start, end in pairwise([*cuts, len(days)]):
        yield Stretch(first + start, first + end - 1, history.at(int(noon[start])))
