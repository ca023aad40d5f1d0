"""Two simulated months with every fault: what can be seen is found, and what is written of it stands."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tuotou.handbook import load

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.heavy
def test_a_month_with_every_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(DOCS))
    import make_proof

    months = make_proof.month(make_proof.FAITHFUL), make_proof.month(make_proof.DISTORTED)
    faithful, distorted = (month.compared for month in months)
    inexact = [each for each in faithful.lines if not each.really == each.found == each.right]
    assert inexact == [] and faithful.differences == ()
    assert sum(each.right for each in faithful.lines) > 50_000
    seen = {each.standard for each in faithful.lines + distorted.lines if each.right}
    in_force = {each.id for each in load().standards if each.status == "in_force" and each.form != "share"}
    assert in_force - seen == set()
    assert {each.fault for each in distorted.differences} <= set(make_proof.DISTORTING)
    assert any(each.precision != 1 for each in distorted.lines)
    assert make_proof.PAGE.read_text("utf-8") == make_proof.page(*months)
    sys.modules.pop("make_proof")
