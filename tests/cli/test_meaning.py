"""What a report means: what to work on first, when a trend says nothing, and a word for every finding."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

import tuotou
from tuotou import handbook
from tuotou.cli.instant import instant
from tuotou.cli.meaning import finding, first, meaning
from tuotou.cli.report_view import days_come
from tuotou.cli.voice import Language, Voice
from tuotou.core.trail import event
from tuotou.handbook.wording.findings import FINDINGS
from tuotou.operations.history import History
from tuotou.operations.replay import replay
from tuotou.operations.report import Counts, DayLine, Report, StandardLine

ENGLISH = Voice(Language.EN, as_json=False)
HANDBOOK = handbook.load()
NO_HISTORY = History(rows=1, events=event.empty(), recording_assumed=False)
NOTHING = replay(event.empty(), HANDBOOK, 0)


def line(id: str, kept: int, late: int) -> StandardLine:
    return StandardLine(HANDBOOK.by_id[id][-1], Counts(kept=kept, kept_late=late), 0)


def report(*lines: StandardLine) -> Report:
    total = Counts(kept=sum(one.counts.kept for one in lines), kept_late=sum(one.counts.kept_late for one in lines))
    return replace(NOTHING, standards=lines, total=total)


def test_what_is_missed_most_comes_first_and_a_red_line_before_it() -> None:
    often, seldom = line("last-mile-hours", 9_000, 900), line("last-mile-same-day", 60, 40)
    crossed, few = line("accepted-needs-identity", 999, 1), line("parcel-never-thrown", 1, 1)
    share = line("inspection-share", 10, 30)
    assert first(report(seldom, often, share)) == often, "a share counts the promises of others"
    assert first(report(often, few, crossed)) == crossed
    assert first(report(often, few)) == often, "of few promises nothing is said"
    assert first(report(line("last-mile-hours", 99, 0))) is None


def test_the_finding_says_how_often_and_what_to_do() -> None:
    said = finding(report(line("last-mile-hours", 875, 125)), ENGLISH)
    assert said.startswith("87.5 % of 1,000 kept.")
    assert "missed 125 times, about one in 8" in said
    assert said.endswith(HANDBOOK.by_id["last-mile-hours"][-1].how_to_keep.en)
    assert "no standard with enough promises" in finding(report(line("last-mile-hours", 5, 1)), ENGLISH)
    assert finding(NOTHING, ENGLISH) == "No promise counts yet."


@pytest.mark.parametrize(("last", "told"), [(100, True), (11, True), (9, False)])
def test_weeks_of_far_too_unlike_size_are_no_trend(last: int, told: bool) -> None:
    counts = [*[Counts(kept=100)] * 7, *[Counts(kept=last)] * 7]
    days = tuple(DayLine(date(2026, 5, 1) + timedelta(days=turn), each) for turn, each in enumerate(counts))
    whole = replace(report(line("last-mile-hours", 700 + 7 * last, 0)), days=days, as_of=instant("2026-05-14"))
    assert any("no change" in one.text for one in meaning(whole, NO_HISTORY, ENGLISH)) == told


def test_days_to_come_are_no_trend() -> None:
    """Of what is due tomorrow only that is known which was kept early: it would always look perfect."""
    days = tuple(DayLine(date(2026, 5, day), Counts(kept=100)) for day in (1, 2, 3))
    come = days_come(replace(NOTHING, days=days, as_of=instant("2026-05-02 00:00")))
    assert [each.day.day for each in come] == [1, 2]


def test_standards_that_came_later_are_not_blamed_on_the_data() -> None:
    early = replace(NOTHING, silent=tuple(HANDBOOK.standards), as_of=instant("2024-01-01"))
    later = sum(one.effective > early.as_of for one in HANDBOOK.standards)
    said = [one.text for one in meaning(early, NO_HISTORY, ENGLISH)]
    assert f"{later} standards were not in force yet by then." in said
    assert any(text.startswith(f"{len(HANDBOOK.standards) - later} standards met no event") for text in said)


def test_every_finding_has_words() -> None:
    """Findings are named where they are made: `finding("name", …)`, or in a list that is told in one place."""
    source = "".join(path.read_text("utf-8") for path in (Path(tuotou.__file__).parent / "core").rglob("*.py"))
    named = set(re.findall(r"""finding\("(\w+)",""", source)) | set(
        re.findall(r"""wrong\.append\(\("(\w+)",""", source)
    )
    named |= set(re.findall(r"""^ {8}\("(\w+)", \w+ ?&? ?~?\w*\),$""", source, re.M))
    assert len(named) > 5
    assert named - FINDINGS.keys() == set()
