"""The week and its archive, made once."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from some_week import archived, whole_week

from tuotou import handbook
from tuotou.core.standards.handbook import Handbook


@pytest.fixture(scope="session")
def company() -> Handbook:
    return handbook.load()


@pytest.fixture(scope="session")
def week() -> pl.DataFrame:
    return whole_week()


@pytest.fixture(scope="session")
def last(week: pl.DataFrame) -> int:
    """The last recording of the week, µs."""
    return int(week["recorded_at"].to_physical().max())  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def kept(week: pl.DataFrame, company: Handbook, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive of the week."""
    return archived(week, company, tmp_path_factory.mktemp("week"))
