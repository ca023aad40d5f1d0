"""Targets 目标: what an indicator is to reach and where it began, from a day on; the first are in documents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tuotou.core.document import suggest
from tuotou.core.standards.indicator import Indicator
from tuotou.operations.exemptions.authority import decides
from tuotou.operations.warnings.handling import CannotDo, NotThere
from tuotou.store.models import AuditEntry, Post, Target
from tuotou.store.models.dated import holding
from tuotou.store.whole import writing

COMPANY = ("hq_quality", "management")
"""The roles that set a target of the whole company; of a unit: those that decide above it."""


@dataclass(frozen=True, slots=True)
class Aim:
    """What holds on a day."""

    target: float | None
    baseline: float | None
    since: int | None  # the business day; None: as shipped
    unit: str  # of whom; empty: of the company

    @classmethod
    def of(cls, indicator: Indicator) -> Aim:
        """As its document says."""
        return cls(indicator.target, None, None, "")

    def progress(self, now: float | None) -> float | None:
        """How much of the way from the baseline to the target is done, 1: all of it; None: it cannot be told."""
        if now is None or self.target is None or self.baseline is None or self.target == self.baseline:
            return None
        return (now - self.baseline) / (self.target - self.baseline)


@dataclass(frozen=True, slots=True)
class NewTarget:
    """What somebody sets."""

    indicator: str
    since: int
    target: float | None
    baseline: float | None = None
    unit: str = ""
    note: str = ""


def set_target(new: NewTarget, indicators: Mapping[str, Indicator], who: str, now: int) -> Target:
    """Set it from a day on; that of the same day is replaced. Raises `CannotDo`, `NotThere`."""
    if new.indicator not in indicators:
        raise NotThere("no indicator of this id is counted live", suggest(new.indicator, [*indicators]))
    if not may_set(who, new.unit, now):
        right = (
            f"somebody who decides above {new.unit}" if new.unit else "somebody of headquarters quality or management"
        )
        raise CannotDo(f"{who} may not set this target", right)
    with writing():
        values = {"target": new.target, "baseline": new.baseline, "note": new.note, "set_at": now, "set_by": who}
        key: dict[str, Any] = {"indicator": new.indicator, "unit": new.unit, "since": new.since}
        row, _ = Target.objects.update_or_create(defaults=values, **key)
        details = {**key, "target": new.target, "baseline": new.baseline, "note": new.note}
        AuditEntry.objects.create(at=now, who=who, act="target.set", what=f"indicator {new.indicator}", details=details)
        return row


def may_set(who: str, unit: str, now: int) -> bool:
    """Whether somebody decides on the targets of a unit; empty: of the company."""
    if unit:
        return decides(who, [unit], now)
    return Post.objects.filter(holding(now), person__staff_number=who, role__in=COMPANY).exists()
