"""The causes that stand: what each holds back, and for how long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Q
from django.http.response import HttpResponseBase

from tuotou.console import trade
from tuotou.console.listing import Column, Filter, Listing, listed
from tuotou.console.page import Request
from tuotou.console.tags import said
from tuotou.console.warnings import filters, wording
from tuotou.console.warnings.live import tabs
from tuotou.console.warnings.seen import within
from tuotou.core.document import Bilingual
from tuotou.operations.live.watch import current_watch
from tuotou.store.models import Cause, Warning


@dataclass(frozen=True, slots=True)
class Row:
    """A cause with its warning."""

    cause: Cause
    one: Warning
    what: Bilingual
    place: Bilingual | None
    groups: int
    """Warnings that hang under it."""


COLUMNS: Final = (
    Column("what", Bilingual("原因", "Cause"), lambda row: said(row.what), "rule"),
    Column("site", Bilingual("场地", "Site"), lambda row: f"{said(row.place)} {row.cause.site}".strip(), "site",
           "cells/place.html"),
    Column(
        "open", Bilingual("压住的承诺", "Promises held back"), lambda row: row.one.open, "warning__open", figure=True
    ),
    Column("groups", Bilingual("归到下面的预警", "Warnings under it"), lambda row: row.groups, figure=True),
    Column("began", Bilingual("开始", "Began"), lambda row: row.cause.began_at, "began_at", "cells/instant.html"),
    Column("ended", Bilingual("结束", "Ended"), lambda row: row.cause.ended_at, "ended_at", "cells/instant.html"),
    Column("until", Bilingual("最多还压", "Holds for"), lambda row: row.cause.holds_until, "holds_until",
           "cells/until.html"),
    Column("owner", Bilingual("负责人", "Owner"), lambda row: row.one.owner, "warning__owner"),
)  # fmt: skip


def causes(request: Request) -> HttpResponseBase:
    """Those of one's scope, the one that holds back most on top."""
    listing = Listing(
        "causes",
        Bilingual("原因", "Causes"),
        _rows,
        COLUMNS,
        (CAUSE, filters.units(request)),
        lambda rows, text: rows.filter(Q(site=text) | Q(key__endswith=text)),
        Bilingual("场地、车次", "Site, trip"),
        ("-warning__open", "-began_at", "-pk"),
        link=lambda row: f"/warnings/{row.one.pk}/",
        empty=Bilingual("现在没有压住其他预警的原因", "No cause holds anything back now"),
        dress=_dressed,
    )
    return listed(request, listing, "warnings/coming.html", {"tabs": tabs(request, "causes")})


CAUSE: Final = Filter("cause", filters.CAUSE.title, lambda rows, value: rows.filter(rule=value), filters.CAUSE.choices)


def _rows(request: Request) -> Any:
    return within(Cause.objects.filter(released_at=None).select_related("warning"), request, "site")


def _dressed(some: Sequence[Cause], request: Request) -> Sequence[Row]:
    response = current_watch().response
    places = trade.sites(one.site for one in some)
    under = Warning.objects.filter(under__in=[one.warning_id for one in some], resolved_at=None)
    groups = dict(under.values_list("under").annotate(Count("pk")).order_by())
    return [
        Row(
            one,
            one.warning,
            wording.cause(response, one.key),
            places.get(one.site),
            groups.get(one.warning_id, 0),
        )
        for one in some
    ]
