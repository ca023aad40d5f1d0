"""Relabelling: a label torn at a hub is replaced; the parcel goes on under another number, linked or not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import polars as pl

from tuotou.simulator.demand import FIRST_NUMBER
from tuotou.simulator.fates import KEPT_BACK
from tuotou.simulator.ground import Ground
from tuotou.simulator.scan import By, Subjects
from tuotou.simulator.truth import chosen

TORN: Final = 0.002
AFTER: Final = 2.0  # minutes after the sorter read it for the last time


class Relabels:
    """Which parcels go on under which number from when."""

    def __init__(self, ground: Ground) -> None:
        self._ground, n = ground, ground.demand.size
        torn = ground.random.random(n) < TORN
        unlinked = ground.fall("relabelled_unlinked", ground.fates.failures != KEPT_BACK)
        torn = (torn | unlinked) & (ground.fates.failures != KEPT_BACK) & ~ground.fates.passed_on
        legs, trips = ground.course.legs, ground.course.trips
        rows = np.flatnonzero(torn[legs.parcel] & (trips.to[legs.trip] < ground.company.hubs))
        rows = rows[np.unique(legs.parcel[rows], return_index=True)[1]]
        self._parcel, self._at = legs.parcel[rows], legs.seen[rows] + AFTER
        self._site, self._linked = trips.to[legs.trip[rows]], ~unlinked[legs.parcel[rows]]
        self._old = ground.of(self._parcel)
        self._new = Subjects("parcel", "TX" + pl.Series(FIRST_NUMBER + self._parcel).cast(pl.String))
        self._table = pl.DataFrame(
            {"subject": self._old.numbers, "_new": self._new.numbers, "_from": ground.desk.instant(self._at)}
        )

    def events(self) -> Iterator[pl.DataFrame]:
        """The scans that link two numbers; where there is none nothing says that they are one parcel."""
        for who in (self._old, self._new):
            gone = chosen(who, ~self._linked)
            at, site = self._at[~self._linked], self._site[~self._linked]
            self._ground.truth.add("relabelled_unlinked", (None,), gone, at, site)
        self._ground.traces.append((self._parcel[self._linked], self._at[self._linked]))
        by = By(self._site[self._linked], self._ground.clerk(self._site[self._linked]))
        said = {"to_number": self._new.numbers.filter(self._linked), "reason": "label_torn"}
        yield self._ground.desk.scan("relabelled", chosen(self._old, self._linked), self._at[self._linked], by, **said)

    def renamed(self, events: pl.DataFrame) -> pl.DataFrame:
        """The events, those of parcels after their relabelling under the new number."""
        old = events["subject"].is_in(self._table["subject"].implode())
        if not old.any():
            return events
        table = self._table.with_columns(pl.col("subject").cast(events.schema["subject"]))
        mine = events.filter(old).join(table, on="subject", how="left", maintain_order="left")
        after = pl.col("at") > pl.col("_from")
        named = mine.select(pl.when(after).then("_new").otherwise(pl.col("subject").cast(pl.String)))
        place = np.flatnonzero(old.to_numpy())
        return events.with_columns(events["subject"].cast(pl.String).scatter(place, named.to_series()))
