"""What the offices of a company that is made up report: the training of those who are no couriers, a hub that stops."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import polars as pl

from tuotou.core.trail.event import conform, empty
from tuotou.operations.organisation.simulated import simulated_sheets
from tuotou.simulator.company import Company
from tuotou.simulator.scan import MINUTE
from tuotou.simulator.simulate import begin_of

TRAINING: Final = 3  # day of the month
MISSES: Final = 29  # one in so many is not there
STOPS: Final = 4  # every so many days a hub stops
HALF_PAST_TWO: Final = 870 * MINUTE
LASTS: Final = 150 * MINUTE


def office_day(company: Company, day: date) -> pl.DataFrame:
    """What is reported on a day."""
    rows = [*(_training(company, day) if day.day == TRAINING else ()), *_stop(company, day)]
    if not rows:
        return empty()
    instants = pl.col("at", "recorded_at", "period_from", "period_to").cast(pl.Datetime("us", "UTC"))
    return conform(pl.DataFrame(rows, infer_schema_length=None).with_columns(instants))


def _training(company: Company, day: date) -> list[dict[str, Any]]:
    posts = simulated_sheets(company, day, 0)["posts"]
    others = sorted({(str(who), str(unit)) for who, unit, role in posts if role != "快递员"})
    return [
        _row("training_attended", "person", who, begin_of(day) + (540 + place % 300) * MINUTE)
        | {"id": f"training_attended-{day}", "site": unit, "course": "safety", "minutes": 45.0}
        for place, (who, unit) in enumerate(others)
        if place % MISSES
    ]


def _stop(company: Company, day: date) -> list[dict[str, Any]]:
    """Now and then a hub has no power in the afternoon: it takes nothing in for a while."""
    turn, left = divmod(day.toordinal(), STOPS)
    if left:
        return []
    hub, at = str(company.codes[turn % company.hubs]), begin_of(day) + HALF_PAST_TWO
    period = {"period_from": at, "period_to": at + LASTS}
    row = _row("intake_limited", "site", hub, at)
    return [row | period | {"id": f"intake_limited-{day}", "site": hub, "reason": "power_cut"}]


def _row(kind: str, subject_kind: str, subject: str, at: int) -> dict[str, Any]:
    row = {"kind": kind, "subject_kind": subject_kind, "subject": subject, "at": at, "recorded_at": at + MINUTE}
    return {**row, "period_from": None, "period_to": None, "source": "office"}
