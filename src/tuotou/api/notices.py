"""The inbox of a token's owner: page by page, its counters, what was read, and how its owner is told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from tuotou.api.access import needs, who
from tuotou.api.instants import iso
from tuotou.api.pages import cursor, place
from tuotou.api.problem import Problem
from tuotou.clockwork.clock import clock
from tuotou.core.notices.quiet import Hours
from tuotou.core.working_time.instant import DAY
from tuotou.operations.live.watch import current_watch
from tuotou.operations.notices import preferences as chosen
from tuotou.operations.notices.inbox import MOST, Asked, Told, counters, inbox, read
from tuotou.operations.warnings.handling import CannotDo, Hand

router = Router(tags=["notices"])
READ = needs("notices:read")
Lang = Literal["zh", "en"]
Level = Literal["red_line", "serious", "normal", "notice"]
Way = Literal["chat", "sms", "mail", "group"]
Number = Annotated[int, Field(ge=1, lt=2**63)]
Minute = Annotated[int, Field(ge=0, lt=24 * 60)]


class Wanted(Schema):
    """Which notices, and from where on."""

    unread: bool = False
    open: bool = Field(False, description="Only what nobody has taken up")
    level: Level | None = None
    lang: Lang = "zh"
    after: str = Field("", description="`next` of the page before")
    limit: int = Field(50, ge=1, le=MOST)


class NoticeOut(Schema):
    """What its owner was told."""

    id: int
    warning: int | None
    kind: str
    level: str
    role: str
    site: str
    title: str
    text: str
    created_at: str
    read_at: str | None
    open: bool = Field(description="Whether anybody has still to do something about it")


class NoticePage(Schema):
    """Some notices, newest first."""

    notices: list[NoticeOut]
    next: str | None


class CountersOut(Schema):
    """How much there is."""

    unread: int
    open: int
    levels: dict[str, int] = Field(description="Unread by level")


class ReadIn(Schema):
    """What was read; without ids, all."""

    ids: list[Number] | None = Field(None, max_length=MOST)


class ReadOut(Schema):
    """How many were unread before."""

    read: int


class QuietHours(Schema):
    """Minutes of the day, Beijing time; alike: no quiet hours."""

    since: Minute
    until: Minute


class Preferences(Schema):
    """What its owner chose; null: as the company does it."""

    lang: Lang | None = None
    quiet: QuietHours | None = None
    ways: dict[Level, list[list[Way]]] = Field(
        default_factory=dict, description="By level: of each list the first that reaches; []: the inbox alone"
    )


@router.get("", auth=READ, response=NoticePage, summary="One's own notices")
def own(request: HttpRequest, wanted: Query[Wanted]) -> Mapping[str, Any]:
    """Newest first; `after` goes on where the last page ended."""
    before = place(wanted.after, int)
    last_seen = before[0] if before else None
    asked = Asked(_owner(request), wanted.unread, wanted.open, wanted.level or "", last_seen, wanted.limit)
    found = inbox(current_watch().response, asked, wanted.lang, clock())
    more = len(found) == wanted.limit
    return {"notices": [_notice(one) for one in found], "next": cursor((found[-1].notice.pk,)) if more else None}


@router.get("/counters", auth=READ, response=CountersOut, summary="How many are unread and open")
def count(request: HttpRequest) -> Mapping[str, Any]:
    """For a badge."""
    found = counters(_owner(request))
    return {"unread": found.unread, "open": found.open, "levels": found.levels}


@router.post("/read", auth=READ, response=ReadOut, summary="Mark as read")
def mark(request: HttpRequest, body: ReadIn) -> Mapping[str, Any]:
    """What is somebody else's is left as it is."""
    return {"read": read(_owner(request), body.ids, clock())}


@router.get("/preferences", auth=READ, response=Preferences, summary="How one is told")
def preferences(request: HttpRequest) -> Mapping[str, Any]:
    """What is not said is as the company does it."""
    return _preferences(_owner(request))


@router.put("/preferences", auth=READ, response=Preferences, summary="Choose how one is told")
def choose(request: HttpRequest, body: Preferences) -> Mapping[str, Any]:
    """What is said is changed, what is not said stays. Red lines are told as the company does it."""
    person, said = _owner(request), body.model_fields_set
    hand = Hand(person, clock())
    try:
        for level, ways in body.ways.items():
            chosen.choose_ways(person, level, tuple(tuple(some) for some in ways), hand)
    except CannotDo as error:
        fault = {"where": "body.ways", "what": error.what, "right": error.right}
        raise Problem(422, "invalid", "", [fault]) from None  # type: ignore[list-item]
    if body.lang is not None:
        chosen.choose_language(person, body.lang, hand)
    if "quiet" in said:
        hours = None if body.quiet is None else Hours(body.quiet.since * _MINUTE, body.quiet.until * _MINUTE)
        chosen.choose_quiet(person, hours, hand)
    return _preferences(person)


_MINUTE = DAY // (24 * 60)


def _owner(request: HttpRequest) -> str:
    return who(request).owner


def _notice(one: Told) -> Mapping[str, Any]:
    plain = ("kind", "level", "role", "site")
    return {
        "id": one.notice.pk,
        "warning": one.notice.warning_id,
        **{name: getattr(one.notice, name) for name in plain},
        "title": one.title,
        "text": one.text,
        "created_at": iso(one.notice.created_at),
        "read_at": iso(one.notice.read_at),
        "open": one.open,
    }


def _preferences(person: str) -> Mapping[str, Any]:
    rows = {one.level: one for one in chosen.preferences(person)}
    every = rows.get("")
    quiet = None
    if every is not None and every.quiet_since is not None and every.quiet_until is not None:
        quiet = {"since": every.quiet_since // _MINUTE, "until": every.quiet_until // _MINUTE}
    ways = {level: one.ways for level, one in rows.items() if level and one.ways is not None}
    return {"lang": (every.lang or None) if every else None, "quiet": quiet, "ways": ways}
