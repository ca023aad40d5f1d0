"""Chapters: a company that goes on and on is simulated some days at a time, each time under numbers of its own.

A chapter told again is the same, word for word: who was stopped tells it anew, and goes on where the data end.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

import polars as pl

from tuotou.simulator.company import Company
from tuotou.simulator.network import DRAIN
from tuotou.simulator.simulate import Plan, Simulation, begin_of

NUMBERED: Final[Sequence[str]] = ("subject", "parcel", "to_number", "into", "out_of")
"""What names parcels, bags, trips and cases."""
NUMBERS: Final = (r"^(T[TX]77)000(\d{7})$", r"^(NL|BJ|C\d{1,2})000(\d{5})$", r"^(T)000(\d{6})$", r"^(B)000(\d{7})$")
KEY: Final = ("subject_kind", "subject")
OWN: Final = ("site", "shift", "person")
"""Subjects that stay from one chapter to the next: what happens to them has ids of its own."""
TOLD_APART: Final[Sequence[str]] = ("id", "finding", "certificate")
NEWCOMER: Final = r"^(.+[A-Z])01$"
DAY: Final = r"/\d{3}$"
LONGEST: Final = 40  # days that a story goes on after the last parcel is there
CHAPTERS: Final = 1_000  # then their numbers begin anew


@dataclass(frozen=True, slots=True)
class Chapter:
    """Some days of orders, and all that follows from them."""

    number: int
    first_day: date
    days: int
    parcels: int  # sent on an average day
    since: int = 0  # µs UTC; what began before is left out
    sites: bool = True  # whether the days of sites and people are told too, or there are more parcels and no more
    faults: Mapping[str, float] = field(default_factory=dict)

    @property
    def begins(self) -> int:
        """The first instant, µs UTC."""
        return begin_of(self.first_day)

    @property
    def orders_end(self) -> int:
        """The first instant of the days after it."""
        return begin_of(self.first_day + timedelta(self.days))

    @property
    def ends(self) -> int:
        """When all of it has become known."""
        return begin_of(self.first_day + timedelta(self.days + DRAIN + LONGEST))


def tell_chapter(chapter: Chapter, company: Company) -> Iterator[tuple[date, pl.DataFrame]]:
    """Everything that becomes known of a chapter, day by day (UTC), in the order in which it does."""
    plan = Plan(chapter.days, chapter.parcels, chapter.number + 1, chapter.first_day, faults=chapter.faults)
    frames = [_renamed(frame, chapter) for frame in Simulation(plan, company=company).events()]
    frames = [frame for frame in frames if chapter.sites or frame["subject_kind"][0] not in OWN]
    if chapter.since:
        early = _begun_before(frames, chapter.since)
        frames = [frame.join(early, on=KEY, how="anti", maintain_order="left") for frame in frames]
    days: dict[date, list[pl.DataFrame]] = {}
    for frame in frames:
        for (day,), mine in frame.group_by(pl.col("recorded_at").dt.date().alias("day")):
            days.setdefault(day, []).append(mine)
    for day, told in sorted(days.items()):
        yield day, pl.concat(told, how="diagonal_relaxed").sort("recorded_at", "subject", "id")


def _begun_before(frames: Sequence[pl.DataFrame], since: int) -> pl.DataFrame:
    """The subjects of which something became known before an instant."""
    known = pl.concat([frame.select(*KEY, "recorded_at") for frame in frames])
    return known.filter(pl.col("recorded_at").to_physical() < since).select(KEY).unique()


def _renamed(events: pl.DataFrame, chapter: Chapter) -> pl.DataFrame:
    """The events of one kind of subject under the numbers of a chapter."""
    mark, kind = f"{chapter.number % CHAPTERS:03d}", str(events["subject_kind"][0])
    named = {name: pl.col(name).cast(pl.String) for name in NUMBERED if name in events.columns}
    for name, word in named.items():
        for number in NUMBERS:
            word = word.str.replace(number, f"${{1}}{mark}${{2}}")
        named[name] = word
    if kind in OWN:
        named |= {name: pl.col(name).cast(pl.String) + f"-{mark}" for name in TOLD_APART if name in events.columns}
        named["subject"] = _lasting(kind, mark, chapter.first_day)
    elif "photo_hash" in events.columns:
        named["photo_hash"] = pl.col("photo_hash").cast(pl.String) + mark
    return events.with_columns(**named).with_columns(pl.col(pl.Categorical).cast(pl.String))


def _lasting(kind: str, mark: str, first_day: date) -> pl.Expr:
    """The subject of a chapter among those of all: a shift by its date, who is new by the chapter."""
    word = pl.col("subject").cast(pl.String)
    if kind == "person":
        return word.str.replace(NEWCOMER, f"${{1}}{mark}")
    if kind == "site":
        return word
    day = pl.lit(first_day) + pl.duration(days=word.str.extract(r"/(\d{3})$").cast(pl.Int64))
    dated = word.str.replace(DAY, "/") + day.dt.to_string("%Y-%m-%d")
    return pl.when(word.str.contains(DAY)).then(dated).otherwise(word + f"-{mark}")
