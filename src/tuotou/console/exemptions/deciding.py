"""One exemption: what was filed, what it touches, and the decision on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.http.response import HttpResponseBase

from tuotou.console import trade
from tuotou.console.exemptions import wording
from tuotou.console.exemptions.roll import row_of, seen
from tuotou.console.page import Request, go, refuse, show
from tuotou.console.refusal import why
from tuotou.core.document import Bilingual
from tuotou.operations.exemptions.authority import decides
from tuotou.operations.exemptions.deciding import approve, reject, withdraw
from tuotou.operations.exemptions.extent import COUNTED, extent, habit
from tuotou.operations.exemptions.listing import exemption_story
from tuotou.operations.live.watch import current_watch
from tuotou.operations.warnings.handling import CannotDo, Hand
from tuotou.store.models import Exemption
from tuotou.store.models.exemption import APPROVED, FILED

NAMED: Final = 50
"""Parcels that are named."""
DECISIONS: Final[Mapping[str, Callable[[int, Hand], Any]]] = {
    "approve": lambda id, hand: approve(current_watch().response, decides, id, hand),
    "reject": lambda id, hand: reject(decides, id, hand),
}


def exemption(request: Request, id: int) -> HttpResponseBase:
    """Its page."""
    one = seen(request).filter(pk=id).first()
    return refuse(request, 404) if one is None else _shown(request, one)


def decision(request: Request, id: int) -> HttpResponseBase:
    """Approve or refuse it."""
    act = DECISIONS.get(request.POST.get("decision", ""))
    return refuse(request, 404) if act is None else _done(request, id, act)


def withdrawal(request: Request, id: int) -> HttpResponseBase:
    """Take it back."""
    return _done(request, id, lambda id, hand: withdraw(current_watch().response, decides, id, hand))


def _done(request: Request, id: int, act: Callable[[int, Hand], Any]) -> HttpResponseBase:
    one = seen(request).filter(pk=id).first()
    if one is None:
        return refuse(request, 404)
    hand = Hand(request.member.staff_number, request.now, request.POST.get("note", "").strip()[:1_000])
    try:
        act(id, hand)
    except CannotDo as error:
        return _shown(request, one, why(error))
    return go(request, "exemption", id)


def _shown(request: Request, one: Exemption, refused: str = "") -> HttpResponseBase:
    response, member = current_watch().response, request.member
    story = exemption_story(one.pk)
    names = trade.people(step.who for step in story.steps)
    may = member.can("exemptions.decide") and decides(member.staff_number, one.sites, request.now)
    context = {
        "row": row_of(one, request),
        "steps": [
            (step, wording.ACTS.get(step.act, Bilingual(step.act, step.act)), names.get(step.who, step.who))
            for step in story.steps
        ],
        "touched": story.touched,
        "extent": extent(response, one),
        "counted": COUNTED,
        "habit": habit(response, one),
        "standards": [trade.standard(response, id) for id in one.standards],
        "parcels": [(number, trade.subject_at("parcel", number)) for number in one.parcels[:NAMED]],
        "decides": may and one.state == FILED and one.filed_by != member.staff_number,
        "withdraws": (one.state == FILED and (may or one.filed_by == member.staff_number))
        or (one.state == APPROVED and may),
        "refused": refused,
    }
    return show(request, "exemptions/one.html", context, 409 if refused else 200)
