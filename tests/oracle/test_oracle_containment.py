"""The oracle is right: between subjects (docs/kernel.md, rules 40, 41, 46 and 71)."""

from __future__ import annotations

from .event import HOUR, Finding
from .examples import at, e, judged, one, promises, statuses
from .writing import on, standard, within

LEFT = standard("left", "within", on("arrived"), keep=(on("departed"),), due=within(HOUR), again="each")
SIGNED = standard("signed", "within", on("accepted"), keep=(on("signed"),), due=within(5, "d"))
BAGGED = e("e1", "bagged", "10:00", site="H1", into="B1")
SEALED = e("b1", "sealed", "10:10", "B1", site="H1")
ARRIVED = e("b2", "arrived", "12:00", "B1", site="H2")


def parcel(*events, as_of="20 00:00"):
    return [(p.subject, p.opening) for p in promises(LEFT, *events, as_of=as_of)]


def test_rule_40_a_parcel_inherits_what_spreads_from_its_bag():
    assert parcel(BAGGED, SEALED, ARRIVED) == [("P1", "B1:b2")]
    assert parcel(SEALED, ARRIVED) == []
    told = standard("told", "within", on("opened"), keep=(on("told"),), due=within(HOUR))
    assert statuses(told, BAGGED, SEALED, e("b3", "opened", "11:00", "B1")) == []


def test_rule_40_a_parcel_inherits_through_its_bag_what_the_bag_inherits_from_its_trip():
    loaded = e("b2", "loaded", "11:00", "B1", site="H1", into="T1")
    trip = (e("t1", "trip_opened", "11:00", "T1"), e("t2", "arrived", "13:00", "T1", site="H2"))
    assert parcel(BAGGED, SEALED, loaded, *trip) == [("P1", "T1:t2")]
    unloaded = e("b3", "unloaded", "12:00", "B1", out_of="T1")
    assert parcel(BAGGED, SEALED, loaded, *trip, unloaded) == []


def test_rule_40_each_way_out_ends_it_ends_included():
    for out in (
        e("e2", "unbagged", "11:30"),
        e("e2", "unbagged", "11:30", out_of="B1"),
        e("e2", "sorted", "11:30", site="H3"),
        e("e2", "bagged", "11:30", into="B2"),
        e("b9", "opened", "11:30", "B1"),
        e("b9", "sealed", "11:30", "B1"),
    ):
        assert parcel(BAGGED, SEALED, out, ARRIVED) == [], out
        at_the_end = e("b3", "arrived", "11:30", "B1", site="H2")
        inside = [] if out.kind == "sealed" else [("P1", "B1:b3")]
        assert parcel(BAGGED, SEALED, out, at_the_end) == inside, out
    for no_out in (
        e("e2", "unbagged", "11:30", out_of="B2"),
        e("e2", "sorted", "11:30"),
        e("e2", "sorted", "11:30", site="H1"),
        e("e2", "unbagged", "10:00"),
        e("e2", "loaded", "11:30", into="T1"),
    ):
        assert parcel(BAGGED, SEALED, no_out, ARRIVED) == [("P1", "B1:b2")], no_out


def test_rule_40_nothing_stays_longer_than_the_longest_stay():
    assert parcel(BAGGED, SEALED, e("b3", "arrived", "16:00", "B1")) == [("P1", "B1:b3")]
    assert parcel(BAGGED, SEALED, e("b3", "arrived", "16:01", "B1")) == []


def test_rule_40_nothing_leaks_from_a_bag_tag_that_is_used_again():
    tomorrow = (e("b7", "sealed", "14:00", "B1", site="H3"), e("b8", "arrived", "15:00", "B1", site="H4"))
    assert parcel(BAGGED, SEALED, *tomorrow) == []


def test_rule_40_things_are_packed_before_the_bag_is_sealed():
    old = e("b0", "sealed", "08:00", "B1", site="H9")
    assert parcel(old, BAGGED, SEALED, ARRIVED) == [("P1", "B1:b2")]
    late_seal = e("b1", "sealed", "10:31", "B1", site="H1")
    assert parcel(old, BAGGED, late_seal, ARRIVED) == []
    sealed_elsewhere = e("b1", "sealed", "10:10", "B1", site="H2")
    assert parcel(old, BAGGED, sealed_elsewhere, ARRIVED) == []
    assert parcel(BAGGED, late_seal, ARRIVED) == [("P1", "B1:b2")]


def test_rule_41_the_parcel_learns_it_when_the_bagging_is_recorded_and_forgets_it_when_the_unpacking_is():
    late = e("e1", "bagged", "10:00", site="H1", into="B1", recorded="13:00")
    assert parcel(late, SEALED, ARRIVED, as_of="12:59") == []
    assert parcel(late, SEALED, ARRIVED, as_of="13:00") == [("P1", "B1:b2")]
    unpacked = e("e2", "unbagged", "11:00", recorded="15:00")
    assert parcel(BAGGED, SEALED, ARRIVED, unpacked, as_of="14:59") == [("P1", "B1:b2")]
    assert parcel(BAGGED, SEALED, ARRIVED, unpacked, as_of="15:00") == []


def test_rule_12_a_bagging_recorded_late_makes_no_honest_scan_stale():
    late = e("e1", "bagged", "10:00", site="H1", into="B1", recorded="2 10:00")
    kept = standard("kept", "within", on("bagged"), keep=(on("arrived"),), due=within(5 * HOUR))
    assert one(kept, late, SEALED, ARRIVED).status == "kept"


def test_rule_46_an_incident_opens_one_promise_per_parcel_on_board():
    told = standard("told", "within", on("incident"), keep=(on("told"),), due=within(HOUR))
    board = [e("e1", "loaded", "09:00", number, into="T1") for number in ("P1", "P2")]
    off = e("e2", "unloaded", "09:30", "P2", recorded="12:00")
    trip = (e("t1", "trip_opened", "08:00", "T1"), e("t2", "incident", "10:00", "T1"))
    assert [p.subject for p in promises(told, *board, off, *trip, as_of="11:30")] == ["P1", "P2"]
    assert [p.subject for p in promises(told, *board, off, *trip, as_of="12:00")] == ["P1"]


def test_rule_71_the_trail_goes_on_under_the_new_number():
    accepted, link = e("e1", "accepted", "10:00"), e("e2", "relabelled", "12:00", to="P2")
    signed = e("e1", "signed", "15:00", "P2")
    kept = one(SIGNED, accepted, link, signed)
    assert (kept.subject, kept.status, kept.kept_by) == ("P1", "kept", "P2:e1")


def test_rule_71_what_the_new_number_did_before_counts_from_the_link_on():
    accepted, link = e("e1", "accepted", "10:00"), e("e2", "relabelled", "12:00", to="P2", recorded="13:00")
    signed = e("e1", "signed", "09:00", "P2")
    assert one(SIGNED, accepted, link, signed).kept_at == at("12:00")
    assert one(SIGNED, accepted, link, signed, as_of="12:30").kept_at is None


def test_rule_71_cycles_and_second_successors_are_findings():
    there, back = e("e1", "relabelled", "10:00", to="P2"), e("e1", "relabelled", "11:00", "P2", to="P1")
    assert judged(SIGNED, there, back).findings == [Finding("link_refused", "parcel", "P2", "e1")]
    second = e("e2", "relabelled", "12:00", to="P3")
    third = e("e1", "accepted", "12:00", "P3")
    assert judged(SIGNED, there, e("e1", "accepted", "10:00", "P2"), second, third).findings == [
        Finding("link_refused", "parcel", "P1", "e2")
    ]
    taken = e("e9", "relabelled", "13:00", "P3", to="P2")
    assert judged(SIGNED, there, e("e1", "accepted", "10:00", "P2"), taken).findings == [
        Finding("link_refused", "parcel", "P3", "e9")
    ]
    assert judged(SIGNED, e("e1", "relabelled", "10:00", to="P9")).findings == []


def test_rule_71_a_link_takes_the_life_that_goes_on_from_it():
    link = e("e1", "relabelled", "10 10:00", to="P2")
    old_life, next_life = e("e1", "accepted", "10:00", "P2"), e("e2", "accepted", "11 10:00", "P2")
    found = [(p.subject, p.life, p.opening) for p in promises(SIGNED, link, old_life, next_life)]
    assert found == [("P1", 1, "P2:e2"), ("P2", 1, "e1")]
