"""From an archive to the report, and how long bare Polars takes to read and sort the same files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import polars as pl

from bench.apart import Run, apart, several
from bench.archives import Scale, make, make_copies
from bench.figure import Figure
from bench.standards import sixty
from tuotou.archive.read import Archive
from tuotou.core.promises.docket import compile_docket
from tuotou.operations.replay import replay_archive

RUNS: Final = 3
TITLE: Final = "Replay of an archive"
HOW: Final = """\
`replay_archive` judges an archive from its Parquet files to the finished report, each run in a fresh process
(start and imports not counted, the handbook's reading counted). The files are in the page cache after the first run.
Events are those that stand in the archive; rows that parcels inherit from their bags and trips are judged too, and not
counted. The sixty standards are the shipped standards for parcels, repeated with other numbers: 40 `within`
(12 of them per site), 8 `needs`, 8 `never`, 2 `at_most`, 2 `share`. Repeated standards ask for the same events and
conditions as the ones they repeat, as the standards of a company do; sixty that share nothing would take longer.
`trace-24h`, which every event opens, is there once: repeated, it would be half of all promises.

Bare Polars reads the columns that the replay reads, of all files at once, sorts them by subject, time and id and
does nothing else; it holds everything in memory. The archive's files are each sorted already, which helps the replay
by design and Polars a little.

Two processes judge, and memory is the sum of their largest resident sets, mapped files included. The more events an
archive holds when it is made, the more buckets it has, so that a bucket stays about as large; what members need of
their bags and trips is held by each."""


class Judged(NamedTuple):
    """What a replay was about."""

    events: int
    promises: int


def measure(scale: Scale) -> Iterator[Figure]:
    """Events and promises a second, memory, and the ratio to bare Polars."""
    root = scale.archive(scale.events)
    apart(make, root, scale.events)
    run = several(scale.runs(RUNS), replay, root)
    yield Figure("events judged by 60 standards", run.result.events / run.seconds, "events/s", 1_500_000, at_least=True)
    yield Figure("promises judged", run.result.promises / run.seconds, "promises/s")
    yield Figure("cores kept busy", run.cpu / run.seconds, "cores")
    polars = several(scale.runs(RUNS), read_and_sort, root)
    yield Figure("bare Polars, read and sort", polars.result / polars.seconds, "events/s")
    yield Figure("time of the replay to that of bare Polars", run.seconds / polars.seconds, "×", 3)
    yield _memory(run)
    yield Figure("peak memory of bare Polars", polars.peak, "MiB")
    small = scale.archive(scale.events // 10)
    apart(make, small, scale.events // 10)
    yield _memory(apart(replay, small))
    if scale.large:
        large = scale.archive(scale.events * 10)
        apart(make_copies, large, root, 10)
        run = apart(replay, large)
        yield Figure("events judged, ten times as many", run.result.events / run.seconds, "events/s")
        yield _memory(run)


def _memory(run: Run[Judged]) -> Figure:
    return Figure(f"peak memory for {run.result.events / 1e6:.3g} M events", run.peak, "MiB", 4096)


def replay(root: Path) -> Judged:
    """Judge the archive by sixty standards."""
    report = replay_archive(root, sixty())
    return Judged(Archive.open(root).count, report.promises)


def read_and_sort(root: Path) -> int:
    """Read and sort the archive by Polars alone; the number of events."""
    docket = compile_docket(sixty())
    columns = ("subject_kind", "subject", "id", "at", "recorded_at", "kind", "site", "person", "source")
    files = [file for file in sorted(root.glob("day=*/*.parquet")) if file.stem != "links"]
    every = pl.concat([pl.scan_parquet(file) for file in files], how="diagonal")
    there = set(every.collect_schema().names())
    wanted = [*columns, *sorted(docket.columns & there)]
    return every.select(wanted).sort("subject", "at", "id").collect().height
