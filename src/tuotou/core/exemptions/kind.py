"""A kind of exemption: what it voids by, and the limits beyond which whoever approves is warned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tuotou.core.document import Bilingual

EVENTS: Final = ("exemption_approved", "force_majeure_declared")
"""The events by which an approved exemption voids: the second holds for standards that only force majeure excuses."""
FLAGS: Final = ("late", "over_quota", "repeated", "large_share", "no_evidence")
"""What whoever approves is warned of: filed too late, too many in a month, the same kind again and again, too large a
share of what the site failed, no evidence named."""


@dataclass(frozen=True, slots=True)
class ExemptionKind:
    """One kind as its document says it."""

    id: str
    title: Bilingual
    event: str  # one of `EVENTS`
    deadline: int  # µs after the period began: filed later it is late
    quota: int  # so many a site and month, approved or waiting
    repeats: int  # so many of this kind in 30 days are again and again
    share: int  # percent of what a site failed in 30 days that may be excused
    evidence: bool  # a photo, a notice, a ticket must be named
    parcels: bool  # for parcels by number, not for whole sites


@dataclass(frozen=True, slots=True)
class Past:
    """What a site filed and failed before, in the worst case of all the sites filed for."""

    in_month: int = 0
    same_kind: int = 0  # in 30 days
    failed: int = 0  # promises, in 30 days
    excused: int = 0  # of them


@dataclass(frozen=True, slots=True)
class Filing:
    """What of a filing the limits look at."""

    filed_at: int
    period_from: int
    evidence: str


def flags(kind: ExemptionKind, filing: Filing, past: Past) -> tuple[str, ...]:
    """Those of `FLAGS` that are up."""
    up = (
        filing.filed_at > filing.period_from + kind.deadline,
        past.in_month >= kind.quota,
        past.same_kind >= kind.repeats,
        past.excused * 100 > kind.share * past.failed,
        kind.evidence and not filing.evidence,
    )
    return tuple(flag for flag, raised in zip(FLAGS, up, strict=True) if raised)
