"""A back-test as plain values, for programs and for pages: every figure, with instants in the company's time."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import polars as pl

from tuotou.core.standards.penalty import Penalty
from tuotou.core.standards.wall_clock import CHINA
from tuotou.operations.report import Counts
from tuotou.operations.trial.backtest import Backtest, Side
from tuotou.operations.trial.beliefs import Beliefs


def plainly(found: Backtest) -> dict[str, Any]:
    """Every figure; shares are of promises that count, None where none does."""
    return {
        "new": _side(found.new),
        "old": None if found.old is None else _side(found.old),
        "difference": _difference(found),
        "examples": {name: [_example(row) for row in _rows(frame)] for name, frame in found.examples.items()},
        "warnings": [
            {**asdict(level), **asdict(warned)}
            for level, warned in zip(found.new.standard.warnings, found.warned, strict=True)
        ],
        "said": None if found.beliefs is None else _said(found.beliefs),
    }


def counts(counts: Counts) -> dict[str, Any]:
    """How promises stand, with what follows from it; the share is None where none counts."""
    return {**counts._asdict(), "counted": counts.counted, "not_kept": counts.not_kept, "share": counts.share}


def _side(side: Side) -> dict[str, Any]:
    standard = side.standard
    return {
        "standard": standard.id,
        "version": standard.version,
        "form": standard.form,
        "title": asdict(standard.title),
        **counts(side.counts),
        "missed_scans": side.missed_scans,
        "scope": None if side.scope is None else asdict(side.scope),
        "penalty": None if standard.penalty is None else _penalty(standard.penalty),
        "cost": None if side.cost is None else sum(side.cost.values()) / 100,
        "cost_by_site": None
        if side.cost is None
        else [{"site": site, "cost": cents / 100} for site, cents in sorted(side.cost.items(), key=_dearest)],
        "sites": [{"site": line.name, **counts(line.counts)} for line in side.sites],
        "persons": [{"person": line.name, **counts(line.counts)} for line in side.persons],
        "days": [{"day": line.day.isoformat(), **counts(line.counts)} for line in side.days],
    }


def _dearest(paid: tuple[str | None, int]) -> tuple[int, str]:
    """The most first; those that pay alike by their names."""
    site, cents = paid
    return -cents, site or ""


def _penalty(penalty: Penalty) -> dict[str, Any]:
    cap = None if penalty.cap is None else penalty.cap / 100
    return {"amount": penalty.amount / 100, "unit": penalty.unit, "per": penalty.per, "cap": cap}


def _difference(found: Backtest) -> dict[str, Any] | None:
    difference = found.difference
    if difference is None:
        return None
    return {
        "newly_not_kept": difference.count(was=False, now=True),
        "no_longer_not_kept": difference.count(was=True, now=False),
        "not_kept_by_both": difference.count(was=True, now=True),
        "not_kept_by_neither": difference.count(was=False, now=False),
        "paired_by_opening": difference.by_opening,
        "paired_by_life": difference.by_life,
        "outcomes": [{"old": old, "new": new, "promises": n} for (old, new), n in difference.outcomes.items()],
        "sites_that_change_rank": [asdict(moved) for moved in difference.moved],
    }


def _rows(frame: pl.DataFrame) -> list[dict[str, Any]]:
    return frame.with_columns(pl.col(pl.Datetime).dt.convert_time_zone(CHINA)).to_dicts()


def _example(row: dict[str, Any]) -> dict[str, Any]:
    """One pair: the subject, and its promise under each of the two; None where it made none."""
    subject = {name: row[name] for name in ("subject_kind", "subject", "life")}
    told = [name.removeprefix("old_") for name in row if name.startswith("old_")]
    sides = {
        side: None if row[f"{prefix}status"] is None else {name: row[f"{prefix}{name}"] for name in told}
        for side, prefix in (("new", ""), ("old", "old_"))
    }
    return {**subject, **sides}


def _said(beliefs: Beliefs) -> dict[str, Any]:
    wait = beliefs.typical_wait
    return {
        "broken": beliefs.said,
        "withdrawn": sum(beliefs.withdrawn.values()),
        "withdrawn_as": dict(beliefs.withdrawn),
        "median_seconds_until_withdrawn": None if wait is None else wait / 1e6,
        "examples": _rows(beliefs.named),
    }
