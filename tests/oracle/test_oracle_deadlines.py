"""The oracle is right: the examples of docs/kernel.md, rules 23–38, one by one."""

from __future__ import annotations

from dataclasses import replace

from tuotou.core.document import Duration
from tuotou.core.standards.standard import Answer, Due, Pause, Warning

from . import Oracle
from .event import DAY, HOUR, MINUTE, Finding
from .examples import at, e, judged, one, promises, statuses
from .promised import COVERED
from .words import CONDITIONS, VOCABULARY
from .writing import on, standard, within

CONSENT = standard("consent", "needs", on("placed"), keep=(on("consented"),), **COVERED)
PLACED = e("e9", "placed", "10:00", mode="locker", place="X")
SIGNED_1H = standard("signed-1h", "within", on("accepted"), keep=(on("signed"),), due=within(HOUR))
ACCEPTED = e("e1", "accepted", "10:00", site="H1", person="zhang")
WAITING = Pause(on("waiting"), on("answered"), 20 * HOUR)
PAUSED = standard("paused", "within", on("accepted"), keep=(on("signed"),), due=within(2 * HOUR), pauses=(WAITING,))
WEATHER = standard("w", "within", on("accepted"), keep=(on("signed"),), due=within(HOUR), void_if=(on("weather"),))


def test_rule_23_valid_evidence_exists_though_a_later_one_is_narrower():
    monday = e("e1", "consented", "07:00", modes="locker,station")
    tuesday = e("e2", "consented", "08:00", modes="station")
    assert one(CONSENT, monday, tuesday, PLACED).status == "kept"
    assert one(CONSENT, tuesday, PLACED).status == "broken"


def test_rule_23_covers_is_null_where_the_evidence_says_nothing_unless_null_covers_all():
    assert one(CONSENT, e("e1", "consented", "07:00"), PLACED).status == "broken"
    assert one(CONSENT, e("e1", "consented", "07:00", modes="locker", place="Y"), PLACED).status == "broken"
    assert one(CONSENT, e("e1", "consented", "07:00", modes="locker", place="X"), PLACED).status == "kept"


def test_rule_23_evidence_expires_and_is_withdrawn():
    until_ten = e("e1", "consented", "07:00", modes="locker", expires_at=at("10:00"))
    assert one(CONSENT, until_ten, PLACED).status == "broken"
    valid = e("e1", "consented", "07:00", modes="locker", expires_at=at("10:01"))
    assert one(CONSENT, valid, PLACED).status == "kept"
    for named, status in (("e1", "broken"), (None, "broken"), ("e5", "kept")):
        assert one(CONSENT, valid, e("e2", "consent_withdrawn", "09:00", consent=named), PLACED).status == status
    assert one(CONSENT, valid, e("e2", "consent_withdrawn", "10:00"), PLACED).status == "kept"
    for_an_hour = replace(CONSENT, expires=Duration(HOUR))
    assert one(for_an_hour, e("e1", "consented", "09:00", modes="locker"), PLACED).status == "broken"
    assert one(for_an_hour, e("e1", "consented", "09:01", modes="locker"), PLACED).status == "kept"


def test_rule_25_each_act_is_a_promise_kept_or_broken_or_unsaid():
    thrown = standard("thrown", "never", on("thrown"), condition="height > 30")
    acts = (
        e("e1", "thrown", "10:00", height=40.0),
        e("e2", "thrown", "10:00", height=20.0),
        e("e3", "thrown", "10:00"),
    )
    assert statuses(thrown, *acts) == [("e1", "broken"), ("e2", "kept"), ("e3", "cannot_say")]


def test_rule_25_never_loaded_after_suspected_until_cleared():
    stop = standard("stop", "never", on("loaded"), after=on("suspected"), until_event=on("cleared"))
    suspected, loaded = e("e1", "suspected", "10:00"), e("e9", "loaded", "12:00")
    assert one(stop, loaded).status == "kept"
    assert one(stop, suspected, loaded).status == "broken"
    assert one(stop, suspected, e("e2", "cleared", "12:00"), loaded).status == "kept"
    assert one(stop, suspected, e("e2", "cleared", "11:00"), e("e3", "suspected", "11:30"), loaded).status == "broken"
    assert one(stop, e("e1", "suspected", "12:00"), loaded).status == "kept"


def test_rule_25_eight_hours_between_attempts():
    rest = standard("rest", "never", on("attempted"), after=on("attempted"), lasting=8 * HOUR)
    attempts = (e("e1", "attempted", "08:00"), e("e2", "attempted", "15:59"), e("e3", "attempted", "23:59"))
    assert statuses(rest, *attempts) == [("e1", "kept"), ("e2", "broken"), ("e3", "kept")]


def test_rule_25_no_signing_after_interception_though_it_ends_the_life():
    stop = standard("stop", "never", on("signed"), after=on("intercepted"))
    assert one(stop, e("e1", "intercepted", "10:00"), e("e2", "signed", "12:00")).status == "broken"


def test_at_most_counts_ties_together_and_over_all_subjects():
    signings = standard("s", "at_most", on("signed"), per=("person",), limit=1, window=10 * MINUTE)
    told = [
        e("e1", "signed", when, parcel, person="li")
        for parcel, when in (("P1", "10:00"), ("P2", "10:10"), ("P3", "10:10"))
    ]
    assert [p.status for p in promises(signings, *told)] == ["kept", "broken", "broken"]
    hub = standard("h", "at_most", on("arrived"), per=("site",), limit=1, window=HOUR, count="subjects")
    same_twice = [e(i, "arrived", when, site="H1") for i, when in (("e1", "10:00"), ("e2", "10:30"))]
    assert {p.status for p in promises(hub, *same_twice)} == {"kept"}
    other = e("e1", "arrived", "10:40", "P2", site="H1")
    assert [p.status for p in promises(hub, *same_twice, other)] == ["kept", "kept", "broken"]
    assert judged(hub, e("e1", "arrived", "10:00")).findings == [Finding("no_value", "parcel", "P1", "e1", "h")]


def test_rule_26_an_unknown_event_keeps_nothing_and_casts_doubt_on_a_breach():
    unknown = e("e2", "unknown", "10:40")
    assert [(p.status, p.doubt) for p in promises(SIGNED_1H, ACCEPTED, unknown)] == [("broken", True)]
    assert not one(SIGNED_1H, ACCEPTED, e("e2", "unknown", "11:01")).doubt
    assert not one(SIGNED_1H, ACCEPTED, unknown, e("e3", "signed", "10:50")).doubt


def test_rule_28_days_end_at_the_end_of_the_local_day_and_are_no_hours():
    week = standard("week", "within", on("case_opened"), subject="case", keep=(on("called"),), due=within(7, "d"))
    assert one(week, e("e1", "case_opened", "4 10:00", "C1")).due_at == at("12 00:00") - 1
    assert one(SIGNED_1H, ACCEPTED).due_at == at("11:00")


def test_rule_29_a_due_instant_of_the_past_is_impossible_and_a_missing_one_opens_nothing():
    promised = standard("p", "within", on("ordered"), keep=(on("signed"),), due=(Due(attribute="promised_at"),))
    found = judged(promised, e("e1", "ordered", "09:30", promised_at=at("08:00")))
    assert [(p.status, p.void_reason) for p in found.promises] == [("void", "impossible")]
    assert found.findings == [Finding("impossible", "parcel", "P1", "e1", "p")]
    assert judged(promised, e("e1", "ordered", "09:30")).findings == [Finding("no_deadline", "parcel", "P1", "e1", "p")]
    burnt = e("e1", "ordered", "09:30", recorded="12:00", promised_at=at("11:00"))
    assert one(promised, burnt, as_of="12:00").status == "broken"
    in_order = (Due(attribute="promised_at", offset=HOUR), Due(after=Duration(2 * HOUR)))
    both_ways = replace(promised, due=in_order)
    assert one(both_ways, burnt).due_at == at("12:00")
    assert one(both_ways, e("e1", "ordered", "09:30")).due_at == at("11:30")


def test_rule_30_a_new_deadline_voids_the_old_one_unless_it_comes_too_late():
    promised = standard(
        "p", "within", on("ordered"), keep=(on("signed"),), due=(Due(attribute="promised_at"),), again="supersede"
    )
    first = e("e1", "ordered", "10:00", promised_at=at("2 12:00"))
    in_time, late = (e("e2", "ordered", when, promised_at=at("5 12:00")) for when in ("2 10:00", "3 10:00"))
    signed = e("e3", "signed", "4 10:00")
    assert promises(promised, first, in_time, signed)[0].void_reason == "superseded"
    assert statuses(promised, first, in_time, signed) == [("e1", "void"), ("e2", "kept")]
    assert statuses(promised, first, late, signed) == [("e1", "kept_late"), ("e2", "kept")]


def test_rule_31_warnings_are_on_the_promises_own_clock_and_clipped():
    warned = replace(
        PAUSED, warnings=(Warning("a", share=0.5), Warning("b", before=30 * MINUTE), Warning("c", before=DAY))
    )
    stopped = (e("e2", "waiting", "10:30"), e("e3", "answered", "15:30"))
    assert one(warned, ACCEPTED).warn_at == (at("11:00"), at("11:30"), at("10:00"))
    assert one(warned, ACCEPTED, *stopped).warn_at == (at("16:00"), at("16:30"), at("10:00"))


def test_rule_32_a_pause_moves_the_due_instant_by_its_union_and_at_most_its_max():
    stopped, again = e("e2", "waiting", "11:00"), e("e3", "waiting", "15:00")
    assert one(PAUSED, ACCEPTED, stopped, e("e9", "answered", "21:00")).due_at == at("22:00")
    assert one(PAUSED, ACCEPTED, stopped, again, e("e9", "answered", "21:00")).due_at == at("22:00")
    assert one(PAUSED, ACCEPTED, stopped).due_at == at("2 08:00")
    assert one(PAUSED, e("e2", "waiting", "09:00"), ACCEPTED, e("e9", "answered", "10:30")).due_at == at("12:30")
    assert one(PAUSED, ACCEPTED, e("e2", "waiting", "12:00")).due_at == at("12:00")


def test_rule_32_while_paused_the_status_is_open_and_flagged():
    warned = replace(PAUSED, warnings=(Warning("a", before=2 * HOUR),))
    stopped = e("e2", "waiting", "11:00")
    found = [one(warned, ACCEPTED, stopped, as_of=when) for when in ("10:59", "11:00", "2 07:00", "2 07:59")]
    assert [(p.status, p.paused) for p in found] == [
        ("at_risk", False),
        ("open", True),
        ("at_risk", False),
        ("at_risk", False),
    ]


def test_rule_32_a_pause_recorded_late_withdraws_a_broken_in_the_log():
    stopped, answered = e("e2", "waiting", "11:00", recorded="12:30"), e("e3", "answered", "16:00")
    said = Oracle(VOCABULARY, [PAUSED], CONDITIONS).belief_log([ACCEPTED, stopped, answered], at("2 00:00"))
    assert [(known, verdict) for _, known, verdict in said] == [
        (at("12:00") + 1, "broken"),
        (at("12:30"), "open"),
        (at("17:00") + 1, "broken"),
    ]


def test_rule_33_a_declared_period_voids_whenever_it_is_declared():
    typhoon = e("e2", "weather", "12:00", period_from=at("08:00"), period_to=at("20:00"))
    assert one(WEATHER, ACCEPTED, typhoon, as_of="11:30").status == "broken"
    voided = one(WEATHER, ACCEPTED, typhoon, as_of="12:00")
    assert (voided.status, voided.void_reason, voided.void_at) == ("void", "weather", at("10:00"))


def test_rule_33_a_period_meets_a_promise_half_open_and_null_is_open():
    def status(**period: int) -> str:
        return one(WEATHER, ACCEPTED, e("e2", "weather", "12:00", **period)).status

    assert status(period_to=at("10:00")) == "broken"
    assert status(period_to=at("10:01")) == "void"
    assert status(period_from=at("11:00")) == "void"
    assert status(period_from=at("11:01")) == "broken"
    assert status() == "void"


def test_rule_34_the_version_in_force_at_the_opening_judges_for_life():
    four = replace(SIGNED_1H, due=within(4 * HOUR))
    three = replace(four, version=2, due=within(3 * HOUR), effective=at("2 00:00"))
    found = promises(
        [four, three],
        e("e1", "accepted", "23:00"),
        e("e2", "accepted", "00:00", "P2"),
        e("e1", "accepted", "2 00:00", "P3"),
    )
    assert [(p.version, p.due_at - p.opens_at) for p in found] == [(1, 4 * HOUR), (1, 4 * HOUR), (2, 3 * HOUR)]


def test_rule_34_the_narrowest_scope_wins_until_its_end():
    pilot = replace(SIGNED_1H, version=2, scope="site = 'H1'", until=at("12:00"))
    opened = [
        e("e1", "accepted", when, parcel, site=site)
        for parcel, when, site in (
            ("P1", "10:00", "H1"),
            ("P2", "10:00", "H2"),
            ("P3", "12:00", "H1"),
            ("P4", "10:00", None),
        )
    ]
    assert [p.version for p in promises([SIGNED_1H, pilot], *opened)] == [2, 1, 1, 1]


def test_rule_34_suspended_voids_what_is_open_and_opens_nothing():
    flooding = replace(SIGNED_1H, suspended=at("10:30"))
    found = promises(flooding, ACCEPTED, e("e1", "accepted", "10:30", "P2"), e("e1", "accepted", "09:00", "P3"))
    assert [(p.subject, p.status, p.void_reason) for p in found] == [
        ("P1", "void", "suspended"),
        ("P3", "broken", None),
    ]


def test_rule_38_who_answers():
    by_holder = replace(SIGNED_1H, answers=(Answer("holder"),))
    moved = (e("e2", "arrived", "10:30", site="H2"), e("e3", "arrived", "11:01", site="H3", person="li"))
    assert [(p.site, p.person) for p in promises(SIGNED_1H, ACCEPTED, *moved)] == [("H1", "zhang")]
    assert [(p.site, p.person) for p in promises(by_holder, ACCEPTED, *moved)] == [("H2", "zhang")]
    listed = replace(
        SIGNED_1H, answers=(Answer("holder", when="person IS NULL"), Answer("carrier", when="mode = 'locker'"))
    )
    ordered = e("e1", "accepted", "10:00", site="H1", person="zhang", mode="locker", carrier="SF")
    assert [(p.site, p.person) for p in promises(listed, ordered, *moved)] == [("SF", None)]
    assert [(p.site, p.person) for p in promises(listed, ACCEPTED, *moved)] == [("H1", "zhang")]
