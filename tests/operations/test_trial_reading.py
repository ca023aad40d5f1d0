"""A trial reads of an archive only what its standards can hear of; what it says is what memory says of all events."""

from __future__ import annotations

from pathlib import Path
from random import Random

import polars as pl
import pytest
from some_week import archived, frame, parcel, ride, scan
from test_backtest import plain, trial

from tuotou.archive.read import Archive
from tuotou.core.promises.docket import compile_docket
from tuotou.core.standards.handbook import Handbook
from tuotou.operations.trial.archive import ArchivedTrial
from tuotou.operations.trial.backtest import backtest, backtest_archive
from tuotou.operations.trial.reading import heard_kinds, is_short

DAY = 24 * 60  # minutes


def agree(company: Handbook, root: Path, scans: list[dict[str, object]], new: str, old: str | None = None) -> None:
    events, tried = frame(scans), trial(company, new, old)
    found = backtest_archive(archived(events, company, root), tried)
    assert plain(found) == plain(backtest(events, tried, found.as_of))


def test_what_no_standard_hears_of_is_not_judged(week: pl.DataFrame, kept: Path, company: Handbook, last: int) -> None:
    here = ArchivedTrial(kept, trial(company, "last-mile-hours@2", None), last, short=True)
    for number in range(len(here.partitions)):
        here.judge(number)
    assert 0 < here.trying.tally.events < len(week) // 2


@pytest.mark.parametrize(
    ("new", "why"),
    [
        ("hub-sorted-8h@1", "trips hand their arrivals down"),
        ("trace-24h", "the holder answers"),
        ("no-custody-gap", "a gap is derived from all scans"),
        ("last-mile-hours@2", ""),
        ("placing-needs-consent", ""),
    ],
)
def test_where_anything_may_matter_all_is_read(company: Handbook, new: str, why: str) -> None:
    docket = compile_docket(trial(company, new, None).handbook)
    assert (heard_kinds(docket, hears_containers=new == "hub-sorted-8h@1") is None) == bool(why)


@pytest.mark.parametrize("first", ["arrived", "out_for_delivery"])
def test_one_id_of_two_kinds_is_the_event_that_was_recorded_first(
    company: Handbook, tmp_path: Path, first: str
) -> None:
    other = {"arrived": "out_for_delivery", "out_for_delivery": "arrived"}[first]
    scans = [
        scan("parcel", "YT1", "same", first, 0),
        scan("parcel", "YT1", "same", other, 0, lag=5),
        *(scan("parcel", f"YT{number}", "e", "out_for_delivery", number) for number in range(2, 30)),
    ]
    agree(company, tmp_path, scans, "last-mile-hours@2")


@pytest.mark.parametrize("between", [(), (70,)])
def test_what_nobody_hears_of_may_hold_a_life_together(
    company: Handbook, tmp_path: Path, between: tuple[int, ...]
) -> None:
    scans = [scan("parcel", "YT1", f"e{day}", "out_for_delivery", day * DAY) for day in (0, 140)]
    scans += [scan("parcel", "YT1", f"m{day}", "arrived", day * DAY) for day in between]
    agree(company, tmp_path, scans, "last-mile-hours@2", "last-mile-hours@1")
    assert not is_short(Archive.open(tmp_path), compile_docket(company))


def test_a_week_is_short(kept: Path, company: Handbook) -> None:
    assert is_short(Archive.open(kept), compile_docket(company))


@pytest.mark.heavy
@pytest.mark.parametrize("seed", range(3))
def test_every_standard_says_the_same_of_archive_and_memory(company: Handbook, tmp_path: Path, seed: int) -> None:
    random = Random(seed)
    scans = [each for number in range(60) for each in parcel(number, random)]
    scans += [each for bag in range(8) for each in ride(bag, random)]
    mixed = random.sample([each for each in scans if each["subject_kind"] == "parcel"], 40)
    scans += [{**each, "kind": random.choice(("arrived", "signed_by_self", "accepted"))} for each in mixed]
    events = frame(scans)
    root = archived(events, company, tmp_path)
    for standard in company.standards:
        tried = trial(company, f"{standard.id}@{standard.version}", None)
        found = backtest_archive(root, tried)
        assert plain(found) == plain(backtest(events, tried, found.as_of)), standard.id
