"""Counting: the same figures whether values lie close together or far apart, and nothing left of what turned."""

from __future__ import annotations

import numpy as np
import pytest

from tuotou import handbook
from tuotou.core.promises import tabulate as module
from tuotou.core.promises.docket import compile_docket
from tuotou.core.promises.promise import BROKEN, KEPT
from tuotou.core.promises.tabulate import Counts, Sums, tabulate


@pytest.mark.parametrize("far", [0, 10**9, -(10**9)])
def test_values_far_apart_are_counted_like_near_ones(far: int) -> None:
    found = tabulate(np.array([7, 3, 7, far, 7]))
    assert dict(zip(found.value.tolist(), found.times.tolist(), strict=True)) == {3: 1, 7: 3, far: 1}
    assert found.value.tolist() == sorted(found.value.tolist())


def test_nothing_is_counted_as_nothing() -> None:
    assert tabulate(np.zeros(0, dtype=np.int32)).value.tolist() == []


def test_what_turned_out_otherwise_leaves_no_trace() -> None:
    docket, counts = compile_docket(handbook.load()), Counts()
    first, third = (docket.rows[place].standard.id for place in (0, 2))
    counts.add_but(2, tabulate(np.array([-1, 5, 5])), np.array([5, 5, -1]), np.array([BROKEN, BROKEN, KEPT]))
    counts.add_but(0, tabulate(np.array([9])), np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int32))
    counts.add(0, tabulate(np.array([70, 9])))
    assert set(counts.frame(docket, "day").iter_rows()) == {
        (third, -1, "kept", 1),
        (third, 5, "broken", 2),
        (first, 9, "kept", 2),
        (first, 70, "kept", 1),
    }


def test_sums_stay_small_and_stay_right(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "COMPACT", 3)
    sums = Sums()
    for key in range(10):
        sums.add(np.array([key % 2, 9]), np.array([1, 2]))
    keys, times = sums.all()
    assert dict(zip(keys.tolist(), times.tolist(), strict=True)) == {0: 5, 1: 5, 9: 20}
