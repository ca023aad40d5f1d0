"""What is to be known of one unit at an instant: whose it is, what it serves, who is there."""

from __future__ import annotations

from dataclasses import dataclass

from tuotou.store.models import Brand, ServedArea, Unit
from tuotou.store.models.dated import holding
from tuotou.store.organisation import Called, Organisation, Owner, Place


@dataclass(frozen=True, slots=True)
class UnitPage:
    """One unit; `above` from its parent to headquarters, `crew` by role."""

    unit: Place
    above: tuple[Place, ...]
    children: tuple[Place, ...]
    below: int
    owner: Owner | None
    brands: tuple[tuple[str, str], ...]
    areas: tuple[str, ...]
    crew: tuple[Called, ...]


def unit_page(code: str, at: int) -> UnitPage | None:
    """The unit that is called so, by its own code or a brand's; None where nobody knows it."""
    organisation = Organisation.at(at)
    unit = organisation.unit_of(code)
    if unit is None:
        return None
    brands = Brand.objects.filter(holding(at), unit__code=unit).order_by("brand", "site_code")
    areas = ServedArea.objects.filter(holding(at), unit__code=unit).order_by("area")
    return UnitPage(
        organisation.units[unit],
        tuple(organisation.units[each] for each in organisation.above(unit)),
        tuple(organisation.units[each] for each in organisation.children.get(unit, ())),
        len(organisation.below(unit)),
        organisation.owner(unit),
        tuple(brands.values_list("brand", "site_code")),
        tuple(areas.values_list("area", flat=True)),
        organisation.crew(unit),
    )


def whole_tree(at: int) -> Organisation:
    """All units and how they belong together."""
    return Organisation.at(at)


def codes() -> tuple[str, ...]:
    """The codes of all units, for whoever mistypes one."""
    return tuple(Unit.objects.order_by("code").values_list("code", flat=True))
