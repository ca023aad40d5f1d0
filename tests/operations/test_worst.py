"""The worst of what was not kept: the same whatever the order, spread over standards, each with its trail."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import polars as pl
import pytest

from tuotou.archive.read import Archive
from tuotou.core.standards.handbook import Handbook
from tuotou.core.standards.standard import LEVELS
from tuotou.operations import worst as module
from tuotou.operations.explain import explain, shelf_of_archive, shelf_of_events
from tuotou.operations.replay import replay
from tuotou.operations.wanted import Wanted
from tuotou.operations.worst import Worst

KEY = ("standard", "subject", "life", "opening", "due_at")


@pytest.fixture(scope="module")
def exceptions(week: pl.DataFrame, last: int, company: Handbook) -> pl.DataFrame:
    found: list[pl.DataFrame] = []
    replay(week, company, last, wanted=Wanted(found.append))
    return pl.concat(found)


def chosen(promises: pl.DataFrame, company: Handbook, most: int, parts: int = 1) -> Worst:
    worst = Worst(company, most)
    for turn in range(parts):
        worst.add(promises[turn::parts])
    return worst


def test_which_are_chosen_does_not_hang_on_the_order(
    exceptions: pl.DataFrame, company: Handbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = chosen(exceptions, company, 40).promises()
    monkeypatch.setattr(module, "WAITING", 10)
    for seed in range(3):
        shuffled = exceptions.sample(fraction=1, shuffle=True, seed=seed)
        assert chosen(shuffled, company, 40, parts=9).promises().equals(whole)


def test_every_standard_has_its_turn_and_the_gravest_comes_first(exceptions: pl.DataFrame, company: Handbook) -> None:
    worst = chosen(exceptions, company, 60)
    counts = Counter(worst.promises()["standard"])
    there = Counter(exceptions.filter(pl.col("status").is_in(["broken", "kept_late"]), ~pl.col("trial"))["standard"])
    assert counts.keys() == there.keys() and counts.total() == 60
    most = max(counts.values())
    assert all(n >= min(there[name], most - 1) for name, n in counts.items())
    levels = {standard.id: LEVELS.index(standard.level) for standard in company.standards}
    grave = [levels[name] for name in worst.promises()["standard"]]
    assert grave == sorted(grave)
    assert worst.all == there.total()


def test_what_is_never_kept_comes_before_what_is_late_and_the_latest_first(
    exceptions: pl.DataFrame, company: Handbook
) -> None:
    rows = chosen(exceptions, company, 2_000).promises().filter(standard="hub-sorted-8h")
    broken = rows.filter(status="broken")
    assert rows["status"].to_list() == ["broken"] * broken.height + ["kept_late"] * (rows.height - broken.height)
    assert broken["due_at"].is_sorted()
    late = rows.filter(status="kept_late")
    assert (late["kept_at"] - late["due_at"]).is_sorted(descending=True)


def test_a_trail_is_what_explain_says(
    exceptions: pl.DataFrame, company: Handbook, week: pl.DataFrame, last: int, kept: Path
) -> None:
    worst = chosen(exceptions, company, 200)
    worst.look_up(shelf_of_events(week, company.vocabulary), last)
    archived = chosen(exceptions, company, 200)
    archived.look_up(shelf_of_archive(Archive.open(kept)), last)
    assert worst.trails == archived.trails
    assert any(step.via for steps in worst.trails.values() for step in steps), "linked and inherited events are there"
    shelf = shelf_of_events(week, company.vocabulary)
    for (kind, number, life), steps in list(worst.trails.items())[:12]:
        told = explain((kind, number), shelf, company, last)
        assert told
        lines = next(each.lines for each in told.lives if each.number == life and each.subject == number)
        events = [(line.at, line.kind, line.site, line.via) for line in lines if line.event is not None]
        assert [(step.at, step.kind, step.site, step.via) for step in steps] == events


def test_every_chosen_promise_finds_its_opening_on_its_trail(
    exceptions: pl.DataFrame, company: Handbook, week: pl.DataFrame, last: int
) -> None:
    worst = chosen(exceptions, company, 300)
    worst.look_up(shelf_of_events(week, company.vocabulary), last)
    rows = worst.promises().filter(pl.col("subject_kind").is_in(["parcel", "bag", "trip"]))
    assert rows.height > 100
    for row in rows.iter_rows(named=True):
        names = [step.name for step in worst.trails[row["subject_kind"], row["subject"], row["life"]]]
        assert row["opening"] in names
        assert row["kept_by"] is None or row["kept_by"] in names
