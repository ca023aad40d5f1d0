"""The journey from Kunshan to Hangzhou, and the archive it goes into."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from kunshan_hangzhou import JOURNEY, LAYOUT, events

from tuotou.archive.read import Archive
from tuotou.archive.write import Appended, append


@pytest.fixture
def journey() -> pl.DataFrame:
    return events(JOURNEY)


@pytest.fixture
def add(tmp_path: Path) -> Callable[..., Appended]:
    """Append some frames to the one archive of the test."""

    def _add(*batches: pl.DataFrame) -> Appended:
        return append(tmp_path / "archive", batches, LAYOUT)

    return _add


@pytest.fixture
def opened(tmp_path: Path) -> Callable[[], Archive]:
    return lambda: Archive.open(tmp_path / "archive")
