"""A standard tried on history: counted as a replay counts, compared as an oracle pairs, whatever it is read from."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tuotou.core.document import Duration
from tuotou.core.promises.comparing import DIFFERENCES
from tuotou.core.promises.evaluate import evaluate
from tuotou.core.standards.handbook import Handbook
from tuotou.core.standards.penalty import Penalty
from tuotou.core.standards.standard import Due, Standard
from tuotou.operations import crew
from tuotou.operations.belief_history import tell_events
from tuotou.operations.replay import replay
from tuotou.operations.report import Counts, NameLine
from tuotou.operations.trial.backtest import Backtest, Moved, _moved, backtest, backtest_archive
from tuotou.operations.trial.document import named
from tuotou.operations.trial.trial import Trial

HOUR = 3_600_000_000
BROKEN = ("broken", "kept_late")
PAIRS = (  # tried, against: alike but for the clock, other openings, other conditions, other forms
    ("last-mile-hours@2", "last-mile-hours@1"),
    ("hub-sorted-8h@1", "hub-departed-12h"),
    ("delivered-in-time", "last-mile-same-day"),
    ("last-mile-same-day", "trace-24h"),
    ("accepted-needs-inspection", "accepted-needs-identity"),
    ("no-scan-after-signed", "last-mile-hours"),
    ("hub-sorted-8h@1", None),
)


def standard(company: Handbook, name: str | None) -> Standard | None:
    found = None if name is None else named(company, name)
    assert found or name is None
    return found


def trial(company: Handbook, new: str, old: str | None) -> Trial:
    tried = standard(company, new)
    assert tried
    return Trial(company, replace(tried, penalty=Penalty(5_000, cap=7_000)), standard(company, old))


def plain(found: Backtest) -> dict[str, Any]:
    """Everything that a back-test says, so that two can be compared."""
    beliefs = found.beliefs
    return {
        "new": found.new,
        "old": found.old,
        "difference": found.difference,
        "rest": (found.as_of, found.warned),
        "examples": {name: frame.to_dicts() for name, frame in found.examples.items()},
        "said": beliefs and (beliefs.said, beliefs.withdrawn, beliefs.typical_wait, beliefs.named.to_dicts()),
    }


@pytest.mark.parametrize(("new", "old"), [*PAIRS, ("signed-in-batches", "signed-in-batches"), ("on-time-share", None)])
def test_an_archive_says_what_memory_says(
    week: pl.DataFrame, last: int, kept: Path, company: Handbook, new: str, old: str | None
) -> None:
    tried = trial(company, new, old)
    assert plain(backtest_archive(kept, tried)) == plain(backtest(week, tried, last))


def test_several_processes_say_what_one_says(
    week: pl.DataFrame, last: int, kept: Path, company: Handbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crew, "EACH", 500)
    monkeypatch.setattr(crew, "_cores", lambda: 3)
    tried = trial(company, "hub-sorted-8h@1", "last-mile-hours")
    assert plain(backtest_archive(kept, tried)) == plain(backtest(week, tried, last))


@pytest.mark.parametrize(("new", "old"), PAIRS)
def test_it_counts_what_a_replay_counts(
    week: pl.DataFrame, last: int, company: Handbook, new: str, old: str | None
) -> None:
    tried = trial(company, new, old)
    found, report = backtest(week, tried, last, beliefs=False), replay(week, tried.handbook, last)
    assert found.new.counts == report.total
    assert [(line.name, line.counts) for line in found.new.sites] == [(one.name, one.counts) for one in report.sites]
    assert found.new.persons == report.persons
    assert found.new.days == report.days
    if found.old:
        assert found.old.counts == report.trials[0].counts
    assert found.new.counts.counted > 0


@pytest.mark.parametrize(("new", "old"), PAIRS)
def test_promises_are_paired_as_an_oracle_pairs_them(
    week: pl.DataFrame, last: int, company: Handbook, new: str, old: str | None
) -> None:
    tried = trial(company, new, old)
    found = backtest(week, tried, last, beliefs=False)
    outcomes, examples = _paired(week, tried, last)
    if found.difference is None:
        assert old is None
    else:
        assert found.difference.outcomes == outcomes
        assert found.difference.by_opening + found.difference.by_life == sum(
            n for pair, n in outcomes.items() if "none" not in pair
        )
    for name in DIFFERENCES:
        told = {(row["subject"], row["opening"], row["old_opening"]) for row in found.examples[name].to_dicts()}
        assert len(told) == min(tried.examples, len(examples[name]))
        assert told <= examples[name]


def _paired(events: pl.DataFrame, tried: Trial, as_of: int) -> tuple[Counter[Any], dict[str, set[Any]]]:
    """(outcomes, (subject, opening, old opening) of each difference), from all promises by name."""
    promises = evaluate(events, tried.handbook, as_of).promises.sort("opens_at", maintain_order=True)
    lives: defaultdict[Any, tuple[dict[str, str], dict[str, str]]] = defaultdict(lambda: ({}, {}))
    for row in promises.filter(pl.col("status") != "cannot_say").to_dicts():
        side = 0 if row["standard"] == tried.new.id else 1
        lives[row["subject_kind"], row["subject"], row["life"]][side][row["opening"]] = row["status"]
    pairs = [(life, *pair) for life, (new, old) in lives.items() for pair in _pairs_of(new, old)]
    outcomes: Counter[Any] = Counter()
    named: dict[str, set[Any]] = {name: set() for name in DIFFERENCES}
    for life, opening, old_opening in pairs:
        now, then = lives[life][0].get(opening, "none"), lives[life][1].get(old_opening, "none")
        outcomes[then, now] += 1
        if now in BROKEN or then in BROKEN:
            name = DIFFERENCES[2 if then in BROKEN and now in BROKEN else 0 if now in BROKEN else 1]
            named[name].add((life[1], opening, old_opening))
    return outcomes, named


def _pairs_of(new: dict[str, str], old: dict[str, str]) -> list[tuple[Any, Any]]:
    both = [(opening, opening) for opening in new if opening in old]
    mine, theirs = ([o for o in one if o not in other] for one, other in ((new, old), (old, new)))
    turns = 0 if both else min(len(mine), len(theirs))
    pairs = list(zip(mine[:turns], theirs[:turns], strict=True))
    return [*both, *pairs, *((o, None) for o in mine[turns:]), *((None, o) for o in theirs[turns:])]


@pytest.mark.parametrize(
    "new", ["last-mile-hours@2", "hub-sorted-8h@1", "accepted-needs-inspection", "trace-24h", "no-custody-gap"]
)
@pytest.mark.parametrize("part", [0.5, 1.0])
def test_the_log_of_the_suspects_is_the_log_of_all(
    week: pl.DataFrame, company: Handbook, new: str, part: float
) -> None:
    as_of = int(week["recorded_at"].to_physical().quantile(part))  # type: ignore[arg-type]
    tried = trial(company, new, None)
    if tried.new.form == "within":
        tried = replace(tried, new=replace(tried.new, due=(Due(after=Duration(HOUR // 2)),), warnings=()))
    found, every = backtest(week, tried, as_of).beliefs, []
    tell_events(week, tried.handbook, as_of, every.append)
    log = pl.concat(every).group_by("subject_kind", "subject", "life", "per", "opening").agg("verdict")
    back = [said for said in log["verdict"] if not {"kept", "void", "open", "gone"}.isdisjoint(said)]
    assert found
    assert (found.said, sum(found.withdrawn.values())) == (log.height, len(back))
    assert found.said > 0


def test_a_clock_of_one_microsecond_breaks_everything_and_costs_up_to_the_cap(
    week: pl.DataFrame, last: int, company: Handbook
) -> None:
    tried = trial(company, "last-mile-hours@2", "last-mile-hours@2")
    hard = replace(tried, new=replace(tried.new, due=(Due(after=Duration(1)),), warnings=()))
    found = backtest(week, hard, last)
    assert found.difference and found.new.cost
    assert found.new.counts.kept == 0
    assert found.difference.count(was=False, now=True) > 100
    assert found.difference.count(was=True, now=False) == 0
    promises = evaluate(week, hard.handbook, last).promises
    per_life = promises.filter(standard=hard.new.id).filter(pl.col("status").is_in(BROKEN)).group_by("subject", "life")
    assert sum(found.new.cost.values()) == sum(min(7_000, 5_000 * n) for n in per_life.len()["len"])


def test_a_share_is_compared_period_by_period(week: pl.DataFrame, last: int, company: Handbook) -> None:
    share = standard(company, "inspection-share")
    assert share and share.share
    strict = replace(share, share=replace(share.share, target=(1, 1), least=1), penalty=Penalty(100))
    mild = replace(share, version=9, share=replace(share.share, target=(0, 1), least=1, streak=1))
    strict = replace(strict, share=replace(share.share, target=(1, 1), least=1, streak=1))
    found = backtest(week, Trial(company, strict, mild), last)
    assert found.difference and found.new.cost and found.old
    assert found.old.counts.not_kept == 0
    assert found.difference.count(was=False, now=True) == found.new.counts.not_kept > 0
    assert sum(found.new.cost.values()) == 100 * found.new.counts.not_kept
    assert found.examples["newly_not_kept"].height == 3


def test_what_counts_many_subjects_is_counted_and_not_paired(week: pl.DataFrame, last: int, company: Handbook) -> None:
    batches = standard(company, "signed-in-batches")
    assert batches
    none = replace(batches, limit=0, penalty=Penalty(100))
    found = backtest(week, Trial(company, none, batches), last)
    assert (found.difference, found.beliefs) == (None, None)
    assert found.new.cost and found.old
    assert sum(found.new.cost.values()) == 100 * found.new.counts.not_kept > 0
    assert found.old.counts.counted == found.new.counts.counted


def test_sites_that_kept_the_same_share_have_the_same_rank() -> None:
    def lines(*shares: tuple[str, int]) -> tuple[NameLine, ...]:
        return tuple(NameLine(name, Counts(kept=kept, broken=100 - kept)) for name, kept in shares)

    old = lines(("A", 80), ("B", 90), ("C", 100), ("D", 100))
    assert _moved(old, lines(("D", 100), ("C", 100), ("A", 80), ("B", 90))) == ()
    few = NameLine("B", Counts(kept=3))
    assert _moved(old, (*lines(("A", 80), ("C", 100), ("D", 100)), few)) == (), "who is not ranked moves nobody"
    assert _moved(old, lines(("A", 95), ("B", 90), ("C", 100), ("D", 100))) == (Moved("B", 2, 1), Moved("A", 1, 2))
