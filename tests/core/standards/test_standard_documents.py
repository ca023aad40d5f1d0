"""Standards as documents: what each word becomes, and what is told of each mistake."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from standard_cast import FORMS, PLAIN, changed, problems_of, standard

from tuotou.core.document import Duration
from tuotou.core.standards.form import WORDS
from tuotou.core.standards.standard import Answer, Cover, Due, Pause, Selector, Share, Slot, Warning

HOUR = 3_600_000_000
DAY = 24 * HOUR


def test_a_plain_standard() -> None:
    found = standard(PLAIN)
    assert (found.id, found.version, found.form, found.subject) == ("hub-sorted-8h", 1, "within", "parcel")
    assert found.opens == (Selector(("arrived",), "site LIKE 'HUB%'"),)
    assert found.keep == (Selector(("sorted",)),)
    assert found.due == (Due(after=Duration(8 * HOUR)),)
    assert (found.again, found.calendar, found.answers, found.until) == ("ignore", "cn", (Answer("opener"),), None)
    assert found.sources[0].edition == "2026"


@pytest.mark.parametrize("form", FORMS)
def test_every_form_can_be_written(form: str) -> None:
    assert standard(FORMS[form]).form == form


def test_a_day_begins_at_midnight_in_china() -> None:
    found = standard(changed("effective: {published: 2026-01-01, from: 2026-02-01, until: 2026-03-01 12:00}"))
    midnight = datetime(2026, 2, 1, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert found.effective == int(midnight.timestamp()) * 1_000_000
    assert found.until == found.effective + 28 * DAY + 12 * HOUR


def test_any_is_every_trace_and_any_scan_every_scan() -> None:
    found = standard(changed("opens: any", "keep: [any_scan, {kind: any_scan, other: [site]}]"))
    traces, scans = found.opens[0].kinds, found.keep[0].kinds
    assert {"ordered", "arrived", "delivery_moved"} <= set(traces)
    assert not {"unknown", "retracted", "chased", "complaint_opened"} & set(traces)
    assert {"arrived", "sorted"} <= set(scans)
    assert "delivery_moved" not in scans
    assert found.keep[1].other == "site"


def test_a_later_stage_or_another_site_stands_for_a_missing_scan() -> None:
    found = standard(changed("keep: {kind: sorted, or_later: true}"))
    listed, later, elsewhere = found.keep
    assert (listed.kinds, listed.later) == (("sorted",), False)
    assert later.later
    assert {"departed", "out_for_delivery", "signed"} <= set(later.kinds)
    assert not {"arrived", "sorted", "accepted"} & set(later.kinds)
    assert (elsewhere.other, elsewhere.later) == ("site", True)
    assert {"arrived", "sorted"} <= set(elsewhere.kinds)
    assert len(standard(changed("keep: {kind: sorted, or_later: true}", without="per")).keep) == 2


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("7 d", Due(after=Duration(7, "d"))),
        ("8 oh", Due(after=Duration(8 * HOUR, "oh"))),
        ("promised_at", Due(attribute="promised_at")),
        ("promised_at - 30 min", Due(attribute="promised_at", offset=-HOUR // 2)),
        ("commitment express", Due(commitment="express")),
        (
            '{slots: [{before: "11:00", days: 0 d, at: end}, {days: 1 wd, at: "12:00"}]}',
            Due(slots=(Slot(11 * HOUR, Duration(0, "d"), DAY - 1), Slot(None, Duration(1, "wd"), 12 * HOUR))),
        ),
    ],
)
def test_ways_to_find_the_due_instant(text: str, due: Due) -> None:
    accepted = changed("opens: accepted", f"due: [{text}, 72 h]")
    assert standard(accepted).due == (due, Due(after=Duration(72 * HOUR)))


def test_the_words_of_within() -> None:
    found = standard(
        changed(
            "opens: appointment_made",
            "again: supersede",
            "not_before: slot_from",
            "keep: accepted",
            "pause: [{from: held, until: released, max: 48 h}]",
            "warn: [{at: 50 %, tell: courier}, {at: 30 min, tell: outlet_manager}]",
            "void_if: [order_cancelled, {kind: held, where: reason = 'sender_request'}]",
            "settle: 15 min",
            "then: [open_case]",
        )
    )
    assert (found.again, found.not_before, found.settle) == ("supersede", "slot_from", HOUR // 4)
    assert found.pauses == (Pause(Selector(("held",)), Selector(("released",)), 48 * HOUR),)
    assert found.warnings == (Warning("courier", share=0.5), Warning("outlet_manager", before=HOUR // 2))
    assert found.void_if[1].where == "reason = 'sender_request'"


def test_the_words_of_needs() -> None:
    found = standard(
        changed(
            "opens: placed_in_locker",
            "keep: consent_recorded",
            "covers: [modes contains mode, place = place or null]",
            "expires: expires_at",
            "withdrawn_by: {kind: consent_withdrawn, names: consent}",
            "at_least: 2",
            of=FORMS["needs"],
        )
    )
    assert found.covers == (Cover("modes", "mode", contains=True), Cover("place", "place", or_null=True))
    assert (found.expires, found.withdraws, found.at_least) == ("expires_at", "consent", 2)
    assert found.withdrawn_by == Selector(("consent_withdrawn",))


def test_the_words_of_never_and_at_most() -> None:
    never = standard(changed("after: attempt_failed", "until: delivery_appointed", "for: 8 h", of=FORMS["never"]))
    assert (never.condition, never.lasting) == ("missing_fields > 0", 8 * HOUR)
    assert never.after == Selector(("attempt_failed",))
    at_most = standard(changed("count: subjects", of=FORMS["at_most"]))
    assert (at_most.limit, at_most.window, at_most.count) == (5, 60_000_000, "subjects")


def test_the_words_of_share() -> None:
    found = standard(changed("target: 99.5 %", "min: 20", "streak: 3", "where: site = 'SZ01'", of=FORMS["share"]))
    assert found.share == Share(("x",), "site = 'SZ01'", ("site",), "day", (995, 1000), 20, 3)


def test_who_answers_may_depend() -> None:
    found = standard(changed("opens: departed", "answers: [{when: carrier IS NOT NULL, who: carrier}, {who: holder}]"))
    assert found.answers == (Answer("carrier", "carrier IS NOT NULL"), Answer("holder"))


@pytest.mark.parametrize(
    ("text", "place", "what", "right"),
    [
        (changed("opens: arrivd"), (14, 8), "no event kind 'arrivd'", "did you mean 'arrived'"),
        (changed("opens: complaint_opened"), (14, 8), "does not happen to a parcel", "one of"),
        (changed("opens: {kind: arrived, where: \"sit = 'HUB'\"}"), (14, 32), "no attribute 'sit'", "did you mean"),
        (changed("opens: {kind: arrived, wher: wave = '1'}"), (14, 30), "unknown field 'wher'", "'where'"),
        (changed("void_if: [arrived, signd]"), (18, 20), "no event kind 'signd'", "'signed'"),
        (changed("deu: 8 h", without="due"), (17, 6), "unknown field 'deu'", "did you mean 'due'"),
        (changed(without="due"), (1, 1), "field 'due' is missing", "8 h"),
        (changed(without="keep"), (1, 1), "field 'keep' is missing", "sorted"),
        (changed(without="opens"), (1, 1), "field 'opens' is missing", "opens: arrived"),
        (changed("due: -8 h"), (17, 6), "'-8 h' is no deadline", "8 h"),
        (changed("due: 0 h"), (17, 6), "needs some time", "8 h"),
        (changed("due: 8 hours"), (17, 6), "'8 hours' is no deadline", "8 h"),
        (changed("due: promised_by"), (17, 6), "'promised_by' is no instant", "one of: planned_arrival_at"),
        (changed("due: planned_arrival_at + 1 d"), (17, 6), "no clock time to add", "2 h"),
        (changed("due: {slots: [{days: 1 d, at: end}, {days: 2 d, at: end}]}"), (17, 37), "can never apply", "before"),
        (changed('due: {slots: [{before: "25:00", days: 1 d, at: end}]}'), (17, 24), "no time of day", "11:00"),
        (changed("pause: [{from: held, until: released}]"), (18, 9), "'max' is missing", "max: 48 h"),
        (changed("pause: [{from: held, until: released, max: 2 d}]"), (18, 44), "counted on the clock", "24 h"),
        (
            changed("due: 3 wd", "pause: [{from: held, until: released, max: 2 h}]"),
            (18, 8),
            "only a clock in hours",
            "48 h",
        ),
        (changed("roll: true"), (18, 7), "only a deadline counted in days can roll", "7 d"),
        (changed("warn: [{at: 120 %, tell: courier}]"), (18, 13), "no warning level", "80 %"),
        (changed("warn: [{at: 80 %, tell: boss}]"), (18, 25), "'tell' cannot be 'boss'", "one of"),
        (
            changed("warn: [{at: 80 %, tell: courier}, {at: 50 %, tell: courier}]"),
            (18, 7),
            "must rise",
            "50 %, 80 %",
        ),
        (changed("warn: [{at: 9 h, tell: courier}]"), (18, 7), "before the promise opens", "50 %"),
        (changed("scope: site = 'HUB1'"), (18, 8), "a version with a scope needs an end", "until"),
        (changed("form: whithin"), (4, 7), "'form' cannot be 'whithin'", "'within'"),
        (changed("again: always"), (18, 8), "'again' cannot be 'always'", "ignore"),
        (changed("per: [sites]"), (15, 6), "no attribute 'sites'", "one of"),
        (changed("keep: {kind: force_majeure_declared, or_later: true}"), (16, 48), "nothing is later", "leave"),
        (changed("keep: {kind: sorted, other: [wave]}"), (16, 29), "'other' cannot be", "other: [site]"),
        (changed("at_most: 5"), (18, 10), "'at_most' has no meaning in a standard of form 'within'", "at_most"),
        (changed("answers: driver"), (18, 10), "no attribute 'driver'", "'carrier'"),
        (changed("then: [open_cases]"), (18, 7), "no effect 'open_cases'", "'open_case'"),
        (changed("id: Hub Sorted"), (1, 5), "is no id", "a-z"),
        (changed("rows: [H99]"), (6, 7), "no row 'H99'", "H2"),
        (changed("version: one"), (2, 10), "must be a whole number", "3"),
        (changed("subject: percel"), (5, 10), "no subject 'percel'", "'parcel'"),
        (changed("effective: {published: 2026-02-01, from: 2026-01-01}"), (13, 42), "before it is published", "from"),
        (changed("effective: {published: 2026-02-30, from: 2026-03-01}"), (13, 24), "is no date", "2026-05-01"),
        (
            changed("effective: {published: 2026-01-01, from: 2026-03-01, until: 2026-03-01}"),
            (13, 61),
            "end lies before",
            "until",
        ),
        (changed("status: retired"), (3, 9), "needs an end", "until"),
        (changed("source: {text: x, edition: y, confidence: S}"), (12, 43), "cannot be 'S'", "H"),
        (changed("at_least: 0", of=FORMS["needs"]), (17, 11), "must be 1 or more", "2"),
        (changed("covers: [modes ~ mode]", of=FORMS["needs"]), (17, 10), "no pair of attributes", "contains"),
        (changed("expires: passed", of=FORMS["needs"]), (17, 10), "'passed' holds flag", "instant"),
        (changed("for: 8 h", of=FORMS["never"]), (17, 6), "ends a span that nothing begins", "after"),
        (changed(without="window", of=FORMS["at_most"]), (1, 1), "'window' is missing", "30 min"),
        (changed("target: 0 %", of=FORMS["share"]), (17, 9), "is no target", "98 %"),
        (changed("opens: arrived", of=FORMS["share"]), (18, 8), "'opens' has no meaning", "reads promises"),
        (PLAIN.replace("per:", "\tper:"), (15, 1), "not valid YAML", "no tabs"),
        ("", (1, 1), "empty or no mapping", "name: value"),
        (PLAIN + "#\n" * 30, (41, 1), "the document has 47 lines", "at most 40"),
    ],
)
def test_a_mistake_is_told_where_it_stands(text: str, place: tuple[int, int], what: str, right: str) -> None:
    found = problems_of(text)
    told = [problem for problem in found if what in problem.what]
    assert told, [str(problem) for problem in found]
    assert (told[0].line, told[0].column) == place
    assert right in told[0].right


def test_all_mistakes_are_told_at_once() -> None:
    broken = changed("opens: arrivd", "keep: sortd", "due: soon", "level: high", "colour: red")
    assert [problem.line for problem in problems_of(broken)] == [7, 14, 16, 17, 18]


def test_a_broken_standard_is_no_standard() -> None:
    with pytest.raises(AssertionError, match="no event kind"):
        standard(changed("opens: arrivd"))


ODD = (
    *("", "[]", "{}", "[[a]]", "{a: {b: c}}", "[{a: b}]", "5", "-1", "true", "null", "'x y'", "2026-13-45"),
    *("{kind: {a: b}}", "{kind: [[a]]}", "{kind: arrived, where: [a]}", "{slots: 5}", "{slots: [5]}"),
    *("{from: {}, until: [], max: {}}", "!!binary aGk=", "{? [a] : b}"),
)
OF_ALL_FORMS = ("void_if", "answers", "settle", "then", "scope", "tags", "calendar", "outlives")


@pytest.mark.parametrize("odd", ODD)
def test_whatever_stands_in_a_field_is_told_by_line_never_a_crash(odd: str) -> None:
    places = [(form, field) for form, fields in WORDS.items() for field in fields]
    places += [("within", line.partition(":")[0]) for line in PLAIN.splitlines()]
    places += [("within", field) for field in OF_ALL_FORMS]
    for form, field in places:
        assert all(problem.line > 0 for problem in problems_of(changed(f"{field}: {odd}", of=FORMS[form])))


def test_what_follows_from_an_error_is_not_told_as_another() -> None:
    keep = problems_of(changed("keep: {kind: sorteded, or_later: true}"))
    assert [problem.what for problem in keep] == ["there is no event kind 'sorteded'"]
    pause = "pause: {from: arrived, until: departed, max: 2 h}"
    due = problems_of(changed("due: 3 weeks", "roll: true", pause))
    assert [problem.what for problem in due] == ["'3 weeks' is no deadline"]


def test_every_error_of_a_pause_is_told_at_once() -> None:
    pause = "pause: {from: arrived, until: departed, max: 2 d}"
    found = [problem.what for problem in problems_of(changed("due: 8 d", pause))]
    assert "'max' is counted on the clock" in found
    assert "only a clock in hours or opening hours can pause" in found


def test_the_example_is_one_of_the_word() -> None:
    found = problems_of(changed("min: 0", "streak: 0", of=FORMS["share"]))
    assert [problem.right for problem in found] == ["for example min: 20", "for example streak: 3"]
    (target,) = problems_of(changed(of=FORMS["share"], without="target"))
    assert target.what == "field 'target' is missing"
