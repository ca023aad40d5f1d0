"""Who is told of a warning, and when: not of too few, not twice, not of what somebody has, unless it worsens."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tuotou.core.warnings.escalation import Ladder
from tuotou.operations.warnings.round import Round
from tuotou.store import bulk
from tuotou.store.models import Cause, Warning, WarningStep
from tuotou.store.models.warning import LISTED, MUTED, OPEN, QUIET, RESOLVED

TOLD = (
    "state", "step", "open", "items", "due_at", "changed_at", "resolved_at", "role", "told_at", "told_step",
    "told_open", "rung", "look_at", "owner", "quiet_step", "cause_code", "action_code",
)  # fmt: skip
"""What of a warning changes after it was opened, but for what it hangs under."""


def tell(round: Round, warnings: Iterable[Warning], fresh: Mapping[int, int]) -> list[WarningStep]:
    """Bring the state of counted warnings up to what they hold, and say what is new of them to whom it concerns.

    `fresh`: warning → promises in it of which something is said for the first time. Warnings and steps are not saved.
    """
    steps: list[WarningStep] = []
    for one in warnings:
        one.changed_at = round.now
        if not one.open:
            steps += _resolve(round, one)
        elif one.under_id is None and one.state != MUTED:
            steps += _tell(round, one, fresh.get(one.pk, 0))
    return steps


def _resolve(round: Round, one: Warning) -> list[WarningStep]:
    """Nothing of it is open; a cause stays as long as it stands."""
    stands = not one.standard and Cause.objects.filter(warning=one.pk, released_at=None).exists()
    if one.state == RESOLVED or stands:
        return []
    one.state, one.resolved_at, one.look_at = RESOLVED, round.now, None
    return [WarningStep(warning=one, at=round.now, act="resolved", count=one.items)]


def _tell(round: Round, one: Warning, fresh: int) -> list[WarningStep]:
    steps: list[WarningStep] = []
    grown = bool(one.standard and one.told_open and one.open >= one.told_open * round.rules.again)
    if one.state in QUIET:
        if not fresh or not (grown or one.step > one.quiet_step):
            return []
        steps.append(WarningStep(warning=one, at=round.now, act="reopened", step=one.step, count=one.open))
        one.state, one.look_at = OPEN, None
    if one.told_at is None:
        if not fresh and one.state != LISTED:  # all of it was said of promises whose place these take
            _note(round, one)
        elif not _too_few(round, one):
            steps.append(told(round, one))
    elif fresh and (grown or one.step > one.told_step):
        steps.append(told(round, one))
    return steps


def _too_few(round: Round, one: Warning) -> bool:
    """Whether it is below what calls anybody, and has not been so for long; it is listed then."""
    if not one.standard:
        return False
    minimum = round.rules.minimum(one.severity, one.standard, one.site)
    if one.open >= minimum.least or round.now >= one.opened_at + minimum.wait:
        return False
    one.state, one.look_at = LISTED, one.opened_at + minimum.wait
    return True


def told(round: Round, one: Warning, act: str = "told") -> WarningStep:
    """Say a warning to the role that it concerns; if nobody takes it up, the ladder goes on from now."""
    one.state, one.role = OPEN, _role(round, one)
    _note(round, one)
    return WarningStep(
        warning=one, at=round.now, act=act, step=one.step, count=one.open, role=one.role, send_at=round.now
    )


def _note(round: Round, one: Warning) -> None:
    one.told_at, one.told_step, one.told_open, one.rung = round.now, one.step, one.open, 0
    first = ladder(round, one).rung(0)
    one.look_at = None if first is None else round.now + first.after


def save(warnings: Sequence[Warning], names: Sequence[str] = TOLD) -> None:
    """Write what changed of many at once."""
    columns = ("id", *names)
    bulk.update(Warning, columns, [[getattr(one, name) for name in columns] for one in warnings])


def ladder(round: Round, one: Warning) -> Ladder:
    """Who hears of it next."""
    return round.rules.ladders[one.severity]


def _role(round: Round, one: Warning) -> str:
    if not one.standard:
        rule = round.rules.causes.get(one.cause.partition(" ")[0])
        return rule.tell if rule else ladder(round, one).tell
    versions = round.response.handbook.by_id.get(one.standard)
    return round.rules.role(versions[-1], one.step) if versions else ladder(round, one).tell
