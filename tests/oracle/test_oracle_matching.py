"""The oracle is right: the examples of docs/kernel.md, rules 16–22, one by one."""

from __future__ import annotations

from dataclasses import replace

from tuotou.core.document import Duration

from .event import DAY, HOUR, MINUTE, Finding
from .examples import at, e, judged, one, promises, statuses
from .words import ANY, ANY_SCAN
from .writing import on, or_later, standard, within

SORTED_1H = standard("sorted-1h", "within", on("arrived"), keep=(on("sorted"),), due=within(HOUR), per=("site",))


def test_rule_16_repeated_openings():
    twice = (e("e1", "arrived", "10:00", site="H1"), e("e2", "arrived", "10:20", site="H1"))
    assert statuses(SORTED_1H, *twice) == [("e1", "broken")]
    after_keep = (*twice, e("e3", "sorted", "10:30", site="H1"), e("e4", "arrived", "14:00", site="H1"))
    assert statuses(SORTED_1H, *after_keep) == [("e1", "kept"), ("e4", "broken")]
    days = standard("out", "within", on("out_for_delivery"), keep=(on("signed"),), due=within(0, "d"), again="each")
    out = (e("e1", "out_for_delivery", "10:00"), e("e2", "out_for_delivery", "2 10:00"), e("e3", "signed", "2 11:00"))
    assert statuses(days, *out) == [("e1", "kept_late"), ("e2", "kept")]


def test_rule_16_openings_of_one_instant_are_one_named_by_the_smallest_id():
    tied = (e("e2", "arrived", "10:00", site="H1"), e("e1", "arrived", "10:00", site="H1", source="handheld"))
    each = standard("s", "within", on("arrived", "accepted"), keep=(on("sorted"),), due=within(HOUR), again="each")
    assert statuses(each, *tied, e("e3", "accepted", "10:00")) == [("e1", "broken")]


def test_rule_16_what_opens_a_promise_does_not_keep_it():
    traced = standard("traced", "within", on(*ANY), keep=(on(*ANY),), due=within(HOUR))
    tied = (e("e1", "accepted", "10:00"), e("e2", "ordered", "10:00"))
    assert statuses(traced, *tied) == [("e1", "broken")]
    read_twice = (
        e("e1", "arrived", "10:00", site="H1", source="handheld"),
        e("e2", "arrived", "10:01", site="H1", source="sorter"),
    )
    assert statuses(traced, *read_twice) == [("e1", "broken")]
    here = standard("here", "within", on("accepted"), keep=(on("arrived"),), due=within(HOUR), early=HOUR)
    assert one(here, *read_twice, e("e3", "accepted", "10:00")).kept_by == "e1"
    assert one(replace(here, early=0), *read_twice, e("e3", "accepted", "10:01")).kept_by == "e2"


def test_rule_17_one_reply_keeps_every_promise_that_waits_also_past_due():
    call = standard("call", "within", on("attempted"), keep=(on("called"),), due=within(HOUR), again="each")
    asked = (e("e1", "attempted", "10:00"), e("e2", "attempted", "11:30"), e("e3", "called", "12:00"))
    assert statuses(call, *asked) == [("e1", "kept_late"), ("e2", "kept")]


def test_rule_18_a_null_value_opens_nothing_and_other_asks_for_another_site():
    found = judged(SORTED_1H, e("e1", "arrived", "10:00"))
    assert (found.promises, found.findings) == ([], [Finding("no_value", "parcel", "P1", "e1", "sorted-1h")])
    gone = standard(
        "gone", "within", on("arrived"), per=("site",), due=within(HOUR),
        keep=(on("departed"), on(*ANY_SCAN, other="site")),
    )  # fmt: skip
    arrived = e("e1", "arrived", "10:00", site="H1")
    assert one(gone, arrived, e("e2", "sorted", "10:30", site="H1")).status == "broken"
    assert one(gone, arrived, e("e2", "sorted", "10:30")).status == "broken"
    assert one(gone, arrived, e("e2", "sorted", "10:30", site="H2")).status == "kept"


def test_rule_17_or_later_keeps_and_says_that_the_scan_is_missed():
    lenient = standard("l", "within", on("arrived"), per=("site",), keep=or_later("sorted"), due=within(HOUR))
    arrived, departed = e("e1", "arrived", "10:00", site="H1"), e("e2", "departed", "10:30", site="H1")
    assert [(p.status, p.missed) for p in promises(lenient, arrived, departed)] == [("kept", True)]
    tied = one(lenient, arrived, departed, e("e3", "sorted", "10:30", site="H1"))
    assert (tied.missed, tied.kept_by) == (False, "e3")
    elsewhere = one(lenient, arrived, e("e4", "bagged", "10:20", site="H2", into="B1"))
    assert (elsewhere.status, elsewhere.missed) == ("kept", True)


def test_rule_19_early_and_not_before():
    call = standard("c", "within", on("attempted"), keep=(on("called"),), due=within(HOUR), early=10 * MINUTE)
    assert one(call, e("e1", "called", "09:50"), e("e2", "attempted", "10:00")).status == "kept"
    assert one(call, e("e1", "called", "09:49"), e("e2", "attempted", "10:00")).status == "broken"
    slot = standard("s", "within", on("ordered"), keep=(on("accepted"),), due=within(3 * HOUR), not_before="slot_from")
    ordered = e("e1", "ordered", "08:00", slot_from=at("09:00"))
    early, in_time = e("e2", "accepted", "08:30"), e("e3", "accepted", "09:00")
    assert one(slot, ordered, early).kept_at is None
    assert one(slot, ordered, early, in_time).kept_by == "e3"
    pause = standard("p", "within", on("attempted"), keep=(on("called"),), due=within(DAY), not_before=Duration(HOUR))
    assert one(pause, e("e1", "attempted", "10:00"), e("e2", "called", "10:59")).kept_at is None


def test_rule_19_a_return_needs_two_failed_attempts():
    twice = standard("two", "needs", on("returned"), keep=(on("attempted"),), at_least=2)
    one_attempt, returned = e("e1", "attempted", "10:00"), e("e9", "returned", "15:00")
    assert one(twice, one_attempt, returned).status == "broken"
    assert one(twice, one_attempt, e("e2", "attempted", "12:00"), returned).status == "kept"


def test_rule_20_a_fact_is_the_latest_known_else_the_earliest_after():
    express = standard(
        "x", "within", on("arrived", where="parcel.product = 'express'"), keep=(on("sorted"),), due=within(HOUR)
    )
    arrived = e("e2", "arrived", "10:00")
    assert len(promises(express, e("e1", "ordered", "08:00", product="express"), arrived)) == 1
    assert len(promises(express, arrived, e("e3", "ordered", "12:00", product="express"))) == 1
    changed = (e("e1", "ordered", "08:00", product="express"), e("e3", "ordered", "09:00", product="standard"))
    assert promises(express, *changed, arrived) == []


def test_rule_21_no_value_is_cannot_say():
    express = standard(
        "x", "within", on("arrived", where="parcel.product = 'express'"), keep=(on("sorted"),), due=within(HOUR)
    )
    found = judged(express, e("e1", "arrived", "10:00"))
    assert (found.promises, [said.event for said in found.cannot_say]) == ([], ["e1"])


def test_rule_22_a_consent_after_the_fact_is_kept_late():
    consent = standard("c", "needs", on("placed"), keep=(on("consented"),))
    placed = e("e1", "placed", "10:00")
    assert one(consent, placed, e("e2", "consented", "10:05")).status == "kept_late"
    assert one(consent, placed, e("e2", "consented", "09:55")).kept_at == at("10:00")
