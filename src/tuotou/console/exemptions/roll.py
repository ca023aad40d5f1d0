"""The list of exemptions: those that wait first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Case, IntegerField, Q, Value, When
from django.http.response import HttpResponseBase
from django.urls import reverse

from tuotou.console import trade
from tuotou.console.exemptions import wording
from tuotou.console.listing import Choice, Column, Filter, Listing, listed
from tuotou.console.page import Request
from tuotou.console.tags import said
from tuotou.console.warnings.filters import units
from tuotou.core.document import Bilingual
from tuotou.operations.inquiry.sight import sight_of
from tuotou.operations.live.watch import current_watch
from tuotou.store.models import Exemption, ExemptionSite
from tuotou.store.models.exemption import FILED, STATES


@dataclass(frozen=True, slots=True)
class Row:
    """An exemption as a list shows it."""

    one: Exemption
    kind: Bilingual
    places: Sequence[tuple[str, Bilingual | None]]
    filed_by: str
    decided_by: str

    @property
    def state(self) -> Bilingual:
        """In words."""
        return wording.STATES[self.one.state]

    @property
    def look(self) -> str:
        """The class that it is drawn in."""
        return wording.LOOK.get(self.one.state, "calm")

    @property
    def flags(self) -> Sequence[Bilingual]:
        """What whoever decides is warned of."""
        return [wording.FLAGS[word] for word in self.one.flags if word in wording.FLAGS]

    @property
    def hints(self) -> str:
        """In words."""
        return "、".join(said(flag) for flag in self.flags)

    @property
    def sites(self) -> str:
        """In words."""
        return "、".join(f"{said(name)} {code}".strip() for code, name in self.places)


COLUMNS: Final = (
    Column("kind", Bilingual("类别", "Kind"), lambda row: said(row.kind), "kind"),
    Column("state", Bilingual("状态", "State"), lambda row: said(row.state), "turn", "exemptions/state.html"),
    Column("sites", Bilingual("场地", "Sites"), lambda row: row.sites),
    Column("from", Bilingual("从", "From"), lambda row: row.one.period_from, "period_from", "cells/instant.html"),
    Column("to", Bilingual("到", "Until"), lambda row: row.one.period_to, "period_to", "cells/instant.html"),
    Column("flags", Bilingual("提示", "Hints"), lambda row: row.hints, cell="exemptions/flags.html"),
    Column("filed_by", Bilingual("提交人", "Filed by"), lambda row: row.filed_by, "filed_by"),
    Column("filed_at", Bilingual("提交", "Filed"), lambda row: row.one.filed_at, "filed_at", "cells/instant.html"),
    Column("decided_by", Bilingual("审批人", "Decided by"), lambda row: row.decided_by, "decided_by", shown=False),
    Column("reason", Bilingual("事由", "Reason"), lambda row: row.one.reason, shown=False),
)  # fmt: skip


def exemptions(request: Request) -> HttpResponseBase:
    """Those of one's sites."""
    listing = Listing(
        "exemptions",
        Bilingual("报备", "Exemptions"),
        seen,
        COLUMNS,
        (STATE, KIND, _unit(request)),
        lambda rows, text: rows.filter(Q(filed_by=text) | Q(decided_by=text) | Q(reason__contains=text)),
        Bilingual("提交人、事由", "Filed by, reason"),
        ("turn", "-filed_at", "-pk"),
        link=lambda row: reverse("exemption", args=[row.one.pk]),
        empty=Bilingual(
            "还没有报备，路断、停电、爆仓时先报备", "None yet: file one when the road is closed or power is cut"
        ),
        dress=_dressed,
    )
    return listed(request, listing, "exemptions/list.html")


def seen(request: Request) -> Any:
    """All that are for a site within the member's scope."""
    turn = Case(When(state=FILED, then=Value(0)), default=Value(1), output_field=IntegerField())
    rows, sites = Exemption.objects.annotate(turn=turn), request.member.sight.sites
    return rows if sites is None else rows.filter(pk__in=_at(sites))


def _at(sites: frozenset[str]) -> Any:
    return ExemptionSite.objects.filter(site__in=sorted(sites)).values("exemption")


def _dressed(some: Sequence[Exemption], request: Request) -> Sequence[Row]:
    response = current_watch().response
    places = trade.sites(site for one in some for site in one.sites)
    names = trade.people(number for one in some for number in (one.filed_by, one.decided_by))
    return [
        Row(
            one,
            wording.kind(response, one.kind),
            [(site, places.get(site)) for site in one.sites],
            names.get(one.filed_by, one.filed_by),
            names.get(one.decided_by, one.decided_by),
        )
        for one in some
    ]


def row_of(one: Exemption, request: Request) -> Row:
    """One of them."""
    return _dressed([one], request)[0]


def _unit(request: Request) -> Filter:
    plain = units(request)
    return Filter(
        plain.key,
        plain.title,
        lambda rows, value: rows.filter(pk__in=_at(sight_of(value, request.now).sites or frozenset({value}))),
        plain.choices,
    )


STATE: Final = Filter(
    "state",
    Bilingual("状态", "State"),
    lambda rows, value: rows.filter(state=value),
    lambda _: [Choice(word, wording.STATES[word]) for word in STATES],
)
KIND: Final = Filter(
    "kind",
    Bilingual("类别", "Kind"),
    lambda rows, value: rows.filter(kind=value),
    lambda _: [Choice(one.id, one.title) for one in current_watch().response.exemptions.values()],
)
