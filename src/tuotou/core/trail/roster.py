"""The calendar speaks too: obligations without a trigger open from generated events (rule 47).

The same roster and days give the same events with the same ids, live and in replay.
"""

from __future__ import annotations

import hashlib
from typing import Final

import numpy as np
import polars as pl

from tuotou.core.trail.event import INSTANT, conform
from tuotou.core.working_time import Calendar

DAY_BEGAN: Final = "day_began"
MONTH_BEGAN: Final = "month_began"


def began(roster: pl.DataFrame, calendar: Calendar, days: range, kind: str = DAY_BEGAN) -> pl.DataFrame:
    """One event for each active row of a roster and each day, or first day of a month, as event frames have them.

    `roster`: subject_kind, subject, `since` and `until` (days since 1970-01-01, `until` exclusive, null: open),
    and whatever the events carry besides (site, person, attributes). `days`: business days since 1970-01-01.
    The event happens, and is known, when the business day begins.
    """
    day = np.array(days, dtype=np.int32)
    if kind == MONTH_BEGAN:
        dates = day.astype("datetime64[D]")
        day = day[dates == dates.astype("datetime64[M]").astype("datetime64[D]")]
    begins = pl.DataFrame({"day": day, "at": calendar.at(day, calendar.cut)}).with_columns(pl.col("at").cast(INSTANT))
    active = (pl.col("day") >= pl.col("since")) & (pl.col("until").is_null() | (pl.col("day") < pl.col("until")))
    rows = roster.join(begins, how="cross").filter(active).sort("subject_kind", "subject", "day")
    ids = [
        hashlib.blake2b(f"{kind}|{subject_kind}|{subject}|{date}".encode(), digest_size=8).hexdigest()
        for subject_kind, subject, date in rows.select("subject_kind", "subject", "day").iter_rows()
    ]
    events = rows.drop("since", "until", "day").with_columns(
        pl.Series("id", ids, dtype=pl.String),
        pl.col("at").alias("recorded_at"),
        pl.lit(kind).alias("kind"),
        pl.lit("roster").alias("source"),
    )
    return conform(events)
