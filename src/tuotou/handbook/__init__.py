"""The shipped handbook: documents in, one checked `Handbook` out. Other folders of documents read the same way."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from tuotou.core.document import Problem
from tuotou.core.standards.commitment import Commitments
from tuotou.core.standards.commitment_document import parse_commitments
from tuotou.core.standards.handbook import Handbook, fingerprint, read_standards
from tuotou.core.standards.indicator import Indicator
from tuotou.core.standards.indicator_document import read_indicators
from tuotou.core.trail.vocabulary import Vocabulary
from tuotou.core.trail.vocabulary_document import parse_vocabulary
from tuotou.core.working_time import Calendar, parse_calendar, parse_holidays

SHIPPED: Final = Path(__file__).parent


class BrokenHandbook(Exception):
    """The handbook has errors and must not be used to judge; `problems` says where and what would be right."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


def load(standards: Path | None = None) -> Handbook:
    """The handbook, with the shipped standards or those of another folder. Raises `BrokenHandbook`."""
    handbook, problems = read(standards)
    if problems:
        raise BrokenHandbook(problems)
    return handbook


def read(standards: Path | None = None) -> tuple[Handbook, list[Problem]]:
    """The handbook and every problem of every document, in the order of files and lines."""
    vocabulary, problems = read_vocabulary()
    calendars, wrong_calendars = _calendars()
    commitments, wrong_commitments = _commitments(calendars)
    texts, unreadable = _texts(standards or SHIPPED / "standards", "*.yaml")
    every = dict(texts)
    for folder, pattern in (("vocabulary", "*.yaml"), ("calendars", "**/*.*"), ("commitments", "*.*")):
        every |= _texts(SHIPPED / folder, pattern)[0]
    ground = Handbook(vocabulary, calendars, commitments, (), fingerprint(every))
    handbook, wrong_standards = read_standards(texts, ground)
    return handbook, sorted([*problems, *wrong_calendars, *wrong_commitments, *unreadable, *wrong_standards])


def load_indicators(handbook: Handbook, folder: Path | None = None) -> tuple[Indicator, ...]:
    """The shipped indicators, or those of another folder, over the standards of a handbook. Raises `BrokenHandbook`.

    Read apart from the handbook: most commands judge, and measure nothing.
    """
    texts, unreadable = _texts(folder or SHIPPED / "indicators", "*.yaml")
    indicators, problems = read_indicators(texts, handbook)
    if unreadable or problems:
        raise BrokenHandbook(sorted([*unreadable, *problems]))
    return indicators


def fitting_indicators(handbook: Handbook) -> tuple[Indicator, ...]:
    """The shipped indicators that can be told of a handbook of other standards: it may lack what some count."""
    texts, _ = _texts(SHIPPED / "indicators", "*.yaml")
    found = [read_indicators({file: text}, handbook) for file, text in texts.items()]
    return tuple(one for indicators, problems in found if not problems for one in indicators)


def read_vocabulary() -> tuple[Vocabulary, list[Problem]]:
    """The shipped vocabulary alone: what feeds need."""
    texts, problems = _texts(SHIPPED / "vocabulary", "*.yaml")
    vocabulary, wrong = parse_vocabulary(texts)
    return vocabulary, [*problems, *wrong]


def scenarios() -> Mapping[str, str]:
    """Standard id → the text of its scenarios."""
    return {Path(name).stem: text for name, text in _texts(SHIPPED / "scenarios", "*.trail")[0].items()}


def documents() -> Mapping[str, list[str]]:
    """Standard id → the texts of its versions, the first one first."""
    found: dict[str, list[str]] = {}
    for name, text in sorted(_texts(SHIPPED / "standards", "*.yaml")[0].items(), key=lambda each: Path(each[0]).stem):
        found.setdefault(Path(name).stem.partition(".")[0], []).append(text)
    return found


def _texts(folder: Path, pattern: str) -> tuple[dict[str, str], list[Problem]]:
    """File → text of the documents of a folder, and a problem for each that is no text."""
    texts, problems = {}, []
    for path in sorted(path for path in folder.glob(pattern) if path.is_file()):
        try:
            texts[str(path)] = path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            problems.append(Problem(str(path), 1, 1, "no UTF-8 text", "save the file as UTF-8 text"))
    return texts, problems


def _calendars() -> tuple[dict[str, Calendar], list[Problem]]:
    years, problems = _texts(SHIPPED / "calendars" / "holidays", "*.json")
    holidays = {}
    for file, text in years.items():
        year, wrong = parse_holidays(text, file)
        problems += wrong
        if year:
            holidays[year.year] = year.days
    texts, unreadable = _texts(SHIPPED / "calendars", "*.yaml")
    problems += unreadable
    calendars = {}
    for file, text in texts.items():
        calendar, wrong = parse_calendar(text, file, holidays)
        problems += wrong
        if calendar:
            calendars[calendar.id] = calendar
    return calendars, problems


def _commitments(calendars: Mapping[str, Calendar]) -> tuple[dict[str, Commitments], list[Problem]]:
    texts, problems = _texts(SHIPPED / "commitments", "*.yaml")
    tables = {}
    for file, text in texts.items():
        table, wrong = parse_commitments(text, file)
        problems += wrong
        if table:
            tables[table.id] = table
    return tables, problems
