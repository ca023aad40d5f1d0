"""Back-tests from the console: what they come to is what `tuotou backtest` says of the same events."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from django.test import Client
from tests.live.turns import HOUR, record

from tuotou.clockwork.clock import clock
from tuotou.core.standards.document import parse_standard
from tuotou.handbook import documents, load
from tuotou.operations.live.archive_days import archive_days
from tuotou.operations.live.watch import Watch
from tuotou.operations.standards.publish import Hand
from tuotou.operations.standards.shipped import take_in_shipped
from tuotou.operations.trial.asking import SILENT, Asked, ask, cancel, claim, give_back, heard
from tuotou.operations.trial.backtest import backtest
from tuotou.operations.trial.doing import Desk, do, stored
from tuotou.operations.trial.trial import Trial
from tuotou.operations.trial.window import window
from tuotou.operations.warnings.handling import CannotDo
from tuotou.simulator.simulate import Plan, Simulation
from tuotou.store.log import recorded
from tuotou.store.models import TrialRun

DAY = 24 * HOUR
NEXT = documents()["last-mile-hours"][-1].replace("version: 2", "version: 3").replace("due: 6 h", "due: 10 min")
NEXT = NEXT.replace("published: 2021-07-01, from: 2021-07-15", "published: 2026-01-01, from: 2030-01-01")
NEXT += "penalty: {amount: 5}\n"


@pytest.fixture(scope="module")
def watch() -> Watch:
    """The shipped handbook."""
    return Watch.of(load())


@pytest.fixture(scope="module")
def days_of_work() -> pl.DataFrame:
    """Two days of a small company."""
    plan = Plan(days=2, parcels=60, seed=11, faults={"all": 0.2})
    events = pl.concat(list(Simulation(plan).events()), how="diagonal_relaxed")
    known = events["recorded_at"].to_physical()
    return events.filter(known < known.min() + 4 * DAY).sort("recorded_at", "subject", "id")  # type: ignore[operator]


@pytest.fixture
def history(company: None, days_of_work: pl.DataFrame, watch: Watch, tmp_path: Path) -> int:
    """Its events in the log, the first days in the archive as well; the instant after the last."""
    take_in_shipped(clock())
    turns = days_of_work["recorded_at"].to_physical() // (6 * HOUR)
    for turn in turns.unique().sort():
        record(days_of_work.filter(turns == turn), watch, lambda now=(turn + 1) * 6 * HOUR: now)  # type: ignore[misc]
    end = int(turns.max() + 1) * 6 * HOUR  # type: ignore[operator,arg-type]
    archived = archive_days(tmp_path / "archive", watch.vocabulary, end - 2 * DAY)
    assert archived
    return end


def asked(watch: Watch, at: int, days: int = 30, said: bool = False) -> TrialRun:
    """A back-test that somebody asked for."""
    return ask(Asked(NEXT, days, said=said), Hand("T-hq_quality", at), watch.handbook)


def desk(tmp_path: Path, at: int) -> Desk:
    return Desk(tmp_path / "archive", tmp_path / "trial", lambda: at)


def test_it_says_what_the_command_says_of_the_same_events(history: int, watch: Watch, tmp_path: Path) -> None:
    asked(watch, history, said=True)
    run = claim("one", history)
    assert run is not None

    do(run, watch.handbook, desk(tmp_path, history))

    run.refresh_from_db()
    new, _ = parse_standard(NEXT, "next", watch.vocabulary)
    old = watch.versions["last-mile-hours", 2]
    assert new is not None
    whole = backtest(recorded(watch.vocabulary), Trial(watch.handbook, new, old), history)
    assert run.state == "done" and run.result == stored(whole)
    assert run.result["new"]["not_kept"] > run.result["old"]["not_kept"] > 0
    assert run.result["new"]["cost"] == 5 * run.result["new"]["not_kept"]
    assert run.result["difference"]["newly_not_kept"] > 0
    assert not (tmp_path / "trial").exists()


def test_only_the_last_days_are_looked_at(history: int, watch: Watch, tmp_path: Path) -> None:
    held = window(tmp_path / "archive", 1, history)
    events = pl.concat([*held.events(watch.vocabulary)], how="diagonal_relaxed")
    since = (history // DAY - 1) * DAY
    assert events["recorded_at"].to_physical().min() >= since  # type: ignore[operator]
    assert held.archived() == []


def test_figures_come_before_it_is_done(history: int, watch: Watch, tmp_path: Path) -> None:
    asked(watch, history)
    run = claim("one", history)
    assert run is not None
    seen: list[Any] = []
    ticks = iter(range(history, history + 10**12, 1_000_000))

    def now() -> int:
        seen.append(TrialRun.objects.values_list("state", "done", "events", "first_at").get())
        return next(ticks)

    do(run, watch.handbook, replace(desk(tmp_path, history), clock=now))

    part = [one for one in seen if one[0] == "running" and one[3] is not None]
    assert part and all(done <= events for _, done, events, _ in part)


def test_who_cancels_ends_it_at_the_next_word(history: int, watch: Watch, tmp_path: Path) -> None:
    asked(watch, history)
    run = claim("one", history)
    assert run is not None
    ticks = iter(range(history, history + 10**12, 1_000_000))

    def now() -> int:
        if TrialRun.objects.get().state == "running":
            cancel(run.pk, Hand("T-hq_quality", history))
        return next(ticks)

    do(run, watch.handbook, replace(desk(tmp_path, history), clock=now))

    run.refresh_from_db()
    assert (run.state, run.result) == ("cancelled", None)
    with pytest.raises(CannotDo, match="ended already"):
        cancel(run.pk, Hand("T-hq_quality", history))


def test_a_process_that_is_gone_is_followed_by_another_a_few_times(history: int, watch: Watch) -> None:
    run, now = asked(watch, history), history
    for worker in ("one", "two", "three"):
        found = claim(worker, now)
        assert found is not None and found.worker == worker
        assert not heard(run.pk, "somebody else", now)
        assert claim("four", now + SILENT - 1) is None  # it was heard of
        now += SILENT + 1
    assert claim("four", now) is None
    run.refresh_from_db()
    assert run.state == "failed" and "again and again" in run.why


def test_what_a_worker_gives_back_is_done_at_once(history: int, watch: Watch) -> None:
    run = asked(watch, history)
    assert claim("one", history) is not None
    give_back(run.pk, "one")
    again = claim("two", history)
    assert again is not None and again.tries == 2


def test_two_are_under_way_at_once_and_nobody_fills_the_queue(history: int, watch: Watch) -> None:
    for who in ("T-a", "T-b", "T-c"):
        ask(Asked(NEXT, 3), Hand(who, history), watch.handbook)
    assert [claim("one", history), claim("two", history)].count(None) == 0
    assert claim("three", history) is None
    asked(watch, history)
    asked(watch, history)
    with pytest.raises(CannotDo, match="under way"):
        asked(watch, history)


def test_an_empty_history_and_a_broken_document_say_so(company: None, watch: Watch, tmp_path: Path) -> None:
    take_in_shipped(clock())
    with pytest.raises(CannotDo, match="errors"):
        ask(Asked(NEXT.replace("due: 10 min", "due: soon"), 3), Hand("T-a", clock()), watch.handbook)
    with pytest.raises(CannotDo, match="days"):
        ask(Asked(NEXT, 91), Hand("T-a", clock()), watch.handbook)
    asked(watch, clock())
    run = claim("one", clock())
    assert run is not None
    do(run, watch.handbook, desk(tmp_path, clock()))
    run.refresh_from_db()
    assert (run.state, run.why) == ("failed", "in these days nothing was recorded")


def test_the_page_shows_it_and_its_button_cancels(
    history: int, watch: Watch, tmp_path: Path, browser_of: Callable[[str], Client]
) -> None:
    browser = browser_of("area_quality")
    run = asked(watch, history)
    waiting = browser.get(f"/standards/trials/{run.pk}/").content.decode()
    assert 'hx-trigger="every 1s"' in waiting and "排队中" in waiting
    claimed = claim("one", history)
    assert claimed is not None
    do(claimed, watch.handbook, desk(tmp_path, history))

    shown = browser.get(f"/standards/trials/{run.pk}/").content.decode()

    assert "every 1s" not in shown and "已完成" in shown and "新增未按时" in shown
    run.refresh_from_db()
    assert f"{run.result['difference']['newly_not_kept']:,}" in shown
    assert json.dumps(run.result)  # plain values, whatever was tried
    other = asked(watch, history)
    assert browser.post(f"/standards/trials/{other.pk}/cancellation").status_code == 302
    other.refresh_from_db()
    assert other.state == "cancelled"
    assert browser_of("outlet_manager").get(f"/standards/trials/{run.pk}/").status_code == 404
