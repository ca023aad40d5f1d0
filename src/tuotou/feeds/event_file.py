"""A file of events as JSON, one object a line: batches of events, and the faults of the other lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

import polars as pl

from tuotou.core.trail.vocabulary import Vocabulary
from tuotou.feeds.batch import BAD_COLUMNS, table_error
from tuotou.feeds.convert import Converted
from tuotou.feeds.event_records import parsed, read_records
from tuotou.feeds.json_records import ROWS
from tuotou.feeds.review import REJECTED

NDJSON: Final = (".ndjson", ".jsonl")
"""How the names of such files end."""
SOURCE: Final = "import"
"""Where events come from that do not say it."""


def read_event_file(path: Path, vocabulary: Vocabulary) -> Iterator[Converted]:
    """What a file holds, in flat memory; never raises for what it holds. What was wrong with a line once, under the
    names of a file of bad rows, is not read again.
    """
    first = 1
    try:
        with path.open("rb") as file:
            while lines := list(islice(file, ROWS)):
                yield _converted(lines, first, vocabulary)
                first += len(lines)
    except OSError as error:
        fault = table_error(str(path), f"the file cannot be opened ({error.strerror})", "check the path")
        yield Converted.nothing(0, (fault.problem,))


def without_faults(value: object) -> object:
    """An event as it was before it was told what is wrong with it."""
    return {n: v for n, v in value.items() if n not in BAD_COLUMNS} if isinstance(value, dict) else value


def _converted(lines: Sequence[bytes], first: int, vocabulary: Vocabulary) -> Converted:
    numbers = [number for number, line in enumerate(lines, first) if line.strip()]
    read = read_records((without_faults(parsed(lines[number - first])) for number in numbers), vocabulary, SOURCE)
    rows = pl.Series(numbers, dtype=pl.Int64)[read.refused["row"]]
    named = read.refused.with_columns(rows.alias("row"), pl.lit(None, pl.String).alias("sheet"))
    rejected = named.select(pl.col(name).cast(dtype) for name, dtype in REJECTED.items())
    lists = rejected.group_by("row", maintain_order=True).agg("field", "reason", "right")
    bad = lists.with_columns(pl.lit(None, pl.String).alias("sheet")).rename(lambda name: f"_{name}")
    return Converted(len(numbers), read.events, rejected, bad.select(BAD_COLUMNS))
