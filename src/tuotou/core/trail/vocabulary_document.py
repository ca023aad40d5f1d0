"""The vocabulary's documents: their texts in, a `Vocabulary` out, with every problem at its line and column.

A document holds any of the sections `subjects`, `sources`, `attributes`, `values`, `kinds` (with `defaults` for the
kinds of its own file) and `codes_left_out`. All documents together are one vocabulary; what they say of each other is
checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Final, NamedTuple

from tuotou.core.document import Bilingual, Fields, Problem, read, suggest
from tuotou.core.trail.event import SCHEMA
from tuotou.core.trail.handles import SHAPES
from tuotou.core.trail.vocabulary import CODE_SYSTEMS, DTYPES, Attribute, Kind, Source, SubjectKind, Vocabulary
from tuotou.core.trail.vocabulary_check import Claim, check_codes, check_kind, check_subject, item

MARKS: Final = ("scan", "in_hand", "trouble", "note", "terminal", "spreads", "empties", "period")
"""What `is:` may say of a kind."""
RESERVED: Final = ("any", "any_scan")  # words of a selector, never a kind
_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")
_DAY: Final = 86_400_000_000  # µs; no calendar is at hand here: a day is 24 hours


class LeftOut(NamedTuple):
    """Foreign codes that are known and are no event: a feed drops them without a finding."""

    system: str
    codes: tuple[str, ...]
    reason: Bilingual


class _Defaults(NamedTuple):
    """What the kinds of one file have where they do not say otherwise."""

    subjects: tuple[str, ...] = ()
    echo: int = 0
    max_lag: int | None = None


@dataclass(slots=True)
class _Reading:
    """What has been read so far; the fields stay at hand, so that later checks can say where."""

    subjects: dict[str, tuple[SubjectKind, Fields]] = field(default_factory=dict)
    sources: dict[str, tuple[Source, Fields]] = field(default_factory=dict)
    attributes: dict[str, tuple[Attribute, Fields]] = field(default_factory=dict)
    values: dict[str, tuple[Bilingual, Fields]] = field(default_factory=dict)
    kinds: dict[str, tuple[Kind, Fields]] = field(default_factory=dict)
    left_out: list[tuple[LeftOut, Fields]] = field(default_factory=list)


def parse_vocabulary(documents: Mapping[str, str]) -> tuple[Vocabulary, list[Problem]]:
    """All documents (file name → text) as one vocabulary, and everything that is wrong, by file and line.

    What can be read is in the vocabulary even where there are problems; it may be used only where there are none.
    """
    reading, problems = _read_all(documents)
    vocabulary = Vocabulary(
        subjects={name: subject for name, (subject, _) in reading.subjects.items()},
        kinds={name: kind for name, (kind, _) in reading.kinds.items()},
        attributes={name: attribute for name, (attribute, _) in reading.attributes.items()},
        sources={name: source for name, (source, _) in reading.sources.items()},
        values={name: title for name, (title, _) in reading.values.items()},
    )
    for subject, fields in reading.subjects.values():
        check_subject(subject, fields, vocabulary)
    for kind, fields in reading.kinds.values():
        check_kind(kind, fields, vocabulary)
    check_codes(_claims(reading))
    return vocabulary, sorted(chain.from_iterable(problems))


def parse_left_out(documents: Mapping[str, str]) -> tuple[LeftOut, ...]:
    """The codes that the documents leave out; `parse_vocabulary` reports what is wrong with them."""
    holding = {file: text for file, text in documents.items() if "codes_left_out:" in text}
    return tuple(left_out for left_out, _ in _read_all(holding)[0].left_out)


def _read_all(documents: Mapping[str, str]) -> tuple[_Reading, list[list[Problem]]]:
    """Every document read, and the problems of each; the checks that follow go on filling these lists."""
    reading = _Reading()
    problems = []
    for file, text in documents.items():
        document, found = read(text, file)
        problems.append(found)
        if document is not None:
            _read_document(document, reading)
    return reading, problems


def _read_document(document: Fields, reading: _Reading) -> None:
    defaults = _defaults(document)
    for name, fields in _entries(document, "subjects", reading.subjects):
        reading.subjects[name] = (_subject(name, fields), fields)
    for name, fields in _entries(document, "sources", reading.sources):
        reading.sources[name] = (_source(name, fields), fields)
    for name, fields in _entries(document, "attributes", reading.attributes):
        reading.attributes[name] = (_attribute(name, fields), fields)
    for name, fields in _entries(document, "values", reading.values):
        reading.values[name] = (_title(fields), fields)
    for name, fields in _entries(document, "kinds", reading.kinds):
        reading.kinds[name] = (_kind(name, fields, defaults), fields)
    for node in document.each("codes_left_out"):
        inner = document.inner(node, "an entry of 'codes_left_out'")
        if inner is not None:
            reading.left_out.append((_left_out(inner), inner))
    document.finish()


def _entries(document: Fields, section: str, seen: Mapping[str, tuple[object, Fields]]) -> Iterator[tuple[str, Fields]]:
    """The named entries of a section; a name that is no word, or was there before, is a problem."""
    entries = document.fields(section)
    if entries is None:
        return
    for name in entries.names():
        fields = entries.fields(name)
        if fields is None:
            continue
        if not _NAME.fullmatch(name):
            entries.problem(name, f"'{name}' is no name", "a-z, 0-9 and _, beginning with a letter")
        if name in seen:
            entries.problem(name, f"'{name}' stands twice in '{section}'", f"it also stands in {seen[name][1].file}")
            continue
        yield name, fields
        fields.finish()


def _defaults(document: Fields) -> _Defaults:
    fields = document.fields("defaults")
    if fields is None:
        return _Defaults()
    found = _Defaults(fields.words("subjects"), _microseconds(fields, "echo") or 0, _microseconds(fields, "max_lag"))
    fields.finish()
    return found


def _title(fields: Fields) -> Bilingual:
    return Bilingual(fields.text("zh"), fields.text("en"))


def _microseconds(fields: Fields, name: str) -> int | None:
    """A field that is a length of clock time; a day is 24 hours."""
    found = fields.duration(name)
    if found is None:
        return None
    if found.unit not in ("clock", "d"):
        fields.problem(name, f"'{name}' cannot be counted in '{found.unit}'", "for example 10 min, 72 h or 120 d")
    return found.amount * _DAY if found.unit == "d" else found.amount


def _subject(name: str, fields: Fields) -> SubjectKind:
    return SubjectKind(
        name,
        _title(fields),
        silence=_microseconds(fields, "silence"),
        begins=fields.words("begins"),
        born=fields.words("born"),
        contains=fields.flag("contains"),
        stay=_microseconds(fields, "stay"),
        packing=_microseconds(fields, "packing") or 0,
    )


def _source(name: str, fields: Fields) -> Source:
    precision = fields.choice("precision", ("instant", "day"), "instant")
    return Source(name, fields.integer("rank"), _title(fields), precision)


def _attribute(name: str, fields: Fields) -> Attribute:
    if name in SCHEMA:
        fields.problem(name, f"'{name}' is a column of every event", "choose another name")
    type_ = fields.choice("type", tuple(DTYPES), "text")
    least, most = (fields.number(word) if word in fields else None for word in ("least", "most"))
    if (least, most) != (None, None) and type_ not in ("number", "integer"):
        fields.problem("least" if least is not None else "most", f"only numbers have bounds, '{name}' holds {type_}")
    finds = fields.choice("finds", tuple(SHAPES)) if "finds" in fields else ""
    if finds and type_ not in ("text", "veiled"):
        fields.problem("finds", f"nothing is found by what holds {type_}", "text or veiled")
    return Attribute(name, type_, _title(fields), fields.text("unit", ""), least, most, finds)


def _kind(name: str, fields: Fields, defaults: _Defaults) -> Kind:
    if name in RESERVED:
        fields.problem(name, f"'{name}' is a word of selectors, not a kind", "choose another name")
    marks = _marks(fields)
    return Kind(
        name,
        _title(fields),
        subjects=fields.words("subjects") or defaults.subjects,
        attributes=fields.words("attributes"),
        stage=fields.integer("stage") if fields.node("stage") is not None else None,
        scan="scan" in marks,
        in_hand="in_hand" in marks,
        trouble="trouble" in marks,
        note="note" in marks,
        terminal="terminal" in marks,
        spreads="spreads" in marks,
        enters=fields.text("enters", "") or None,
        leaves=fields.text("leaves", "") or None,
        empties="empties" in marks,
        continues=fields.text("continues", "") or None,
        approvers=fields.words("approvers"),
        period="period" in marks,
        echo=_own(fields, "echo", defaults.echo) or 0,
        max_lag=_own(fields, "max_lag", defaults.max_lag),
        codes=_codes(fields),
    )


def _own(fields: Fields, name: str, default: int | None) -> int | None:
    return _microseconds(fields, name) if fields.node(name) is not None else default


def _marks(fields: Fields) -> tuple[str, ...]:
    marks = fields.words("is")
    for mark in marks:
        if mark not in MARKS:
            fields.problem_at(item(fields, "is", mark), f"a kind cannot be '{mark}'", suggest(mark, MARKS))
    return marks


def _codes(fields: Fields) -> Mapping[str, tuple[str, ...]]:
    codes = fields.fields("codes")
    if codes is None:
        return {}
    for system in codes.names():
        if system not in CODE_SYSTEMS:
            codes.problem(system, f"there is no code system '{system}'", suggest(system, CODE_SYSTEMS))
    return {system: codes.words(system) for system in codes.names()}


def _left_out(fields: Fields) -> LeftOut:
    left_out = LeftOut(fields.choice("system", CODE_SYSTEMS), fields.words("codes"), _title(fields))
    fields.finish()
    return left_out


def _claims(reading: _Reading) -> list[Claim]:
    """Who names which foreign codes: the kinds, and the entries of `codes_left_out`."""
    named = [Claim(kind.name, kind.codes, fields) for kind, fields in reading.kinds.values()]
    return named + [Claim("codes_left_out", {left.system: left.codes}, fields) for left, fields in reading.left_out]
