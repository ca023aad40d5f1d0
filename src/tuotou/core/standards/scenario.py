"""A scenario: a trail in the trade's own text, and the promises that must come of it (docs/standards.md, Scenarios)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

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

_WORDS: Final = ("scenario:", "as of", "expect")


@dataclass(frozen=True, slots=True)
class Scenario:
    """One history of one or several subjects, and every promise of the standard as of an instant."""

    title: str
    as_of: int  # µs UTC
    events: pl.DataFrame  # as `core.trail.event` says, in the order of the text
    expectations: tuple[Expectation, ...]  # empty: there must be no promise
    line: int  # of its title


@dataclass(slots=True)
class _Story:
    """A scenario while its lines are read."""

    vocabulary: Vocabulary
    zone: str
    title: str
    line: int
    as_of: int | None = None
    subjects: tuple[tuple[str, str], ...] = ()  # whose events follow: kind, number
    rows: list[dict[str, object]] = field(default_factory=list)
    expected: list[Expectation] | None = None

    def read(self, line: str) -> None:
        """Take one line. Raises Malformed."""
        text = line.strip()
        if text.startswith("as of "):
            self.as_of = moment(line.replace("as of", "     ", 1), self.zone)
        elif text in ("expect", "expect nothing"):
            self.expected = []
        elif self.expected is not None:
            self.expected += expectations(line, self.zone)
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

    def finish(self) -> Scenario:
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
) -> tuple[tuple[Scenario, ...], list[Problem]]:
    """All scenarios of a file, and every problem by line; one with problems is left out. Times are local to `zone`."""
    problems: list[Problem] = []
    found: list[Scenario] = []
    for block in _blocks(text):
        before = len(problems)
        number, title = block[0]
        story = _Story(vocabulary, zone, title.removeprefix("scenario:").strip(), number)
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
