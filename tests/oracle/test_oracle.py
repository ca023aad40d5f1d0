"""The oracle is right: the examples of docs/kernel.md, rules 1–15, one by one."""

from __future__ import annotations

from . import Oracle
from .event import HOUR, Finding, content_hash
from .examples import at, e, judged, one, promises, statuses
from .promised import STANDARDS
from .words import ANY, CONDITIONS, VOCABULARY
from .writing import on, standard, within

SIGNED_1H = standard("signed-1h", "within", on("accepted"), keep=(on("signed"),), due=within(HOUR))
SORTED_1H = standard("sorted-1h", "within", on("arrived"), keep=(on("sorted"),), due=within(HOUR), per=("site",))
ACCEPTED = e("e1", "accepted", "10:00")


def log(*events, until="20 00:00"):
    said = Oracle(VOCABULARY, [SIGNED_1H], CONDITIONS).belief_log(list(events), at(until))
    return [(key[-1], known, verdict) for key, known, verdict in said]


def test_rule_1_a_late_record_is_not_read_before_it_was_known():
    late = e("e2", "signed", "10:30", recorded="12:00")
    assert one(SIGNED_1H, ACCEPTED, late, as_of="11:30").status == "broken"
    assert one(SIGNED_1H, ACCEPTED, late, as_of="12:00").status == "kept"


def test_rule_1_what_has_not_happened_yet_is_not_believed():
    fast_clock = e("e2", "signed", "10:05", recorded="10:00")
    assert one(SIGNED_1H, ACCEPTED, fast_clock, as_of="10:04").status == "open"
    assert one(SIGNED_1H, ACCEPTED, fast_clock, as_of="10:05").status == "kept"


def test_rule_2_broken_is_said_the_instant_after_due_and_withdrawn_at_the_recording():
    late = e("e2", "signed", "10:30", recorded="12:00")
    assert log(ACCEPTED, late) == [("e1", at("11:00") + 1, "broken"), ("e1", at("12:00"), "kept")]


def test_rule_2_an_opening_recorded_late_is_said_broken_at_its_recording():
    assert log(e("e1", "accepted", "10:00", recorded="15:00")) == [("e1", at("15:00"), "broken")]


def test_rule_2_a_retracted_opening_is_gone():
    retracted = e("e3", "retracted", "14:00", retracts="e1")
    assert log(ACCEPTED, retracted) == [("e1", at("11:00") + 1, "broken"), ("e1", at("14:00"), "gone")]


def test_rule_2_a_promise_never_said_broken_is_not_in_the_log():
    assert log(ACCEPTED, e("e2", "signed", "10:30")) == []


def test_rule_5_a_keep_at_the_due_instant_is_in_time_and_broken_begins_after_it():
    assert one(SIGNED_1H, ACCEPTED, e("e2", "signed", "11:00")).status == "kept"
    assert one(SIGNED_1H, ACCEPTED, as_of="11:00").status == "open"
    assert one(SIGNED_1H, ACCEPTED, as_of="11:01").status == "broken"


def test_rule_5_a_date_only_event_of_the_next_day_is_late():
    by_day = standard("signed-0d", "within", on("accepted"), keep=(on("signed"),), due=within(0, "d"))
    assert one(by_day, ACCEPTED, e("e2", "signed", "2 00:00", source="diary")).status == "kept_late"


def test_rule_5_a_date_only_event_serves_no_clock_standard_but_gives_facts():
    diary = e("e0", "accepted", "00:00", source="diary", product="express")
    express = standard(
        "x", "within", on("arrived", where="parcel.product = 'express'"), keep=(on("signed"),), due=within(HOUR)
    )
    assert promises(SIGNED_1H, diary) == []
    assert one(SIGNED_1H, ACCEPTED, e("e2", "signed", "00:00", source="diary"), as_of="12:00").status == "broken"
    assert statuses(express, diary, e("e1", "arrived", "10:00")) == [("e1", "broken")]


def test_rule_6_ties_favour_the_promise_and_an_event_never_keeps_itself():
    inspected = standard("inspected", "needs", on("accepted"), keep=(on("inspected"),))
    assert one(inspected, ACCEPTED, e("e0", "inspected", "10:00")).status == "kept"
    assert one(inspected, ACCEPTED, e("e9", "inspected", "10:00")).status == "kept"
    tied = (e("e1", "arrived", "10:00", site="H1"), e("e0", "sorted", "10:00", site="H1"))
    assert one(SORTED_1H, *tied).status == "kept"
    traced = standard("traced", "within", on(*ANY), keep=(on(*ANY),), due=within(HOUR))
    assert one(traced, ACCEPTED).status == "broken"


def test_rule_7_a_keep_wins_over_a_void_of_the_same_instant_and_a_void_after_due_heals_nothing():
    voided = standard(
        "v", "within", on("accepted"), keep=(on("signed"),), due=within(HOUR), void_if=(on("intercepted"),)
    )
    assert one(voided, ACCEPTED, e("e2", "signed", "10:30"), e("e3", "intercepted", "10:30")).status == "kept"
    assert one(voided, ACCEPTED, e("e2", "signed", "10:31"), e("e3", "intercepted", "10:30")).status == "void"
    assert one(voided, ACCEPTED, e("e3", "intercepted", "11:01")).status == "broken"


def test_rule_7_not_broken_before_the_instant_after_due_at_risk_by_the_warnings():
    sorted_1h = next(s for s in STANDARDS if s.id == "sorted-1h")
    arrived = e("e1", "arrived", "10:00", site="H1")
    levels = [
        (one(sorted_1h, arrived, as_of=t).status, one(sorted_1h, arrived, as_of=t).level)
        for t in ("10:29", "10:30", "10:50", "11:01")
    ]
    assert levels == [("open", 0), ("at_risk", 1), ("at_risk", 2), ("broken", 0)]


def test_rule_8_the_first_recorded_stands_and_a_conflict_is_found():
    first = e("e2", "signed", "10:30", recorded="10:40")
    other = e("e2", "signed", "11:30", recorded="11:40")
    found = judged(SIGNED_1H, ACCEPTED, other, first)
    assert found.promises[0].status == "kept"
    assert found.findings == [Finding("conflict", "parcel", "P1", "e2")]
    same_again = e("e2", "signed", "10:30", recorded="13:00")
    assert judged(SIGNED_1H, ACCEPTED, same_again, first).findings == []


def test_rule_8_of_two_recorded_at_once_the_smaller_hash_stands():
    two = [e("e1", "accepted", "10:00", recorded="12:00"), e("e1", "accepted", "10:20", recorded="12:00")]
    [promise] = promises(SIGNED_1H, *two)
    assert promise.opens_at == min(two, key=content_hash).at


def test_rule_10_echoes_open_nothing_and_count_once_but_are_evidence():
    scans = (
        e("e1", "arrived", "10:00", site="H1", source="handheld"),
        e("e2", "arrived", "10:01", site="H1", source="sorter"),
        e("e3", "arrived", "10:02", source="courier_app"),
    )
    left = standard("left", "within", on("arrived"), keep=(on("departed"),), due=within(HOUR), again="each")
    assert statuses(left, *scans) == [("e1", "broken")]
    arrived = standard("was-here", "needs", on("sorted"), keep=(on("arrived"),), per=("site",))
    assert (
        one(
            arrived,
            scans[1],
            e("e4", "sorted", "10:01", site="H1"),
            e("e0", "arrived", "10:09", site="H1", source="handheld"),
        ).status
        == "kept"
    )
    twice = standard("twice", "needs", on("sorted"), keep=(on("arrived"),), at_least=2)
    assert one(twice, *scans, e("e4", "sorted", "11:00")).status == "broken"
    elsewhere = e("e5", "arrived", "10:03", site="H2", source="camera")
    assert len(promises(left, scans[0], elsewhere)) == 2


def test_rule_11_a_retraction_counts_from_its_recording_also_before_the_event_comes():
    signed, wrong = e("e2", "signed", "10:30"), e("e3", "retracted", "15:00", retracts="e2")
    assert one(SIGNED_1H, ACCEPTED, signed, wrong, as_of="14:00").status == "kept"
    assert one(SIGNED_1H, ACCEPTED, signed, wrong, as_of="15:00").status == "broken"
    early = e("e3", "retracted", "10:00", retracts="e2")
    assert one(SIGNED_1H, ACCEPTED, signed, early, as_of="14:00").status == "broken"


def test_rule_11_a_retraction_of_a_retraction_has_no_effect_and_standards_may_read_retractions():
    wrong, undo = e("e3", "retracted", "12:00", retracts="e2"), e("e4", "retracted", "13:00", retracts="e3")
    assert one(SIGNED_1H, ACCEPTED, e("e2", "signed", "10:30"), wrong, undo).status == "broken"
    watched = standard("no-retraction", "never", on("retracted"))
    assert statuses(watched, wrong) == [("e3", "broken")]


def test_rule_12_a_stale_event_counts_when_a_person_confirms_it():
    voided = standard(
        "v", "within", on("accepted"), keep=(on("signed"),), due=within(HOUR), void_if=(on("intercepted"),)
    )
    back_dated = e("e2", "intercepted", "10:30", recorded="2 10:00")
    assert one(voided, ACCEPTED, back_dated).status == "broken"
    confirmed = e("e3", "confirmed", "2 11:00", confirms="e2")
    assert one(voided, ACCEPTED, back_dated, confirmed).status == "void"
    assert one(voided, ACCEPTED, back_dated, confirmed, as_of="2 10:30").status == "broken"


def test_rule_12_a_stale_keep_does_not_keep_and_a_stale_end_does_not_end():
    stale = e("e2", "signed", "10:30", recorded="12:31")
    assert one(SIGNED_1H, ACCEPTED, stale).status == "broken"
    assert one(SIGNED_1H, ACCEPTED, e("e2", "signed", "10:30", recorded="12:30")).status == "kept"
    again = standard("again", "within", on("accepted"), keep=(on("called"),), due=within(HOUR), again="each")
    assert len(promises(again, ACCEPTED, stale, e("e3", "accepted", "12:00"))) == 2


def test_rule_13_a_number_used_again_after_silence_is_another_life():
    lives = [(p.life, p.opening) for p in promises(SIGNED_1H, ACCEPTED, e("e5", "accepted", "4 10:00"))]
    assert lives == [(1, "e1"), (2, "e5")]
    still_one = promises(SIGNED_1H, e("e0", "ordered", "2 10:00"), ACCEPTED, e("e5", "accepted", "4 10:00"))
    assert [p.life for p in still_one] == [1]


def test_rule_13_a_keep_of_the_next_life_does_not_keep():
    assert one(SIGNED_1H, ACCEPTED, e("e2", "signed", "5 10:00")).kept_at is None


def test_rule_13_a_bag_lives_anew_each_time_it_is_sealed():
    opened = standard("opened", "within", on("sealed"), subject="bag", keep=(on("opened"),), due=within(HOUR))
    seals = (e("e1", "sealed", "10:00", "B1"), e("e2", "sealed", "10:05", "B1"), e("e3", "sealed", "12:00", "B1"))
    found = [(p.life, p.opening, p.status) for p in promises(opened, *seals, e("e4", "opened", "12:30", "B1"))]
    assert found == [(1, "e1", "broken"), (2, "e3", "kept")]


def test_rule_14_the_end_voids_what_is_not_yet_due_and_what_opens_after_it_is_ignored():
    sorted_3h = standard("s", "within", on("accepted"), keep=(on("sorted"),), due=within(3 * HOUR), again="each")
    found = judged(sorted_3h, ACCEPTED, e("e2", "signed", "11:00"), e("e3", "accepted", "11:30"))
    assert [(p.status, p.void_reason, p.void_at) for p in found.promises] == [("void", "ended", at("11:00"))]
    assert found.findings == [Finding("after_end", "parcel", "P1", "e3", "s")]


def test_rule_14_a_broken_promise_stops_waiting_and_a_call_back_outlives_the_end():
    assert (
        one(
            SORTED_1H,
            e("e1", "arrived", "09:00", site="H1"),
            e("e2", "signed", "11:00"),
            e("e3", "sorted", "12:00", site="H1"),
        ).kept_at
        is None
    )
    call = {"keep": (on("called"),), "due": within(3, "d")}
    signed, called = e("e1", "signed", "10:00"), e("e2", "called", "2 10:00")
    assert one(standard("call", "within", on("signed"), outlives=True, **call), signed, called).status == "kept"
    assert one(standard("call", "within", on("signed"), **call), signed, called).status == "void"


def test_rule_14_a_red_line_crossed_by_the_terminal_event_itself_stands():
    assert (
        one(standard("x", "needs", on("signed"), keep=(on("inspected"),)), e("e1", "signed", "10:00")).status
        == "broken"
    )


def test_rule_15_a_promise_is_named_by_standard_life_values_and_opening():
    promise = one(SORTED_1H, e("e5", "arrived", "10:00", site="H3"))
    assert promise.key == ("sorted-1h", "parcel", "P1", 1, ("H3",), "e5")
