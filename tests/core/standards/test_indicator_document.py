"""Indicators as documents: what each word becomes; of each mistake where it is, what, and what would be right."""

from __future__ import annotations

from functools import cache

import pytest
from standard_cast import FORMS as STANDARDS
from standard_cast import changed, ground

from tuotou.core.document import Problem
from tuotou.core.standards.handbook import Handbook, read_standards
from tuotou.core.standards.indicator import (
    LIFE,
    SITE,
    Events,
    Held,
    Indicator,
    InTime,
    Point,
    Promised,
    Span,
    Stock,
    Took,
)
from tuotou.core.standards.indicator_document import LONGEST, read_indicators
from tuotou.core.standards.standard import Selector

HOUR = 3_600_000_000
HEAD = """\
id: tried
version: 1
status: in_force
form: share
subject: parcel
rows: [W7]
owner: hq_quality
title: {zh: 分拣及时率, en: Sorted in time}
formula: {zh: 及时分拣的占全部到达, en: Sorted in time of all}
excludes: {zh: 拦截的, en: Intercepted}
source: {text: company target, edition: "2026", confidence: M}
effective: {published: 2026-01-01, from: 2026-01-01}
unit: '%'
better: higher
"""
SHARE = HEAD + "of: [hub-sorted-8h]\n"
OF_EVENTS = changed("of: {kind: [signed, refused]}", "if: kind = 'signed'", of=SHARE)
IN_TIME = changed("of: {from: accepted, to: signed}", "within: 72 h", of=SHARE)
RATE = changed("form: rate", "unit: ppm", "count: damaged", "per: accepted", of=HEAD)
COUNT = changed("form: count", "unit: pieces", "count: {stock: arrived, until: departed}", of=HEAD)
VALUES = changed("form: values", "unit: h", "of: {from: accepted, to: signed}", "figures: [p50, p90]", of=HEAD)
HELD = changed("unit: points", "of: {kind: rated, value: score}", of=VALUES)


@cache
def company() -> Handbook:
    """The shipped ground with one standard of each form that matters here."""
    texts = {
        "hub-sorted-8h.yaml": changed("keep: {kind: sorted, or_later: true}", of=STANDARDS["within"]),
        "inspected.yaml": changed("id: inspected", of=STANDARDS["needs"]),
        "few.yaml": changed("id: few", "per: [person]", of=STANDARDS["at_most"]),
        "sorted-share.yaml": changed("id: sorted-share", "of: [hub-sorted-8h]", of=STANDARDS["share"]),
    }
    handbook, problems = read_standards(texts, ground())
    assert not problems, [str(problem) for problem in problems]
    return handbook


def read(**documents: str) -> tuple[tuple[Indicator, ...], list[Problem]]:
    return read_indicators({f"{name}.yaml": text for name, text in documents.items()}, company())


def indicator(text: str) -> Indicator:
    """An indicator that must be right."""
    (found,), problems = read(tried=text)
    assert not problems, [str(problem) for problem in problems]
    return found


def test_a_share_of_promises() -> None:
    found = indicator(changed("by: [site, lane, parcel.product]", "target: 98", "min: 5", of=SHARE))
    assert found.count == Promised(("hub-sorted-8h",), None, "kept")
    assert found.per == Promised(("hub-sorted-8h",), None, "counted")
    assert (found.by, found.target, found.least) == (("site", "lane", "parcel.product"), 98, 5)
    assert (found.told_in.zh, found.told_in.times, found.calendar) == ("%", 100, "cn-express")
    assert found.reads() == {"parcel.product", "parcel.origin", "parcel.destination"}


def test_a_share_of_promises_that_some_events_open() -> None:
    found = indicator(changed("where: site = 'HUB1'", "counts: missed", of=SHARE))
    assert found.count == Promised(("hub-sorted-8h",), "site = 'HUB1'", "missed")


def test_a_share_of_events() -> None:
    found = indicator(OF_EVENTS)
    assert found.count == Events("parcel", Selector(("signed", "refused")), test="kind = 'signed'")
    assert found.per == Events("parcel", Selector(("signed", "refused")), test="kind = 'signed'", known=True)


def test_a_share_in_time() -> None:
    found = indicator(IN_TIME)
    accepted, signed = Point(Selector(("accepted",))), Point(Selector(("signed",)))
    assert found.count == InTime("parcel", accepted, signed, limit=72 * HOUR)
    assert found.per == InTime("parcel", accepted, signed, limit=72 * HOUR, late=True)


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("damaged", Events("parcel", Selector(("damaged",)))),
        ("{kind: damaged, first: true}", Events("parcel", Selector(("damaged",)), LIFE)),
        ("{kind: damaged, first: site}", Events("parcel", Selector(("damaged",)), SITE)),
        ("{kind: damaged, outlives: true}", Events("parcel", Selector(("damaged",)), outlives=True)),
        (
            "{kind: wrong_sort_found, answers: from_site}",
            Events("parcel", Selector(("wrong_sort_found",)), answers="from_site"),
        ),
        ("{subject: shift, kind: thrown}", Events("shift", Selector(("thrown",)))),
        ("{of: [hub-sorted-8h]}", Promised(("hub-sorted-8h",), None, "not_kept")),
        ("{of: [hub-sorted-8h], counts: late}", Promised(("hub-sorted-8h",), None, "late")),
        ("{kind: accepted, value: weight_g}", Held(Events("parcel", Selector(("accepted",))), "weight_g")),
        (
            "{stock: arrived, until: departed, older: 24 h, elsewhere: true}",
            Stock(
                "parcel",
                Point(Selector(("arrived",))),
                Point(Selector(("departed",))),
                elsewhere=True,
                older=24 * HOUR,
            ),
        ),
    ],
)
def test_what_a_rate_counts(text: str, term: object) -> None:
    found = indicator(changed(f"count: {text}", of=RATE))
    assert found.count == term
    assert found.per == Events("parcel", Selector(("accepted",)))


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("[hub-sorted-8h]", Took(("hub-sorted-8h",), None)),
        ("{from: accepted, to: signed}", Span("parcel", Point(Selector(("accepted",))), Point(Selector(("signed",))))),
        (
            "{from: accepted, to: {kind: arrived, where: site = 'X', before: signed}, outlives: true}",
            Span(
                "parcel",
                Point(Selector(("accepted",))),
                Point(Selector(("arrived",), "site = 'X'"), Selector(("signed",))),
                outlives=True,
            ),
        ),
    ],
)
def test_what_is_measured(text: str, values: object) -> None:
    found = indicator(changed(f"of: {text}", of=VALUES))
    assert (found.values, found.figures) == (values, ("p50", "p90"))


def test_what_events_hold_is_measured() -> None:
    assert indicator(HELD).values == Held(Events("parcel", Selector(("rated",))), "score")


@pytest.mark.parametrize(
    ("text", "line", "column", "what", "right"),
    [
        (changed("form: ratio", of=SHARE), 4, 7, "'form' cannot be 'ratio'", "did you mean 'rate'?"),
        (changed("owner: boss", of=SHARE), 7, 8, "'owner' cannot be 'boss'", "one of: courier"),
        (changed("subject: parsel", of=SHARE), 5, 10, "there is no subject 'parsel'", "did you mean 'parcel'?"),
        (changed("unit: h", of=SHARE), 13, 7, "'unit' cannot be 'h'", "one of: %, per_10k"),
        (changed("better: more", of=SHARE), 14, 9, "'better' cannot be 'more'", "one of: higher, lower"),
        (changed("calendar: cn-moon", of=SHARE), 16, 11, "there is no calendar 'cn-moon'", "one of: cn, cn-express"),
        (changed("target: 98 %", of=SHARE), 16, 9, "'target' must be a number, not '98 %'", "for example 0.5"),
        (changed("id: hub-sorted-8h", of=SHARE), 1, 5, "a standard is called 'hub-sorted-8h' already", "a name of its"),
        (changed("targets: 98", of=SHARE), 16, 10, "unknown field 'targets'", "did you mean 'target'?"),
        (HEAD, 1, 1, "field 'of' is missing", "what it is a share of"),
        (changed("of: [hub-sorted-9h]", of=SHARE), 15, 5, "there is no standard 'hub-sorted-9h'", "did you mean"),
        (changed("of: [sorted-share]", of=SHARE), 15, 5, "'sorted-share' is a share itself", "the standards that it"),
        (changed("counts: lost", of=SHARE), 16, 9, "'counts' cannot be 'lost'", "one of: kept, late"),
        (
            changed("of: [inspected]", "counts: missed", of=SHARE),
            16, 9, "no later stage keeps a promise of 'inspected', so its scan is never missed", "or_later: true",
        ),
        (changed("where: weight > 1", of=SHARE), 16, 8, "there is no attribute 'weight'", "did you mean 'weight_g'?"),
        (
            changed("of: [few]", "where: site = 'X'", of=SHARE),
            16, 8, "a standard that counts over many subjects takes no condition", "leave out where",
        ),
        (changed("by: [colour]", of=SHARE), 16, 5, "nothing can be told by 'colour'", "site, person, lane"),
        (changed("by: [trip.line]", of=SHARE), 16, 5, "nothing can be told by 'trip.line'", "parcel.product"),
        (
            changed("by: [product]", of=SHARE),
            16, 5, "'product' is carried by nothing that is counted", "write parcel.product for what the trail knows",
        ),
        (changed("of: {kind: signed}", of=SHARE), 1, 1, "field 'if' is missing", "which of the events count"),
        (changed("if: colour = 'red'", of=OF_EVENTS), 16, 5, "there is no attribute 'colour'", "did you mean"),
        (changed("if: score > 3", of=OF_EVENTS), 16, 5, "'score' is not carried by signed, refused", "parcel.score"),
        (changed("of: {kind: sined}", of=OF_EVENTS), 15, 12, "there is no event kind 'sined'", "mean 'signed'?"),
        (changed("of: {kind: signed, frist: true}", of=OF_EVENTS), 15, 27, "unknown field 'frist'", "'first'"),
        (changed("of: {kind: signed, first: person}", of=OF_EVENTS), 15, 27, "'first' must be true or false", "true"),
        (changed("of: {kind: paid}", of=OF_EVENTS), 15, 12, "'paid' does not happen to a parcel", "'passed'"),
        (changed("of: {from: accepted}", of=IN_TIME), 15, 5, "field 'to' is missing", "an event kind"),
        (IN_TIME.replace("within: 72 h\n", ""), 1, 1, "field 'within' is missing", "for example 30 min or 48 h"),
        (changed("within: 3 d", of=IN_TIME), 16, 9, "'within' is counted on the clock", "24 h instead of 1 d"),
        (HEAD.replace("share", "rate"), 1, 1, "field 'count' is missing", "what is counted"),
        (RATE.replace("per: accepted\n", ""), 1, 1, "field 'per' is missing", "what it is counted for"),
        (changed("count: [a, b]", of=RATE), 15, 8, "what is counted must be a mapping", "name: value"),
        (changed("count: {stock: arrived}", of=RATE), 15, 8, "field 'until' is missing", "an event kind"),
        (
            changed("count: {stock: arrived, until: departed, older: 2 d}", of=RATE),
            15, 49, "'older' is counted on the clock", "24 h instead of 1 d",
        ),
        (
            changed("count: {kind: damaged, answers: to_site}", of=RATE),
            15, 33, "no attribute 'to_site' is carried by damaged", "one of",
        ),
        (
            changed("count: {kind: damaged, answers: reason, value: weight_g}", of=RATE),
            15, 48, "no attribute 'weight_g' is carried by damaged", "one of",
        ),
        (changed("figures: [p50, p80]", of=VALUES), 16, 10, "there is no figure 'p80'", "did you mean"),
        (VALUES.replace("figures: [p50, p90]\n", ""), 1, 1, "field 'figures' is missing", "for example [p50, p90]"),
        (changed("unit: points", of=VALUES), 13, 7, "this is measured in time", "write unit: h, min or d"),
        (changed("unit: ppm", of=VALUES), 13, 7, "'unit' cannot be 'ppm'", "one of: pieces"),
        (changed("of: [inspected]", of=VALUES), 15, 5, "promises of form 'needs' take no time", "form within"),
        (changed("of: {kind: rated, value: channel}", of=HELD), 15, 26, "'channel' holds text", "holds a number"),
        (changed("of: {kind: rated, value: weight_g}", of=HELD), 15, 26, "'weight_g' is carried by rated", ""),
        (changed("of: {from: accepted, to: {kind: signed, after: x}}", of=VALUES), 15, 48, "unknown field 'after'", ""),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_place_and_what_would_be_right(
    text: str, line: int, column: int, what: str, right: str
) -> None:
    problems = read(tried=text)[1]
    told = [(p.line, p.column, p.what, p.right) for p in problems]
    assert any((p.line, p.column) == (line, column) and what in p.what and right in p.right for p in problems), told


def test_all_mistakes_are_told_at_once_in_the_order_of_the_lines() -> None:
    text = changed("owner: boss", "unit: h", "of: [hub-sorted-9h]", "by: [colour]", of=SHARE)
    assert [problem.line for problem in read(tried=text)[1]] == [7, 13, 15, 16]


def test_a_missing_heading_is_told_field_by_field() -> None:
    told = {problem.what for problem in read(tried="of: [hub-sorted-8h]\n")[1]}
    for name in ("id", "version", "status", "form", "subject", "rows", "owner", "title", "formula", "excludes",
                 "source", "effective", "unit", "better"):  # fmt: skip
        assert f"field '{name}' is missing" in told


def test_of_a_form_that_is_none_nothing_is_guessed() -> None:
    (problem,) = read(tried=changed("form: ratio", of=RATE))[1]
    assert (problem.line, problem.right) == (4, "did you mean 'rate'?")


def test_an_empty_file_is_no_indicator() -> None:
    found, (problem,) = read(tried="")
    assert found == ()
    assert (problem.file, problem.line) == ("tried.yaml", 1)


def test_a_document_has_at_most_forty_lines() -> None:
    text = SHARE + "#\n" * (LONGEST - len(SHARE.splitlines()))
    assert read(tried=text)[1] == []
    (problem,) = read(tried=text + "#\n")[1]
    assert (problem.line, problem.column, problem.what) == (41, 1, "the document has 41 lines")


def test_a_version_stands_once() -> None:
    (problem,) = read(one=SHARE, two=SHARE)[1]
    assert (problem.file, problem.line, problem.column) == ("two.yaml", 2, 10)
    assert problem.what == "'tried' has version 1 twice"
    found, problems = read(one=SHARE, two=changed("version: 2", of=SHARE))
    assert problems == []
    assert [each.version for each in found] == [1, 2]
