"""The inbox of whoever is signed in: what they were told, what of it is to be done, and what they have read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpResponse
from django.http.response import HttpResponseBase

from tuotou.console import trade
from tuotou.console.listing import Choice, Column, Filter, Listing, listed
from tuotou.console.page import Request, onward
from tuotou.console.tags import english, said
from tuotou.console.warnings.acting import dialogs
from tuotou.console.warnings.filters import BY_LEVEL as OF_WARNINGS
from tuotou.console.warnings.own import own_alone, takes
from tuotou.console.warnings.wording import STATES
from tuotou.core.document import Bilingual
from tuotou.notices.markdown import TEXT, lines
from tuotou.operations.live.watch import current_watch
from tuotou.operations.notices.inbox import Told, read
from tuotou.operations.notices.settled import TAKEN
from tuotou.operations.notices.wording import LEVEL, Words
from tuotou.store.models import Notice
from tuotou.store.models.notice import REPLACED

COUNTED: Final = 100
"""Unread notices beyond which nobody counts."""


@dataclass(frozen=True, slots=True)
class Row:
    """A notice, and what may be done about it."""

    told: Told
    place: Bilingual | None
    may_act: bool
    """It is still open, and its warning is one's to take up."""
    may_see: bool

    @property
    def id(self) -> int | None:
        """The number of its warning."""
        return self.told.notice.warning_id

    @property
    def proposed(self) -> str:
        """No cause is suggested."""
        return ""

    @property
    def text(self) -> str:
        """As plain text; letters are written in Markdown."""
        return "\n".join(lines(self.told.text, TEXT))

    @property
    def state(self) -> Bilingual:
        """How its warning stands."""
        warning = self.told.notice.warning
        return STATES[warning.state] if warning else Bilingual("–", "–")


COLUMNS: Final = (
    Column("title", Bilingual("通知", "Notice"), lambda row: row.told.title, cell="notices/title.html"),
    Column("level", Bilingual("级别", "Level"), lambda row: said(LEVEL[row.told.notice.level]),
           cell="notices/level.html"),
    Column("site", Bilingual("场地", "Site"), lambda row: said(row.place) or row.told.notice.site),
    Column("at", Bilingual("时间", "When"), lambda row: row.told.notice.created_at, "created_at",
           "cells/instant.html"),
    Column("state", Bilingual("预警状态", "Its warning"), lambda row: said(row.state)),
    Column("text", Bilingual("内容", "Text"), lambda row: row.text, shown=False),
    Column("acts", Bilingual("处理", "Act"), lambda row: None, cell="notices/acts.html"),
)  # fmt: skip


def own(request: Request) -> HttpResponseBase:
    """All of one's notices, the newest first."""
    listing = Listing(
        "notices",
        Bilingual("我的通知", "My notices"),
        _mine,
        COLUMNS,
        (SHOWN, BY_LEVEL),
        order=("-pk",),
        empty=Bilingual("还没有给您的通知", "You were told nothing yet"),
        dress=_dressed,
    )
    return listed(request, listing, "notices/inbox.html", {"some": unread(request), **dialogs(request)})


def mark(request: Request) -> HttpResponseBase:
    """Some were read: one by its number, those of a warning, or all."""
    person, given = request.member.staff_number, request.POST
    ids: list[int] | None = None
    for name, field in (("notice", "pk"), ("warning", "warning")):
        number = given.get(name, "")
        if number.isascii() and number.isdigit() and len(number) < 19:
            ids = list(Notice.objects.filter(person=person, **{field: int(number)}).values_list("pk", flat=True))
    if ids is None and "all" not in given:
        return HttpResponse(status=400)
    read(person, ids, request.now)
    return HttpResponse(status=204) if "HX-Request" in request.headers else onward(request, given.get("next", "/"))


def unread(request: Any) -> int:
    """How many one has not read, as far as anybody counts; an index of what is unread answers it."""
    return int(_mine(request).filter(read_at=None)[:COUNTED].count())


def _mine(request: Request) -> Any:
    return Notice.objects.filter(person=request.member.staff_number).exclude(state=REPLACED).select_related("warning")


def _dressed(some: Sequence[Notice], request: Request) -> Sequence[Row]:
    words = Words(current_watch().response, "en" if english() else "zh", request.now)
    words.name_sites(sorted({one.site for one in some}))
    places = trade.sites(one.site for one in some)
    told = [Told(one, *words.said(one)) for one in some]
    there = {one.notice.warning for one in told if one.notice.warning is not None and _sees(request, one.notice)}
    mine = takes(there, request)
    return [
        Row(
            one,
            places.get(one.notice.site),
            one.open and one.notice.warning_id in mine,
            one.notice.warning in there,
        )
        for one in told
    ]


def _sees(request: Request, notice: Notice) -> bool:
    """Whether its warning may be opened: what one was told is one's own, and who sees warnings sees those in scope."""
    member, warning = request.member, notice.warning
    if warning is None or not member.can("warnings.own"):
        return False
    return own_alone(request) or member.sight.sees(warning.site)


def _shown(rows: Any, value: str) -> Any:
    if value == "unread":
        return rows.filter(read_at=None)
    return rows.filter(warning__isnull=False).exclude(warning__state__in=TAKEN) if value == "open" else rows


SHOWN: Final = Filter(
    "show",
    Bilingual("全部通知", "All notices"),
    _shown,
    lambda _: [Choice("unread", Bilingual("未读", "unread")), Choice("open", Bilingual("待处理", "to be done"))],
)
BY_LEVEL: Final = Filter("level", OF_WARNINGS.title, lambda rows, value: rows.filter(level=value), OF_WARNINGS.choices)
