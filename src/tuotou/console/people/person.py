"""One person's page: posts, duties, account, papers, work, promises, warnings, exemptions, what they did here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q
from django.http.response import HttpResponseBase

from tuotou.console import trade
from tuotou.console.exemptions.roll import row_of
from tuotou.console.exemptions.roll import seen as exemptions_seen
from tuotou.console.journal.acts import act
from tuotou.console.page import Request, refuse, show
from tuotou.console.people.papers import papers
from tuotou.console.people.work import work
from tuotou.console.tags import told
from tuotou.console.warnings.seen import rows_of, unresolved
from tuotou.core.document import Bilingual
from tuotou.operations.access.reach import people_within
from tuotou.operations.access.unmasking import NoReason
from tuotou.operations.access.unmasking import unmask as noted
from tuotou.operations.inquiry.people import DAY, missed_by, promises_of
from tuotou.operations.live.watch import current_watch
from tuotou.store.models import Account, AuditEntry, Duty, Person, Post, Promise
from tuotou.store.models.person import masked

LATELY: Final = 30 * DAY
WEEK: Final = 7 * DAY
SHOWN: Final = 15
PERSON: Final = "person"


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
    one = _seen(request, number)
    return refuse(request, 404) if one is None else _shown(request, one)


def unmask(request: Request, number: str) -> HttpResponseBase:
    """The same with the mobile number in full; it is noted who saw it, and what for."""
    one = _seen(request, number)
    if one is None:
        return refuse(request, 404)
    try:
        noted((PERSON, number), request.POST.get("reason", ""), request.member.staff_number, request.now)
    except NoReason:
        return _shown(request, one, 422, unmask_refused=told("say what for"))
    return _shown(request, one, full=True)


def _seen(request: Request, number: str) -> Person | None:
    return people_within(request.member.sight, request.now).filter(staff_number=number).first()


def _shown(request: Request, one: Person, status: int = 200, **more: Any) -> HttpResponseBase:
    """Who they are, and what they did to whoever may see that."""
    context = {
        "one": one,
        "mobile": one.mobile if more.get("full") else masked(one.mobile),
        "may_unmask": request.member.can("personal.unmask"),
        "account": Account.objects.filter(person=one).first(),
        "posts": _posts(one, request),
        "duties": _duties(one, request),
        **(_done(request, one.staff_number) if request.member.can("people.see") else {}),
        **_responsible(request, one.staff_number),
        **more,
    }
    return show(request, "people/person.html", context, status)


def _done(request: Request, number: str) -> dict[str, Any]:
    """What they have learnt, did and did not keep."""
    watch, since = current_watch(), request.now - LATELY
    missed = missed_by(number, request.member.sight, since)
    return {
        "work": work(request, number),
        "papers": papers(number, watch.vocabulary, request.now),
        "missed": [(each, trade.standard(watch.response, each.standard)) for each in missed[:SHOWN]],
        "failed": sum(each.broken + each.late for each in missed),
        "answered": _answered(request, number, since),
    }


def _responsible(request: Request, number: str) -> dict[str, Any]:
    """What they have in hand; what they did in the platform is shown to whoever may see the audit log."""
    member = request.member
    warnings = unresolved(request).filter(owner=number).order_by("worst", "soonest", "pk")[:SHOWN]
    filed = exemptions_seen(request).filter(filed_by=number).order_by("-filed_at", "-pk")[:SHOWN]
    audit = AuditEntry.objects.filter(who=number).order_by("-at", "-pk")[:SHOWN]
    return {
        "warnings": rows_of(list(warnings), request) if member.can("warnings.see") else (),
        "exemptions": [row_of(each, request) for each in filed] if member.can("exemptions.file") else (),
        "audit": [(act(each.act), each) for each in audit] if member.can("audit.see") else (),
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
