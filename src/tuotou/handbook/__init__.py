"""The shipped handbook: documents in, one checked `Handbook` out. Other folders of documents read the same way."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from tuotou.core.document import Problem
from tuotou.core.standards.commitment import Commitments
from tuotou.core.standards.commitment_document import parse_commitments
from tuotou.core.standards.handbook import Handbook, fingerprint, read_standards
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
    texts = _texts(standards or SHIPPED / "standards", "*.yaml")
    every = texts | _texts(SHIPPED / "vocabulary", "*.yaml") | _texts(SHIPPED / "calendars", "**/*.*")
    every |= _texts(SHIPPED / "commitments", "*.*")
    ground = Handbook(vocabulary, calendars, commitments, (), fingerprint(every))
    handbook, wrong_standards = read_standards(texts, ground)
    return handbook, sorted([*problems, *wrong_calendars, *wrong_commitments, *wrong_standards])


def read_vocabulary() -> tuple[Vocabulary, list[Problem]]:
    """The shipped vocabulary alone: what feeds need."""
    return parse_vocabulary(_texts(SHIPPED / "vocabulary", "*.yaml"))


def scenarios() -> Mapping[str, str]:
    """Standard id → the text of its scenarios."""
    return {Path(name).stem: text for name, text in _texts(SHIPPED / "scenarios", "*.trail").items()}


def _texts(folder: Path, pattern: str) -> dict[str, str]:
    return {str(path): path.read_text(encoding="utf-8-sig") for path in sorted(folder.glob(pattern)) if path.is_file()}


def _calendars() -> tuple[dict[str, Calendar], list[Problem]]:
    problems: list[Problem] = []
    holidays = {}
    for file, text in _texts(SHIPPED / "calendars" / "holidays", "*.json").items():
        year, wrong = parse_holidays(text, file)
        problems += wrong
        if year:
            holidays[year.year] = year.days
    calendars = {}
    for file, text in _texts(SHIPPED / "calendars", "*.yaml").items():
        calendar, wrong = parse_calendar(text, file, holidays)
        problems += wrong
        if calendar:
            calendars[calendar.id] = calendar
    return calendars, problems


def _commitments(calendars: Mapping[str, Calendar]) -> tuple[dict[str, Commitments], list[Problem]]:
    problems: list[Problem] = []
    tables = {}
    for file, text in _texts(SHIPPED / "commitments", "*.yaml").items():
        table, wrong = parse_commitments(text, file)
        problems += wrong
        if table:
            tables[table.id] = table
    return tables, problems
