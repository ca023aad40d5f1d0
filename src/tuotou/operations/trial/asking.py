"""Back-tests that people ask for: asked, cancelled, claimed by whoever has a process to spare, and heard of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import F, Q

from tuotou.core.standards.document import draft_standard
from tuotou.core.standards.handbook import Handbook
from tuotou.operations.standards.publish import Hand
from tuotou.operations.trial.document import in_force
from tuotou.operations.warnings.handling import CannotDo, NotThere
from tuotou.store.alone import alone
from tuotou.store.models import AuditEntry, StandardDraft, TrialRun
from tuotou.store.models.trial_run import ACTIVE, CANCELLED, DONE, FAILED, RUNNING, WAITING
from tuotou.store.whole import writing

MOST: Final = 90
"""Days of a back-test."""
EACH: Final = 2
"""Back-tests that one person may have under way."""
AT_ONCE: Final = 2
"""Processes at work on them, of all workers together."""
TRIES: Final = 3
"""How often one is begun whose process ended without a word."""
SILENT: Final = 20_000_000
"""µs without a word after which a process is taken for gone."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be tried."""

    document: str
    days: int
    draft: StandardDraft | None = None
    said: bool = False  # what would have been said and withdrawn, too


def ask(asked: Asked, hand: Hand, handbook: Handbook) -> TrialRun:
    """Ask for a back-test against the version in force. Raises `CannotDo`."""
    draft, problems = draft_standard(asked.document, "draft", handbook.vocabulary)
    if draft is None or problems:
        raise CannotDo("a document with errors cannot be tried", "mend what the checker says")
    if not 1 <= asked.days <= MOST:
        raise CannotDo(f"a back-test looks at 1 to {MOST} days", "write a number of days")
    began = asked.draft.standard if asked.draft else draft.standard.id
    old = in_force(handbook, draft.standard.id, hand.at) or in_force(handbook, began, hand.at)
    with writing():
        if TrialRun.objects.filter(asked_by=hand.who, state__in=ACTIVE).count() >= EACH:
            raise CannotDo(f"{EACH} back-tests of yours are under way", "wait for one, or cancel it")
        run = TrialRun.objects.create(
            standard=began,
            draft=asked.draft,
            document=asked.document,
            against=f"{old.id}@{old.version}" if old else "",
            days=asked.days,
            said=asked.said,
            as_of=hand.at,
            asked_by=hand.who,
            asked_at=hand.at,
        )
        _note(run, hand, "trial.ask")
    return run


def cancel(id: int, hand: Hand) -> TrialRun:
    """Cancel a back-test: its process ends as soon as it hears of it. Raises `CannotDo`."""
    with writing():
        run = TrialRun.objects.select_for_update().filter(pk=id).first()
        if run is None:
            raise NotThere(f"there is no back-test {id}")
        if run.state not in ACTIVE:
            raise CannotDo("this back-test has ended already")
        run.state, run.finished_at = CANCELLED, hand.at
        run.save(update_fields=["state", "finished_at"])
        _note(run, hand, "trial.cancel")
    return run


def claim(worker: str, now: int) -> TrialRun | None:
    """The next to be done by a process of this worker; what nobody was heard of is begun again, a few times."""
    if not TrialRun.objects.filter(state__in=ACTIVE).filter(_open(now)).exists():
        return None
    with writing():
        alone("trials")
        if TrialRun.objects.filter(state=RUNNING, heard_at__gt=now - SILENT).count() >= AT_ONCE:
            return None
        run = TrialRun.objects.filter(state__in=ACTIVE).filter(_open(now)).order_by("asked_at").first()
        if run is None:
            return None
        if run.tries >= TRIES:
            _end(run, now, FAILED, "its process ended again and again without a word")
            return None
        run.state, run.worker, run.heard_at, run.started_at = RUNNING, worker, now, run.started_at or now
        run.tries, run.done, run.result = run.tries + 1, 0, None
        run.save()
        return run


def heard(id: int, worker: str, now: int, **figures: Any) -> bool:
    """Write down how far it has come; False: it is this worker's no more, or was cancelled."""
    with writing():
        if figures.get("result") is not None:
            _mine(id, worker).filter(first_at=None).update(first_at=now)
        return bool(_mine(id, worker).update(heard_at=now, **figures))


def end(id: int, worker: str, now: int, result: dict[str, Any] | None, why: str = "") -> bool:
    """Write down what it came to; without a result, what stopped it."""
    state = DONE if result is not None else FAILED
    found = {"state": state, "finished_at": now, "result": result, "why": why, "heard_at": now, "done": F("events")}
    with writing():
        return bool(_mine(id, worker).update(**found))


def give_back(id: int, worker: str) -> None:
    """The process that did it is gone: whoever comes next may begin it again."""
    with writing():
        _mine(id, worker).update(state=WAITING, heard_at=0)


def at_work(worker: str) -> Sequence[int]:
    """Which of them a worker's processes are to be at."""
    return list(TrialRun.objects.filter(state=RUNNING, worker=worker).values_list("pk", flat=True))


def _mine(id: int, worker: str) -> Any:
    return TrialRun.objects.filter(pk=id, worker=worker, state=RUNNING)


def _open(now: int) -> Q:
    """Those that nobody is at."""
    return Q(state=WAITING) | Q(state=RUNNING, heard_at__lte=now - SILENT)


def _end(run: TrialRun, now: int, state: str, why: str) -> None:
    run.state, run.finished_at, run.why = state, now, why
    run.save(update_fields=["state", "finished_at", "why"])


def _note(run: TrialRun, hand: Hand, act: str) -> None:
    details = {"days": run.days, "against": run.against, "draft": run.draft_id}
    AuditEntry.objects.create(at=hand.at, who=hand.who, act=act, what=f"trial {run.pk} {run.standard}", details=details)
