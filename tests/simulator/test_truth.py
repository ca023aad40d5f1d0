"""Faults at a rate: the truth is what the standards find, says what they cannot, and why the two differ."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from watching import heard, judged, shipped, simulated

from tuotou.operations.truth import DISTORTING, Compared, TruthFile
from tuotou.simulator.fault import FAULTS
from tuotou.simulator.simulate import Plan

FAITHFUL = dict.fromkeys(DISTORTING, 0.0)  # nothing makes the data say other than what happened
NO_SITE_YET = {"pickup-2h", "pickup-slot", "pickup-late-told"}  # an order stands before any site
DERIVED = {"no-impossible-move", "no-custody-gap", "weight-as-accepted"}  # a derived event has none of its own
PASSED = {
    "trace-24h",
    "trace-48h",
    "delivered-in-time",
    "attempted-by-standard",
}  # the last site of a parcel on the road may be a stop
COUNTS_OTHERS = {"share"}  # forms that break only because other promises did: no fault of their own


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Compared:
    plan = Plan(days=6, parcels=700, seed=4, faults={"all": 0.03, "hub_congestion": 0.02} | FAITHFUL)
    return beside(*simulated(plan), tmp_path_factory.mktemp("truth"))


@pytest.fixture(scope="module")
def distorted(tmp_path_factory: pytest.TempPathFactory) -> Compared:
    plan = Plan(days=6, parcels=500, seed=6, faults={"all": 0.02, "hub_congestion": 0.01, "late_upload": 0.05})
    return beside(*simulated(plan), tmp_path_factory.mktemp("distorted"))


def beside(events: pl.DataFrame, truth: pl.DataFrame, folder: Path) -> Compared:
    truth.write_parquet(folder / "truth.parquet")
    return heard(events, folder / "truth.parquet")


def test_what_was_really_broken_is_found_and_nothing_else(compared: Compared) -> None:
    wrong = [line for line in compared.lines if not line.really == line.found == line.right]
    assert wrong == [] and compared.differences == ()
    assert len(compared.lines) > 65
    assert sum(line.right for line in compared.lines) > 4000


def test_who_answers_is_named(compared: Compared) -> None:
    unnamed = {line.standard for line in compared.lines if line.named < line.right}
    assert unnamed <= NO_SITE_YET | DERIVED | PASSED


def test_what_the_data_cannot_show_is_listed(compared: Compared, distorted: Compared) -> None:
    assert {fault for fault, _, _ in compared.hidden} <= {"delay_not_told", "late_upload"}
    assert {fault for fault, _, _ in distorted.hidden} > {"missed_scan", "clock_drift", "relabelled_unlinked"}


def test_where_data_are_distorted_each_difference_has_its_cause(distorted: Compared) -> None:
    assert {each.fault for each in distorted.differences} == set(DISTORTING)
    for line in distorted.lines:
        mine = [each for each in distorted.differences if each.standard == line.standard]
        assert line.found - line.right == sum(each.wrongly for each in mine)
        assert line.really - line.right == sum(each.missed for each in mine)


def test_wrong_clocks_only_cost_precision(tmp_path: Path) -> None:
    found = beside(*simulated(Plan(days=3, parcels=300, faults={"clock_drift": 0.2})), tmp_path)
    assert sum(line.found for line in found.lines) > 0
    assert {line.precision for line in found.lines if line.found} == {0.0}
    assert {each.fault for each in found.differences} == {"clock_drift"}


def test_every_fault_breaks_a_standard_and_every_standard_can_be_broken() -> None:
    idle, broken = set(), set()
    for fault, what in FAULTS.items():
        rate = 0.1 if fault == "hub_congestion" else 1.0
        _, truth = simulated(Plan(days=8, parcels=150, seed=5, faults={fault: rate}))
        assert fault in set(truth["fault"]), fault
        mine = set(truth.filter(pl.col("shown"))["standard"])
        idle |= set() if mine or what.distorts else {fault}
        broken |= mine
    assert idle == set()
    in_force = {each.id for each in shipped().standards if each.status == "in_force" and each.form not in COUNTS_OTHERS}
    assert in_force - broken == set()


def test_shares_break_where_what_they_count_does() -> None:
    faults = {"no_inspection": 0.1, "damaged_on_the_way": 1.0, "left_at_hub": 0.6}
    events, _ = simulated(Plan(days=31, parcels=400, seed=8, faults=faults))
    shares = {each.id for each in shipped().standards if each.form == "share" and each.status == "in_force"}
    assert shares <= set(judged(events)[1]["standard"])


def test_a_file_that_is_no_truth_is_refused(tmp_path: Path) -> None:
    pl.DataFrame({"standard": ["x"]}).write_parquet(tmp_path / "no.parquet")
    with pytest.raises(ValueError, match="column 'fault' is missing"):
        TruthFile(tmp_path / "no.parquet", shipped())
