"""What the tests of indicators stand on: a heading, and a trail that is measured by one document."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from tuotou import handbook
from tuotou.core.indicators.figure import Measured
from tuotou.core.indicators.measure import measure
from tuotou.core.standards.handbook import Handbook
from tuotou.core.standards.indicator_document import read_indicators
from tuotou.core.standards.scenario import parse_scenarios

HEADING = """\
id: tried
version: 1
status: in_force
subject: {subject}
rows: [W7]
owner: hq_quality
title: {{zh: 试, en: Tried}}
formula: {{zh: 试, en: Tried}}
excludes: {{zh: 无, en: Nothing}}
source: {{text: test, edition: "2026", confidence: GK}}
effective: {{published: 2026-01-01, from: 2026-01-01}}
better: lower
"""


@cache
def ground() -> Handbook:
    """The shipped handbook with one standard only."""
    shipped = handbook.load()
    return replace(shipped, standards=tuple(one for one in shipped.standards if one.id == "hub-sorted-8h"))


def measured(document: str, trail: str, subject: str = "parcel") -> Measured:
    """What an indicator, given without its heading, says of a trail, as of 10 May 2026."""
    indicators, problems = read_indicators({"tried.yaml": HEADING.format(subject=subject) + document}, ground())
    assert not problems, [str(problem) for problem in problems]
    text = f"scenario: tried\nas of 2026-05-10 00:00\n{trail}\nexpect nothing\n"
    (scenario,), wrong = parse_scenarios(text, "tried.trail", ground().vocabulary)
    assert not wrong, [str(problem) for problem in wrong]
    (found,) = measure(scenario.events, ground(), indicators, scenario.as_of)
    return found


def said(document: str, trail: str, subject: str = "parcel") -> tuple[int, int | None, dict[str, float]]:
    """(counted, of, figures) of all."""
    whole = measured(document, trail, subject).whole
    return whole.counted, whole.of, dict(whole.figures)


def told(found: Measured, word: str) -> dict[str, tuple[int, int | None]]:
    """Name → (counted, of) of the groups of one word."""
    return {figure.name: (figure.counted, figure.of) for figure in found.told_by(word)}
