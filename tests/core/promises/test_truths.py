"""Conditions say the same of an event however many events they are asked of at once."""

from __future__ import annotations

import gc
from itertools import pairwise
from weakref import ref

import polars as pl
import pytest

from tuotou.core.promises import truths
from tuotou.core.promises.docket import compile_docket
from tuotou.core.promises.evaluate import evaluate_docket
from tuotou.core.promises.judge import judge
from tuotou.core.trail.facts import believed
from tuotou.core.trail.unfold import unfold_all
from tuotou.handbook import load
from tuotou.simulator.simulate import Plan, Simulation


@pytest.fixture(scope="module")
def events() -> pl.DataFrame:
    return pl.concat(Simulation(Plan(days=2, parcels=20, faults={"all": 0.1})).events(), how="diagonal_relaxed")


def test_kinds_asked_one_by_one_say_what_all_say_at_once(events: pl.DataFrame, monkeypatch: pytest.MonkeyPatch) -> None:
    docket, last = compile_docket(load()), int(events["recorded_at"].to_physical().max())
    known, found = believed(docket.read_from(events), last), []
    for together in (1, 100, 4_096):
        monkeypatch.setattr(truths, "TOGETHER", together)
        verdicts = evaluate_docket(known, docket, last)
        found.append((verdicts.promises.sort(pl.all()), verdicts.unsure.sort(pl.all())))
    assert found[0][0].height > 5_000
    for one, other in pairwise(found):
        assert all(a.equals(b) for a, b in zip(one, other, strict=True))


def test_an_event_is_asked_once(events: pl.DataFrame, monkeypatch: pytest.MonkeyPatch) -> None:
    docket, last, asked = compile_docket(load()), int(events["recorded_at"].to_physical().max()), list[object]()
    ask = truths.Truths._ask

    def noted(self, keys, rows):
        asked.extend((key, row) for key in keys for row in rows.tolist())
        return ask(self, keys, rows)

    monkeypatch.setattr(truths.Truths, "_ask", noted)
    monkeypatch.setattr(truths, "TOGETHER", 50)
    for trail in unfold_all(believed(docket.read_from(events), last), docket.handbook.vocabulary, reads=docket.reads):
        asked.clear()
        judge(trail, docket, last)
        assert len(asked) == len(set(asked))


def test_a_chunk_goes_as_soon_as_it_is_counted(events: pl.DataFrame) -> None:
    """What holds itself in a circle stays until Python looks for circles, and chunks are large."""
    docket, last = compile_docket(load()), int(events["recorded_at"].to_physical().max())
    trails = unfold_all(believed(docket.read_from(events), last), docket.handbook.vocabulary, reads=docket.reads)
    gc.collect()
    gc.disable()
    try:
        judged = [ref(judge(trail, docket, last).sheet) for trail in trails]
        left = [each for each in judged if each()]
    finally:
        gc.enable()
    assert judged and not left
