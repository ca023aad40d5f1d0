"""What tests of the gate share: the shipped handbook, and the gate that is made of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.live.machine import Machine, machine_in

from tuotou.handbook import load
from tuotou.operations.gate.ask import Gate
from tuotou.operations.live.watch import Watch


@pytest.fixture(scope="session")
def watch() -> Watch:
    """The shipped handbook, compiled once."""
    return Watch.of(load())


@pytest.fixture(scope="session")
def gate(watch: Watch) -> Gate:
    """The gate by it."""
    return Gate.of(watch.handbook)


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    """A machine with nothing on it yet."""
    with machine_in(tmp_path) as made:
        yield made
