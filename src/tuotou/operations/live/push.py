"""Push: what a file holds is recorded as if it came in now, batch by batch; what was refused is handed on.

What there is to say of it is said by whoever works: `tuotou serve`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import polars as pl

from tuotou.core.trail.event import SCHEMA
from tuotou.feeds import Converted, FeedMapping, read_events
from tuotou.feeds.bad_rows import BadRows
from tuotou.feeds.batch import BAD_COLUMNS
from tuotou.feeds.event_file import NDJSON, read_event_file
from tuotou.feeds.review import REJECTED
from tuotou.operations.live.record_events import Recorded, record_events
from tuotou.operations.live.watch import Watch
from tuotou.operations.reading import Reading, ReadingTally
from tuotou.store.recording import Clock

BATCH: Final = 5_000
"""Events in one transaction: more keep those behind them waiting, fewer share less of what they rode in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pushed(Reading):
    """What became of a file's rows."""

    events: int
    fresh: int  # of them new
    repeated: int  # known already, word for word


def push(
    parts: Iterable[Converted],
    watch: Callable[[], Watch],
    clock: Clock,
    bad_rows: BadRows | None = None,
    progress: Callable[[int, int | None], None] = lambda *_: None,
) -> Pushed:
    """Record everything that a feed read. Killed and begun again, it records the rest.

    `watch` is asked for each batch: a standard may be published while a long file is read.
    """
    tally, events, fresh, repeated, late = ReadingTally(bad_rows), 0, 0, 0, 0
    for part in parts:
        refused, bad = [part.rejected], [part.bad]
        for batch in part.events.iter_slices(BATCH):
            recorded = record_events(batch, watch(), clock)
            events, fresh = events + batch.height, fresh + recorded.fresh.height
            repeated += recorded.repeated
            refused.append(_rejected(recorded, batch))
            if part.bad.width:
                late += recorded.refused.height  # their rows had no fault that the mapping saw
            else:
                bad.append(_bad(recorded, batch))
            progress(events, None)
        tally.add(replace(part, rejected=pl.concat(refused), bad=pl.concat(bad, how="diagonal")))
    pushed = tally.result(Pushed, events=events, fresh=fresh, repeated=repeated)
    return replace(pushed, refused=pushed.refused + late)


def events_of(path: Path, mapping: FeedMapping | None, watch: Watch, clock: Clock) -> Iterator[Converted]:
    """What a file holds: read by a mapping, or events as they are: NDJSON, or the Parquet of `tuotou simulate`."""
    if mapping is not None:
        yield from read_events(path, mapping, watch.vocabulary, clock())
        return
    if path.suffix in NDJSON:
        yield from read_event_file(path, watch.vocabulary)
        return
    table = pl.scan_parquet(path)
    words = [name for name in table.collect_schema() if name in SCHEMA or name in watch.vocabulary.attributes]
    ordered = table.select(words).sort("recorded_at", maintain_order=True).collect()
    yield Converted(ordered.height, ordered, pl.DataFrame(schema=REJECTED), pl.DataFrame())


def is_table_of_events(path: Path) -> bool:
    """Whether a file holds events as they are, and needs no mapping."""
    if path.suffix in NDJSON:
        return path.is_file()
    if path.suffix != ".parquet" or not path.is_file():
        return False
    return {"subject_kind", "subject", "id", "kind", "at"} <= set(pl.scan_parquet(path).collect_schema())


def _bad(recorded: Recorded, batch: pl.DataFrame) -> pl.DataFrame:
    """The events of a table that the store refused, as they are, and why: `Converted.bad`."""
    sheet, row, *said = BAD_COLUMNS
    why = [pl.concat_list(word.removeprefix("_")).alias(word) for word in said]
    unknown = [pl.lit(None, pl.String).alias(sheet), pl.lit(None, pl.Int64).alias(row)]
    return batch[recorded.refused["row"]].hstack(recorded.refused.select(*unknown, *why))


def _rejected(recorded: Recorded, batch: pl.DataFrame) -> pl.DataFrame:
    """The events that the store refused, as rejections of a reading: named by their subject and id."""
    named = batch.select(pl.concat_str("subject", pl.lit(" "), "id").alias("named"))[recorded.refused["row"]]
    refused = recorded.refused.hstack(named)
    columns = {
        "sheet": pl.lit(None, pl.String),
        "row": pl.lit(None, pl.Int64),
        "field": pl.col("field"),
        "value": pl.concat_str("value", pl.lit(" ("), "named", pl.lit(")"), ignore_nulls=True),
        "reason": pl.col("reason"),
        "right": pl.col("right"),
    }
    there = {name: columns.get(name, pl.lit(None)).cast(dtype) for name, dtype in REJECTED.items()}
    return refused.select(**there)
