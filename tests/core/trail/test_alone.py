"""Rows that are kept while the frame they came from is let go."""

from __future__ import annotations

import polars as pl

from tuotou.archive.layout import CODED
from tuotou.core.trail.holds import alone


def test_rows_taken_alone_are_the_same_rows() -> None:
    schema = {"site": CODED["site"], "id": pl.String(), "at": pl.Datetime("us", "UTC"), "passed": pl.Boolean()}
    events = pl.DataFrame(
        {"site": ["HUB8", None], "id": ["e" * 40, None], "at": [7, None], "passed": [True, None]}, schema
    )
    kept = alone(events)
    assert kept.schema == events.schema
    assert kept.equals(events)
    assert kept["site"].to_physical().equals(events["site"].to_physical())
    assert alone(events.clear()).schema == events.schema
