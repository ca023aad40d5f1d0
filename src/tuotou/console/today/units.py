"""Which outlets and hubs somebody looks after, and how the day stands at each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.http.response import HttpResponseBase
from django.urls import reverse

from tuotou.console.listing import Column, Listing, listed
from tuotou.console.page import Request, go
from tuotou.console.tags import named
from tuotou.core.document import Bilingual
from tuotou.store import places
from tuotou.store.models import Unit
from tuotou.store.organisation import Organisation
from tuotou.store.places import Asked

OUTLETS: Final = ("outlet", "sub_outlet", "contract_area", "station")
STAGES: Final = ("there", "held", "problem", "out")


@dataclass(frozen=True, slots=True)
class Line:
    """One unit."""

    unit: Unit
    counts: Mapping[str, int]

    @property
    def left(self) -> int:
        """What is not signed yet."""
        return sum(self.counts.values())


def own(request: Request) -> HttpResponseBase:
    """One's own outlet or hub; who looks after several chooses."""
    seat = request.member.seat
    if seat is not None and seat.kind in OUTLETS:
        return go(request, "outlet-today", seat.unit)
    if seat is not None and seat.kind == "hub":
        return go(request, "hub-floor", seat.unit)
    return listed(request, LISTING)


def mine(request: Request) -> Sequence[Line]:
    """Those within sight: three questions, however many there are."""
    sites = request.member.sight.sites
    units = Unit.objects.filter(kind__in=(*OUTLETS, "hub"))
    units = units if sites is None else units.filter(code__in=sites)
    found = {unit.code: unit for unit in units.order_by("code")}
    company = Organisation.at(request.now)
    codes = [*found, *(site for site, of in company.sites.items() if of in found)]
    counts: dict[str, dict[str, int]] = {}
    for site, stage, count in places.grouped(Asked("parcel", codes, STAGES), ("w.site", "w.stage")):
        unit = company.unit_of(site) or site
        of = counts.setdefault(unit, {})
        of[stage] = of.get(stage, 0) + count
    lines = [Line(unit, counts.get(code, {})) for code, unit in found.items()]
    return sorted(lines, key=lambda line: -line.left)


def seen(request: Request, code: str) -> Unit | None:
    """A unit within sight; None: it is not there, or lies elsewhere."""
    return Unit.objects.filter(code=code).first() if request.member.sight.sees(code) else None


def address(unit: Unit) -> str:
    """Where its day is."""
    return reverse("hub-floor" if unit.kind == "hub" else "outlet-today", args=[unit.code])


def _count(stage: str, zh: str, en: str) -> Column:
    return Column(stage, Bilingual(zh, en), lambda line: line.counts.get(stage, 0), stage, figure=True)


LISTING: Final = Listing(
    "today",
    Bilingual("今日网点与场地", "Outlets and hubs today"),
    mine,
    (
        Column("name", Bilingual("名称", "Name"), lambda line: named(line.unit), "name"),
        Column("code", Bilingual("编码", "Code"), lambda line: line.unit.code, "code"),
        _count("there", "在仓", "There"),
        _count("out", "派件中", "Out"),
        _count("held", "留仓", "Held"),
        _count("problem", "问题件", "Problem"),
        Column("left", Bilingual("未签合计", "Not signed"), lambda line: line.left, "left", figure=True),
    ),
    search=lambda rows, text: [line for line in rows if text in line.unit.name or text in line.unit.code],
    hint=Bilingual("名称、编码", "Name, code"),
    link=lambda line: address(line.unit),
    empty=Bilingual(
        "管辖范围内没有网点或分拨中心，导入组织架构后就会出现",
        "There is no outlet or hub within your scope: they appear once the organisation is imported",
    ),
)
