"""Tells whoever answers for a subscriber that it does not work: a warning of its own, open until it works again."""

from __future__ import annotations

from typing import Final

from tuotou.store.models import AuditEntry, Subscriber, Warning, WarningStep
from tuotou.store.models.warning import OPEN, RESOLVED

RULES: Final = ("disabled", "unwell")
"""It is not asked any more · it takes too long, or refuses too much."""


def tell_owner(one: Subscriber, rule: str, why: str, now: int) -> None:
    """Say it once: while its warning is open nothing more is said. Within a transaction that holds the subscriber.

    The step is sent as every step of a warning is: by `send_at`.
    """
    if rule == "disabled":
        AuditEntry.objects.create(
            at=now, who="system", act="subscriber.disable", what=f"subscriber {one.name}", details={"reason": why}
        )
    if _open(one, rule) is not None:
        return
    made = Warning.objects.create(
        cause=_cause(one, rule),
        severity="serious",
        state=OPEN,
        opened_at=now,
        changed_at=now,
        told_at=now,
        open=1,
        items=1,
        owner=one.owner,
    )
    WarningStep.objects.create(warning=made, at=now, act="told", count=1, people=[one.owner], note=why, send_at=now)


def well_again(one: Subscriber, rule: str, now: int) -> None:
    """What was said is over."""
    found = _open(one, rule)
    if found is not None:
        found.state, found.open, found.resolved_at, found.changed_at = RESOLVED, 0, now, now
        found.save()
        WarningStep.objects.create(warning=found, at=now, act="resolved", count=1)


def _open(one: Subscriber, rule: str) -> Warning | None:
    return Warning.objects.select_for_update().filter(cause=_cause(one, rule), resolved_at=None).first()


def _cause(one: Subscriber, rule: str) -> str:
    return f"subscriber-{rule} {one.name}"
