"""Faults at a rate: the truth is what the standards find, and says what they cannot."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from watching import heard, simulated

from tuotou.operations.truth import Compared, TruthFile
from tuotou.simulator.fault import FAULTS
from tuotou.simulator.simulate import Plan

BLURRING = {"late_upload": 0.0, "clock_drift": 0.0}  # they make what is right look wrong
OF_OTHERS = {"trip-arrives-as-planned"}  # of a truck that passes a stop the arrival is not looked at


@pytest.fixture(scope="module")
def company() -> tuple[pl.DataFrame, pl.DataFrame]:
    return simulated(Plan(days=6, parcels=700, seed=4, faults={"all": 0.03, "hub_congestion": 0.01} | BLURRING))


@pytest.fixture(scope="module")
def compared(company: tuple[pl.DataFrame, pl.DataFrame], tmp_path_factory: pytest.TempPathFactory) -> Compared:
    return beside(*company, tmp_path_factory.mktemp("truth"))


def beside(events: pl.DataFrame, truth: pl.DataFrame, folder: Path) -> Compared:
    truth.write_parquet(folder / "truth.parquet")
    return heard(events, folder / "truth.parquet")


def test_what_was_really_broken_is_found_and_nothing_else(compared: Compared) -> None:
    wrong = [line for line in compared.lines if not line.really == line.found == line.right]
    assert wrong == []
    assert len(compared.lines) > 40
    assert sum(line.right for line in compared.lines) > 1000


def test_who_answers_is_named(compared: Compared) -> None:
    unnamed = {line.standard for line in compared.lines if line.named < line.right}
    assert unnamed <= {"pickup-2h", "pickup-slot", "pickup-late-told"}  # an order has no site yet


def test_what_the_data_cannot_show_is_listed(compared: Compared) -> None:
    assert {fault for fault, _, _ in compared.hidden} <= {"missed_scan", "late_arrival", "delay_not_told"}
    assert any(fault == "missed_scan" for fault, _, _ in compared.hidden)


def test_wrong_clocks_cost_precision(tmp_path: Path) -> None:
    found = beside(*simulated(Plan(days=3, parcels=300, faults={"clock_drift": 0.2})), tmp_path)
    assert sum(line.found for line in found.lines) > 0
    assert {line.precision for line in found.lines if line.found} == {0.0}
    assert [fault for fault, _, _ in found.hidden] == ["clock_drift"]


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_every_fault_leaves_its_mark(fault: str) -> None:
    rate = 0.03 if fault == "hub_congestion" else 1.0
    _, truth = simulated(Plan(days=8, parcels=150, seed=5, faults={fault: rate}))
    assert fault in set(truth["fault"])


def test_a_file_that_is_no_truth_is_refused(tmp_path: Path) -> None:
    pl.DataFrame({"standard": ["x"]}).write_parquet(tmp_path / "no.parquet")
    from watching import shipped

    with pytest.raises(ValueError, match="column 'fault' is missing"):
        TruthFile(tmp_path / "no.parquet", shipped())
