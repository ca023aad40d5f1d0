"""What sites and people are called: asked for all of a page at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tuotou.operations.inquiry.sight import Sight
from tuotou.store.models import Brand, Person, Unit
from tuotou.store.models.dated import holding


@dataclass(frozen=True, slots=True)
class Place:
    """A site as people call it. Degrees, WGS-84."""

    code: str
    name: str
    name_en: str
    lng: float | None = None
    lat: float | None = None


@dataclass(frozen=True, slots=True)
class Names:
    """The sites and the people of a page; who asks sees the people of their own sites."""

    sites: Mapping[str, Place]
    people: Mapping[str, str]
    sight: Sight

    def site(self, code: str) -> Place:
        """A site; one that nobody registered is called by its code."""
        return self.sites.get(code) or Place(code, code, code)

    def person(self, person: str | None, site: str | None) -> str:
        """Somebody as they may be shown: name and staff number, or `*`."""
        shown = self.sight.person(person, site)
        name = self.people.get(shown, "") if shown else ""
        return f"{name} {shown}" if name else shown or ""


def names_of(sites: Iterable[str | None], people: Iterable[str | None], sight: Sight, now: int) -> Names:
    """What they are called at an instant (µs UTC)."""
    codes, numbers = {code for code in sites if code}, {number for number in people if number}
    found = {
        code: Place(code, *rest) for code, *rest in Unit.objects.filter(code__in=codes).values_list("code", *FIELDS)
    }
    if left := codes - found.keys():
        of_brands = Brand.objects.filter(holding(now), site_code__in=left)
        rows = of_brands.values_list("site_code", *(f"unit__{field}" for field in FIELDS))
        found |= {code: Place(code, *rest) for code, *rest in rows}
    named = Person.objects.filter(staff_number__in=numbers).values_list("staff_number", "name")
    return Names(found, dict(named), sight)


FIELDS = ("name", "name_en", "lng", "lat")
