"""A handbook document: YAML text in, typed fields out, every problem with its line and column.

Nothing here raises for what an author may get wrong: problems are values, collected in one list,
so that a check can report all errors of all documents at once.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import yaml

from tuotou.core.node import DEEPEST, TooDeep, anchored, compose, fault, is_nothing, plain

_DURATION: Final = re.compile(r"(\d+(?:\.\d+)?)\s*(us|ms|s|min|h|d|wd|oh)")
MICROSECONDS: Final = {"us": 1, "ms": 1_000, "s": 1_000_000, "min": 60_000_000, "h": 3_600_000_000}
DAYS: Final = 36_525  # no duration is longer: 100 years, and sums of instants stay far from overflowing
LARGEST: Final = 2**31 - 1  # of a whole number, either way


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Something wrong in a document: where, what, and what would be right."""

    file: str
    line: int
    column: int
    what: str
    right: str = ""

    def __str__(self) -> str:
        hint = f" ({self.right})" if self.right else ""
        return f"{self.file}:{self.line}:{self.column}: {self.what}{hint}"


@dataclass(frozen=True, slots=True)
class Bilingual:
    """The same words in Chinese and in English."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Duration:
    """An amount of time in its own unit; units never convert (kernel rule 28).

    `unit` is ``clock`` (amount in microseconds), ``d`` calendar days, ``wd`` working days or
    ``oh`` opening hours (amount in microseconds of opening time).
    """

    amount: int
    unit: str = "clock"


def duration(text: str) -> Duration | None:
    """`"90 s"`, `"4 h"`, `"2 d"`, `"3 wd"`, `"8 oh"` as a duration, or None where it is none or over 100 years."""
    found = _DURATION.fullmatch(text.strip())
    if not found:
        return None
    amount, unit = found.groups()
    if unit in ("d", "wd"):
        return Duration(int(amount), unit) if amount.isdigit() and float(amount) <= DAYS else None
    exact = float(amount) * MICROSECONDS["h" if unit == "oh" else unit]
    if exact > DAYS * 24 * MICROSECONDS["h"]:
        return None
    return Duration(round(exact), "oh" if unit == "oh" else "clock")


class Fields:
    """One mapping of a document: fields are taken by name and type, problems are remembered."""

    def __init__(self, node: yaml.MappingNode, file: str, problems: list[Problem]) -> None:
        self.file, self.problems, self._node = file, problems, node
        self._values: dict[str, yaml.Node] = {}
        self._taken: set[str] = set()
        for key, value in node.value:
            name = str(key.value) if isinstance(key, yaml.ScalarNode) else ""
            if not name:
                self._report(key, "a field's name must be one word", "write name: value pairs")
            elif name in self._values:
                self._report(key, f"field '{name}' stands twice", "keep one of them")
            self._values[name] = value

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def names(self) -> Sequence[str]:
        """The field names, in the order of the document."""
        return tuple(self._values)

    def node(self, name: str) -> yaml.Node | None:
        """The raw node of a field, marked as taken."""
        self._taken.add(name)
        return self._values.get(name)

    def text(self, name: str, default: str | None = None) -> str:
        """A field that is a word or a sentence; required without a default."""
        node = self._filled(name, required=default is None)
        if node is None:
            return default or ""
        if not isinstance(node, yaml.ScalarNode):
            self.problem(name, f"'{name}' must be one value", "write a single word or sentence")
            return default or ""
        return str(node.value)

    def integer(self, name: str, default: int | None = None) -> int:
        """A field that is a whole number of at most 32 bits; required without a default."""
        value = self._get(name, required=default is None)
        if isinstance(value, int) and not isinstance(value, bool):
            if abs(value) <= LARGEST:
                return value
            self.problem(name, f"'{name}' is out of range: {value}", f"from -{LARGEST} to {LARGEST}")
        elif value is not None:
            self.problem(name, f"'{name}' must be a whole number, not '{value}'", "for example 3")
        return default or 0

    def number(self, name: str, default: float | None = None) -> float:
        """A field that is a number; required without a default."""
        value = self._get(name, required=default is None)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return float(value)
        if value is not None:
            self.problem(name, f"'{name}' must be a number, not '{value}'", "for example 0.5")
        return default or 0.0

    def flag(self, name: str, default: bool = False) -> bool:
        """A field that is true or false."""
        value = self._get(name, required=False)
        if value is None or isinstance(value, bool):
            return bool(default if value is None else value)
        self.problem(name, f"'{name}' must be true or false, not '{value}'", "write true or false")
        return default

    def choice(self, name: str, options: Sequence[str], default: str | None = None) -> str:
        """A field that is one of the given words."""
        value = self.text(name, default)
        if value and value not in options:
            self.problem(name, f"'{name}' cannot be '{value}'", suggest(value, options))
            return default or options[0]
        return value

    def duration(self, name: str, default: Duration | None = None) -> Duration | None:
        """A field such as `4 h`; None where it is absent."""
        if name not in self._values:
            self._taken.add(name)
            return default
        found = duration(self.text(name))
        if found is None:
            right = "for example 30 min, 4 h, 2 d, 3 wd, 8 oh; at most 100 years"
            self.problem(name, f"'{self.text(name)}' is not a duration", right)
        return found or default

    def words(self, name: str) -> tuple[str, ...]:
        """A field that is one word or a list of words; empty where it is absent."""
        value = self._get(name, required=False)
        items = value if isinstance(value, list) else [] if value is None else [value]
        if any(isinstance(item, dict | list) for item in items):
            self.problem(name, f"'{name}' must be a list of words", "for example [site, person]")
            return ()
        return tuple(str(item) for item in items)

    def bilingual(self, name: str) -> Bilingual:
        """A field with `zh` and `en`; both are required."""
        inner = self.fields(name)
        if inner is None:
            self.missing(name, "write {zh: …, en: …}")
            return Bilingual("", "")
        both = Bilingual(inner.text("zh"), inner.text("en"))
        inner.finish()
        return both

    def fields(self, name: str) -> Fields | None:
        """A field that is itself a mapping; None where it is absent."""
        node = self.node(name)
        if node is None:
            return None
        if not isinstance(node, yaml.MappingNode):
            self.problem(name, f"'{name}' must be a mapping", "write name: value pairs")
            return None
        return Fields(node, self.file, self.problems)

    def each(self, name: str) -> Iterator[yaml.Node]:
        """The items of a field that is a list, or the field itself where it is one item."""
        node = self.node(name)
        if isinstance(node, yaml.SequenceNode):
            yield from node.value
        elif node is not None:
            yield node

    def inner(self, node: yaml.Node, what: str) -> Fields | None:
        """A list item as fields of its own; a problem where it is no mapping."""
        if isinstance(node, yaml.MappingNode):
            return Fields(node, self.file, self.problems)
        self._report(node, f"{what} must be a mapping", "write name: value pairs")
        return None

    def problem(self, name: str, what: str, right: str = "") -> None:
        """Report something about a field, at the field's value."""
        self._report(self._values.get(name, self._node), what, right)

    def problem_at(self, node: yaml.Node, what: str, right: str = "", shift: int = 0) -> None:
        """Report something about a node, `shift` characters into it."""
        line, column = _place(node.start_mark)
        self.problems.append(Problem(self.file, line, column + shift, what, right))

    def missing(self, name: str, right: str = "") -> None:
        """Report that a required field is absent."""
        if name not in self._values:
            self._report(self._node, f"field '{name}' is missing", right)

    def finish(self) -> None:
        """Report every field that nobody took: a misspelt word must not pass silently."""
        for name in [name for name in self._values if name not in self._taken]:
            self._report(self._values[name], f"unknown field '{name}'", suggest(name, sorted(self._taken)))

    def _get(self, name: str, *, required: bool) -> object:
        node = self._filled(name, required=required)
        return None if node is None else plain(node)

    def _filled(self, name: str, *, required: bool) -> yaml.Node | None:
        """The node of a field that says something; what is required and does not is reported."""
        node = self.node(name)
        if node is not None and not is_nothing(node):
            return node
        if required:
            self._report(node or self._node, f"field '{name}' is missing" if node is None else f"'{name}' has no value")
        return None

    def _report(self, node: yaml.Node, what: str, right: str = "") -> None:
        self.problem_at(node, what, right)


def suggest(word: str, options: Sequence[str]) -> str:
    """`did you mean …?` where a word is close to one of the options, else the options."""
    close = difflib.get_close_matches(word, options, n=1, cutoff=0.6)
    if close:
        return f"did you mean '{close[0]}'?"
    shown = ", ".join(options[:12]) + (", …" if len(options) > 12 else "")
    return f"one of: {shown}" if options else ""


def read(text: str, file: str) -> tuple[Fields | None, list[Problem]]:
    """Parse one YAML document; the fields are None where it cannot be read as a mapping."""
    try:
        problems = _shared(text, file)
        node = None if problems else compose(text)
    except TooDeep as error:
        what, right = f"nested more than {DEEPEST} levels deep", "take away brackets or indents"
        return None, [Problem(file, *_place(error.problem_mark), what, right)]
    except yaml.MarkedYAMLError as error:
        line, column = _place(error.problem_mark)
        tab = "\t" in text.splitlines()[line - 1] if line <= len(text.splitlines()) else False
        right = "indent with spaces, YAML allows no tabs" if tab else "see docs/standards.md for the form"
        what = fault(str(error.problem))
        return None, [Problem(file, line, column, f"not valid YAML: {what}", right)]
    except yaml.reader.ReaderError as error:
        return None, [_no_text(text, file, chr(error.character))]
    if isinstance(node, yaml.MappingNode):
        return Fields(node, file, problems), problems
    return None, problems or [Problem(file, 1, 1, "the document is empty or no mapping", "write name: value pairs")]


def _shared(text: str, file: str) -> list[Problem]:
    """The anchors and aliases: a part that holds itself, or is repeated without end, could not be read."""
    if "&" not in text and "*" not in text:
        return []
    right = "write the part out; put text that begins with & or * in quotes"
    what = "no part may stand for another"
    return [Problem(file, *_place(event.start_mark), what, right) for event in anchored(text)]


def _place(mark: Any) -> tuple[int, int]:
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _no_text(text: str, file: str, sign: str) -> Problem:
    """A control character, where it first stands."""
    before = text[: text.index(sign)]
    what = f"not valid YAML: the character U+{ord(sign):04X} is not allowed"
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    return Problem(file, line, column, what, "delete it, or save the file as UTF-8 text")
