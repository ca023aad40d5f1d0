"""Feeds: tables of any source in, event frames out, by a mapping document; what is wrong is handed back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tuotou.core.trail.vocabulary import Vocabulary
from tuotou.feeds.batch import Finding, TableError
from tuotou.feeds.convert import Converted, Converter
from tuotou.feeds.mapping import FeedMapping
from tuotou.feeds.mapping_document import parse_mapping
from tuotou.feeds.table import read_table

__all__ = ["Converted", "FeedMapping", "Finding", "parse_mapping", "read_events"]


def read_events(
    path: Path, mapping: FeedMapping, vocabulary: Vocabulary, received_at: int | None = None
) -> Iterator[Converted]:
    """The events of a file, batch by batch, in flat memory; never raises for what the file holds.

    `received_at` (µs) is the instant a live feed was received and then the `recorded_at` of every
    event; without it the file is a history and the mapping's `recorded` rule says when it was learned.
    """
    converter = Converter(mapping, vocabulary, path.name, received_at)
    try:
        for batch in read_table(path, mapping.layout):
            yield converter.convert(batch)
    except TableError as error:
        yield Converted.nothing(0, (error.problem,))
    yield from converter.finish()
