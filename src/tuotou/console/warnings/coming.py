"""What is due soon: not what is broken, but what will be if nobody does anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django.http.response import HttpResponseBase

from tuotou.console import trade
from tuotou.console.listing import Choice, Column, Filter, Listing, listed
from tuotou.console.page import Request
from tuotou.console.tags import said
from tuotou.console.warnings import filters
from tuotou.console.warnings.live import tabs
from tuotou.console.warnings.own import own_alone
from tuotou.core.document import Bilingual
from tuotou.operations.inquiry.coming import Coming, Horizon, coming
from tuotou.operations.inquiry.sight import sight_of
from tuotou.operations.live.watch import current_watch

HOUR: Final = 3_600_000_000
SPANS: Final = ("1", "2", "4", "8", "24")
USUAL: Final = "4"
SHOWN: Final = {
    "at_risk": Bilingual("已预警", "warned of"),
    "open": Bilingual("还没预警", "nobody was warned yet"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A promise, with the names that its list shows."""

    one: Coming
    what: Bilingual
    place: Bilingual | None
    who: str

    @property
    def subject(self) -> str:
        """Where its parcel's page is."""
        return trade.subject_at(self.one.kind, self.one.number)


COLUMNS: Final = (
    Column("number", Bilingual("快件", "Parcel"), lambda row: row.one.number, "number"),
    Column("what", Bilingual("标准", "Standard"), lambda row: said(row.what), "standard"),
    Column("at", Bilingual("再过", "In"), lambda row: row.one.at, "at", "cells/until.html"),
    Column("due", Bilingual("时限", "Due"), lambda row: row.one.due_at, "due_at", "cells/instant.html"),
    Column(
        "status",
        Bilingual("预警", "Warning"),
        lambda row: said(SHOWN[row.one.status]),
        "status",
        "warnings/cells/coming.html",
    ),
    Column(
        "site",
        Bilingual("场地", "Site"),
        lambda row: f"{said(row.place)} {row.one.site or ''}".strip(),
        "site",
        "cells/place.html",
    ),
    Column("person", Bilingual("责任人", "Who answers"), lambda row: row.who, "person"),
)


def due_soon(request: Request) -> HttpResponseBase:
    """The next hours, what comes first on top."""
    of_unit = () if own_alone(request) else (replace(filters.units(request), apply=lambda rows, _: rows),)
    listing = Listing(
        "due-soon",
        Bilingual("即将到期", "Due soon"),
        _rows,
        COLUMNS,
        (HOURS, _standard(), *of_unit),
        lambda rows, text: [row for row in rows if text in (row.one.number, row.one.site, row.one.person)],
        Bilingual("运单号、场地、工号", "Waybill, site, staff number"),
        link=lambda row: row.subject,
        empty=Bilingual("这段时间没有要到期的", "Nothing is due in this time"),
    )
    return listed(request, listing, "warnings/coming.html", {"tabs": tabs(request, "coming")})


def _rows(request: Request) -> Sequence[Row]:
    asked, unit = request.GET.get("hours", ""), request.GET.get("unit", "").strip()
    hours = int(asked if asked in SPANS else USUAL)
    sight, watch = request.member.sight, current_watch()
    if unit:
        sight = sight.narrowed(sight_of(unit, request.now).sites or frozenset({unit}))
    found = coming(sight, watch, Horizon(request.now, request.now + hours * HOUR))
    if own_alone(request):
        found = [one for one in found if one.person == request.member.staff_number]
    places, names = trade.sites(one.site for one in found), trade.people(one.person for one in found)
    return [
        Row(
            one,
            trade.standard(watch.response, one.standard),
            places.get(one.site or ""),
            f"{names.get(one.person or '', '')} {one.person or ''}".strip(),
        )
        for one in found
    ]


def _standard() -> Filter:
    def choices(request: Request) -> Sequence[Choice]:
        by_id = current_watch().response.handbook.by_id
        return [Choice(id, each[-1].title) for id, each in by_id.items() if each[-1].form == "within"]

    def apply(rows: Any, value: str) -> Any:
        return [row for row in rows if row.one.standard == value]

    return Filter("standard", Bilingual("标准", "Standard"), apply, choices)


HOURS: Final = Filter(
    "hours",
    Bilingual("今后 4 小时", "Next 4 hours"),
    lambda rows, _: rows,
    lambda _: [Choice(each, Bilingual(f"今后 {each} 小时", f"Next {each} h")) for each in SPANS if each != USUAL],
)
