"""What was not kept in time, or may not be, page by page in the order in which it changed."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from tuotou.api.access import needs, who
from tuotou.api.pages import MOST, cursor, place
from tuotou.api.problem import Problem
from tuotou.api.subjects import PromiseOut, promise_out
from tuotou.api.told import told
from tuotou.clockwork.clock import clock
from tuotou.feeds.event_values import INSTANT_RIGHT, Wrong, instant
from tuotou.operations.inquiry.promises import Wanted, changed_promises
from tuotou.operations.inquiry.sight import sight_of

router = Router(tags=["promises"])
Word = Annotated[str, Field(max_length=80, pattern=r"^[^\x00]*$")]


class Asked(Schema):
    """Which promises, and from where on."""

    site: Word = ""
    standard: Word = ""
    status: Word = ""
    since: str = Field("", description="RFC 3339: changed then or later")
    after: str = Field("", description="`next` of the page before")
    limit: int = Field(100, ge=1, le=MOST)


class ChangedOut(PromiseOut):
    """A promise, and whose it is."""

    subject_kind: str
    subject: str


class PromisePage(Schema):
    """Some promises."""

    promises: list[ChangedOut]
    next: str | None = Field(description="`after` of the next page; null: that is all for now")


@router.get("", auth=needs("trails:read"), response=PromisePage, summary="Promises as they changed")
def changed(request: HttpRequest, asked: Query[Asked]) -> HttpResponse:
    """Asked again and again with the last `next`, it tells all changes: one that changes again comes again."""
    sight = sight_of(who(request).unit, clock())
    wanted = Wanted(asked.site, asked.standard, asked.status, _since(asked.since))
    found = changed_promises(wanted, sight, place(asked.after, int, str), asked.limit)
    last = found[-1] if len(found) == asked.limit else None
    promises = [
        {**promise_out(one, sight), "subject_kind": one.subject.kind, "subject": one.subject.number} for one in found
    ]
    return told({"promises": promises, "next": cursor((last.known_at, last.pk)) if last else None})


def _since(given: str) -> int | None:
    try:
        return instant(given) if given else None
    except Wrong as wrong:
        raise Problem(
            422, "invalid", "", [{"where": "query.since", "what": wrong.what, "right": INSTANT_RIGHT}]
        ) from None
