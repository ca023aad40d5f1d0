"""The report puts the worst first, compares only what can be compared, and keeps trials out of every total."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from tuotou import handbook
from tuotou.core.promises.count import Figures
from tuotou.core.standards.handbook import Handbook
from tuotou.operations.report import Counts, Report, report_of

DAY = date(2026, 5, 1)


@pytest.fixture(scope="module")
def promised() -> Handbook:
    """The shipped handbook, with one of its standards put on trial."""
    shipped = handbook.load()
    trial = tuple(replace(s, status="trial") if s.id == "trace-24h" else s for s in shipped.standards)
    return replace(shipped, standards=trial)


def report(promised: Handbook, *counts: tuple[str, str, str, int]) -> Report:
    """The report of (standard, site, status, promises), all due on one day, all by one courier."""
    by_site = pl.DataFrame(counts, schema=["standard", "site", "status", "promises"], orient="row")
    by_day = by_site.select("standard", pl.lit(DAY).alias("day"), "status", "promises")
    by_person = by_site.select(pl.lit("zhang").alias("person"), "status", "promises")
    total = by_site["promises"].sum()
    return report_of(Figures(0, 1, total, by_site, by_person, by_day, {}, {}), promised)


def test_worst_first_and_few_promises_last(promised: Handbook) -> None:
    found = report(
        promised,
        ("pickup-2h", "CD01", "kept", 95),
        ("pickup-2h", "CD01", "kept_late", 5),
        ("pickup-2h", "CD02", "kept", 60),
        ("pickup-2h", "CD02", "broken", 40),
        ("pickup-2h", "CD03", "broken", 4),
    )
    assert [line.name for line in found.sites] == ["CD02", "CD01", "CD03"]
    assert [line.counts.share for line in found.sites] == [0.6, 0.95, 0.0]
    assert not found.sites[2].counts.ranked


def test_late_is_not_kept_and_what_has_no_outcome_does_not_count() -> None:
    counts = Counts(kept=6, kept_late=2, broken=2, open=5, at_risk=5, void=9, cannot_say=3)
    assert (counts.counted, counts.not_kept, counts.share) == (10, 4, 0.6)
    assert Counts(void=3).share is None


def test_a_site_is_told_what_it_broke_most(promised: Handbook) -> None:
    found = report(
        promised,
        ("pickup-2h", "CD01", "broken", 3),
        ("hub-sorted-8h", "CD01", "broken", 2),
        ("hub-sorted-8h", "CD01", "kept", 90),
    )
    assert found.sites[0].worst is not None
    assert found.sites[0].worst.id == "pickup-2h"


def test_trials_and_shares_are_in_no_total(promised: Handbook) -> None:
    found = report(
        promised,
        ("pickup-2h", "CD01", "kept", 50),
        ("trace-24h", "CD01", "broken", 50),
        ("on-time-share", "CD01", "broken", 1),
    )
    assert found.total == found.sites[0].counts == found.days[0].counts == Counts(kept=50)
    assert [line.standard.id for line in found.trials] == ["trace-24h"]
    assert {line.standard.id for line in found.standards} == {"pickup-2h", "on-time-share"}


def test_what_never_opened_is_said(promised: Handbook) -> None:
    silent = {standard.id for standard in report(promised, ("pickup-2h", "CD01", "kept", 1)).silent}
    assert "hub-sorted-8h" in silent
    assert not silent & {"pickup-2h", "trace-24h", "on-time-share"}
