"""Back-tests: asked for, watched as they go on, cancelled, and what they came to."""

from __future__ import annotations

from typing import Any, Final

from django.http.response import HttpResponseBase

from tuotou.console.page import Request, go, refuse, show
from tuotou.console.standards.drafts import hand
from tuotou.console.standards.names import RUN
from tuotou.console.standards.scenarios import VERDICT
from tuotou.console.standards.tried import Told, told
from tuotou.console.tags import words
from tuotou.console.trade import role
from tuotou.operations.live.watch import current_watch
from tuotou.operations.trial.asking import MOST, Asked, ask, cancel
from tuotou.operations.warnings.handling import CannotDo
from tuotou.store.models import StandardDraft, TrialRun
from tuotou.store.models.trial_run import ACTIVE

USUAL: Final = 30
"""Days, where nobody says how many."""


def begin(request: Request, id: int) -> HttpResponseBase:
    """Try a draft on the last days."""
    draft = StandardDraft.objects.filter(pk=id).first()
    if draft is None:
        return refuse(request, 404)
    days = request.POST.get("days", "")
    asked = Asked(
        draft.document, int(days) if days.isdigit() and len(days) < 5 else USUAL, draft, "said" in request.POST
    )
    try:
        run = ask(asked, hand(request), current_watch().handbook)
    except CannotDo as error:
        return show(request, "standards/cannot.html", {"error": error, "draft": draft}, 409)
    return go(request, "trial", run.pk)


def trial(request: Request, id: int) -> HttpResponseBase:
    """How far it is, and what it comes to."""
    run = TrialRun.objects.select_related("draft").filter(pk=id).first()
    if run is None or not (request.member.can("standards.write") or request.member.can("standards.approve")):
        return refuse(request, 404)
    found: Told | None = told(run.result) if run.result else None
    part = run.done / run.events if run.events else 0.0
    look, state = RUN[run.state]
    context: dict[str, Any] = {
        "run": run,
        "active": run.state in ACTIVE,
        "look": look,
        "state": state,
        "part": min(part, 1.0),
        "width": round(100 * min(part, 1.0), 1),
        "found": found,
        "took": run.finished_at and run.started_at and run.finished_at - run.started_at,
        "verdicts": VERDICT,
        "roles": {name: role(name) for name in _told_roles(run)},
        "option": found and found.chart(words("试行", "tried"), words("对照", "against")),
        "most": MOST,
    }
    return show(request, "standards/trial.html", context)


def cancellation(request: Request, id: int) -> HttpResponseBase:
    """Nobody wants it any more."""
    try:
        cancel(id, hand(request))
    except CannotDo:
        return go(request, "trial", id) if TrialRun.objects.filter(pk=id).exists() else refuse(request, 404)
    return go(request, "trial", id)


def _told_roles(run: TrialRun) -> set[str]:
    return {each["tell"] for each in (run.result or {}).get("warnings", ())}
