"""How fast the simulator makes up a company, from the plan to the finished archive."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import polars as pl

from bench.apart import several
from bench.archives import Scale
from bench.figure import Figure
from tuotou.handbook import read_vocabulary
from tuotou.operations.simulate import simulate
from tuotou.simulator.simulate import Plan

RUNS: Final = 3
DAYS: Final = 7
EACH: Final = 19  # events that a parcel leaves, with its bags, trips and whatever is beside it; about
TITLE: Final = "Simulating a company"
HOW: Final = """\
`tuotou simulate`: a week of a company with every fault in one case of a hundred, from the plan to the finished archive
and the truth beside it, one process, each run in a fresh one. Bare Polars takes the events from that archive, sorts
them by subject and time and writes one Parquet file."""


class Made(NamedTuple):
    """What was made up."""

    events: int


def measure(scale: Scale) -> Iterator[Figure]:
    """Events a second, and beside it how long it takes only to sort and write them."""
    to = scale.data / "company"
    run = several(scale.runs(RUNS), make_up, to, max(scale.events // 8 // EACH // DAYS, 20))
    yield Figure("events simulated", run.result.events / run.seconds, "events/s", 100_000, at_least=True)
    yield Figure("events", run.result.events, "events")
    yield Figure("peak memory", run.peak, "MiB")
    polars = several(scale.runs(RUNS), sort_and_write, to)
    yield Figure("time to that of bare Polars, sort and write", run.seconds / polars.seconds, "×")
    shutil.rmtree(to)


def make_up(to: Path, parcels: int) -> Made:
    """A week of so many parcels a day."""
    shutil.rmtree(to, ignore_errors=True)
    words, _ = read_vocabulary()
    return Made(simulate(Plan(days=DAYS, parcels=parcels, seed=1, faults={"all": 0.01}), to, words).events)


def sort_and_write(root: Path) -> int:
    """The same events sorted and written as one file."""
    files = [file for file in sorted(root.glob("day=*/*.parquet")) if file.stem != "links"]
    events = pl.concat([pl.scan_parquet(file) for file in files], how="diagonal").sort("subject", "at", "id").collect()
    events.write_parquet(root / "sorted.parquet")
    return events.height
