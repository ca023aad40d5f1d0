"""A year whose holidays are not announced: which deadlines it takes away, which are estimates, and what to do."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

STANDARD = """\
id: {id}
version: 1
status: in_force
form: within
subject: parcel
rows: [H2]
level: normal
title: {{zh: 三个工作日（{id}）, en: Three working days ({id})}}
rule: {{zh: 到件后三个工作日内分拣。, en: Sorted within three working days.}}
how_to_keep: {{zh: 先到先分。, en: First come.}}
falsely_trips_when: {{zh: 大件不扫。, en: Large pieces.}}
source: {{text: company target, edition: "2026", confidence: M}}
effective: {{published: 2026-01-01, from: 2026-01-01}}
opens: arrived
again: each
keep: sorted
due: 3 wd
calendar: {calendar}
"""
MAP = """\
mapping: arrivals
title: {zh: 到件, en: Arrivals}
source: import
subject: {kind: parcel, column: no}
recorded: at + 0
key: [no, at]
site: site
events:
  - {kind: arrived, at: at}
"""
ROWS = "no,at,site\nP1,2027-04-30 10:00,A\nP1,2027-05-02 10:00,A\n"


@pytest.fixture
def told(tuotou: Any, answer: Any, tmp_path: Path) -> Callable[..., Any]:
    """Runs a command on two arrivals around a holiday of 2027, judged by standards on some calendars."""
    (tmp_path / "map.yaml").write_text(MAP, "utf-8")
    (tmp_path / "rows.csv").write_text(ROWS, "utf-8")

    def run(calendars: str, *command: str, json: bool = False) -> Any:
        folder = tmp_path / calendars.replace(" ", "-")
        folder.mkdir(exist_ok=True)
        for calendar in calendars.split():
            (folder / f"{calendar}.yaml").write_text(STANDARD.format(id=f"by-{calendar}", calendar=calendar), "utf-8")
        options = ("--map", tmp_path / "map.yaml", "--standards", folder, "--at", "2027-05-08", "--lang", "en")
        run_ = answer if json else tuotou
        found = run_(*command, tmp_path / "rows.csv", *options)
        return found if json else " ".join(found.stdout.replace("│", " ").split())

    return run


def test_an_estimate_is_told_at_each_promise(told: Any) -> None:
    explained = told("cn-express", "explain", "P1")
    assert explained.count("estimate:") == 4, "begun twice, broken twice"
    (life,) = told("cn-express", "explain", "P1", json=True)["lives"]
    marks = [mark for line in life["trail"] for mark in line["promises"]]
    assert [mark["estimated"] for mark in marks] == [True] * 4


def test_a_report_says_how_many_are_estimates(told: Any) -> None:
    meant = told("cn-express", "replay")
    assert (
        "Three working days (by-cn-express) by 'cn-express': the holidays of 2027 are not announced; 2 deadlines"
        in meant
    )
    assert "are estimates, which a holiday would move" in meant
    found = told("cn-express", "replay", json=True)
    assert found["estimated"] == 2
    assert found["deadlines_in_doubt"] == [
        {"finding": "estimated", "standard": "by-cn-express", "calendar": "cn-express", "year": 2027, "promises": 2}
    ]


def test_a_sure_deadline_is_no_estimate(told: Any, tmp_path: Path) -> None:
    told("cn-express", "replay")
    (tmp_path / "rows.csv").write_text(ROWS.replace("2027", "2026"), "utf-8")
    assert told("cn-express", "replay", json=True)["estimated"] == 0
    assert "estimate" not in told("cn-express", "explain", "P1")


def test_a_refused_year_is_named_and_nothing_else_is_blamed(told: Any) -> None:
    meant = told("cn", "replay")
    assert "Three working days (by-cn) by 'cn': the holidays of 2027 are not announced; 2 promises have no due" in meant
    assert "name one that estimates (docs/calendars.md)" in meant
    assert "met no event" not in meant
    found = told("cn", "replay", json=True)
    assert (found["never_opened"], found["findings"]) == ([], {"unannounced": 2})


def test_what_has_no_deadline_stands_beside_the_trail(told: Any) -> None:
    explained = told("cn", "explain", "P1")
    assert "no standard speaks of it" not in explained
    assert "Three working days (by-cn), begun 04-30 10:00: by 'cn' the holidays of 2027 are not announced" in explained
    (life,) = told("cn", "explain", "P1", json=True)["lives"]
    assert [(each["standard"], each["calendar"], each["unannounced_year"]) for each in life["without_deadline"]] == [
        ("by-cn", "cn", 2027)
    ] * 2


def test_both_calendars_are_told_apart(told: Any) -> None:
    found = told("cn cn-express", "replay", json=True)
    assert [(line["calendar"], line["finding"]) for line in found["deadlines_in_doubt"]] == [
        ("cn", "unannounced"),
        ("cn-express", "estimated"),
    ]


def test_of_several_promises_that_end_at_once_each_is_named_by_its_beginning(told: Any) -> None:
    explained = told("cn-express", "explain", "P1")
    assert "(begun 04-30 10:00)" in explained and "(begun 05-02 10:00)" in explained
