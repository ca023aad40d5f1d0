"""Tell: each step of a warning that people are still to hear of becomes a notice for everybody who is on duty now."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import F

from tuotou.core.working_time.instant import DAY
from tuotou.handbook.response import Response
from tuotou.operations.notices.facts import Fact, Hearer, announce
from tuotou.store import bulk
from tuotou.store.models import DataFinding, Warning, WarningStep
from tuotou.store.models.warning import OPEN
from tuotou.store.organisation import Called, Organisation
from tuotou.store.whole import wholly

KINDS: Final = {"told": "told", "reopened": "reopened", "escalated": "escalated"}
"""Act of a step → kind of notice; every other one makes the warning somebody's."""
AGAIN: Final = 600_000_000
"""µs until somebody is looked for again where there is nobody at all."""
UNMANNED: Final = "nobody_on_duty"
"""The finding that a roster has a hole."""


@dataclass(frozen=True, slots=True)
class _Found:
    """Whom a step is for, and whether nobody of its role is at its site."""

    hearers: tuple[tuple[str, str], ...]  # staff number, role
    hole: bool = False


def tell(response: Response, company: Callable[[int], Organisation], now: int, limit: int = 500) -> int:
    """Tell of the steps that are due by `now` (µs UTC). Returns how many there were; 0: nothing is left.

    One transaction: whoever is killed in it has told nobody and lost nothing. Where nobody is at all, neither at the
    site nor above, the step waits for somebody.
    """

    def due() -> int:
        waiting = WarningStep.objects.filter(send_at__lte=now).select_related("warning").order_by("send_at", "pk")
        steps = list(waiting.select_for_update(skip_locked=True, of=("self",))[:limit])
        here = company(now) if steps else None
        hearers: list[Hearer] = []
        for step in steps:
            if here is not None:
                hearers += _hearers(response, here, step, now)
        _put_off(announce(response.notices, hearers, now), hearers, now)
        bulk.update(WarningStep, ("id", "send_at"), [(step.pk, step.send_at) for step in steps])
        return len(steps)

    return wholly(due)


def _put_off(due: Mapping[str, int], hearers: Sequence[Hearer], now: int) -> None:
    """Whom nobody may call yet cannot have failed to answer: their ladder is counted from when the first may be."""
    first: dict[int, int] = {}
    for one in hearers:
        at, warning = due.get(f"{one.fact.key}:{one.person}"), one.fact.warning
        if at is not None and warning is not None:
            first[warning] = min(at, first.get(warning, at))
    for warning, at in sorted(first.items()):
        if at > now:
            open_ = Warning.objects.filter(pk=warning, state=OPEN, look_at__isnull=False)
            open_.update(told_at=F("told_at") + (at - now), look_at=F("look_at") + (at - now))


def _hearers(response: Response, company: Organisation, step: WarningStep, now: int) -> Iterator[Hearer]:
    """Who hears of a step; it is said by that, or waits for somebody."""
    found = _whom(company, step)
    step.send_at = None if found.hearers or step.warning.resolved_at is not None else now + AGAIN
    if found.hole:
        yield from _unmanned(step, found.hearers, now)
    fact = _fact(response, step)
    yield from (Hearer(fact, person, role) for person, role in found.hearers)


def _whom(company: Organisation, step: WarningStep) -> _Found:
    if step.people:
        return _Found(tuple((str(one), step.role) for one in step.people))
    at = company.unit_of(step.warning.site) or company.top
    if at is None:
        return _Found((), hole=True)
    own = next(filter(None, (_crew(company, each, step.role) for each in (at, *company.above(at)))), ())
    found = own or company.on_duty(at, step.role)
    return _Found(tuple((one.staff_number, one.role) for one in found), hole=not own)


def _crew(company: Organisation, unit: str, role: str) -> Sequence[Called]:
    """Those of a unit who are in the role itself: an outlet's quality is its area's matter, not its manager's."""
    found = company.on_duty(unit, role)
    return found if found and (found[0].unit, found[0].role) == (unit, role) else ()


def _unmanned(step: WarningStep, people: Sequence[tuple[str, str]], now: int) -> Iterator[Hearer]:
    """Nobody of the role is there: a finding, and who hears instead is told why, once a day."""
    site = step.warning.site
    DataFinding.objects.bulk_create(
        [DataFinding(finding=UNMANNED, subject_kind="site", subject=site, event=step.role, known_at=now)],
        ignore_conflicts=True,
    )
    key = f"unmanned:{site}:{step.role}:{now // DAY}"
    fact = Fact(key, "unmanned", "notice", site, parameters={"role": step.role})
    yield from (Hearer(fact, person, role) for person, role in people)


def _fact(response: Response, step: WarningStep) -> Fact:
    one = step.warning
    return Fact(
        key=f"step:{step.pk}",
        kind=KINDS.get(step.act, "assigned"),
        level=one.severity,
        site=one.site,
        warning=one.pk,
        parameters=parameters(one) | {"count": step.count, "note": step.note if step.act not in KINDS else ""},
        urgent=response.notices.urgent(one.severity, one.standard, one.cause.partition(" ")[0]),
    )


def parameters(one: Warning) -> dict[str, object]:
    """What a warning says of itself, as a notice keeps it."""
    return {"standard": one.standard, "cause": one.cause, "step": one.step, "count": one.open, "due_at": one.due_at}
