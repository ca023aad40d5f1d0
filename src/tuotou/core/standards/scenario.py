"""A scenario: a trail in the trade's own text, and what must come of it (docs/standards.md, Scenarios).

Of a standard promises must come, of an indicator figures: whoever reads a file says how its expectations read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

import polars as pl

from tuotou.core.document import Problem, suggest
from tuotou.core.standards.scenario_line import (
    DEFAULT_SOURCE,
    Event,
    Expectation,
    Malformed,
    event,
    expectations,
    moment,
    numbers,
)
from tuotou.core.standards.wall_clock import CHINA
from tuotou.core.trail.event import SCHEMA
from tuotou.core.trail.vocabulary import Vocabulary

Expected = TypeVar("Expected")
Expecting = Callable[[str, str], tuple[Expected, ...]]
"""What must come of a trail, from a line and its time zone."""

_WORDS: Final = ("scenario:", "as of", "expect")


@dataclass(frozen=True, slots=True)
class Scenario(Generic[Expected]):
    """One history of one or several subjects, and everything that must come of it as of an instant."""

    title: str
    as_of: int  # µs UTC
    events: pl.DataFrame  # as `core.trail.event` says, in the order of the text
    expectations: tuple[Expected, ...]  # empty: there must be nothing
    line: int  # of its title


@dataclass(slots=True)
class _Story(Generic[Expected]):
    """A scenario while its lines are read."""

    vocabulary: Vocabulary
    zone: str
    expecting: Expecting[Expected]
    title: str
    line: int
    as_of: int | None = None
    subjects: tuple[tuple[str, str], ...] = ()  # whose events follow: kind, number
    rows: list[dict[str, object]] = field(default_factory=list)
    expected: list[Expected] | None = None

    def read(self, line: str) -> None:
        """Take one line. Raises Malformed."""
        text = line.strip()
        if text.startswith("as of "):
            self.as_of = moment(line.replace("as of", "     ", 1), self.zone)
        elif text in ("expect", "expect nothing"):
            self.expected = []
        elif self.expected is not None:
            self.expected += self.expecting(line, self.zone)
        elif text[:1].isdigit():
            self._event(line)
        else:
            self._subject(text)

    def _subject(self, text: str) -> None:
        kind, _, number = text.partition(" ")
        if kind not in self.vocabulary.subjects or not number.strip():
            right = suggest(kind, [*_WORDS, *self.vocabulary.subjects])
            raise Malformed(f"'{text}' begins neither a subject nor an event", right)
        self.subjects = tuple((kind, one) for one in numbers(number.strip()))

    def _event(self, line: str) -> None:
        if not self.subjects:
            raise Malformed("whose event is this?", "name the subject in a line before, for example: parcel YT1")
        found = event(line, self.subjects[0][0], self.vocabulary, self.zone)
        for kind, number in self.subjects:
            earlier = sum(row["subject_kind"] == kind and row["subject"] == number for row in self.rows)
            marks = {"id": f"e{earlier + 1}", "source": DEFAULT_SOURCE, **found.marks}
            self.rows.append(_row(kind, number, found, marks))

    def finish(self) -> Scenario[Expected]:
        """The scenario as read. Raises Malformed where a part is missing."""
        if self.as_of is None:
            raise Malformed("as of when is it judged?", "add a line such as: as of 2026-05-02 00:00")
        if self.expected is None:
            raise Malformed("nothing is expected of this scenario", "add: expect, or: expect nothing")
        return Scenario(self.title, self.as_of, self._frame(), tuple(self.expected), self.line)

    def _frame(self) -> pl.DataFrame:
        carried = [name for name in self.vocabulary.attributes if any(name in row for row in self.rows)]
        schema = {**SCHEMA, **{name: self.vocabulary.dtype(name) for name in carried}}
        return pl.DataFrame({name: [row.get(name) for row in self.rows] for name in schema}, schema=schema)


def parse_scenarios(
    text: str, file: str, vocabulary: Vocabulary, zone: str = CHINA
) -> tuple[tuple[Scenario[Expectation], ...], list[Problem]]:
    """All scenarios of a standard's file, and every problem by line; one with problems is left out.

    Times are local to `zone`.
    """
    return parse_expecting(text, file, vocabulary, expectations, zone)


def parse_expecting(
    text: str, file: str, vocabulary: Vocabulary, expecting: Expecting[Expected], zone: str = CHINA
) -> tuple[tuple[Scenario[Expected], ...], list[Problem]]:
    """The same, where `expecting` reads the lines below `expect`."""
    problems: list[Problem] = []
    found: list[Scenario[Expected]] = []
    for block in _blocks(text):
        before = len(problems)
        number, title = block[0]
        story = _Story(vocabulary, zone, expecting, title.removeprefix("scenario:").strip(), number)
        if not title.startswith("scenario:"):
            problems.append(Problem(file, number, 1, "a file begins with a scenario", "scenario: trips · what happens"))
            continue
        for line_number, line in block[1:]:
            with _reporting(file, line_number, problems):
                story.read(line)
        if len(problems) == before:
            with _reporting(file, number, problems):
                found.append(story.finish())
    return tuple(found), problems


@contextmanager
def _reporting(file: str, number: int, problems: list[Problem]) -> Iterator[None]:
    """What is malformed within becomes a problem of that line."""
    try:
        yield
    except Malformed as error:
        problems.append(Problem(file, number, error.column, error.what, error.right))


def _blocks(text: str) -> list[list[tuple[int, str]]]:
    """The numbered lines of each scenario, without what is empty or a comment."""
    blocks: list[list[tuple[int, str]]] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if line.startswith("scenario:") or not blocks:
            blocks.append([])
        blocks[-1].append((number, line))
    return blocks


def _row(kind: str, number: str, found: Event, marks: dict[str, str]) -> dict[str, object]:
    base = {
        "subject_kind": kind,
        "subject": number,
        "kind": found.kind,
        "at": found.at,
        "recorded_at": found.recorded_at,
    }
    return {**base, **marks, **found.attributes}
