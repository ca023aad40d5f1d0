"""Simulate: a company that is made up leaves an archive, or a file of events, and beside it the truth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from tuotou.archive.layout import Layout
from tuotou.archive.write import Progress, append
from tuotou.core.trail.vocabulary import Vocabulary
from tuotou.operations.organisation.simulated import simulated_sheets
from tuotou.operations.organisation.workbook import write_workbook
from tuotou.simulator.network import DRAIN
from tuotou.simulator.simulate import Plan, Simulation

AT_ONCE: Final = 500_000  # events
MONTH: Final = 31  # days of a roster, at least


@dataclass(frozen=True, slots=True)
class Simulated:
    """What a simulation left."""

    parcels: int
    events: int
    sites: int
    wrong: int  # rows of the truth: promises really broken, and faults that no standard sees
    to: Path
    truth: Path


def simulate(
    plan: Plan,
    to: Path,
    vocabulary: Vocabulary,
    progress: Progress = lambda stage, done, of: None,
    organisation: Path | None = None,
) -> Simulated:
    """Carry out a plan and write its events into a new archive at `to`, or into that file where it ends in .parquet.

    Beside it stand the truth and the sites: `truth.parquet` and `sites.csv` in the archive's folder, or
    `NAME.truth.parquet` and `NAME.sites.csv`; the company's units, people, rosters go to the workbook `organisation`.
    `progress` is told ("move", days, of days), then as `append` tells it. Raises `ArchiveError`, OSError.
    """
    simulation = Simulation(plan, lambda day, of: progress("move", day, of))
    if to.suffix == ".parquet":
        to.parent.mkdir(parents=True, exist_ok=True)
        events = _to_file(simulation.events(), to)
        truth, sites = to.with_suffix(".truth.parquet"), to.with_suffix(".sites.csv")
    else:
        events = append(to, _gathered(simulation.events()), Layout.of(vocabulary), progress).events
        truth, sites = to / "truth.parquet", to / "sites.csv"
    wrong = simulation.truth()
    wrong.write_parquet(truth)
    simulation.company.sites().write_csv(sites)
    if organisation:
        rostered = max(MONTH, plan.days + DRAIN)
        write_workbook(organisation, simulated_sheets(simulation.company, plan.first_day, rostered))
    return Simulated(simulation.parcels, events, len(simulation.company.codes), len(wrong), to, truth)


def _to_file(frames: Iterator[pl.DataFrame], file: Path) -> int:
    """All events in the order in which they were recorded."""
    events = pl.concat(frames, how="diagonal_relaxed").sort("recorded_at", "subject", "id")
    events.write_parquet(file)
    return len(events)


def _gathered(frames: Iterator[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """The same events in fewer frames: what is done once for each subject of a frame is done less often."""
    held, count = list[pl.DataFrame](), 0
    for frame in frames:
        held.append(frame)
        count += len(frame)
        if count >= AT_ONCE:
            yield pl.concat(held, how="diagonal_relaxed")
            held, count = [], 0
    if held:
        yield pl.concat(held, how="diagonal_relaxed")
