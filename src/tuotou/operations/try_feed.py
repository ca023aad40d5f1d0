"""Try a mapping on a file: the first rows as events, and everything that is wrong with any row. Nothing is recorded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from tuotou.core.trail import event
from tuotou.core.trail.vocabulary import Vocabulary
from tuotou.feeds import FeedMapping, read_events
from tuotou.feeds.bad_rows import BadRows
from tuotou.operations.reading import Reading, ReadingTally


@dataclass(frozen=True, slots=True, kw_only=True)
class TryResult(Reading):
    """What a mapping makes of a file."""

    events: int
    kinds: Mapping[str, int]  # event kind → events, most first
    first: pl.DataFrame  # the first events
    recording_assumed: bool  # "recording times assumed" must be said of any back-test (kernel rule 3)


def try_feed(
    path: Path, mapping: FeedMapping, vocabulary: Vocabulary, first: int = 10, bad_rows: BadRows | None = None
) -> TryResult:
    """Read the whole file in flat memory; bad rows go to `bad_rows` where there is one. Never raises for the data."""
    tally, kinds, head = ReadingTally(bad_rows), Counter[str](), event.empty()
    for converted in read_events(path, mapping, vocabulary):
        tally.add(converted)
        kinds.update(dict(converted.events["kind"].value_counts().rows()))
        missing = first - head.height
        if missing and converted.events.height:
            head = pl.concat([head, converted.events.head(missing)], how="diagonal_relaxed")
    return tally.result(
        TryResult,
        events=kinds.total(),
        kinds=dict(kinds.most_common()),
        first=head,
        recording_assumed=mapping.recording_assumed,
    )
