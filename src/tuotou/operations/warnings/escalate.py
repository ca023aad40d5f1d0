"""Escalate: who hears next of a warning that nobody takes up; the end of snoozes, and of waiting for more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from tuotou.handbook.response import Response
from tuotou.operations.warnings.round import Round
from tuotou.operations.warnings.telling import ladder, save, told
from tuotou.store.models import Warning, WarningStep
from tuotou.store.models.warning import LISTED, OPEN, SNOOZED
from tuotou.store.whole import wholly


class Person(Protocol):
    """Somebody who is to be told, and as what."""

    @property
    def staff_number(self) -> str: ...

    @property
    def unit(self) -> str: ...

    @property
    def role(self) -> str: ...

    @property
    def by(self) -> str: ...


class Company(Protocol):
    """What must be known of the organisation at an instant; see `store.organisation`."""

    def unit_of(self, site: str) -> str | None: ...

    def parent(self, unit: str) -> str | None: ...

    def on_duty(self, unit: str, role: str) -> Sequence[Person]: ...


DEPUTY = "deputy"


def escalate(response: Response, company: Callable[[int], Company], now: int, limit: int = 500) -> int:
    """Look at the warnings whose time has come by `now` (µs UTC). Returns how many there were.

    `company`: the organisation at an instant, asked once and only where there is anything to do.
    """
    round = Round(response, now)

    def due() -> int:
        waiting = Warning.objects.filter(look_at__lte=now, resolved_at=None).order_by("look_at", "pk")
        found = list(waiting.select_for_update(skip_locked=True)[:limit])
        here = company(now) if found else None
        steps = [step for one in found if here is not None and (step := _look(round, one, here)) is not None]
        save(found)
        WarningStep.objects.bulk_create(steps)
        return len(found)

    return wholly(due)


def _look(round: Round, one: Warning, company: Company) -> WarningStep | None:
    one.changed_at = round.now
    if one.state == LISTED:
        return told(round, one)
    if one.state == SNOOZED:
        return told(round, one, "reopened")
    if one.state == OPEN and one.told_at is not None:
        return _next(round, one, company)
    one.look_at = None
    return None


def _next(round: Round, one: Warning, company: Company) -> WarningStep | None:
    """One rung up; which comes after it is counted from when the warning was told."""
    here, after = ladder(round, one).rung(one.rung), ladder(round, one).rung(one.rung + 1)
    one.rung += 1
    one.look_at = None if after is None or one.told_at is None else one.told_at + after.after
    if here is None:
        return None
    role, people = whom(company, one.site, one.role, here.to)
    return WarningStep(
        warning=one,
        at=round.now,
        act="escalated",
        step=one.step,
        count=one.open,
        role=role,
        people=people,
        note=here.to,
        send_at=round.now,
    )


def whom(company: Company, site: str, role: str, to: str) -> tuple[str, list[str]]:
    """The role and the people of a rung: who stands in for the role, whoever is above, or another role.

    Where nobody stands in, those of the role hear of it again.
    """
    unit = company.unit_of(site)
    if to not in (DEPUTY, "above"):
        role = to
    if unit is None:
        return role, []
    found = _in_role(company, unit, role)
    if to == "above":
        unit = found[0].unit if found else unit
        found = company.on_duty(company.parent(unit) or unit, role)
    if to == DEPUTY:
        found = [one for one in found if one.by == DEPUTY] or found
    return (found[0].role if found else role), [one.staff_number for one in found]


def _in_role(company: Company, unit: str, role: str) -> Sequence[Person]:
    """Those of the nearest unit upwards who are in the role itself: an outlet's quality is its area's matter.

    Where nobody is, who leads the unit.
    """
    at: str | None = unit
    while at is not None:
        found = company.on_duty(at, role)
        if found and found[0].role == role:
            return found
        at = company.parent(at)
    return company.on_duty(unit, role)
