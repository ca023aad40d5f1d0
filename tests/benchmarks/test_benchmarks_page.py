"""The page of the benchmarks keeps what was not measured now."""

from __future__ import annotations

from datetime import date
from types import ModuleType

from bench.figure import Figure
from bench.page import page


def part(title: str) -> ModuleType:
    module = ModuleType(title)
    module.__dict__.update(TITLE=title, HOW=f"How {title} is measured.")
    return module


def test_a_part_that_is_measured_again_leaves_the_others_as_they_stand() -> None:
    reading, judging = part("Reading"), part("Judging")
    first = page(
        {reading: [Figure("rows", 5, "rows/s")], judging: [Figure("events", 7, "events/s", 9)]},
        "2 cores",
        date(2026, 1, 1),
    )
    again = page({reading: [], judging: [Figure("events", 8, "events/s", 9)]}, "4 cores", date(2026, 2, 2), first)
    assert "4 cores" in again and "2 cores" not in again
    assert "5 rows/s" in again and "8 events/s" in again and "7 events/s" not in again
    assert "Measured on 2026-01-01. How Reading" in again and "Measured on 2026-02-02. How Judging" in again
    assert page({reading: [], judging: []}, "4 cores", date(2026, 3, 3), again) == again
