"""One person's page: posts, duties, papers, work, promises, warnings, exemptions, and what they did here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q
from django.http.response import HttpResponseBase

from tuotou.console import trade
from tuotou.console.exemptions.roll import row_of
from tuotou.console.exemptions.roll import seen as exemptions_seen
from tuotou.console.page import Request, refuse, show
from tuotou.console.people.papers import papers
from tuotou.console.people.work import work
from tuotou.console.warnings.seen import rows_of, unresolved
from tuotou.core.document import Bilingual
from tuotou.operations.access.unmasking import mobile_of
from tuotou.operations.inquiry.people import DAY, missed_by, people_in, promises_of
from tuotou.operations.live.watch import current_watch
from tuotou.operations.warnings.handling import Hand
from tuotou.store.models import AuditEntry, Duty, Person, Post, Promise
from tuotou.store.models.person import masked

LATELY: Final = 30 * DAY
WEEK: Final = 7 * DAY
SHOWN: Final = 15


@dataclass(frozen=True, slots=True)
class Answered:
    """A promise that was not kept in time."""

    one: Promise
    what: Bilingual
    status: Bilingual
    look: str
    subject: str


def person(request: Request, number: str) -> HttpResponseBase:
    """Everything under one staff number."""
    one = people_in(request.member.sight, request.now).filter(staff_number=number).first()
    return refuse(request, 404) if one is None else _shown(request, one, masked(one.mobile))


def unmask(request: Request, number: str) -> HttpResponseBase:
    """The same with the mobile number in full; it is noted who saw it."""
    one = people_in(request.member.sight, request.now).filter(staff_number=number).first()
    if one is None:
        return refuse(request, 404)
    mobile = mobile_of(number, Hand(request.member.staff_number, request.now))
    return _shown(request, one, mobile, full=True)


def _shown(request: Request, one: Person, mobile: str, full: bool = False) -> HttpResponseBase:
    member, number, watch = request.member, one.staff_number, current_watch()
    since = request.now - LATELY
    missed = missed_by(number, member.sight, since)
    context = {
        "one": one,
        "mobile": mobile,
        "full": full,
        "may_unmask": member.can("personal.unmask"),
        "posts": _posts(one, request),
        "duties": _duties(one, request),
        "papers": papers(number, watch.vocabulary, request.now),
        "work": work(request, number),
        "missed": [(each, trade.standard(watch.response, each.standard)) for each in missed[:SHOWN]],
        "failed": sum(each.broken + each.late for each in missed),
        "answered": _answered(request, number, since),
        **_responsible(request, number),
    }
    return show(request, "people/person.html", context)


def _responsible(request: Request, number: str) -> dict[str, Any]:
    """What they have in hand; what they did in the platform is shown to whoever may see the audit log."""
    member = request.member
    warnings = unresolved(request).filter(owner=number).order_by("worst", "soonest", "pk")[:SHOWN]
    filed = exemptions_seen(request).filter(filed_by=number).order_by("-filed_at", "-pk")[:SHOWN]
    audit: Sequence[AuditEntry] = ()
    if member.can("audit.see"):
        audit = list(AuditEntry.objects.filter(who=number).order_by("-at", "-pk")[:SHOWN])
    return {
        "warnings": rows_of(list(warnings), request) if member.can("warnings.see") else (),
        "exemptions": [row_of(each, request) for each in filed] if member.can("exemptions.file") else (),
        "audit": audit,
    }


def _posts(one: Person, request: Request) -> Sequence[tuple[Post, Bilingual]]:
    """Those of the member's scope, what holds now first."""
    every = Post.objects.filter(person=one).select_related("unit").order_by("-until", "-since", "pk")
    mine = [post for post in every if request.member.sight.sees(post.unit.code)]
    mine.sort(key=lambda post: post.until is not None and post.until <= request.now)
    return [(post, trade.role(post.role)) for post in mine[:SHOWN]]


def _duties(one: Person, request: Request) -> Sequence[tuple[Duty, Bilingual, bool]]:
    """From yesterday on for a week, as deputy too."""
    near = Q(since__lt=request.now + WEEK) & (Q(until=None) | Q(until__gt=request.now - DAY))
    every = Duty.objects.filter(near, Q(person=one) | Q(deputy=one)).select_related("unit").order_by("since")[:50]
    return [
        (duty, trade.role(duty.role), duty.deputy_id == one.pk)
        for duty in every
        if request.member.sight.sees(duty.unit.code)
    ]


def _answered(request: Request, number: str, since: int) -> Sequence[Answered]:
    response = current_watch().response
    latest = promises_of(number, request.member.sight, since).select_related("subject").defer("subject__trail")
    return [
        Answered(
            each,
            trade.standard(response, each.standard),
            trade.status(each.status),
            trade.LOOK.get(each.status, "calm"),
            trade.subject_at(each.subject.kind, each.subject.number),
        )
        for each in latest.order_by("-due_at")[:SHOWN]
    ]
