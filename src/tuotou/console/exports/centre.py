"""The download centre: one's own lists, and those that others ask leave for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase

from tuotou.console.export import XLSX
from tuotou.console.exports.again import Address, NoList, asked_again
from tuotou.console.headers import language
from tuotou.console.listing import Choice, Column, Filter, Listing, listed, narrowed
from tuotou.console.page import Request, go, refuse, show
from tuotou.console.system.whole import why
from tuotou.console.tags import said, told, words
from tuotou.console.trade import sites, whole
from tuotou.core.document import Bilingual
from tuotou.operations.exports.asking import CannotExport, Wish, ask, decide, fetched
from tuotou.store.models import Export, Person
from tuotou.store.models.export import MADE, STATES

STATE: Final = {
    "asked": Bilingual("待批准", "waits for leave"),
    "due": Bilingual("生成中", "being made"),
    "made": Bilingual("可下载", "ready"),
    "refused": Bilingual("未批准", "not allowed"),
    "failed": Bilingual("未成功", "failed"),
    "gone": Bilingual("已过期", "expired"),
}


def folder() -> Path:
    """Where the files lie."""
    return Path(settings.HOME) / "exports"


def _own(request: Request) -> QuerySet[Export]:
    return Export.objects.filter(asked_by=request.member.staff_number)


def _theirs(request: Request) -> QuerySet[Export]:
    """What people within sight ask leave for, but for one's own."""
    found = Export.objects.exclude(asked_by=request.member.staff_number).exclude(reason="")
    sites = request.member.sight.sites
    return found if sites is None else found.filter(unit__in=sites)


def _named(rows: Sequence[Export], request: Request) -> Sequence[Export]:
    """With the names of who asked."""
    names = dict(
        Person.objects.filter(staff_number__in={row.asked_by for row in rows}).values_list("staff_number", "name")
    )
    places = sites(row.unit for row in rows)
    for row in rows:
        row.asker = names.get(row.asked_by, "")  # type: ignore[attr-defined]
        row.place = whole(places, row.unit)  # type: ignore[attr-defined]
    return rows


def _narrowed(one: Export) -> str:
    """How a list was searched and filtered; all of it where it was not."""
    parts = (words(f"{zh}：{its_zh}", f"{en}: {its_en}") for zh, en, its_zh, its_en in one.narrowed)
    return words("；", "; ").join(parts) or words("全部", "everything")


def _found(rows: Any, text: str) -> Any:
    return rows.filter(Q(title__icontains=text) | Q(asked_by=text) | Q(reason__icontains=text))


def _states(request: Request) -> Sequence[Choice]:
    return [Choice(name, STATE[name]) for name in STATES]


BY_STATE: Final = Filter("state", Bilingual("状态", "State"), lambda rows, value: rows.filter(state=value), _states)
TITLE: Final = Column("title", Bilingual("清单", "List"), lambda one: one.title, "title")
ASKED_AT: Final = Column(
    "asked_at", Bilingual("申请", "Asked"), lambda one: one.asked_at, "asked_at", "cells/instant.html"
)
NARROWED: Final = Column("narrowed", Bilingual("条件", "Searched for"), lambda one: _narrowed(one))
REASON: Final = Column("reason", Bilingual("用途", "Reason"), lambda one: one.reason)
OWN: Final = Listing(
    "exports",
    Bilingual("下载中心", "Downloads"),
    _own,
    (
        TITLE,
        ASKED_AT,
        Column("state", BY_STATE.title, lambda one: said(STATE[one.state]), "state", "exports/state.html"),
        Column("rows", Bilingual("行数", "Rows"), lambda one: one.rows, "rows", figure=True),
        REASON,
        Column("decided_by", Bilingual("审批人", "Decided by"), lambda one: one.decided_by),
        Column("note", Bilingual("说明", "Note"), lambda one: told(one.note)),
        replace(NARROWED, shown=False),
    ),
    (BY_STATE,),
    _found,
    Bilingual("清单、用途", "List, reason"),
    empty=Bilingual(
        "还没有：超过 1 万行的清单导出后在这里下载", "None yet: lists of more than 10,000 rows are fetched here"
    ),
)
DECISIONS: Final = Listing(
    "export-requests",
    Bilingual("导出审批", "Requests to export"),
    _theirs,
    (
        TITLE,
        Column(
            "asked_by",
            Bilingual("申请人", "Who"),
            lambda one: f"{one.asker} {one.asked_by}".strip(),
            "asked_by",
            "cells/place.html",
        ),
        Column("unit", Bilingual("单位", "Unit"), lambda one: one.place, "unit", "cells/place.html"),
        ASKED_AT,
        REASON,
        NARROWED,
        Column(
            "state", Bilingual("状态", "State"), lambda one: said(STATE[one.state]), "state", "exports/decision.html"
        ),
    ),
    (BY_STATE,),
    _found,
    Bilingual("清单、工号、用途", "List, staff number, reason"),
    link=lambda one: f"{one.path}?{one.query}" if one.query else one.path,
    empty=Bilingual("没有要审批的导出", "Nobody asks for a long list now"),
    dress=_named,
)


def exports(request: Request) -> HttpResponseBase:
    """One's own."""
    return listed(request, OWN, "exports/centre.html", {"here": "own"})


def decisions(request: Request) -> HttpResponseBase:
    """Those of others."""
    return listed(request, DECISIONS, "exports/centre.html", {"here": "decisions"})


def decision(request: Request, id: int) -> HttpResponseBase:
    """Let one pass, or not."""
    try:
        decide(id, request.POST.get("passes") == "yes", request.POST.get("note", ""), request.member, request.now)
    except CannotExport as error:
        context = {"here": "decisions", "why": why(error)}
        return listed(request, DECISIONS, "exports/centre.html", context)
    return go(request, "export-decisions")


def new_export(request: Request) -> HttpResponseBase:
    """A list that is too long to wait for: asked for here."""
    given = request.POST if request.method == "POST" else request.GET
    if request.method != "POST" and "of" not in given:
        return go(request, "exports")
    parts = urlsplit(given.get("of", "")[:2_500])
    try:
        wish = _wish(request, Address(parts.path, parts.query, language(request)), given.get("reason", ""))
    except NoList:
        return refuse(request, 404)
    context = {"wish": wish, "of": given.get("of", "")}
    if request.method != "POST":
        return show(request, "exports/new.html", context)
    try:
        ask(wish, request.member, request.now)
    except CannotExport as error:
        return show(request, "exports/new.html", {**context, "why": why(error)}, 422)
    return go(request, "exports")


def file(request: Request, id: int) -> HttpResponseBase:
    """The file, for who asked."""
    one = _own(request).filter(pk=id, state=MADE).first()
    path = folder() / one.file if one else None
    if one is None or path is None or not path.is_file():
        return refuse(request, 404)
    fetched(one, request.member, request.now)
    return FileResponse(path.open("rb"), as_attachment=True, filename=f"{one.name}-{one.pk}.xlsx", content_type=XLSX)


def _wish(request: Request, address: Address, reason: str) -> Wish:
    """What is asked for, as the list itself says. Raises `NoList`."""
    found: list[Wish] = []

    def taking(again: HttpRequest, listing: Listing, rows: Iterable[Any], size: int) -> None:
        where = address.path, address.query
        by = narrowed(cast(Request, again), listing)
        found.append(Wish(said(listing.title), listing.name, *where, size, address.language, reason, by))

    asked_again(address, request.member, request.now, taking)
    return found[0]
