"""Asking of what the platform holds: the answer is what would be said once the event is recorded."""

from __future__ import annotations

import json
from itertools import chain
from typing import Any

import polars as pl
import pytest
from tests.gate.gate_cast import asking, ids, moment, trail
from tests.gate.test_acts import NOON, OUT, PASSES, STOPPED
from tests.live.turns import settle_all

from tuotou.core.gate.answer import unavailable
from tuotou.core.gate.question import Question
from tuotou.core.gate.words import sentence
from tuotou.core.trail.event import INSTANT, conform
from tuotou.core.working_time.instant import DAY
from tuotou.operations.gate.ask import Gate, ask
from tuotou.operations.gate.note import KEPT, Said, count, forget, note
from tuotou.operations.live.record_events import record_events
from tuotou.operations.live.watch import Watch
from tuotou.store.models import GateAnswer, Promise, RecordedEvent, Retired, Subject
from tuotou.store.retired import key_of

pytestmark = pytest.mark.django_db
CASES = dict(
    chain(
        ((f"{act} no", (act, *case[:2])) for act, case in STOPPED.items()),
        ((f"{act} yes", (act, *case)) for act, case in PASSES.items()),
    )
)


def recorded(events: pl.DataFrame, watch: Watch, now: int) -> None:
    assert record_events(events, watch, lambda: now).refused.is_empty()


def event_of(question: Question, watch: Watch, at: int) -> pl.DataFrame:
    """The act as it is recorded when it is done."""
    kind, number = question.key
    base = {"subject_kind": kind, "subject": number, "id": "done", "kind": question.kind, "at": at, "recorded_at": at}
    row = {**base, "site": question.site, "person": question.person, "source": question.source, **question.attributes}
    return conform(pl.DataFrame([row]).with_columns(pl.col("at", "recorded_at").cast(INSTANT)))


@pytest.mark.parametrize("case", CASES)
def test_the_answer_is_what_is_said_once_it_is_done(case: str, watch: Watch, gate: Gate) -> None:
    act, lines, more = CASES[case]
    question = asking(act, **more)
    if lines:
        recorded(trail(watch.vocabulary, **{f"{question.act.subject}__YT1": lines}), watch, NOON - 1)
    found = ask([question], gate, lambda: NOON)[0]
    assert RecordedEvent.objects.filter(id="done").count() == 0
    recorded(event_of(question, watch, NOON), watch, NOON)
    settle_all(watch, lambda: NOON + 2)
    promises = Promise.objects.filter(opening="done", status="broken", opens_at=NOON, due_at=NOON)
    broken = {*promises.values_list("standard", flat=True)}
    at_once = {row.standard.id for row in gate.docket.rows}
    assert ids([*found.stops, *found.advice]) == broken & at_once
    assert bool(found.stops) is (case.endswith("no"))


def test_a_number_that_nobody_knows_is_an_empty_trail(gate: Gate) -> None:
    found = ask([asking("load", "NOBODY")], gate, lambda: NOON)[0]
    assert found.allowed
    assert found.because == "standards"
    assert Subject.objects.count() == 0


def test_it_rides_in_a_bag_that_was_screened(watch: Watch, gate: Gate) -> None:
    question = asking("depart", site="HUB1", transport="air")
    events = trail(
        watch.vocabulary,
        parcel__YT1="08:00 accepted @SZ01\n09:00 bagged @SZ01 into=B1",
        bag__B1="08:30 bag_started @SZ01\n10:00 screened @HUB1 ~xray passed=true",
    )
    recorded(events.filter(pl.col("subject_kind") == "parcel"), watch, NOON - 2)
    assert not ask([question], gate, lambda: NOON)[0].allowed
    recorded(events.filter(pl.col("subject_kind") == "bag"), watch, NOON - 1)
    assert ask([question], gate, lambda: NOON)[0].allowed


def test_it_goes_on_from_another_number(watch: Watch, gate: Gate) -> None:
    lines = f"{OUT}\n10:00 prohibited_suspected @HUB1\n11:00 returned_under to_number=NEW"
    recorded(trail(watch.vocabulary, parcel__OLD=lines), watch, NOON - 1)
    assert "prohibited-stops" in ids(ask([asking("load", "NEW")], gate, lambda: NOON)[0].stops)


def test_a_trail_in_the_archive_is_not_read_and_policy_decides(gate: Gate) -> None:
    key = key_of("parcel", "YT1")
    today = NOON // DAY
    Retired.objects.create(key=key, first_day=today - 60, last_day=today - 50, ended_at=NOON - 1, known_until=NOON)
    back, load = ask([asking("return"), asking("load")], gate, lambda: NOON)
    assert back.archived and load.archived
    assert (back.because, back.allowed) == ("unsure", False)
    assert (load.because, load.allowed) == ("unsure", True)
    assert "归档" in sentence(back).zh
    assert not ask([asking("load", "YT2")], gate, lambda: NOON)[0].archived
    later = NOON + 90 * DAY  # after so long a silence the number begins a new life
    assert ask([asking("return", now=later)], gate, lambda: later)[0].because == "standards"


def test_what_is_refused_or_not_judged_is_kept_and_the_rest_counted(gate: Gate) -> None:
    no, yes = asking("work", "007", site="SZ02"), asking("load", "YT1")
    answers = ask([no, yes], gate, lambda: NOON)
    said = count([Said(each, "handhelds", NOON) for each in (*answers, unavailable(asking("depart", "YT2")))])
    note(said)
    names = ("act", "subject", "allowed", "because", "asked_by", "at", "standards")
    rows = GateAnswer.objects.order_by("id").values_list(*names)
    assert [row[:6] for row in rows] == [
        ("work", "007", False, "standards", "handhelds", NOON),
        ("depart", "YT2", False, "unavailable", "handhelds", NOON),
    ]
    assert "contract-before-work v1" in json.loads(rows[0][6])
    assert json.loads(rows[1][6]) == []
    assert (forget(NOON + KEPT), forget(NOON + KEPT + 1)) == (0, 2)


def test_the_clock_is_read_when_all_that_is_known_was(watch: Watch, gate: Gate) -> None:
    """Who recorded a moment ago is believed, whoever's clock says so."""
    read: list[Any] = []

    def clock() -> int:
        read.append(Subject.objects.count())
        return moment("12:00")

    ask([asking("load")], gate, clock)
    assert read == [0]
