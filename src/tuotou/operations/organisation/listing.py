"""Units and people page by page, as they stand at an instant."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from tuotou.store.models import Belonging, Person, Post, Unit
from tuotou.store.models.dated import holding
from tuotou.store.models.person import masked


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit, and whose part it is."""

    unit: Unit
    parent: str | None


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Somebody with their posts; the mobile number is masked."""

    staff_number: str
    name: str
    mobile: str
    posts: Sequence[tuple[str, str]]  # unit, role


def units(sites: Collection[str] | None, after: str, most: int, at: int) -> Sequence[UnitLine]:
    """Those after a code, in the order of codes; `sites`: only these."""
    found = Unit.objects.filter(code__gt=after)
    if sites is not None:
        found = found.filter(code__in=sites)
    page = list(found.order_by("code")[:most])
    belongs = Belonging.objects.filter(holding(at), unit__in=page).values_list("unit", "parent__code")
    parents: Mapping[int, str] = dict(belongs)
    return [UnitLine(unit, parents.get(unit.pk)) for unit in page]


def people(sites: Collection[str] | None, after: str, most: int, at: int) -> Sequence[PersonLine]:
    """Those after a staff number, in the order of staff numbers; `sites`: only who holds a post there."""
    found = Person.objects.filter(staff_number__gt=after)
    posts = Post.objects.filter(holding(at))
    if sites is not None:
        posts = posts.filter(unit__code__in=sites)
        found = found.filter(pk__in=posts.values("person"))
    page = list(found.order_by("staff_number")[:most])
    held: dict[int, list[tuple[str, str]]] = {}
    for person, unit, role in posts.filter(person__in=page).values_list("person", "unit__code", "role").order_by("pk"):
        held.setdefault(person, []).append((unit, role))
    return [PersonLine(one.staff_number, one.name, masked(one.mobile), held.get(one.pk, ())) for one in page]
