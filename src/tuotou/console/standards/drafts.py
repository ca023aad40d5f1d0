"""Drafts: those that are open, and what is done with each."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, Final

from django.http.response import HttpResponseBase
from django.urls import reverse

from tuotou.console import trade
from tuotou.console.listing import Choice, Column, Filter, Listing, listed
from tuotou.console.page import Request, go, refuse, show
from tuotou.console.standards.editor import STATE, drawn
from tuotou.console.tags import said
from tuotou.core.document import Bilingual
from tuotou.operations.live.watch import current_watch
from tuotou.operations.standards import deciding, drafting
from tuotou.operations.standards.beginning import Way
from tuotou.operations.standards.publish import Hand
from tuotou.operations.warnings.handling import CannotDo
from tuotou.store.models import StandardDraft, StandardVersion

NAME: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
LONGEST: Final = 500
"""Characters of a note."""

LISTING: Final = Listing(
    "drafts",
    Bilingual("标准草稿", "Drafts of standards"),
    lambda _: StandardDraft.objects.defer("document"),
    (
        Column("standard", Bilingual("标准", "Standard"), lambda one: f"{one.title} {one.standard}".strip(), "standard",
               "cells/place.html"),
        Column("number", Bilingual("草稿号", "Draft"), lambda one: one.pk, figure=True),
        Column("state", Bilingual("状态", "State"), lambda one: said(STATE[one.state]), "state",
               "standards/cells/draft_state.html"),
        Column("authors", Bilingual("起草人", "Written by"), lambda one: one.by),
        Column("changed", Bilingual("最近改动", "Changed"), lambda one: one.changed_at, "changed_at",
               "cells/instant.html"),
        Column("note", Bilingual("理由", "Why"), lambda one: one.note),
        Column("decided", Bilingual("审批人", "Decided by"), lambda one: one.decider, shown=False),
    ),
    (Filter("state", Bilingual("状态", "State"), lambda rows, value: rows.filter(state=value),
            lambda _: [Choice(word, name) for word, name in STATE.items()]),),
    lambda rows, text: rows.filter(standard__contains=text),
    Bilingual("标准编号", "Standard's id"),
    order=("-changed_at",),
    link=lambda one: reverse("draft", args=[one.pk]),
    dress=lambda rows, _: _named(rows),
    empty=Bilingual("还没有草稿：打开一条标准，从那里起草", "No drafts yet: open a standard and begin one there"),
)  # fmt: skip


def _named(rows: Sequence[StandardDraft]) -> Sequence[StandardDraft]:
    """With the titles of their standards and the names of who wrote and who decided."""
    response = current_watch().response
    names = trade.people(number for one in rows for number in (*one.authors, one.decided_by))
    for one in rows:
        known = one.standard in response.handbook.by_id
        one.title = said(trade.standard(response, one.standard)) if known else ""  # type: ignore[attr-defined]
        one.by = "、".join(names.get(number, number) for number in one.authors)  # type: ignore[attr-defined]
        one.decider = names.get(one.decided_by, one.decided_by)  # type: ignore[attr-defined]
    return rows


def drafts(request: Request) -> HttpResponseBase:
    """All of them."""
    return listed(request, LISTING, "standards/listed.html", {"tab": "drafts"})


def new(request: Request) -> HttpResponseBase:
    """Begin a standard that is new."""
    id = request.POST.get("id", "").strip()[:80]
    if not NAME.fullmatch(id):
        error = CannotDo(f"'{id}' is no id", "a-z, 0-9 and hyphens, for example hub-sorted-8h")
        return show(request, "standards/cannot.html", {"error": error}, 422)
    known = StandardVersion.objects.filter(standard=id).exists()
    return go(request, "standard", id) if known else begin(request, id)


def begin(request: Request, id: str) -> HttpResponseBase:
    """Begin a draft as a version that is held; or a standard that is new."""
    asked = request.POST
    version, way = asked.get("version", ""), asked.get("way", "")
    beginning = drafting.Beginning(
        id,
        int(version) if version.isdigit() and len(version) < 9 else None,
        Way(way) if way in {*Way} else Way.CHANGE,
        asked.get("unit", "").strip(),
    )
    try:
        draft = drafting.begin(beginning, hand(request))
    except CannotDo as error:
        return show(request, "standards/cannot.html", {"error": error, "standard": id}, 409)
    return go(request, "draft", draft.pk)


def draft(request: Request, id: int) -> HttpResponseBase:
    """One of them: to be written on, or to be decided on."""
    found = StandardDraft.objects.select_related("published").filter(pk=id).first()
    if found is None or not _sees(request):
        return refuse(request, 404)
    return drawn(request, found)


def save(request: Request, id: int) -> HttpResponseBase:
    """Save what was written."""
    given = request.POST
    revision = given.get("revision", "")

    def act() -> Any:
        seen = int(revision) if revision.isdigit() and len(revision) < 9 else 0
        return drafting.save(id, seen, given.get("document", ""), hand(request))

    return _done(request, id, act)


def submit(request: Request, id: int) -> HttpResponseBase:
    """Hand it to somebody else."""
    return _done(request, id, lambda: drafting.submit(id, hand(request), current_watch().handbook))


def take_back(request: Request, id: int) -> HttpResponseBase:
    """Write on."""
    return _done(request, id, lambda: drafting.take_back(id, hand(request)))


def discard(request: Request, id: int) -> HttpResponseBase:
    """Nobody needs it."""
    return _done(request, id, lambda: drafting.discard(id, hand(request)))


def approve(request: Request, id: int) -> HttpResponseBase:
    """Let it be in force from its date on."""
    since = " ".join(request.POST.get("since", "").replace("T", " ").split())
    return _done(request, id, lambda: deciding.approve(id, hand(request), request.member.sight, since))


def refusal(request: Request, id: int) -> HttpResponseBase:
    """Say no, and why."""
    return _done(request, id, lambda: deciding.refuse(id, hand(request), request.member.sight))


def hand(request: Request) -> Hand:
    """Who does it, and what they say of it."""
    note = request.POST.get("note", "").replace("\x00", "").strip()[:LONGEST]
    return Hand(request.member.staff_number, request.now, note)


def _done(request: Request, id: int, act: Callable[[], Any]) -> HttpResponseBase:
    """What becomes of a draft once something was done with it, or could not be."""
    if not StandardDraft.objects.filter(pk=id).exists():
        return refuse(request, 404)
    try:
        act()
    except CannotDo as error:
        return drawn(request, StandardDraft.objects.select_related("published").get(pk=id), error)
    return go(request, "draft", id)


def _sees(request: Request) -> bool:
    """Drafts are for those who write or decide."""
    return request.member.can("standards.drafts")
