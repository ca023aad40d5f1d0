"""All promises of a warning: each with its parcel, how it stands, and who answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Prefetch, Q, prefetch_related_objects
from django.http.response import HttpResponseBase

from tuotou.console import trade
from tuotou.console.listing import Choice, Column, Filter, Listing, listed
from tuotou.console.page import Request, refuse
from tuotou.console.tags import said
from tuotou.console.warnings import wording
from tuotou.console.warnings.own import of_person, own_alone
from tuotou.console.warnings.seen import seen, seen_of
from tuotou.core.document import Bilingual
from tuotou.operations.live.watch import current_watch
from tuotou.store.models import Subject, Warning, WarningItem

STATUSES: Final = ("at_risk", "broken", "kept_late", "kept", "void", "gone", "acknowledged", "closed")


@dataclass(frozen=True, slots=True)
class Row:
    """A promise of a warning."""

    one: WarningItem
    what: Bilingual
    place: Bilingual | None
    who: str

    @property
    def status(self) -> Bilingual:
        """How it stands, in words."""
        return trade.status(self.one.status)

    @property
    def subject(self) -> str:
        """Where its parcel's page is."""
        return trade.subject_at(self.one.subject.kind, self.one.subject.number)

    @property
    def look(self) -> str:
        """The class that it is drawn in."""
        return trade.LOOK.get(self.one.status, "calm")


COLUMNS: Final = (
    Column("number", Bilingual("快件", "Parcel"), lambda row: row.one.subject.number, "subject__number"),
    Column("status", Bilingual("状态", "Status"), lambda row: said(row.status), "status", "warnings/cells/status.html"),
    Column("left", Bilingual("还剩", "Left"), lambda row: row.one.due_at if row.one.open else None, "due_at",
           "cells/until.html"),
    Column("due", Bilingual("时限", "Due"), lambda row: row.one.due_at, "due_at", "cells/instant.html"),
    Column("standard", Bilingual("标准", "Standard"), lambda row: said(row.what), shown=False),
    Column("site", Bilingual("场地", "Site"), lambda row: f"{said(row.place)} {row.one.promise.site or ''}".strip(),
           cell="cells/place.html"),
    Column("person", Bilingual("责任人", "Who answers"), lambda row: row.who, "promise__person"),
    Column("opened", Bilingual("起算", "Opened"), lambda row: row.one.promise.opens_at, "promise__opens_at",
           "cells/instant.html", shown=False),
    Column("kept", Bilingual("完成", "Kept"), lambda row: row.one.promise.kept_at, cell="cells/instant.html"),
)  # fmt: skip


def promises(request: Request, id: int) -> HttpResponseBase:
    """Those of one warning; of a cause, those that it holds back."""
    one = seen(request).filter(pk=id).first()
    if one is None:
        return refuse(request, 404)
    title = wording.what(current_watch().response, one)
    listing = Listing(
        f"warning-{id}",
        title,
        lambda asked: items_of(one, asked),
        COLUMNS,
        (STATUS,),
        lambda rows, text: rows.filter(Q(subject__number=text) | Q(promise__person=text)),
        Bilingual("运单号、工号", "Waybill, staff number"),
        ("-open", "due_at", "pk"),
        link=lambda row: row.subject,
        dress=dressed,
    )
    return listed(request, listing, "warnings/promises.html", {"one": one, "title": title})


def items_of(one: Warning, request: Request) -> Any:
    """Its promises; of a cause those of the warnings under it that the member sees."""
    mine = Q(warning=one)
    if not one.standard:
        mine |= Q(warning__in=seen_of(Warning.objects.filter(under=one), request).values("pk"))
    items = WarningItem.objects.filter(mine)
    return of_person(items, request) if own_alone(request) else items


def dressed(some: Sequence[WarningItem], request: Request) -> Sequence[Row]:
    """Promises as lists show them; what they are of is fetched for these alone."""
    prefetch_related_objects(some, "promise", Prefetch("subject", Subject.objects.defer("trail")))
    response = current_watch().response
    places = trade.sites(item.promise.site for item in some)
    names = trade.people(item.promise.person for item in some)
    return [
        Row(
            item,
            trade.standard(response, item.promise.standard),
            places.get(item.promise.site or ""),
            f"{names.get(item.promise.person or '', '')} {item.promise.person or ''}".strip(),
        )
        for item in some
    ]


STATUS: Final = Filter(
    "status",
    Bilingual("状态", "Status"),
    lambda rows, value: rows.filter(status=value),
    lambda _: [Choice(word, trade.status(word)) for word in STATUSES],
)
