"""What tests of figures share: the shipped handbook, and a small company at work for a day."""

from __future__ import annotations

import polars as pl
import pytest

from tuotou.handbook import load
from tuotou.operations.live.watch import Watch
from tuotou.simulator.simulate import Plan, Simulation


@pytest.fixture(scope="session")
def watch() -> Watch:
    """The shipped handbook, compiled once."""
    return Watch.of(load())


@pytest.fixture(scope="session")
def work() -> pl.DataFrame:
    """What a small company records in about a day, with faults, in the order of recording."""
    plan = Plan(days=1, parcels=80, seed=11, faults={"all": 0.1})
    events = pl.concat(list(Simulation(plan).events()), how="diagonal_relaxed")
    return events.sort("recorded_at", "subject", "id")
