"""What tests of deliveries start: a machine with the platform on it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.live.machine import Machine, machine_in


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    """A machine with nothing on it yet; it may send to itself."""
    with machine_in(tmp_path) as made:
        made.extra["TUOTOU_WEBHOOK_ALLOW"] = "127.0.0.0/8"
        yield made
