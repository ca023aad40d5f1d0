"""Unmasking: what is personal is read in full by who may, for a reason, and it is written down before it is shown."""

from __future__ import annotations

from typing import Final

from tuotou.store.models import AuditEntry
from tuotou.store.whole import writing

LONGEST: Final = 200


class NoReason(ValueError):
    """Nobody reads what is personal for no reason."""


def unmask(subject: tuple[str, str], reason: str, who: str, now: int) -> None:
    """Note that somebody reads it. Raises `NoReason`."""
    plain = reason.replace("\x00", "").strip()[:LONGEST]
    if not plain:
        raise NoReason
    what = " ".join(subject)
    with writing():
        AuditEntry.objects.create(at=now, who=who, act="personal.unmask", what=what, details={"reason": plain})
