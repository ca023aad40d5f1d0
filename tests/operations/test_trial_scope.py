"""Of what a tried standard speaks, what it would have warned of, and what it would have cost: told on small trails."""

from __future__ import annotations

import pytest
from some_week import MINUTE, MORNING, frame, scan

from tuotou.core.standards.document import parse_standard
from tuotou.core.standards.handbook import Handbook
from tuotou.core.standards.standard import Standard
from tuotou.operations.trial.backtest import Backtest, backtest
from tuotou.operations.trial.scope import Scope
from tuotou.operations.trial.trial import Trial
from tuotou.operations.trial.warnings import Warned

HEAD = """\
id: sorted-soon
version: 1
status: draft
subject: parcel
rows: [H2]
level: normal
title: {zh: 分拣, en: Sorted}
rule: {zh: 分拣。, en: Sorted.}
how_to_keep: {zh: 分。, en: Sort.}
falsely_trips_when: {zh: 无。, en: Never.}
source: {text: company target, edition: "2026", confidence: M}
effective: {published: 2030-01-01, from: 2030-01-01}
"""
SOON = HEAD + "form: within\nopens: arrived\nper: [site]\nkeep: sorted\ndue: 60 min\n"
Scan = dict[str, object]


def written(company: Handbook, text: str) -> Standard:
    found, problems = parse_standard(text, "sorted-soon.yaml", company.vocabulary)
    assert found, problems
    return found


def tried(company: Handbook, text: str, scans: list[Scan], at: float = 10_000) -> Backtest:
    return backtest(frame(scans), Trial(company, written(company, text)), MORNING + round(at * MINUTE))


def parcel(name: str, *scans: tuple[str, float], **more: object) -> list[Scan]:
    return [scan("parcel", name, f"e{turn}", kind, at, **more) for turn, (kind, at) in enumerate(scans)]


def test_a_standard_of_the_future_is_tried_on_the_past(company: Handbook) -> None:
    counts = tried(company, SOON, parcel("YT1", ("arrived", 0), ("sorted", 30))).new.counts
    assert (counts.kept, counts.counted) == (1, 1)


def test_events_are_matched_or_not_or_cannot_be_told(company: Handbook) -> None:
    text = SOON.replace("opens: arrived", "opens: {kind: arrived, where: \"parcel.product = 'express'\"}")
    scans = [
        *parcel("YT1", ("ordered", 0), product="express"),
        *parcel("YT1", ("arrived", 1), ("arrived", 20), ("sorted", 30)),
        *parcel("YT2", ("ordered", 0), product="slow"),
        *parcel("YT2", ("arrived", 1), ("sorted", 3)),
        *parcel("YT3", ("arrived", 1), ("sorted", 3)),
        *parcel("YT4", ("ordered", 0), product="express"),
        *parcel("YT4", ("arrived", 1), site=None),
    ]
    for turn, each in enumerate(scans):
        each["id"] = f"x{turn}"
    found = tried(company, text, scans).new
    assert found.scope == Scope(2, 1, 1, 1, 3, 0)  # the second arrival of YT1 belongs to the promise of the first
    assert (found.counts.kept, found.counts.cannot_say) == (1, 1)


@pytest.mark.parametrize(
    ("scans", "without"),
    [
        ((("sorted", 5),), 1),
        ((("sorted", 5), ("arrived", 6)), 1),  # it came too late for this one
        ((("arrived", 5), ("sorted", 5)), 0),
        ((("arrived", 1), ("sorted", 5), ("sorted", 50)), 0),
    ],
)
def test_a_keep_without_an_opening(company: Handbook, scans: tuple[tuple[str, float], ...], without: int) -> None:
    scope = tried(company, SOON, parcel("YT1", *scans)).new.scope
    assert scope and scope.keeps_without_opening == without


def test_a_keep_elsewhere_has_no_opening_there(company: Handbook) -> None:
    scans = [*parcel("YT1", ("arrived", 1)), scan("parcel", "YT1", "k", "sorted", 5, site="CD02")]
    scope = tried(company, SOON, scans).new.scope
    assert scope and (scope.keeps, scope.keeps_without_opening) == (1, 1)
    everywhere = tried(company, SOON.replace("per: [site]\n", ""), scans).new.scope
    assert everywhere and (everywhere.keeps, everywhere.keeps_without_opening) == (1, 0)


def test_evidence_that_nothing_demanded(company: Handbook) -> None:
    text = HEAD + "form: needs\nopens: accepted\nkeep: content_inspected\n"
    used, unused = (("content_inspected", 1.0), ("accepted", 2.0)), (("accepted", 1.0), ("content_inspected", 2.0))
    scope = tried(company, text, [*parcel("YT1", *used), *parcel("YT2", *unused)]).new.scope
    assert scope and (scope.keeps, scope.keeps_without_opening) == (2, 1)


WARNED = SOON + "warn: [{at: 50 %, tell: sorter}, {at: 10 min, tell: hub_manager}]\n"


@pytest.mark.parametrize(
    ("sorted_at", "lag", "first", "second"),
    [
        (20, 0, Warned(), Warned()),
        (40, 0, Warned(1, 1), Warned()),
        (55, 0, Warned(1, 1), Warned(1, 1)),
        (70, 0, Warned(1, 0, 0, 1), Warned(1, 0, 0, 1)),
        (20, 15, Warned(1, 1, 1), Warned()),  # it was kept already, and not uploaded yet
        (20, 35, Warned(1, 1, 1), Warned(1, 1, 1)),
    ],
)
def test_warnings_speak_by_what_was_known(
    company: Handbook, sorted_at: int, lag: int, first: Warned, second: Warned
) -> None:
    scans = [*parcel("YT1", ("arrived", 0)), scan("parcel", "YT1", "k", "sorted", sorted_at, lag=lag)]
    assert tried(company, WARNED, scans).warned == (first, second)


@pytest.mark.parametrize(("lag", "sent"), [(10, (1, 1)), (40, (1, 1)), (55, (0, 1)), (61, (0, 0))])
def test_of_levels_that_are_past_already_the_highest_speaks(company: Handbook, lag: int, sent: tuple[int, int]) -> None:
    found = tried(company, WARNED, [scan("parcel", "YT1", "o", "arrived", 0, lag=lag)])
    assert tuple(level.sent for level in found.warned) == sent


def test_what_is_ahead_has_not_warned_yet(company: Handbook) -> None:
    found = tried(company, WARNED, parcel("YT1", ("arrived", 0)), at=35)
    assert [level.sent for level in found.warned] == [1, 0]
    assert found.new.counts.at_risk == 1


def test_a_verdict_that_was_said_and_taken_back(company: Handbook) -> None:
    scans = [
        *parcel("YT1", ("arrived", 0)),
        scan("parcel", "YT1", "k", "sorted", 50, lag=20),
        *parcel("YT2", ("arrived", 0), ("sorted", 80)),
        *parcel("YT3", ("arrived", 0), ("sorted", 10)),
    ]
    said = tried(company, SOON, scans).beliefs
    assert said
    assert (said.said, dict(said.withdrawn)) == (2, {"kept": 1})
    assert said.typical_wait == 10 * MINUTE - 1
    assert said.named["subject"].to_list() == ["YT1"]


@pytest.mark.parametrize(
    ("penalty", "cents"),
    [
        ("{amount: 50}", {"CD01": 15_000, "CD02": 5_000}),
        ("{amount: 50, cap: 80}", {"CD01": 8_000 + 5_000, "CD02": 0}),
        ("{amount: 12.34, per: subject}", {"CD01": 2_468, "CD02": 0}),
    ],
)
def test_a_subject_pays_up_to_its_cap_the_earliest_first(
    company: Handbook, penalty: str, cents: dict[str, int]
) -> None:
    scans = [
        *parcel("YT1", ("arrived", 0), ("arrived", 200)),
        scan("parcel", "YT1", "other", "arrived", 400, site="CD02"),
        *parcel("YT2", ("arrived", 0)),
        *parcel("YT3", ("arrived", 0), ("sorted", 1)),
    ]
    found = tried(company, SOON + f"again: each\npenalty: {penalty}\n", scans).new
    assert found.counts.broken == 4
    assert found.cost is not None
    assert {site: found.cost[site] for site in ("CD01", "CD02")} == cents


def test_without_a_penalty_nothing_is_charged(company: Handbook) -> None:
    assert tried(company, SOON, parcel("YT1", ("arrived", 0))).new.cost is None


def test_nothing_at_all_can_be_tried(company: Handbook) -> None:
    found = tried(company, WARNED, parcel("YT1", ("ordered", 0)))
    assert (found.new.counts.counted, found.new.scope, found.warned) == (0, Scope(), (Warned(), Warned()))
    assert {frame_.height for frame_ in found.examples.values()} == {0}
