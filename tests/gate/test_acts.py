"""Each act by the shipped standards: a trail on which it is stopped, and one on which it may be done."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.gate.gate_cast import asking, ids, moment, trail

from tuotou.core.gate.answer import Answer, decided
from tuotou.core.gate.judging import judge_acts
from tuotou.core.gate.question import Question
from tuotou.core.gate.words import sentence
from tuotou.core.standards.standard import LEVELS
from tuotou.operations.gate.ask import Gate

NOON = moment("12:00")
INSPECTED = "11:50 content_inspected @SZ01 %li passed=true photo_hash=h1"
MERCHANT: dict[str, Any] = {"customer_kind": "merchant", "missing_fields": 0}
PHOTO: dict[str, Any] = {"photo_hash": "h9", "signer": "self", "mode": "door"}
OUT = "09:00 out_for_delivery @SZ02 %li"
LIN = {"site": "SZ02", "person": "li"}
ASKED_BACK = "10:00 intercept_asked asked_by=merchant"
OPENED = "09:00 complaint_opened channel=phone"
STOPPED: dict[str, tuple[str, dict[str, Any], str]] = {
    "accept": ("", MERCHANT, "accepted-needs-inspection"),
    "bag": ("09:00 accepted @SZ01 %li\n" + ASKED_BACK, {}, "intercept-not-passed-on"),
    "load": ("09:00 accepted @SZ01 %li\n10:00 prohibited_suspected @HUB1", {}, "prohibited-stops"),
    "depart": ("09:00 accepted @SZ01 %li", {"site": "HUB1", "transport": "air"}, "screened-before-departure"),
    "deliver": ("08:00 arrived @SZ02\n" + ASKED_BACK, LIN, "intercepted-not-signed"),
    "place": (OUT, {**LIN, "mode": "locker"}, "placing-needs-consent"),
    "sign": (f"{OUT}\n{ASKED_BACK}", {**LIN, **PHOTO}, "intercepted-not-signed"),
    "hand_out": ("08:00 excursion_ended minutes=30", {"site": "SZ02"}, "cold-checked-before-delivery"),
    "fail": (OUT, {**LIN, "reason": "absent"}, "not-reached-needs-call"),
    "return": (OUT, {**LIN, "reason": "uncollected"}, "return-needs-two-attempts"),
    "work": ("", {"site": "SZ02"}, "contract-before-work"),
    "close": (OPENED, {}, "closed-after-told"),
}
PASSES: dict[str, tuple[str, dict[str, Any]]] = {
    "accept": (INSPECTED, MERCHANT),
    "bag": ("09:00 accepted @SZ01 %li\n10:00 intercept_asked asked_by=merchant\n11:00 intercept_failed", {}),
    "load": ("09:00 accepted @SZ01 %li", {}),
    "depart": ("11:00 screened @HUB1 ~xray passed=true", {"site": "HUB1", "transport": "air"}),
    "deliver": ("08:00 arrived @SZ02", LIN),
    "place": (
        f"08:00 ordered goods=clothes fragile=false door_wanted=false complaint_prone=false\n{OUT}\n"
        "11:00 consent_recorded modes=locker channel=app",
        {**LIN, "mode": "locker"},
    ),
    "sign": (OUT, {**LIN, **PHOTO}),
    "hand_out": (OUT, {"site": "SZ02"}),
    "fail": (f"{OUT}\n11:30 contacted channel=phone connected=false seconds=0", {**LIN, "reason": "absent"}),
    "return": (
        f"{OUT}\n09:30 attempt_failed @SZ02 %li reason=absent\n11:00 attempt_failed @SZ02 %li reason=absent",
        {**LIN, "reason": "uncollected"},
    ),
    "work": (
        "08:00 contract_signed\n08:00 background_checked passed=true\n08:00 procedure_signed operation=belt",
        {"site": "SZ02"},
    ),
    "close": (f"{OPENED}\n10:00 result_told channel=phone", {}),
}


def answer(gate: Gate, question: Question, lines: str, now: int = NOON) -> Answer:
    owner = f"{question.act.subject}__{question.subject}"
    events = trail(gate.docket.handbook.vocabulary, **{owner: lines, "parcel__OTHER": INSPECTED})
    return decided(question, judge_acts(events, [question], gate.docket, now)[0])


def test_every_act_has_both(gate: Gate) -> None:
    assert set(STOPPED) == set(PASSES) == set(gate.acts)


@pytest.mark.parametrize("act", STOPPED)
def test_it_is_stopped(gate: Gate, act: str) -> None:
    lines, more, standard = STOPPED[act]
    said = answer(gate, asking(act, **more), lines)
    assert standard in ids(said.stops)
    assert not said.allowed
    assert said.because == "standards"
    text = sentence(said)
    assert text.zh.startswith(f"不可{said.question.act.title.zh}：")
    assert said.stops[0].standard.title.en in text.en


@pytest.mark.parametrize("act", PASSES)
def test_it_passes(gate: Gate, act: str) -> None:
    lines, more = PASSES[act]
    said = answer(gate, asking(act, **more), lines)
    assert said.allowed
    assert ids(said.stops) == set()
    assert said.because == "standards"


def test_what_does_not_stop_is_told_as_advice(gate: Gate) -> None:
    said = answer(gate, asking("accept", customer_kind="merchant", missing_fields=1), INSPECTED)
    assert said.allowed
    assert "waybill-complete" in ids(said.advice)


def test_what_is_on_trial_stops_and_advises_nobody(gate: Gate) -> None:
    trials = {s.id for s in gate.docket.handbook.standards if s.status == "trial"}
    said = answer(gate, asking("sign", **LIN, **PHOTO, distance_m=900), OUT)
    assert said.allowed
    assert not trials & ids([*said.stops, *said.advice, *said.unsure])


@pytest.mark.parametrize(("policy", "allowed"), [("open", True), ("closed", False)])
def test_where_it_cannot_be_said_the_policy_decides(gate: Gate, policy: Any, allowed: bool) -> None:
    plain = asking("accept", customer_kind="merchant")  # how many fields are missing is not said
    question = replace(plain, act=replace(plain.act, when_unsure=policy))
    said = answer(gate, question, INSPECTED)
    assert (said.allowed, said.because) == (allowed, "unsure")
    assert "waybill-gaps-severe" in ids(said.unsure)


def test_what_must_be_compared_and_is_not_given_cannot_be_said(gate: Gate) -> None:
    said = answer(gate, asking("deliver", person="li"), "08:00 arrived @SZ02")
    assert "out-needs-arrival" in ids(said.unsure)
    assert said.because == "standards"  # a notice stops nobody, and nobody asks policy about it


def test_what_happened_at_the_same_instant_came_before(gate: Gate) -> None:
    said = answer(gate, asking("sign", **LIN, **PHOTO), f"{OUT}\n12:00 intercept_asked asked_by=merchant")
    assert "intercepted-not-signed" not in ids(said.stops)  # `never` wants it before (rule 25)
    said = answer(gate, asking("accept", **MERCHANT), INSPECTED.replace("11:50", "12:00"))
    assert said.allowed  # `needs` takes what came in the same instant (rule 23)


def test_asked_for_an_earlier_instant_later_evidence_does_not_help(gate: Gate) -> None:
    early = asking("accept", at="2026-07-01T11:00:00+08:00", **MERCHANT)
    assert "accepted-needs-inspection" in ids(answer(gate, early, INSPECTED).stops)


def test_a_parcel_inherits_what_happened_to_its_bag(gate: Gate) -> None:
    events = trail(
        gate.docket.handbook.vocabulary,
        parcel__YT1="08:00 accepted @SZ01\n09:00 bagged @SZ01 into=B1",
        bag__B1="08:30 bag_started @SZ01\n10:00 screened @HUB1 ~xray passed=true",
    )
    question = asking("depart", site="HUB1", transport="air")
    assert judge_acts(events, [question], gate.docket, NOON) == [[]]
    alone = events.filter(events["subject_kind"] == "parcel")
    assert ids(judge_acts(alone, [question], gate.docket, NOON)[0]) == {"screened-before-departure"}


def test_many_together_are_answered_as_each_alone(gate: Gate) -> None:
    vocabulary = gate.docket.handbook.vocabulary
    lines, questions = {}, []
    for turn, act in enumerate(STOPPED):
        subject = gate.acts[act].subject
        for name, (some, more, *_) in (("S", STOPPED[act]), ("P", PASSES[act])):
            if some:
                lines[f"{subject}__{name}{turn}"] = some
            questions += [asking(act, f"{name}{turn}", **more), asking(act, f"{name}{turn}", **more)]
    lines["parcel__OLD"] = f"{OUT}\n11:00 returned_under to_number=NEW"
    lines["parcel__NEW"] = ASKED_BACK
    questions += [asking("sign", number, **LIN, **PHOTO) for number in ("OLD", "NEW", "OLD")]
    questions.append(asking("accept", "P0", now=NOON, at="2026-07-01T12:03:00+08:00", **MERCHANT))
    events = trail(vocabulary, **lines)
    together = judge_acts(events, questions, gate.docket, NOON)
    alone = [judge_acts(events, [question], gate.docket, NOON)[0] for question in questions]
    assert together == alone
    assert any(together) and not all(together)


def test_levels_of_the_shipped_acts_are_levels(gate: Gate) -> None:
    assert all(set(act.stops) <= set(LEVELS) for act in gate.acts.values())
