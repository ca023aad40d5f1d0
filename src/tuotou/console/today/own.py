"""One's own parcels: what somebody took out and has not cleared yet, what is due of it first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.http.response import HttpResponseBase

from tuotou.console import trade
from tuotou.console.listing import Column, Listing, listed
from tuotou.console.page import Request
from tuotou.console.tags import said
from tuotou.console.today.outlet import STAGE
from tuotou.console.warnings.live import tabs
from tuotou.core.document import Bilingual
from tuotou.operations.figures.outlet_today import Outlet, in_hand
from tuotou.operations.live.watch import current_watch
from tuotou.store.models import Promise
from tuotou.store.places import Listed

NEVER: Final = 2**62


@dataclass(frozen=True, slots=True)
class Row:
    """A parcel, and what is due of it next."""

    one: Listed
    next: Promise | None
    what: Bilingual | None

    @property
    def look(self) -> str:
        """How that stands: a class of `console.css`."""
        return trade.LOOK.get(self.next.status, "calm") if self.next else "calm"


LISTING: Final = Listing(
    "in-my-hands",
    Bilingual("我手上的快件", "In my hands"),
    lambda request: _rows(request),
    (
        Column("number", Bilingual("单号", "Number"), lambda row: row.one.number, "number"),
        Column("stage", Bilingual("环节", "Where it is"), lambda row: said(STAGE[row.one.stage]), "stage"),
        Column("due", Bilingual("还剩", "Left"), lambda row: row.next.due_at if row.next else None, "due",
               "cells/until.html"),
        Column("what", Bilingual("最先到的时限", "Due first"), lambda row: said(row.what), "what", "today/due.html"),
        Column("since", Bilingual("自", "Since"), lambda row: row.one.since, "since", "cells/instant.html"),
        Column("wave", Bilingual("频次", "Wave"), lambda row: row.one.wave, "wave", shown=False),
    ),
    search=lambda rows, text: [row for row in rows if text in row.one.number],
    hint=Bilingual("单号", "Number"),
    link=lambda row: trade.subject_at(row.one.kind, row.one.number),
    empty=Bilingual("手上没有未了的快件", "Nothing is left in your hands"),
)  # fmt: skip


def mine(request: Request) -> HttpResponseBase:
    """What the member has in hand, what breaks first on top."""
    return listed(request, LISTING, "warnings/coming.html", {"tabs": tabs(request, "parcels")})


def _rows(request: Request) -> Sequence[Row]:
    watch, member = current_watch(), request.member
    found = in_hand(Outlet.at(member.unit, watch, request.now), member.staff_number) if member.unit else []
    due = _due([one.id for one in found])
    rows = [
        Row(one, next_, trade.standard(watch.response, next_.standard) if next_ else None)
        for one, next_ in ((one, due.get(one.id)) for one in found)
    ]
    return sorted(rows, key=lambda row: (row.next.due_at if row.next else NEVER, row.one.since, row.one.number))


def _due(subjects: Sequence[int]) -> Mapping[int, Promise]:
    """What is at risk or broken of each, the first due."""
    there = Promise.objects.filter(subject__in=subjects, status__in=("at_risk", "broken"), trial=False)
    return {one.subject_id: one for one in there.order_by("-due_at", "-pk")}
