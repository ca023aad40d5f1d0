"""The calendar speaks too: obligations without a trigger open from generated events (rule 47).

The same roster and days give the same events with the same ids, live and in replay.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tuotou.core.trail.event import INSTANT, conform
from tuotou.core.trail.generated_id import calendar_id
from tuotou.core.working_time import Calendar

DAY_BEGAN: Final = "day_began"
MONTH_BEGAN: Final = "month_began"
KINDS: Final = (DAY_BEGAN, MONTH_BEGAN)
SOURCE: Final = "roster"
ENDS_AT: Final = "ends_at"
"""Attribute: the last µs of the day or month."""


def began(roster: pl.DataFrame, calendar: Calendar, days: range, kind: str = DAY_BEGAN) -> pl.DataFrame:
    """One event for each active row of a roster and each day, or first day of a month, as event frames have them.

    `roster`: subject_kind, subject, `since` and `until` (days since 1970-01-01, `until` exclusive, null: open),
    and whatever the events carry besides (site, person, attributes). `days`: business days since 1970-01-01.
    The event happens, and is known, when the business day begins; it carries `ENDS_AT`.
    """
    day, after = _periods(np.array(days, dtype=np.int32), kind)
    spans = {"day": day, "at": calendar.at(day, calendar.cut), ENDS_AT: calendar.at(after, calendar.cut) - 1}
    begins = pl.DataFrame(spans).with_columns(pl.col("at", ENDS_AT).cast(INSTANT))
    active = (pl.col("day") >= pl.col("since")) & (pl.col("until").is_null() | (pl.col("day") < pl.col("until")))
    rows = roster.join(begins, how="cross").filter(active).sort("subject_kind", "subject", "day")
    ids = [calendar_id(kind, *row) for row in rows.select("subject_kind", "subject", "day").iter_rows()]
    events = rows.drop("since", "until", "day").with_columns(
        pl.Series("id", ids, dtype=pl.String),
        pl.col("at").alias("recorded_at"),
        pl.lit(kind).alias("kind"),
        pl.lit(SOURCE).alias("source"),
    )
    return conform(events)


def _periods(day: NDArray[np.int32], kind: str) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """[n] the days, or of them the first of a month, and the day after each period."""
    if kind == DAY_BEGAN:
        return day, day + 1
    month: NDArray[Any] = day.astype("datetime64[D]").astype("datetime64[M]")
    first = day == month.astype("datetime64[D]").astype(np.int32)
    after = (month + 1).astype("datetime64[D]").astype(np.int32)
    return day[first], after[first]
