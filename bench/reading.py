"""How fast a mapping turns the rows of a file into events."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import polars as pl

from bench.apart import several
from bench.archives import Scale
from bench.figure import Figure
from tuotou.feeds import parse_mapping, read_events
from tuotou.feeds.shipped import jilin_deliveries, shipped_mapping
from tuotou.handbook import read_vocabulary

RUNS: Final = 3
TITLE: Final = "Reading a feed"
HOW: Final = """\
The shipped deliveries of Jilin, written as one CSV again and again with other numbers until there are a million rows,
read by the shipped mapping `lade` into two events a row; each row is checked. A fresh process for each run."""


def measure(scale: Scale) -> Iterator[Figure]:
    """Rows a second."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "deliveries.csv"
        rows = _write(file, scale.events // 20)
        run = several(scale.runs(RUNS), read, file)
    yield Figure("CSV read into events", rows / run.seconds, "rows/s")
    yield Figure("peak memory of reading", run.peak, "MiB")


def read(file: Path) -> int:
    """The number of events in the file."""
    vocabulary, _ = read_vocabulary()
    mapping, _ = parse_mapping(*shipped_mapping("lade"), vocabulary)
    assert mapping is not None
    return sum(len(part.events) for part in read_events(file, mapping, vocabulary))


def _write(file: Path, rows: int) -> int:
    sample = pl.read_parquet(jilin_deliveries())
    copies = [sample.with_columns(pl.col("order_id") + copy * 10_000_000) for copy in range(rows // len(sample) + 1)]
    pl.concat(copies).head(rows).write_csv(file)
    return rows
