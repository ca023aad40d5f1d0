"""Hub floor 场地看板: trucks that wait, bags not opened, stock out of time, what comes in the next hours."""

from __future__ import annotations

from typing import Any

from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.urls import reverse

from tuotou.console import trade
from tuotou.console.listing import listed
from tuotou.console.page import Request, refuse, show
from tuotou.console.span import clock_of
from tuotou.console.stream import Live, streamed
from tuotou.console.tags import words
from tuotou.console.today.outlet import parcels
from tuotou.console.today.units import seen
from tuotou.core.document import Bilingual
from tuotou.operations.figures.hub_floor import Floor, hub_floor, overdue
from tuotou.operations.figures.outlet_today import Outlet
from tuotou.operations.live.watch import current_watch
from tuotou.store import figures

LONGEST = 5_000


def floor(request: Request, unit: str) -> HttpResponseBase:
    """A hub as it stands."""
    place = seen(request, unit)
    if place is None:
        return refuse(request, 404)
    return show(request, "today/hub.html", {"unit": place, **_context(request, unit)})


def live(request: Request, unit: str) -> HttpResponseBase:
    """The same, kept fresh."""
    if not request.member.sight.sees(unit):
        return refuse(request, 404)

    def parts(asked: Request) -> str:
        context = {"request": asked, "member": asked.member, **_context(asked, unit)}
        return render_to_string("today/hub_parts.html", context)

    return streamed(request, Live("today.see", lambda _: figures.counted_until(), parts))


def late(request: Request, unit: str) -> HttpResponseBase:
    """Parcels that have lain there too long."""
    place = seen(request, unit)
    if place is None:
        return refuse(request, 404)
    listing = parcels(
        Bilingual("超时库存", "Stock out of time"), lambda asked: overdue(_at(asked, unit), limit=LONGEST)
    )
    return listed(request, listing, "today/parcels.html", {"unit": place, "at": reverse("hub-floor", args=[unit])})


def _at(request: Request, unit: str) -> Outlet:
    return Outlet.at(unit, current_watch(), request.now)


def _context(request: Request, unit: str) -> dict[str, Any]:
    found = hub_floor(_at(request, unit))
    trucks = [(one, trade.subject_at("trip", one.number), request.now - one.since) for one in found.waiting]
    return {"code": unit, "floor": found, "trucks": trucks, "chart": _chart(found)}


def _chart(found: Floor) -> dict[str, Any] | None:
    """What comes, hour by hour."""
    if not any(hour.parcels or hour.trips for hour in found.coming):
        return None
    return {
        "legend": {},
        "xAxis": {"type": "category", "data": [clock_of(hour.begins) for hour in found.coming]},
        "yAxis": [
            {"type": "value", "name": words("票", "parcels")},
            {"type": "value", "name": words("车", "trips"), "minInterval": 1},
        ],
        "series": [
            {"type": "bar", "name": words("快件", "Parcels"), "data": [hour.parcels for hour in found.coming]},
            {"type": "line", "name": words("车次", "Trips"), "yAxisIndex": 1, "data": [h.trips for h in found.coming]},
        ],
    }
