"""The belief log told from facts is the log that judging at every instant gives (rule 2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random

import numpy as np
import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from tuotou.core.promises.belief import belief_log, log_docket
from tuotou.core.promises.docket import Docket, compile_docket
from tuotou.core.promises.prompt import Spells, spells
from tuotou.core.promises.worlds import History, Ties

from . import Oracle
from .agreement import handbook, log_of_evaluator
from .event import HOUR, MINUTE, Event
from .examples import at, e
from .histories import any_event, histories, moments
from .promised import STANDARDS
from .words import BAG, CASE, CONDITIONS, PARCEL, TRIP, VOCABULARY, frame
from .writing import START, on, standard, within

LOGGED = [one for one in STANDARDS if one.form != "at_most"]
ORACLE = Oracle(VOCABULARY, LOGGED, CONDITIONS)
DOCKET = compile_docket(handbook(LOGGED))
SOME = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True)
MANY = settings(SOME, max_examples=700)
SIGNED = standard("signed-1h", "within", on("accepted"), keep=(on("signed"),), due=within(HOUR))
SECOND = 1_000_000
ON_THE_WAY = (*[(PARCEL, "P1")] * 8, (PARCEL, "P2"), (BAG, "B1"), (BAG, "B1"), (TRIP, "T1"), (CASE, "C1"))
USUAL = (
    *[
        ((PARCEL, "P1"), kind)
        for kind in ("ordered", "accepted", "bagged", "arrived", "sorted", "departed", "unbagged")
    ],
    *[((BAG, "B1"), kind) for kind in ("sealed", "loaded", "unloaded", "opened", "arrived", "departed")],
    *[((TRIP, "T1"), kind) for kind in ("trip_opened", "departed", "arrived", "incident")],
)


@st.composite
def tellings(draw: st.DrawFn) -> list[Event]:
    """A nasty history, told late or not; or one that grows at its end, but for a few events."""
    random = Random(draw(st.integers(0, 2**32 - 1)))
    if random.random() < 0.7:
        told = grown(random)
        left_out = draw(st.sets(st.integers(0, len(told)), max_size=3))
        return [event for turn, event in enumerate(told) if turn not in left_out]
    late, prompt = random.choice((0.1, 0.3, 1.0)), random.choice((1, 60))
    told = [(event, random.random() < late) for event in draw(histories())]
    return [
        event if as_drawn else replace(event, recorded_at=event.at + random.randrange(prompt) * SECOND)
        for event, as_drawn in told
    ]


def grown(random: Random) -> list[Event]:
    """Some twenty events of a parcel, its bag and its trip, one after the other; few become known out of turn."""
    told, now, stray = [], START, random.choice((0.0, 0.1, 0.2))
    for turn in range(random.choice((6, 12, 20, 26))):
        now += random.choice((0, 1, 5, 5, 20, 30, 60, 90)) * MINUTE
        one = any_event(random, random.choice(ON_THE_WAY))
        if random.random() < 0.5:
            one = any_event(random, *random.choice(USUAL))
        odd = random.random() < stray
        lag = random.choice((1, 20, 125, 185)) * MINUTE if odd else 0
        one = replace(one, id=one.id if random.random() < stray else f"n{turn}", at=now, recorded_at=now + lag)
        if told and {"retracts", "confirms"} & one.attrs.keys():
            one = replace(one, attrs=dict.fromkeys(one.attrs, random.choice(told).id))
        told.append(one)
    return told


def agree(told: list[Event], until: int) -> None:
    events = DOCKET.read_from(frame(told))
    assert log_docket(events, DOCKET, until).equals(log_docket(events, DOCKET, until, every=True))


@SOME
@given(tellings(), st.data())
def test_told_from_facts_the_log_is_what_judging_at_every_instant_gives(told: list[Event], data: st.DataObject) -> None:
    agree(told, data.draw(moments(told)))


@pytest.mark.heavy
@pytest.mark.parametrize("number", range(4))
def test_told_from_facts_the_log_is_that_on_thousands(number: int) -> None:
    @seed(number)
    @MANY
    @given(tellings(), st.data())
    def part(told: list[Event], data: st.DataObject) -> None:
        agree(told, data.draw(moments(told)))

    part()


@pytest.mark.heavy
@pytest.mark.parametrize("number", range(2))
def test_the_oracle_says_the_same_of_hundreds(number: int) -> None:
    @seed(number)
    @settings(SOME, max_examples=150)
    @given(tellings(), st.data())
    def part(told: list[Event], data: st.DataObject) -> None:
        until = data.draw(moments(told))
        assert log_of_evaluator(told, LOGGED, until) == sorted(ORACLE.belief_log(told, until))

    part()


def log(*events: Event) -> list[tuple[int, str]]:
    """(known_at, verdict) of the only promise of `SIGNED`."""
    told = log_of_evaluator(events, [SIGNED], at("9 00:00"))
    assert len({key for key, _, _ in told}) <= 1
    return [(known_at, verdict) for _, known_at, verdict in told]


def test_a_delivery_recorded_late_withdraws_what_was_said() -> None:
    said = log(e("e1", "accepted", "10:00"), e("e2", "signed", "10:30", recorded="12:00"))
    assert said == [(at("11:00") + 1, "broken"), (at("12:00"), "kept")]


def test_an_opening_known_after_it_was_due_is_broken_as_it_becomes_known() -> None:
    assert log(e("e1", "accepted", "10:00", recorded="12:00")) == [(at("12:00"), "broken")]


def test_what_is_known_in_time_was_never_said_broken() -> None:
    assert log(e("e1", "accepted", "10:00"), e("e2", "signed", "10:30", recorded="11:00")) == []


def test_a_late_end_of_the_life_voids_what_was_said_broken() -> None:
    said = log(e("e1", "accepted", "10:00"), e("e2", "returned", "10:30", recorded="12:00"))
    assert said == [(at("11:00") + 1, "broken"), (at("12:00"), "void")]


def test_a_retracted_opening_is_gone() -> None:
    told = (e("e1", "accepted", "10:00"), e("r", "retracted", "12:00", retracts="e1"))
    assert log(*told) == [(at("11:00") + 1, "broken"), (at("12:00"), "gone")]


def test_of_two_contents_recorded_at_once_the_same_stands_in_the_log_and_in_the_verdict() -> None:
    bagged = e("e1", "bagged", "10:00", into="B1")
    for site in ("H1", "H2", "H3", "H4", "H5", "H6"):
        told = [bagged, replace(bagged, kind="accepted", site=site, attrs={}), e("e2", "ordered", "12:00")]
        wanted = sorted(ORACLE.belief_log(told, at("9 00:00")))
        assert log_of_evaluator(told, LOGGED, at("9 00:00")) == wanted


@pytest.mark.parametrize("minutes", [0, 5, 70])
@pytest.mark.parametrize("site", ["H1", "H2", "H3"])
def test_an_id_that_is_a_retraction_too_stands_as_it_does_in_the_verdict(minutes: int, site: str) -> None:
    opened = e("e1", "accepted", "10:00", site=site)
    also = replace(opened, kind="retracted", at=opened.at + minutes * MINUTE, attrs={"retracts": "e2"})
    told = [opened, also, e("e2", "arrived", "10:30", site="H1"), e("e3", "called", "14:00")]
    wanted = sorted(ORACLE.belief_log(told, at("9 00:00")))
    assert log_of_evaluator(told, LOGGED, at("9 00:00")) == wanted


def test_a_fact_begins_a_spell_only_where_it_was_asked_of_what_was_known_before() -> None:
    order, arrival = e("e1", "ordered", "10:00", product="express"), e("e2", "arrived", "9:00")
    assert cut([e("e0", "called", "8:00"), order]) == [at("8:00")]
    assert cut([arrival, order]) == [at("9:00"), at("10:00")]


def cut(told: Sequence[Event], root: str = "P1", docket: Docket = DOCKET) -> list[int]:
    """When the spells of a subject begin."""
    history = History.of(docket.read_from(frame(told)), VOCABULARY, at("9 00:00"))
    mine = (history.subjects["subject"] == root).to_numpy()
    found: Spells = spells(history, Ties.of(history, mine), docket)
    return np.asarray(found.since).tolist()


RIDE = (
    e("p1", "accepted", "9:00", site="H1"),
    e("t1", "trip_opened", "9:10", "T1", site="H1"),
    e("p2", "bagged", "9:20", site="H1", into="B1"),
    e("b1", "sealed", "9:30", "B1", site="H1"),
    e("b2", "loaded", "9:30", "B1", site="H1", into="T1"),
    e("t2", "departed", "9:40", "T1", site="H1"),
    e("t3", "arrived", "12:00", "T1", site="H2"),
    e("b3", "opened", "12:10", "B1", site="H2"),
    e("b4", "unloaded", "12:10", "B1", site="H2"),
    e("p3", "sorted", "12:20", site="H2"),
    e("p4", "placed", "15:00", site="H2"),
)


def test_a_prompt_ride_is_one_spell() -> None:
    assert cut(RIDE) == [at("9:00")]
    a_minute_later = [replace(event, recorded_at=event.at + MINUTE) for event in RIDE]
    assert cut(a_minute_later) == [at("9:01")]


def test_of_one_instant_only_what_the_root_sees_must_be_known_together() -> None:
    apart = [replace(event, recorded_at=event.at + 5) if event.id == "b4" else event for event in RIDE]
    assert cut(apart) == [at("9:00")]
    seen = [*RIDE, e("p5", "called", "15:00"), e("p6", "called", "16:00")]
    assert cut(seen) == [at("9:00")]
    apart = [replace(event, recorded_at=event.at + 5) if event.id == "p5" else event for event in seen]
    assert cut(apart) == [at("9:00"), at("15:00") + 5]


@pytest.mark.parametrize(
    "late",
    [
        e("x", "called", "10:00", recorded="13:00"),
        e("x", "arrived", "11:59", "T1", recorded="13:00", site="H2"),
        e("x", "retracted", "13:00", retracts="p2"),
        e("x", "retracted", "13:00", "B1", retracts="b2"),
        e("x", "confirmed", "13:00", confirms="p2"),
        e("x", "waiting", "13:00"),
        e("p3", "sorted", "13:00", site="H3"),
        e("x", "ordered", "13:00", product="express"),
    ],
    ids=["late", "late on the trip", "retracted", "taken out again", "confirmed", "pause", "conflict", "fact"],
)
def test_what_does_not_merely_follow_begins_a_spell(late: Event) -> None:
    assert at("13:00") in cut([*RIDE, late])


def test_a_bag_used_again_begins_a_spell_only_where_it_could_have_shown_what_was_not_its_members() -> None:
    before = [e("b0", "sealed", "2:00", "B1", site="H9"), e("b00", "arrived", "2:10", "B1", site="H9")]
    assert cut([*before, *RIDE]) == [at("9:00")]
    just_before = e("b0", "arrived", "9:25", "B1", site="H9")
    assert cut([just_before, *RIDE]) == [at("9:00"), at("9:30")]


def test_declared_periods_and_links_are_judged_at_every_instant_after_them() -> None:
    assert cut([*RIDE, e("x", "weather", "14:00")]) == [at("9:00"), at("14:00"), at("15:00")]
    linked = [*RIDE, e("x", "relabelled", "14:00", to="P2"), e("y", "called", "16:00", "P2")]
    assert cut(linked) == [at("9:00"), at("14:00"), at("15:00"), at("16:00")]


def test_of_what_a_subject_rode_in_nothing_is_told() -> None:
    company = handbook(LOGGED)
    events = frame(RIDE)
    mine = events.filter(subject_kind="parcel")
    told = belief_log(mine, company, at("9 00:00"), events.filter(events["subject_kind"] != "parcel"))
    assert told.equals(belief_log(events, company, at("9 00:00")).filter(subject_kind="parcel"))
    assert set(belief_log(events, company, at("9 00:00"))["subject_kind"]) > set(told["subject_kind"])
