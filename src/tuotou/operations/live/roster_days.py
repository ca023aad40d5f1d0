"""Roster days: the calendar speaks of each business day once, live as in replay (rule 47).

What it says of a day has the same ids whenever it is said: said again it changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl

from tuotou.core.trail.roster import KINDS, began
from tuotou.core.working_time import Calendar
from tuotou.feeds.roster import CALENDAR, Roster, read_roster
from tuotou.operations.live.record_events import record_events
from tuotou.operations.live.watch import Watch
from tuotou.store.models import RosterDay
from tuotou.store.recording import Clock
from tuotou.store.roster import roster_at

BACK: Final = 31
"""Days that are said later where nobody was there to say them."""
BATCH: Final = 5_000


def say_roster_days(watch: Watch, clock: Clock, roster: pl.DataFrame | None = None) -> int:
    """Record what the calendar says of the days up to today that it was not said of yet; how many events are new.

    `roster`: the rows of a `feeds.roster.Roster`; without, those of the organisation. Where it changed since a day was
    said, what is new about today is said too.
    """
    names = [CALENDAR] if roster is None else sorted(roster["calendar"].unique())
    return sum(_say_days(name, roster, watch, clock) for name in names)


def read_rows(path: Path, watch: Watch) -> Roster:
    """The roster in a file, with what is wrong with it."""
    return read_roster(path, watch.vocabulary, watch.handbook.calendars)


def _say_days(name: str, roster: pl.DataFrame | None, watch: Watch, clock: Clock) -> int:
    """The same by one calendar."""
    calendar = watch.handbook.calendars[name]
    today = int(calendar.day(np.array([clock()]))[0])
    last = RosterDay.objects.filter(calendar=name).order_by("-day").values_list("day", flat=True).first()
    fresh = 0
    for day in range(today if last is None else max(last, today - BACK), today + 1):
        rows = _of_organisation(calendar, day) if roster is None else roster.filter(pl.col("calendar") == name)
        events = pl.concat(list(_events(rows, calendar, day, watch)), how="diagonal_relaxed")
        fresh += _say((name, day), events, watch, clock)
    return fresh


def _of_organisation(calendar: Calendar, day: int) -> pl.DataFrame:
    """The organisation's rows on a day, as it was when the day began."""
    begins = int(calendar.at(np.array([day], dtype=np.int32), calendar.cut)[0])
    spans = (pl.lit(day, pl.Int32).alias("since"), pl.lit(day + 1, pl.Int32).alias("until"))
    return roster_at(begins).with_columns(*spans, pl.lit(CALENDAR).alias("calendar"))


def _events(rows: pl.DataFrame, calendar: Calendar, day: int, watch: Watch) -> Iterator[pl.DataFrame]:
    for kind in KINDS:
        theirs = rows.filter(pl.col("subject_kind").is_in(watch.vocabulary.kinds[kind].subjects))
        yield began(theirs.drop("calendar"), calendar, range(day, day + 1), kind)


def _say(key: tuple[str, int], events: pl.DataFrame, watch: Watch, clock: Clock) -> int:
    """Record what the calendar says of a day, unless just that was said; how many events are new."""
    ids = sorted(events["id"].cast(pl.String))
    fingerprint = blake2b("|".join(ids).encode(), digest_size=16).hexdigest()
    calendar, day = key
    if RosterDay.objects.filter(calendar=calendar, day=day, fingerprint=fingerprint).exists():
        return 0
    fresh = sum(record_events(some, watch, clock).fresh.height for some in events.iter_slices(BATCH))
    said = {"events": len(ids), "fingerprint": fingerprint, "said_at": clock()}
    RosterDay.objects.update_or_create(calendar=calendar, day=day, defaults=said)
    return fresh
