"""The organisation as of an instant: the tree is read at once, people role by role as they are asked for.

However many questions follow, each role is read but once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from django.db.models import Q

from tuotou.store.models import Belonging, Brand, Duty, Franchise, Post, Unit
from tuotou.store.models.dated import holding

LEADER: Final[Mapping[str, str]] = {
    "hq": "management",
    "region": "management",
    "province": "management",
    "department": "management",
    "area": "area_manager",
    "hub": "hub_manager",
    "outlet": "outlet_manager",
    "sub_outlet": "outlet_manager",
    "contract_area": "outlet_manager",
    "station": "station_operator",
}
"""Who leads a unit of each kind, and is told where nobody is in the role that was asked for."""
SHIFT, DEPUTY, POST = "shift", "deputy", "post"


@dataclass(frozen=True, slots=True)
class Place:
    """A unit."""

    code: str
    name: str
    name_en: str
    kind: str
    lng: float | None
    lat: float | None


@dataclass(frozen=True, slots=True)
class Owner:
    """A franchisee."""

    code: str
    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Called:
    """Somebody who is to be told, and as what: on shift, as deputy, or as holder of the post."""

    staff_number: str
    name: str
    unit: str
    role: str
    by: str


Crew: TypeAlias = Mapping[tuple[str, str], tuple[Called, ...]]
"""Unit and role → whom to tell, in order."""


@dataclass(frozen=True, slots=True)
class Organisation:
    """Units by their codes. A code that is not known has nobody above, below or on duty."""

    instant: int
    units: Mapping[str, Place]
    parents: Mapping[str, str]
    children: Mapping[str, tuple[str, ...]]
    owners: Mapping[str, Owner]
    sites: Mapping[str, str]
    brands: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Brand → its site codes."""
    read: dict[str, Crew] = field(default_factory=dict, compare=False, repr=False)
    """Role → its people by unit, of the roles that were asked for."""

    @classmethod
    def at(cls, instant: int) -> Organisation:
        """As it was at an instant."""
        units = Unit.objects.order_by("code").values_list("code", "name", "name_en", "kind", "lng", "lat")
        parents = dict(Belonging.objects.filter(holding(instant)).values_list("unit__code", "parent__code"))
        branded = list(Brand.objects.filter(holding(instant)).values_list("brand", "site_code", "unit__code"))
        return cls(
            instant,
            {place.code: place for place in (Place(*unit) for unit in units)},
            parents,
            _children(parents),
            dict(_owners(instant)),
            _sites((site, unit) for _, site, unit in branded),
            _brands((brand, site) for brand, site, _ in branded),
        )

    def parent(self, unit: str) -> str | None:
        """The unit it belongs to."""
        return self.parents.get(unit)

    @property
    def top(self) -> str | None:
        """The unit that all others belong to: headquarters; None where there is none."""
        return next(
            (code for code, place in self.units.items() if place.kind == "hq" and code not in self.parents), None
        )

    def above(self, unit: str) -> tuple[str, ...]:
        """Its parent, the parent's parent … up to headquarters."""
        return tuple(self._upwards(unit))[1:]

    def below(self, unit: str) -> tuple[str, ...]:
        """All that belongs to it, each before what belongs to that."""
        found, left = list[str](), [*reversed(self.children.get(unit, ()))]
        while left:
            found.append(left.pop())
            left += reversed(self.children.get(found[-1], ()))
        return tuple(found)

    def owner(self, unit: str) -> Owner | None:
        """The franchisee of that day: its own, or that of the nearest unit above that has one."""
        return next((self.owners[each] for each in self._upwards(unit) if each in self.owners), None)

    def on_duty(self, unit: str, role: str) -> tuple[Called, ...]:
        """Whom to tell, in order: who is on shift, their deputies; without a shift, who holds the post.

        Where the unit has nobody in the role, who leads it; where nobody leads it either, the next unit above.
        """
        for each in self._upwards(unit):
            found = self._crew(role).get((each, role))
            if not found and each in self.units:
                leader = LEADER[self.units[each].kind]
                found = self._crew(leader).get((each, leader))
            if found:
                return found
        return ()

    def crew(self, unit: str) -> tuple[Called, ...]:
        """Everybody of a unit, role by role, in the order in which they are to be told."""
        by_role = sorted(_crew(self.instant, Q(unit__code=unit)).items())
        return tuple(each for _, people in by_role for each in people)

    def unit_of(self, site: str) -> str | None:
        """The unit that events call so: by its own code, or by that of one of its brands."""
        return site if site in self.units else self.sites.get(site)

    def _crew(self, role: str) -> Crew:
        if role not in self.read:
            self.read[role] = _crew(self.instant, Q(role=role))
        return self.read[role]

    def _upwards(self, unit: str) -> Iterator[str]:
        at: str | None = unit
        while at is not None:
            yield at
            at = self.parents.get(at)


def _children(parents: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    children: dict[str, list[str]] = {}
    for unit, parent in sorted(parents.items()):
        children.setdefault(parent, []).append(unit)
    return {parent: tuple(units) for parent, units in children.items()}


def _owners(instant: int) -> Iterator[tuple[str, Owner]]:
    names = ("unit__code", "franchisee__code", "franchisee__name", "franchisee__name_en")
    for unit, *owner in Franchise.objects.filter(holding(instant)).values_list(*names):
        yield unit, Owner(*owner)


def _sites(branded: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Site codes of brands that mean one unit."""
    meant: dict[str, set[str]] = {}
    for site, unit in branded:
        meant.setdefault(site, set()).add(unit)
    return {site: units.pop() for site, units in meant.items() if len(units) == 1}


def _brands(branded: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for brand, site in branded:
        found.setdefault(brand, set()).add(site)
    return {brand: frozenset(sites) for brand, sites in found.items()}


def _crew(instant: int, where: Q) -> Crew:
    """Unit and role → those on shift and their deputies, else those who hold the post; each person once."""
    place = ("unit__code", "role")
    duties = Duty.objects.filter(holding(instant), where).order_by("person__staff_number")
    shifts = list(duties.values_list(*place, *_person("person"), *_person("deputy")))
    posts = Post.objects.filter(holding(instant), where).order_by("person__staff_number")
    held = (
        Called(who, name, unit, role, POST) for unit, role, who, name in posts.values_list(*place, *_person("person"))
    )
    called = [Called(who, name, unit, role, SHIFT) for unit, role, who, name, _, _ in shifts]
    called += [Called(who, name, unit, role, DEPUTY) for unit, role, _, _, who, name in shifts if who is not None]
    return _by_place(held) | _by_place(called)


def _person(link: str) -> tuple[str, str]:
    return f"{link}__staff_number", f"{link}__name"


def _by_place(called: Iterable[Called]) -> dict[tuple[str, str], tuple[Called, ...]]:
    found: dict[tuple[str, str], dict[str, Called]] = {}
    for each in called:
        found.setdefault((each.unit, each.role), {}).setdefault(each.staff_number, each)
    return {place: tuple(people.values()) for place, people in found.items()}
