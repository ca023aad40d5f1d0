"""Reading a question: the words of a handheld in, a typed question or all that is wrong with it out, as for events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from tuotou.core.document import suggest
from tuotou.core.gate.act import Act, Acts
from tuotou.core.gate.question import Question
from tuotou.core.trail.acceptance import AHEAD, TOO_SOON
from tuotou.core.trail.vocabulary import Vocabulary
from tuotou.feeds.event_records import LENGTHS, Faults
from tuotou.feeds.event_values import Wrong, attribute, instant, shown, text
from tuotou.handbook import BrokenHandbook, read_vocabulary
from tuotou.handbook.acts import load_acts

SOURCE: Final = "handheld"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it was put; every value as it came."""

    act: str
    subject: object
    subject_kind: str = ""  # empty: that of the act
    kind: str = ""  # empty: the first of the act
    site: object = ""
    person: object = ""
    source: str = ""
    at: object = None  # None: now
    attributes: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Read:
    """What became of it."""

    question: Question | None
    faults: Faults
    ignored: tuple[str, ...] = ()  # attributes that are no words of the vocabulary: no standard reads them


@lru_cache(maxsize=1)
def shipped() -> tuple[Acts, Vocabulary]:
    """The acts and the words: what a question is read by, and policy decides, whatever the database does."""
    vocabulary, problems = read_vocabulary()
    if problems:
        raise BrokenHandbook(problems)
    return load_acts(vocabulary), vocabulary


def read_question(asked: Asked, now: int) -> Read:
    """The question, or what is wrong with it. `now`: µs UTC."""
    acts, vocabulary = shipped()
    act = acts.get(asked.act)
    if act is None:
        return Read(None, [("act", asked.act[:200], "there is no such act", suggest(asked.act, list(acts)))])
    faults = _words(asked, act, vocabulary)
    subject, site, person = (_text(asked, name, faults) for name in ("subject", "site", "person"))
    at = _at(asked.at, now, faults)
    attributes = _attributes(asked.attributes, vocabulary, faults)
    if faults:
        return Read(None, faults)
    ignored = tuple(name for name in asked.attributes if name not in vocabulary.attributes)
    kind, source = asked.kind or act.kinds[0], asked.source or SOURCE
    return Read(Question(act, kind, subject or "", site, person, source, at, attributes), [], ignored)


def _words(asked: Asked, act: Act, vocabulary: Vocabulary) -> Faults:
    """What is none of the words that can stand there."""
    known = (
        ("subject_kind", (act.subject,), f"'{act.name}' is asked of another kind of subject"),
        ("kind", act.kinds, f"no event of the act '{act.name}'"),
        ("source", tuple(vocabulary.sources), "no source of the vocabulary"),
    )
    return [
        (name, word[:200], reason, suggest(word, words))
        for name, words, reason in known
        if (word := getattr(asked, name)) and word not in words
    ]


def _text(asked: Asked, name: str, faults: Faults) -> str | None:
    """A number, a site, a person."""
    value = getattr(asked, name)
    if value is None or value == "":
        if name == "subject":
            faults.append((name, shown(value), "empty", "every question needs it"))
        return None
    try:
        return text(value, LENGTHS[name])
    except Wrong as wrong:
        faults.append((name, shown(value), wrong.what, wrong.right))
        return None


def _at(value: object, now: int, faults: Faults) -> int | None:
    """When it would happen; None: now."""
    if value is None:
        return None
    try:
        at = instant(value)
        if at > now + AHEAD:
            raise Wrong(*TOO_SOON)
    except Wrong as wrong:
        faults.append(("at", shown(value), wrong.what, wrong.right))
        return None
    return at


def _attributes(given: Mapping[str, object], vocabulary: Vocabulary, faults: Faults) -> dict[str, Any]:
    """The values of words of the vocabulary."""
    found: dict[str, Any] = {}
    for name, value in given.items():
        meant = vocabulary.attributes.get(name)
        if meant is None or value is None:
            continue
        try:
            found[name] = attribute(value, meant)
        except Wrong as wrong:
            faults.append((f"attrs.{name}", shown(value), wrong.what, wrong.right))
    return found
