"""The vocabulary as a page people read: Markdown tables in both languages, derived from the documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from tuotou.core.trail.vocabulary import CODE_SYSTEMS, Attribute, Kind, SubjectKind, Vocabulary

_HEAD: Final = """# Vocabulary 词汇表

*Made from the documents in `handbook/vocabulary/`; edit those, not this page.*

The words a trail is written in: who leaves a trail, where events come from, what an event may carry, and every kind
of event, with the foreign codes that mean it. What the marks mean exactly: [kernel.md](kernel.md). Codes that are known
and are no event stand in `codes_left_out.yaml`; any other code becomes `unknown`, with a finding.
"""
_MARKS: Final = """
| mark | meaning |
| --- | --- |
| scan | a physical scan of the subject at a site |
| in hand | a courier has it: it is looked up by who that is, and the day |
| trouble | something is wrong, until the subject moves on |
| note | bookkeeping, no trace of the subject |
| ends | ends a life |
| spreads | what lies in the container inherits it |
| into, out of | puts into, takes out of a container of this kind |
| empties | everything is out of the container |
| goes on | the trail goes on under the number in this attribute |
| period | declares a period |
| stage | its place on a parcel's way; a later one implies an earlier |
| echo | a second report within this is the same fact |
| late | recorded later than this, it counts only when a person confirms it |
"""
_VALUES: Final = """The values are those that shipped standards ask for. A text may hold any other, and is then none of
these: map your own words to them, see [mapping.md](mapping.md).
"""
_SPANS: Final = (("d", 86_400_000_000), ("h", 3_600_000_000), ("min", 60_000_000), ("s", 1_000_000))


def vocabulary_page(vocabulary: Vocabulary, values: Mapping[str, Sequence[str]]) -> str:
    """`docs/vocabulary.md`: subjects, kinds by their first subject, attributes, sources, foreign codes.

    `values`: attribute → the words that standards compare it with.
    """
    parts = [_HEAD, "## Subjects 主体\n", _subjects(vocabulary), "## Event kinds 事件", _MARKS]
    for subject in vocabulary.subjects.values():
        kinds = [kind for kind in _by_name(vocabulary) if kind.subjects[0] == subject.name]
        if kinds:
            parts += [f"### {subject.title.en} {subject.title.zh}\n", _kinds(kinds)]
    parts += [
        "## Attributes 属性\n",
        _VALUES,
        _attributes(vocabulary, values),
        "## Sources 来源\n",
        _sources(vocabulary),
    ]
    parts += ["## Foreign codes 外部代码\n", _codes(vocabulary)]
    return "\n".join(parts).rstrip() + "\n"


def _by_name(vocabulary: Vocabulary) -> list[Kind]:
    """The kinds as a reader looks them up: the order of the files does not matter."""
    return sorted(vocabulary.kinds.values(), key=lambda kind: kind.name)


def _subjects(vocabulary: Vocabulary) -> str:
    rows = [(f"`{it.name}`", it.title.zh, it.title.en, _life(it)) for it in vocabulary.subjects.values()]
    return _table(("subject", "中文", "English", "lives, content"), rows)


def _life(subject: SubjectKind) -> str:
    said = []
    if subject.silence is not None:
        said.append(f"a new life after {_span(subject.silence)} of silence")
    if subject.begins:
        said.append("a new life begins with " + _names(subject.begins))
    if subject.born:
        said.append("born with " + _names(subject.born))
    if subject.contains:
        said.append(f"a container: others ride in it, at most {_span(subject.stay or 0)}")
    if subject.packing:
        said.append(f"filled up to {_span(subject.packing)} before that")
    return "; ".join(said)


def _kinds(kinds: Iterable[Kind]) -> str:
    rows = [
        (
            f"`{kind.name}`",
            kind.title.zh,
            kind.title.en,
            ", ".join(kind.subjects),
            _marks(kind),
            _names(kind.attributes),
        )
        for kind in kinds
    ]
    return _table(("kind", "中文", "English", "happens to", "marks", "carries"), rows)


def _marks(kind: Kind) -> str:
    marks = (
        (kind.scan, "scan"),
        (kind.in_hand, "in hand"),
        (kind.trouble, "trouble"),
        (kind.note, "note"),
        (kind.terminal, "ends"),
        (kind.spreads, "spreads"),
        (kind.enters, f"into {kind.enters}"),
        (kind.leaves, f"out of {kind.leaves}"),
        (kind.empties, "empties"),
        (kind.continues, f"goes on: `{kind.continues}`"),
        (kind.period, "period"),
        (kind.stage, f"stage {kind.stage}"),
        (kind.echo, f"echo {_span(kind.echo)}"),
        (kind.max_lag, f"late {_span(kind.max_lag or 0)}"),
    )
    return ", ".join(mark for applies, mark in marks if applies)


def _attributes(vocabulary: Vocabulary, values: Mapping[str, Sequence[str]]) -> str:
    rows = [
        (
            f"`{it.name}`",
            it.title.zh,
            it.title.en,
            it.type,
            it.unit,
            _names(values.get(it.name, ())) or _bounds(it) or _found(it),
        )
        for it in vocabulary.attributes.values()
    ]
    return _table(("attribute", "中文", "English", "type", "unit", "values"), rows)


def _found(attribute: Attribute) -> str:
    """Whether one looks subjects up by it."""
    return "subjects are found by it" if attribute.finds else ""


def _bounds(attribute: Attribute) -> str:
    """What a number can be."""
    bounds = (("≥", attribute.least), ("≤", attribute.most))
    return ", ".join(f"{sign} {bound:g}" for sign, bound in bounds if bound is not None)


def _sources(vocabulary: Vocabulary) -> str:
    ranked = sorted(vocabulary.sources.values(), key=lambda source: source.rank)
    rows = [(f"`{it.name}`", it.title.zh, it.title.en, str(it.rank), it.precision) for it in ranked]
    return _table(("source", "中文", "English", "rank", "precision"), rows)


def _codes(vocabulary: Vocabulary) -> str:
    rows = [
        (f"`{kind.name}`", *(", ".join(kind.codes.get(system, ())) for system in CODE_SYSTEMS))
        for kind in _by_name(vocabulary)
        if kind.codes
    ]
    return _table(("kind", *CODE_SYSTEMS), rows)


def _names(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)


def _span(microseconds: int) -> str:
    """The length in the largest unit that divides it; less than a week stays in hours, as the trade says."""
    for unit, length in _SPANS:
        if microseconds % length == 0 and microseconds >= (7 * length if unit == "d" else length):
            return f"{microseconds // length} {unit}"
    return f"{microseconds} us"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)
