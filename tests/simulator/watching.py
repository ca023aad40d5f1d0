"""A simulation held in memory, and what the shipped handbook says of it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import polars as pl

from tuotou import handbook
from tuotou.core.standards.handbook import Handbook
from tuotou.operations.replay import replay
from tuotou.operations.report import Report
from tuotou.operations.truth import Compared, TruthFile
from tuotou.operations.wanted import Wanted
from tuotou.simulator.simulate import Plan, Simulation


@cache
def shipped() -> Handbook:
    return handbook.load()


def simulated(plan: Plan) -> tuple[pl.DataFrame, pl.DataFrame]:
    """All events, and the truth."""
    simulation = Simulation(plan)
    return pl.concat(simulation.events(), how="diagonal_relaxed"), simulation.truth()


def judged(events: pl.DataFrame) -> tuple[Report, pl.DataFrame]:
    """The report at the last recording, and the promises not kept in time, without those on trial."""
    found = list[pl.DataFrame]()
    last: int = events["recorded_at"].to_physical().max()  # type: ignore[assignment]
    report = replay(events, shipped(), last, wanted=Wanted(found.append))
    broken = pl.concat(found).filter(pl.col("status").is_in(["broken", "kept_late"]) & ~pl.col("trial"))
    return report, broken


def heard(events: pl.DataFrame, truth: Path) -> Compared:
    """What the standards find, beside the truth."""
    file = TruthFile(truth, shipped())
    last: int = events["recorded_at"].to_physical().max()  # type: ignore[assignment]
    replay(events, shipped(), last, wanted=Wanted(file.add))
    return file.compared(last)
