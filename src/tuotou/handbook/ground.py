"""What standards stand on: calendars, announced years, tables of time commitments; shipped, and one's own.

The company's own entries of dictionaries come along; `handbook.dictionaries` says what they do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol, TypeVar

from tuotou.core.document import Problem
from tuotou.core.standards.commitment import Commitments
from tuotou.core.standards.commitment_document import parse_commitments
from tuotou.core.working_time import Calendar, parse_calendar, parse_holidays

SHIPPED: Final = Path(__file__).parent


class _Named(Protocol):
    @property
    def id(self) -> str: ...


Document = TypeVar("Document", bound=_Named)
Texts = Mapping[str, str]
"""File → text."""


@dataclass(frozen=True, slots=True)
class Ground:
    """Documents that stand beside the shipped ones; one of the same id, or of the same year, takes its place."""

    calendars: Texts = field(default_factory=dict)
    holidays: Texts = field(default_factory=dict)
    commitments: Texts = field(default_factory=dict)
    words: Mapping[str, Texts] = field(default_factory=dict)
    """Dictionary → code → text of its entry."""
    unreadable: tuple[Problem, ...] = ()

    @classmethod
    def of(cls, folder: Path) -> Ground:
        """What a folder holds of them."""
        calendars, wrong = texts_of(folder / "calendars", "*.yaml")
        holidays, faults = texts_of(folder / "calendars" / "holidays", "*.json")
        tables, problems = texts_of(folder / "commitments", "*.yaml")
        return cls(calendars, holidays, tables, unreadable=(*wrong, *faults, *problems))

    @property
    def every(self) -> dict[str, str]:
        """All of them that verdicts depend on: what a code is called changes none."""
        return {**self.calendars, **self.holidays, **self.commitments}


@dataclass(frozen=True, slots=True)
class Read:
    """The ground as standards are read on it, and every problem of its documents."""

    calendars: Mapping[str, Calendar]
    commitments: Mapping[str, Commitments]
    problems: list[Problem]


def read_ground(own: Ground) -> Read:
    """The shipped ground, with one's own documents."""
    shipped = Ground.of(SHIPPED)
    holidays, problems = _holidays(shipped)
    announced, wrong = _holidays(own)
    holidays |= announced
    calendars, tables = dict[str, Calendar](), dict[str, Commitments]()
    problems += [*wrong, *shipped.unreadable, *own.unreadable]
    for ground in (shipped, own):
        found, wrong = _documents(ground.calendars, lambda text, file: parse_calendar(text, file, holidays))
        rows, faults = _documents(ground.commitments, parse_commitments)
        calendars |= found
        tables |= rows
        problems += [*wrong, *faults]
    return Read(calendars, tables, problems)


def texts_of(folder: Path, pattern: str) -> tuple[dict[str, str], list[Problem]]:
    """File → text of the documents of a folder, and a problem for each that is no text."""
    texts, problems = {}, []
    for path in sorted(path for path in folder.glob(pattern) if path.is_file()):
        try:
            texts[str(path)] = path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            problems.append(Problem(str(path), 1, 1, "no UTF-8 text", "save the file as UTF-8 text"))
    return texts, problems


def _holidays(ground: Ground) -> tuple[dict[int, Mapping[str, bool]], list[Problem]]:
    found, problems = dict[int, Mapping[str, bool]](), list[Problem]()
    for file, text in ground.holidays.items():
        year, wrong = parse_holidays(text, file)
        problems += wrong
        if year:
            found[year.year] = year.days
    return found, problems


def _documents(
    texts: Texts, parse: Callable[[str, str], tuple[Document | None, list[Problem]]]
) -> tuple[dict[str, Document], list[Problem]]:
    """Id → the document that has it, and all that is wrong with them."""
    found, files, problems = dict[str, Document](), dict[str, str](), list[Problem]()
    for file, text in texts.items():
        document, wrong = parse(text, file)
        problems += wrong
        if document is None:
            continue
        if document.id in found:
            what = f"'{document.id}' stands in {files[document.id]} too"
            problems.append(Problem(file, 1, 1, what, "give one of them another id, or take it out"))
        found[document.id], files[document.id] = document, file
    return found, problems
