"""Receive: events that another system sends as records, recorded as they come in; what became of each is answered."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import polars as pl

from tuotou.core.trail.acceptance import REFUSED
from tuotou.feeds.event_records import read_records
from tuotou.operations.live.push import BATCH
from tuotou.operations.live.record_events import record_events
from tuotou.operations.live.watch import Watch
from tuotou.store.recording import Clock


@dataclass(frozen=True, slots=True)
class Received:
    """What became of some records."""

    outcomes: pl.Series  # [rows] recorded, repeated (known already, word for word) or refused
    refused: pl.DataFrame  # acceptance.REFUSED: a line for each fault
    recorded_at: int | None  # µs UTC, of the last batch that brought anything new

    def count(self, outcome: str) -> int:
        """How many records came to it."""
        return int((self.outcomes == outcome).sum())


def receive(records: Iterable[object], source: str, watch: Callable[[], Watch], clock: Clock) -> Received:
    """Record JSON values as events, batch by batch. `source`: whose they are where they do not say.

    Sent again they are repeated, and nothing changes; killed half-way, the rest is recorded when they are sent again.
    """
    read = read_records(records, watch().vocabulary, source)
    outcomes = np.full(read.rows, "refused", dtype=object)
    place, refused, at = np.array(read.place, dtype=np.int64), [read.refused], None
    for begin in range(0, read.events.height, BATCH):
        recorded = record_events(read.events[begin : begin + BATCH], watch(), clock)
        theirs = place[begin : begin + BATCH]
        outcomes[theirs] = recorded.answer()["outcome"].to_numpy()
        refused.append(recorded.refused.with_columns(row=pl.Series(theirs)[recorded.refused["row"]]))
        at = recorded.recorded_at or at
    faults = pl.concat([each.select(REFUSED.names()) for each in refused])
    return Received(pl.Series(outcomes, dtype=pl.String), faults.sort("row", maintain_order=True), at)
