"""One warning: what it is, what happened to it, who was told by which way, what hangs under it, and how to keep it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.http.response import HttpResponseBase
from django.urls import is_valid_path

from tuotou.console import trade
from tuotou.console.page import Request, refuse, show
from tuotou.console.warnings import wording
from tuotou.console.warnings.acting import dialogs
from tuotou.console.warnings.own import own_alone
from tuotou.console.warnings.promises import dressed, items_of
from tuotou.console.warnings.seen import rows_of, seen, seen_of
from tuotou.core.document import Bilingual
from tuotou.core.standards.standard import Standard
from tuotou.handbook.response import Response
from tuotou.operations.live.watch import current_watch
from tuotou.store.models import Enclosure, Notice, Warning, WarningStep

STEPS: Final = 100
SHOWN: Final = 12
"""Promises and consequences that are named; the others are counted."""
TOLD: Final = 100


@dataclass(frozen=True, slots=True)
class Step:
    """What happened to it, in words."""

    one: WarningStep
    act: Bilingual
    who: str
    role: Bilingual | None
    people: Sequence[str]
    codes: Sequence[Bilingual]
    status: Bilingual | None


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody who was told, and the ways by which that went."""

    one: Notice
    name: str
    role: Bilingual
    ways: Sequence[tuple[Enclosure, Bilingual | None]]


def story(request: Request, id: int) -> HttpResponseBase:
    """A warning's page."""
    one = seen(request).select_related("under").filter(pk=id).first()
    if one is None:
        return refuse(request, 404)
    response = current_watch().response
    versions = response.handbook.by_id.get(one.standard, ())
    context = {
        "row": rows_of([one], request)[0],
        "steps": _steps(one, response),
        "told": () if own_alone(request) else _told(one),
        "alone": own_alone(request),
        "promises": dressed(list(items_of(one, request).order_by("-open", "due_at", "pk")[:SHOWN]), request),
        "standard": versions[-1] if versions else None,
        "standard_at": _standard_at(versions[-1]) if versions and request.member.can("standards.see") else "",
        "step": wording.step(one.step),
        "files": request.member.can("exemptions.file"),
        "unread_here": Notice.objects.filter(person=request.member.staff_number, warning=one, read_at=None).exists(),
        **_around(one, request, response),
        **dialogs(request),
    }
    return show(request, "warnings/story.html", context)


def _around(one: Warning, request: Request, response: Response) -> dict[str, Any]:
    """Its cause above, and the consequences below; what the member does not see is only counted."""
    below = Warning.objects.filter(under=one)
    mine = seen_of(below, request)
    shown = list(mine.order_by("-open", "pk")[:SHOWN])
    above = one.under
    return {
        "above": above,
        "above_what": wording.what(response, above) if above else None,
        "above_seen": above is not None and seen(request).filter(pk=above.pk).exists(),
        "consequences": rows_of(shown, request),
        "consequences_seen": mine.count(),
        "consequences_elsewhere": below.count() - mine.count() if not one.standard else 0,
    }


def _steps(one: Warning, response: Response) -> Sequence[Step]:
    """The latest first."""
    found = list(WarningStep.objects.filter(warning=one).order_by("-at", "-pk")[:STEPS])
    names = trade.people(number for step in found for number in (step.who, *step.people))
    rules = response.warnings
    return [
        Step(
            step,
            wording.ACTS.get(step.act, Bilingual(step.act, step.act)),
            "" if step.who == "system" else names.get(step.who, step.who),
            trade.role(step.role) if step.role else None,
            [names.get(number, number) for number in step.people],
            [
                codes[code]
                for code, codes in ((step.cause_code, rules.cause_codes), (step.action_code, rules.action_codes))
                if code in codes
            ],
            trade.status(step.status) if step.status else None,
        )
        for step in found
    ]


def _told(one: Warning) -> Sequence[Told]:
    notices = list(Notice.objects.filter(warning=one).order_by("-pk")[:TOLD])
    names = trade.people(notice.person for notice in notices)
    ways: dict[int, list[tuple[Enclosure, Bilingual | None]]] = {notice.pk: [] for notice in notices}
    for each in Enclosure.objects.filter(notice__in=ways).select_related("channel", "letter").order_by("pk"):
        ways[each.notice_id].append((each, wording.LETTERS.get(each.letter.state) if each.letter else None))
    return [
        Told(notice, names.get(notice.person, notice.person), trade.role(notice.role), ways[notice.pk])
        for notice in notices
    ]


def _standard_at(standard: Standard) -> str:
    """Where the standard's own page is, for those who have such pages."""
    address = f"/standards/{standard.id}/"
    return address if is_valid_path(address) else ""
