"""What is due in the next hours: promises that are at risk, and open ones of what lies at some sites, before they warn.

Open promises that wait quietly have no row: those of the subjects that must be looked at next are worked out by the one
evaluator.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import polars as pl

from tuotou.core.promises.naming import NO_PROMISES, complete
from tuotou.operations.inquiry.sight import Sight
from tuotou.operations.live.judging import judged
from tuotou.operations.live.watch import Watch
from tuotou.store.held import KEY, read_whole
from tuotou.store.models import Promise, Subject

AT_RISK: Final = 2_000
"""Promises at risk that are named, those due first …"""
LOOKED_AT: Final = 150
"""… and subjects that are worked out, those that must be looked at first."""
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Coming:
    """A promise that will warn somebody, or break, if nothing happens. Instants in µs UTC."""

    standard: str
    kind: str
    number: str
    status: str  # at_risk, or open: nobody was warned of it yet
    at: int  # when it warns next, or is due
    due_at: int
    site: str | None
    person: str | None


@dataclass(frozen=True, slots=True)
class Horizon:
    """From when until when, µs UTC."""

    now: int
    until: int

    def holds(self, at: int | None) -> bool:
        """Whether an instant lies in it."""
        return at is not None and self.now < at <= self.until


def coming(sight: Sight, watch: Watch, horizon: Horizon) -> Sequence[Coming]:
    """Both, the next first."""
    found = [*_at_risk(sight, horizon), *_open(sight, watch, horizon)]
    return sorted(found, key=lambda one: (one.at, one.standard, one.number))


def _at_risk(sight: Sight, horizon: Horizon) -> Iterator[Coming]:
    there = Promise.objects.filter(status="at_risk", due_at__gt=horizon.now, due_at__lte=horizon.until, trial=False)
    if sight.sites is not None:
        there = there.filter(site__in=sorted(sight.sites))
    fields = ("standard", "subject__kind", "subject__number", "status", "due_at", "site", "person")
    for standard, kind, number, status, due, site, person in there.order_by("due_at").values_list(*fields)[:AT_RISK]:
        yield Coming(standard, kind, number, status, due, due, site, person)


def _open(sight: Sight, watch: Watch, horizon: Horizon) -> Iterator[Coming]:
    """Promises that are open and that somebody of these sites answers for."""
    next_ones = Subject.objects.filter(next_due_at__gt=horizon.now, next_due_at__lte=horizon.until)
    if sight.sites is not None:
        next_ones = next_ones.filter(site__in=sorted(sight.sites))
    rows = list(next_ones.order_by("next_due_at").values_list("pk", "kind", "number")[:LOOKED_AT])
    if not rows:
        return
    held = read_whole([id for id, _, _ in rows], watch.vocabulary, watch.columns)
    subjects = pl.DataFrame([row[1:] for row in rows], schema=dict.fromkeys(KEY, pl.String()), orient="row")
    found = [each.named() for each in judged(held.events, subjects, watch.docket, horizon.now)]
    waiting = complete([NO_PROMISES, *found]).filter(pl.col("status").eq("open"), ~pl.col("trial"), ~pl.col("paused"))
    for row in waiting.iter_rows(named=True):
        at = next((at for at in _instants(row) if horizon.holds(at)), None)
        if at is not None and sight.sees(row["site"]):
            yield _coming(row, at)


def _instants(row: dict[str, Any]) -> list[int]:
    """When something of it is to be said, in turn."""
    return sorted(_micros(at) for at in (*row["warn_at"], row["due_at"]) if at is not None)


def _coming(row: dict[str, Any], at: int) -> Coming:
    due = _micros(row["due_at"])
    return Coming(
        row["standard"], row["subject_kind"], row["subject"], row["status"], at, due, row["site"], row["person"]
    )


def _micros(at: datetime) -> int:
    span = at - _EPOCH
    return (span.days * 86_400 + span.seconds) * 1_000_000 + span.microseconds
