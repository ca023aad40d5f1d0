"""Units: all of them as a list, and each with what belongs to it over time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.http.response import HttpResponseBase
from django.urls import reverse

from tuotou.console.listing import Choice, Column, Filter, Listing, listed
from tuotou.console.maps import drawn
from tuotou.console.organisation.words import KIND, kind
from tuotou.console.page import Request, refuse, show
from tuotou.console.tags import named, said
from tuotou.console.trade import role
from tuotou.core.document import Bilingual
from tuotou.store.models import Belonging, Brand, Franchise, Post, ServedArea, Unit, Vehicle
from tuotou.store.models.dated import holding
from tuotou.store.organisation import Organisation

DATED: Final[Mapping[str, tuple[type[Any], tuple[str, ...]]]] = {
    "belongings": (Belonging, ("parent",)),
    "franchises": (Franchise, ("franchisee",)),
    "brands": (Brand, ()),
    "served_areas": (ServedArea, ()),
    "vehicles": (Vehicle, ()),
}
"""What of a unit has its dates: sheet → table, and what it names."""


def _units(request: Request) -> QuerySet[Unit]:
    sites = request.member.sight.sites
    return Unit.objects.all() if sites is None else Unit.objects.filter(code__in=sites)


def _dressed(rows: Sequence[Unit], request: Request) -> Sequence[Unit]:
    """With whose part each is, and how many work there."""
    belongs = Belonging.objects.filter(holding(request.now), unit__in=rows).select_related("parent")
    parents = {one.unit_id: one.parent for one in belongs}
    posts = Post.objects.filter(holding(request.now), unit__in=rows).values_list("unit", "person").distinct()
    people: dict[int, int] = {}
    for unit, _ in posts:
        people[unit] = people.get(unit, 0) + 1
    for row in rows:
        row.parent, row.people = parents.get(row.pk), people.get(row.pk, 0)  # type: ignore[attr-defined]
    return rows


def _parent(one: Any) -> str:
    return f"{named(one.parent)} {one.parent.code}" if one.parent else ""


def _found(rows: Any, text: str) -> Any:
    return rows.filter(Q(code__icontains=text) | Q(name__icontains=text) | Q(name_en__icontains=text))


def _kinds(request: Request) -> Sequence[Choice]:
    return [Choice(name, title) for name, title in KIND.items()]


UNITS: Final = Listing(
    "units",
    Bilingual("单位", "Units"),
    _units,
    (
        Column("code", Bilingual("编码", "Code"), lambda one: one.code, "code"),
        Column("name", Bilingual("名称", "Name"), named, "name"),
        Column("name_en", Bilingual("英文名", "In English"), lambda one: one.name_en, "name_en", shown=False),
        Column("kind", Bilingual("类型", "Kind"), lambda one: said(kind(one.kind)), "kind"),
        Column("parent", Bilingual("上级", "Part of"), _parent, cell="cells/place.html"),
        Column("people", Bilingual("人数", "People"), lambda one: one.people, figure=True),
        Column("lng", Bilingual("经度", "Longitude"), lambda one: one.lng, shown=False, figure=True),
        Column("lat", Bilingual("纬度", "Latitude"), lambda one: one.lat, shown=False, figure=True),
    ),
    (Filter("kind", Bilingual("类型", "Kind"), lambda rows, value: rows.filter(kind=value), _kinds),),
    _found,
    Bilingual("编码、名称", "Code, name"),
    ("code",),
    lambda one: reverse("unit", args=(one.code,)),
    dress=_dressed,
)


def units(request: Request) -> HttpResponseBase:
    """All units within sight."""
    return listed(request, UNITS, "organisation/units.html")


def unit(request: Request, code: str) -> HttpResponseBase:
    """One unit, as it is and as it was."""
    found = _units(request).filter(code=code).first()
    if found is None:
        return refuse(request, 404)
    here = Organisation.at(request.now)
    context = {
        "unit": found,
        "kind": kind(found.kind),
        "above": [here.units[each] for each in reversed(here.above(code)) if request.member.sight.sees(each)],
        "children": [here.units[each] for each in here.children.get(code, ())],
        "below": len(here.below(code)),
        "owner": here.owner(code),
        "dated": {name: _dated(found, name) for name in DATED},
        "crew": _crew(found, request.now),
        "map": _spot(found),
    }
    return show(request, "organisation/unit.html", context)


def _dated(unit: Unit, sheet: str) -> list[Any]:
    """The rows of a sheet, the last first."""
    table, links = DATED[sheet]
    return list(table._default_manager.filter(unit=unit).select_related(*links).order_by("-since", "pk")[:200])


def _crew(unit: Unit, now: int) -> list[tuple[Bilingual, list[Post]]]:
    """Who works there by role, and who is to come."""
    posts = Post.objects.filter(Q(until=None) | Q(until__gt=now), unit=unit).select_related("person")
    found: dict[str, list[Post]] = {}
    for post in posts.order_by("role", "person__staff_number")[:500]:
        found.setdefault(post.role, []).append(post)
    return [(role(name), held) for name, held in found.items()]


def _spot(unit: Unit) -> dict[str, Any] | None:
    if unit.lng is None or unit.lat is None:
        return None
    return drawn([{"at": [unit.lat, unit.lng], "title": f"{unit.name} {unit.code}"}])
