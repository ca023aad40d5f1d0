"""Outlet today 网点今日: by wave and courier, what the scans do not clear, and what breaks next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape

from tuotou.console import trade
from tuotou.console.indicators.asking import Asking
from tuotou.console.indicators.figures import Card
from tuotou.console.listing import Column, Listing, listed
from tuotou.console.page import Request, refuse, show
from tuotou.console.stream import Live, streamed
from tuotou.console.tags import told, words
from tuotou.console.today.units import seen
from tuotou.core.document import Bilingual
from tuotou.operations.figures.outlet_today import GAPS, Load, Outlet, Today, gap, load, outlet_today
from tuotou.operations.figures.remind import remind
from tuotou.operations.live.watch import current_watch
from tuotou.operations.warnings.handling import CannotDo, Hand
from tuotou.store import figures
from tuotou.store.models import Promise
from tuotou.store.places import Listed

SHARES: Final = ("attempted-rate", "first-attempt-success", "cleared-today-rate", "contact-rate")
"""What an outlet is measured by today, where it is counted."""
NEXT: Final = 8
"""Promises that break next."""
LONGEST: Final = 5_000
GAP: Final = {
    "sent_not_arrived": Bilingual("有发未到", "Sent, not arrived"),
    "arrived_not_out": Bilingual("有到未派", "Arrived, not out"),
    "out_not_signed": Bilingual("有派未签", "Out, not signed"),
    "missed_scan": Bilingual("漏扫", "Missed scan"),
    "silent_24h": Bilingual("断更 24 小时", "No news for 24 h"),
    "silent_48h": Bilingual("断更 48 小时", "No news for 48 h"),
    "silent_72h": Bilingual("断更 72 小时", "No news for 72 h"),
}
STAGE: Final = {
    "there": Bilingual("在仓", "There"),
    "out": Bilingual("派件中", "Out"),
    "signed": Bilingual("今日已签", "Signed today"),
    "placed": Bilingual("今日入柜入站", "Placed today"),
    "problem": Bilingual("问题件", "Problem"),
    "held": Bilingual("留仓", "Held"),
}


@dataclass(frozen=True, slots=True)
class Parcel:
    """A parcel that is somewhere, with the names of who has it and of the site."""

    one: Listed
    who: str
    place: str


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table, with the courier's name."""

    load: Load
    name: str


def today(request: Request, unit: str) -> HttpResponseBase:
    """An outlet's day, open from morning to evening."""
    place = seen(request, unit)
    if place is None:
        return refuse(request, 404)
    return show(request, "today/outlet.html", {"unit": place, **_context(request, unit)})


def live(request: Request, unit: str) -> HttpResponseBase:
    """The same, kept fresh."""
    if not request.member.sight.sees(unit):
        return refuse(request, 404)
    return streamed(request, Live("today.see", lambda asked: (figures.counted_until(), _next_due(unit)), _parts(unit)))


def one_gap(request: Request, unit: str, name: str) -> HttpResponseBase:
    """The parcels of one gap, who has waited longest first."""
    if name not in GAPS or not request.member.sight.sees(unit):
        return refuse(request, 404)
    title = GAP[name]
    return _parcels(request, unit, title, lambda asked: gap(_at(asked, unit), name, limit=LONGEST))


def one_stage(request: Request, unit: str, stage: str) -> HttpResponseBase:
    """The parcels at one stage."""
    if stage not in STAGE or not request.member.sight.sees(unit):
        return refuse(request, 404)
    return _parcels(request, unit, STAGE[stage], lambda asked: load(_at(asked, unit), stage, limit=LONGEST))


def reminder(request: Request, unit: str) -> HttpResponseBase:
    """Remind a courier of what is not signed yet."""
    if not request.member.sight.sees(unit):
        return refuse(request, 404)
    hand = Hand(request.member.staff_number, request.now)
    try:
        count = remind(current_watch(), _at(request, unit), request.POST.get("person", ""), hand)
    except CannotDo as error:
        return HttpResponse(f'<span class="warn">{escape(told(str(error)))}</span>')
    said = words(f"已提醒：还有 {count} 票", f"reminded of {count} parcels")
    return HttpResponse(f'<span class="good">✓ {said}</span>')


def _at(request: Request, unit: str) -> Outlet:
    return Outlet.at(unit, current_watch(), request.now)


def _context(request: Request, unit: str) -> dict[str, Any]:
    outlet = _at(request, unit)
    day = outlet_today(outlet)
    names = trade.people(load.person for load in day.loads)
    asking = replace(Asking.of(request).live(), unit=unit)
    return {
        "code": unit,
        "today": day,
        "rows": [Row(each, names.get(each.person or "", each.person or "")) for each in day.loads],
        "gaps": [(name, GAP[name], count) for name, count in day.gaps.items()],
        "bars": _bars(day),
        "asking": asking,
        "shares": [card for id in SHARES if (card := _share(asking, id)) is not None],
        "next": _next(outlet),
    }


def _parts(unit: str) -> Any:
    return lambda request: render_to_string(
        "today/outlet_parts.html", {"request": request, "member": request.member, **_context(request, unit)}
    )


def _bars(day: Today) -> Sequence[tuple[str, str, int, float, float]]:
    """(class, name, count, where it begins, how long it is) of one bar of 100: how the day's work stands."""
    whole, begin, found = day.whole, 0.0, []
    parts = (
        ("good", words("已签", "signed"), whole.signed + whole.placed),
        ("part", words("派件中", "out"), whole.unsigned),
        ("warn", words("问题件、留仓", "problem or held"), whole.problem + whole.held),
    )
    for look, name, count in parts:
        width = 100 * count / whole.expected if whole.expected else 0.0
        found.append((look, name, count, round(begin, 2), round(width, 2)))
        begin += width
    return found


def _share(asking: Asking, id: str) -> Card | None:
    if id not in asking.desk.indicators:
        return None
    found = asking.desk.answer(asking.question(id))
    return Card(found) if found.value is not None else None


def _next(outlet: Outlet) -> Sequence[tuple[Promise, Bilingual, str]]:
    """What breaks next, each with its standard and the address of its subject."""
    response = current_watch().response
    risky = Promise.objects.filter(site__in=outlet.sites, status="at_risk", trial=False).select_related("subject")
    found = risky.defer("subject__trail").order_by("due_at", "pk")[:NEXT]
    return [
        (one, trade.standard(response, one.standard), trade.subject_at(one.subject.kind, one.subject.number))
        for one in found
    ]


def _next_due(unit: str) -> object:
    return (
        Promise.objects.filter(site=unit, status="at_risk").order_by("due_at").values_list("due_at", flat=True).first()
    )


def _parcels(request: Request, unit: str, title: Bilingual, rows: Any) -> HttpResponseBase:
    place = seen(request, unit)
    if place is None:
        return refuse(request, 404)
    context = {"unit": place, "at": reverse("outlet-today", args=[unit])}
    return listed(request, parcels(title, rows), "today/parcels.html", context)


def parcels(title: Bilingual, rows: Any) -> Listing:
    """A list of who is somewhere."""
    return Listing(
        "parcels",
        title,
        lambda asked: _named(rows(asked)),
        (
            Column("number", Bilingual("单号", "Number"), lambda row: row.one.number, "number"),
            Column("person", Bilingual("人员", "Person"), lambda row: row.who, "person", "cells/place.html"),
            Column("wave", Bilingual("频次", "Wave"), lambda row: row.one.wave, "wave"),
            Column("since", Bilingual("自", "Since"), lambda row: row.one.since, "since", "cells/instant.html"),
            Column(
                "seen", Bilingual("最近动态", "Last news"), lambda row: row.one.seen_at, "seen", "cells/instant.html"
            ),
            Column("from", Bilingual("场地", "Site"), lambda row: row.place, cell="cells/place.html", shown=False),
        ),
        search=_found,
        hint=Bilingual("单号、工号", "Number, staff number"),
        link=lambda row: trade.subject_at(row.one.kind, row.one.number),
        empty=Bilingual("一件也没有，很好", "None: well done"),
    )


def _named(found: Sequence[Listed]) -> Sequence[Parcel]:
    """With the names of people and sites."""
    names, places = trade.people(one.person for one in found), trade.sites(one.site for one in found)
    return [
        Parcel(one, f"{names.get(one.person or '', '')} {one.person or ''}".strip(), trade.whole(places, one.site))
        for one in found
    ]


def _found(rows: Sequence[Parcel], text: str) -> Sequence[Parcel]:
    return [row for row in rows if text in row.one.number or text == row.one.person]
