"""What the tests of standards stand on: the shipped words, calendars and tables, and one plain standard."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import tuotou
from tuotou.core.document import Problem
from tuotou.core.standards.commitment_document import parse_commitments
from tuotou.core.standards.document import parse_standard
from tuotou.core.standards.handbook import Handbook, read_standards
from tuotou.core.standards.standard import Standard
from tuotou.core.trail.vocabulary import Vocabulary
from tuotou.core.trail.vocabulary_document import parse_vocabulary
from tuotou.core.working_time import Calendar, parse_calendar, parse_holidays

SHIPPED = Path(tuotou.__file__).parent / "handbook"

PLAIN = """\
id: hub-sorted-8h
version: 1
status: in_force
form: within
subject: parcel
rows: [H2]
level: normal
title: {zh: 中转八小时内分拣, en: Sorted within 8 hours}
rule: {zh: 到件后 8 小时内分拣。, en: Sorted within 8 hours.}
how_to_keep: {zh: 先到先分。, en: First come.}
falsely_trips_when: {zh: 大件不扫。, en: Large pieces.}
source: {text: company target, edition: "2026", confidence: M}
effective: {published: 2026-01-01, from: 2026-01-01}
opens: {kind: arrived, where: "site LIKE 'HUB%'"}
per: [site]
keep: sorted
due: 8 h
"""


def texts(folder: str, ending: str = "yaml") -> dict[str, str]:
    """The shipped documents of a folder, by file name."""
    return {path.name: path.read_text(encoding="utf-8") for path in sorted((SHIPPED / folder).glob(f"*.{ending}"))}


@cache
def words() -> Vocabulary:
    vocabulary, problems = parse_vocabulary(texts("vocabulary"))
    assert not problems, problems
    return vocabulary


@cache
def calendars() -> dict[str, Calendar]:
    holidays = {}
    for file, text in texts("calendars/holidays", "json").items():
        year, problems = parse_holidays(text, file)
        assert year is not None, problems
        holidays[year.year] = year.days
    found = {}
    for file, text in texts("calendars").items():
        calendar, problems = parse_calendar(text, file, holidays)
        assert calendar is not None, problems
        found[calendar.id] = calendar
    return found


@cache
def ground() -> Handbook:
    """The shipped handbook without its standards."""
    tables = {}
    for file, text in texts("commitments").items():
        table, problems = parse_commitments(text, file)
        assert table is not None, problems
        tables[table.id] = table
    return Handbook(words(), calendars(), tables, ())


def changed(*lines: str, without: str = "", of: str = PLAIN) -> str:
    """A standard with other lines: one of a field that is there replaces it, others are added at the end.

    `without` names fields to leave out.
    """
    fields = {line.partition(":")[0]: line for line in of.splitlines()}
    fields |= {line.partition(":")[0]: line for line in lines}
    for field in without.split():
        fields.pop(field)
    return "\n".join(fields.values()) + "\n"


FORMS = {
    "within": PLAIN,
    "needs": changed("form: needs", "opens: accepted", "keep: content_inspected", without="due"),
    "never": changed("form: never", "opens: accepted", "if: missing_fields > 0", without="keep due"),
    "at_most": changed("form: at_most", "at_most: 5", "window: 1 min", without="keep due"),
    "share": changed("form: share", "of: [x]", "period: day", "target: 98 %", without="opens keep due"),
}
"""The plain standard in each form."""


def standard(text: str) -> Standard:
    """A standard that must be right."""
    found, problems = parse_standard(text, "standard.yaml", words())
    assert found is not None, [str(problem) for problem in problems]
    return found


def problems_of(text: str) -> list[Problem]:
    """What is wrong with one standard by itself."""
    return sorted(parse_standard(text, "standard.yaml", words())[1])


def problems_together(**documents: str) -> list[Problem]:
    """What is wrong with some standards together, on the shipped ground."""
    return read_standards({f"{name}.yaml": text for name, text in documents.items()}, ground())[1]
