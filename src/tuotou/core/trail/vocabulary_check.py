"""What the words of a vocabulary say of each other: each check takes a word with the fields it was read from.

Problems go to the document of the word, at the place that has to be changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

import yaml

from tuotou.core.document import Fields, suggest
from tuotou.core.trail.cancelling import CARRIED
from tuotou.core.trail.vocabulary import CONFIRMED, RETRACTED, Kind, SubjectKind, Vocabulary

PERIOD: Final = ("period_from", "period_to")
"""The attributes that a declared period carries."""
_NAMES_AN_EVENT: Final = {RETRACTED: "retracts", CONFIRMED: "confirms"}


class Claim(NamedTuple):
    """Somebody who says what foreign codes mean: code system → codes."""

    name: str
    codes: Mapping[str, Sequence[str]]
    fields: Fields


def item(fields: Fields, name: str, word: str) -> yaml.Node:
    """The node of one word of a field, so that a problem stands at the word; else (`~`, `True`) the first one."""
    nodes = list(fields.each(name))
    return next((node for node in nodes if node.value == word), nodes[0])


def check_subject(subject: SubjectKind, fields: Fields, vocabulary: Vocabulary) -> None:
    """What begins a life exists and happens to the subject; a container says how long things stay in it."""
    for name, word in [*(("begins", word) for word in subject.begins), *(("born", word) for word in subject.born)]:
        kind = vocabulary.kinds.get(word)
        node = item(fields, name, word)
        if kind is None:
            fields.problem_at(node, f"there is no kind '{word}'", suggest(word, tuple(vocabulary.kinds)))
        elif subject.name not in kind.subjects:
            fields.problem_at(node, f"'{word}' does not happen to a {subject.name}", "add the subject to the kind")
    if subject.contains and subject.stay is None:
        fields.missing("stay", "say how long something may lie in it, for example 72 h")
    if subject.packing and not subject.begins:
        fields.problem("packing", "'packing' without 'begins'", "say which kind begins a life")


def check_kind(kind: Kind, fields: Fields, vocabulary: Vocabulary) -> None:
    """Its subjects, attributes and containers exist, its marks agree, and it carries what they ask for."""
    if not kind.subjects:
        fields.missing("subjects", "say to which subjects it happens")
    _check_known(fields, "subjects", kind.subjects, tuple(vocabulary.subjects))
    _check_known(fields, "attributes", kind.attributes, tuple(vocabulary.attributes))
    containers = tuple(subject.name for subject in vocabulary.subjects.values() if subject.contains)
    for name, container in (("enters", kind.enters), ("leaves", kind.leaves)):
        if container is not None and container not in containers:
            fields.problem(name, f"'{container}' is no container", suggest(container, containers))
    for mark, marked in (("empties", kind.empties), ("spreads", kind.spreads)):
        if marked and not set(kind.subjects) & set(containers):
            fields.problem("is", f"a kind that {mark} must happen to a container", suggest("", containers))
    if kind.approvers and not kind.note:
        fields.problem("approvers", "what cancels a scan is a note", "add 'is: note'")
    if kind.note and kind.scan:
        fields.problem("is", "a note is no scan", "keep one of the two")
    _check_carried(kind, fields)


def _check_known(fields: Fields, name: str, words: Sequence[str], options: Sequence[str]) -> None:
    """Each word is one of the options; words that came from the file's defaults are reported at the entry."""
    for word in words:
        if word in options:
            continue
        what, right = f"there is no {name.removesuffix('s')} '{word}'", suggest(word, options)
        if name in fields:
            fields.problem_at(item(fields, name, word), what, right)
        else:
            fields.problem(name, what, right)


def _check_carried(kind: Kind, fields: Fields) -> None:
    """What a kind is obliges it to carry certain attributes."""
    needed = [("is", name) for name in PERIOD if kind.period]
    if kind.enters is not None:
        needed.append(("enters", "into"))
    if kind.continues is not None:
        needed.append(("continues", kind.continues))
    needed += [("approvers", name) for name in CARRIED if kind.approvers]
    if kind.name in _NAMES_AN_EVENT:
        needed.append(("attributes", _NAMES_AN_EVENT[kind.name]))
    for name, attribute in needed:
        if attribute not in kind.attributes:
            fields.problem(name, f"'{kind.name}' must carry '{attribute}'", "add it to 'attributes'")


def check_codes(claims: Iterable[Claim]) -> None:
    """A foreign code means one thing: it stands at one kind, or is left out."""
    meant: dict[tuple[str, str], str] = {}
    for claim in claims:
        for code in ((system, code) for system, codes in claim.codes.items() for code in codes):
            if code in meant:
                what = f"code {code[1]} of {code[0]} already means '{meant[code]}'"
                claim.fields.problem("codes", what, "a code means one thing")
            meant.setdefault(code, claim.name)
