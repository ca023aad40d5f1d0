"""A source that pushes the whole list of a parcel each time: what is new is recorded, what vanished is taken back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import polars as pl

from tuotou.core.trail.vocabulary import RETRACTED
from tuotou.feeds import Converted, FeedMapping
from tuotou.feeds.convert import Converter
from tuotou.feeds.json_records import batch_of
from tuotou.feeds.snapshot import Snapshots, Told
from tuotou.operations.inquiry.sight import EVERYTHING
from tuotou.operations.inquiry.trail import trail_of
from tuotou.operations.live.record_events import Recorded, record_events
from tuotou.operations.live.watch import Watch
from tuotou.store.recording import Clock


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a push."""

    read: Converted
    recorded: Recorded


def take_push(record: dict[str, Any], mapping: FeedMapping, watch: Watch, clock: Clock) -> Taken:
    """Record what a push says beyond those before it; the same push again says nothing.

    Pushes of a parcel are taken in the order in which they come: an older one that comes late takes back what came
    between, and the next gives it back.
    """

    def recall(subject: str) -> Iterator[Told]:
        held = trail_of(mapping.subject.kind, subject, EVERYTHING)
        for event in held.events if held else ():
            if event.source == mapping.source:
                yield event.id, event.attrs.get("retracts") if event.kind == RETRACTED else None

    converter = Converter(mapping, watch.vocabulary, mapping.name, clock(), Snapshots(recall))
    read = converter.convert(batch_of([record], mapping.layout))
    events = [read.events, *(part.events for part in converter.finish())]
    return Taken(read, record_events(pl.concat(events, how="diagonal_relaxed"), watch, clock))
