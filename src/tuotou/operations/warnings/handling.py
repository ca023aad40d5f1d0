"""What people do with a warning: take it up, pass it on, let it be for a while, close it. Each is a step that stays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from tuotou.core.document import suggest
from tuotou.core.warnings.rules import WarningRules
from tuotou.handbook.response import Response
from tuotou.store.models import AuditEntry, Cause, Warning, WarningItem, WarningStep
from tuotou.store.models.warning import ACKNOWLEDGED, HELD, MUTED, RESOLVED, SNOOZED
from tuotou.store.whole import writing

NOTHING_HEALS: Final = ("never", "at_most", "share")
"""Forms of promises that stay broken whatever is done: once taken up there is nothing to wait for."""


class CannotDo(Exception):
    """What was asked cannot be done; `what` says why and `right` what would be right."""

    def __init__(self, what: str, right: str = "") -> None:
        super().__init__(f"{what} ({right})" if right else what)
        self.what, self.right = what, right


class NotThere(CannotDo):
    """What it was to be done to does not exist."""


class NoWarning(NotThere):
    """There is no warning of this number."""

    def __init__(self, id: int) -> None:
        super().__init__(f"there is no warning {id}", "see tuotou warnings list")


@dataclass(frozen=True, slots=True)
class Hand:
    """Who does it, when, and what they say of it."""

    by: str  # staff number
    now: int  # µs UTC
    note: str = ""


@dataclass(frozen=True, slots=True)
class Taking:
    """How a warning is taken up."""

    cause_code: str
    action_code: str
    owner: str = ""  # empty: whoever takes it up


def acknowledge(response: Response, id: int, hand: Hand, taking: Taking) -> Warning:
    """Take a warning up: from now on it is somebody's, until it worsens (rule 57). Raises `CannotDo`."""
    _check_codes(response.warnings, taking)
    with _changed(id, hand, "acknowledge") as (one, step):
        _take_up(one, step, taking, hand)
        if _final(response, one):
            _close(one, hand, "acknowledged")
    return one


def close(response: Response, id: int, hand: Hand, taking: Taking) -> Warning:
    """Say that nothing more is to be done, whatever is still open in it. Raises `CannotDo`."""
    _check_codes(response.warnings, taking)
    with _changed(id, hand, "close") as (one, step):
        if not one.standard and Cause.objects.filter(warning=one, released_at=None, ended_at=None).exists():
            raise CannotDo("the cause still holds back what it explains", "acknowledge it, or wait until it is over")
        _take_up(one, step, taking, hand)
        step.act = "closed"
        _close(one, hand, "closed")
    return one


def assign(id: int, hand: Hand, owner: str) -> Warning:
    """Make it somebody else's; it is not taken up by that. Raises `CannotDo`."""
    if not owner:
        raise CannotDo("nobody to assign to", "name a staff number")
    with _changed(id, hand, "assign") as (one, step):
        one.owner = owner
        step.act, step.people, step.send_at = "assigned", [owner], hand.now
    return one


def snooze(id: int, hand: Hand, until: int) -> Warning:
    """Let it be until an instant, unless it worsens. Raises `CannotDo`."""
    if until <= hand.now:
        raise CannotDo("a snooze ends later than now", "name an instant to come")
    with _changed(id, hand, "snooze") as (one, step):
        one.state, one.look_at, one.quiet_step = SNOOZED, until, one.step
        step.act, step.until = "snoozed", until
    return one


def mute(id: int, hand: Hand) -> Warning:
    """Let it be until it is resolved. Raises `CannotDo`."""
    with _changed(id, hand, "mute") as (one, step):
        one.state, one.look_at = MUTED, None
        step.act = "muted"
    return one


@contextmanager
def _changed(id: int, hand: Hand, verb: str) -> Iterator[tuple[Warning, WarningStep]]:
    """A warning held while something is done with it, and the step that will say so; the audit says it too."""
    if not hand.by:
        raise CannotDo("nobody has no warnings", "name your staff number")
    with writing():
        one = Warning.objects.select_for_update().filter(pk=id).first()
        if one is None:
            raise NoWarning(id)
        if one.state == RESOLVED:
            raise CannotDo(f"warning {id} is resolved", "nothing is left to do")
        if one.state == HELD:
            raise CannotDo(f"warning {id} is a consequence", f"take up its cause, warning {one.under_id}")
        one.changed_at = hand.now
        step = WarningStep(warning=one, at=hand.now, who=hand.by, note=hand.note, step=one.step, count=one.open)
        yield one, step
        one.save()
        step.save()
        AuditEntry.objects.create(
            at=hand.now, who=hand.by, act=f"warning.{verb}", what=f"warning {id}", details=_details(step)
        )


def _details(step: WarningStep) -> Mapping[str, Any]:
    names = ("note", "people", "until", "cause_code", "action_code", "count")
    return {name: value for name in names if (value := getattr(step, name))}


def _check_codes(rules: WarningRules, taking: Taking) -> None:
    for word, codes in ((taking.cause_code, rules.causes_in_use), (taking.action_code, rules.actions_in_use)):
        if word not in codes:
            raise CannotDo(f"there is no code '{word}'", suggest(word, list(codes)))


def _take_up(one: Warning, step: WarningStep, taking: Taking, hand: Hand) -> None:
    one.state, one.look_at, one.quiet_step = ACKNOWLEDGED, None, one.step
    one.owner = taking.owner or hand.by
    one.cause_code, one.action_code = taking.cause_code, taking.action_code
    step.act, step.cause_code, step.action_code = "acknowledged", taking.cause_code, taking.action_code
    if one.owner != hand.by:
        step.people, step.send_at = [one.owner], hand.now


def _final(response: Response, one: Warning) -> bool:
    versions = response.handbook.by_id.get(one.standard, ())
    return bool(versions) and versions[-1].form in NOTHING_HEALS


def _close(one: Warning, hand: Hand, status: str) -> None:
    """Nothing of it is open any more, by a person's word; the promises stay what they are."""
    open_items = WarningItem.objects.filter(warning=one, open=True)
    open_items.update(open=False, step=0, status=status, closed_at=hand.now)
    one.state, one.resolved_at, one.look_at = RESOLVED, hand.now, None
    one.open, one.due_at = 0, None
