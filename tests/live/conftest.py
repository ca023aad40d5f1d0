"""What live tests share: the shipped handbook as the platform holds it, and a company at work."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from tests.live.machine import Machine, machine_in

from tuotou.handbook import load
from tuotou.operations.live.watch import Watch
from tuotou.simulator.simulate import Plan, Simulation


@pytest.fixture(scope="session")
def watch() -> Watch:
    """The shipped handbook, compiled once."""
    return Watch.of(load())


@pytest.fixture(scope="session")
def day_of_work() -> pl.DataFrame:
    """What a small company records in about a day, with faults, in the order of recording."""
    plan = Plan(days=1, parcels=60, seed=7, faults={"all": 0.1})
    events = pl.concat(list(Simulation(plan).events()), how="diagonal_relaxed")
    return events.sort("recorded_at", "subject", "id")


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    """A machine with nothing on it yet."""
    with machine_in(tmp_path) as made:
        yield made
