"""Reads a standard's document: YAML in, a `Standard` or every problem with its line and column out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import yaml

from tuotou.core.document import Fields, Problem, read, suggest
from tuotou.core.standards.condition import Ground
from tuotou.core.standards.deadline import attribute, clock
from tuotou.core.standards.form import WORDS, form_words
from tuotou.core.standards.heading import heading
from tuotou.core.standards.limited import limited
from tuotou.core.standards.selector import condition, kinds_of, selectors
from tuotou.core.standards.standard import Answer, Standard
from tuotou.core.standards.wall_clock import CHINA
from tuotou.core.trail.vocabulary import Vocabulary

LONGEST: Final = 40
"""Lines a document may have: what takes more is two standards, or a vocabulary in the wrong place."""

EFFECTS: Final = ("open_case", "notify_customer", "notify_sender", "stop_parcel", "call_back", "rectify")
"""What a breach may set off."""

_EVENT_FORMS: Final = ("opens", "per", "void_if", "answers", "outlives", "scope")


@dataclass(frozen=True, slots=True)
class Draft:
    """A document as it was read: its standard, and the fields at which later checks report."""

    standard: Standard
    fields: Fields


def parse_standard(
    text: str, file: str, vocabulary: Vocabulary, zone: str = CHINA
) -> tuple[Standard | None, list[Problem]]:
    """Read one standard; None where it has problems. Dates are local days of `zone`."""
    draft, problems = draft_standard(text, file, vocabulary, zone)
    return (None if draft is None or problems else draft.standard), problems


def draft_standard(
    text: str, file: str, vocabulary: Vocabulary, zone: str = CHINA
) -> tuple[Draft | None, list[Problem]]:
    """Read one standard, broken or not; None only where there is no document to read.

    The problems stay open: what is reported on the draft's fields later is added to the same list.
    """
    fields, problems = read(text, file)
    if fields is None:
        return None, problems
    lines = len(text.splitlines())
    if lines > LONGEST:
        problems.append(Problem(file, LONGEST + 1, 1, f"the document has {lines} lines", f"at most {LONGEST}"))
    standard = _standard(fields, vocabulary, zone)
    _misplaced(fields, standard.form)
    fields.finish()
    return Draft(standard, fields), problems


def _standard(fields: Fields, vocabulary: Vocabulary, zone: str) -> Standard:
    head = heading(fields, vocabulary, zone)
    head = replace(
        head,
        calendar=fields.text("calendar", "cn"),
        settle=clock(fields, "settle") or 0,
        then=_effects(fields),
    )
    if head.form != "share":
        head = _event_words(fields, head, vocabulary)
    return form_words(fields, head, vocabulary) if head.form else head


def _event_words(fields: Fields, head: Standard, vocabulary: Vocabulary) -> Standard:
    """The words that all forms over events share."""
    anything = Ground(vocabulary, head.subject)
    fields.missing("opens", "the event at which the promise begins, for example opens: arrived")
    opens = selectors(fields, "opens", anything)
    ground = replace(anything, kinds=kinds_of(opens))
    scope = condition(fields, "scope", ground)
    if scope is not None and head.until is None:
        fields.problem("scope", "a version with a scope needs an end", "add until: to effective")
    return replace(
        head,
        opens=opens,
        per=_per(fields, ground),
        void_if=limited(selectors(fields, "void_if", anything), head.id, vocabulary),
        answers=_answers(fields, ground),
        outlives=fields.flag("outlives"),
        scope=scope,
    )


def _per(fields: Fields, ground: Ground) -> tuple[str, ...]:
    per = fields.words("per")
    for word in per:
        if word not in ("site", "person"):
            attribute(fields, "per", word, ground)
    return per


def _answers(fields: Fields, ground: Ground) -> tuple[Answer, ...]:
    nodes = list(fields.each("answers"))
    if not nodes:
        return (Answer("opener"),)
    return tuple(answer for node in nodes if (answer := _answer(fields, node, ground)) is not None)


def _answer(fields: Fields, node: yaml.Node, ground: Ground) -> Answer | None:
    if isinstance(node, yaml.ScalarNode):
        return Answer(_who(fields, node.value, ground))
    inner = fields.inner(node, "who answers")
    if inner is None:
        return None
    when = condition(inner, "when", ground)
    who = _who(inner, inner.text("who"), ground, "who")
    inner.finish()
    return Answer(who, when)


def _who(fields: Fields, word: str, ground: Ground, name: str = "answers") -> str:
    if word and word not in ("opener", "holder"):
        attribute(fields, name, word, ground, "text")
    return word


def _effects(fields: Fields) -> tuple[str, ...]:
    words = fields.words("then")
    for word in words:
        if word not in EFFECTS:
            fields.problem("then", f"there is no effect '{word}'", suggest(word, EFFECTS))
    return words


def _misplaced(fields: Fields, form: str) -> None:
    """Words that belong to another form: known, but without meaning here. An unknown form may have them all."""
    own: Sequence[str] = (*WORDS.get(form, ()), *(() if form == "share" else _EVENT_FORMS))
    for word in dict.fromkeys((*_EVENT_FORMS, *(word for words in WORDS.values() for word in words))):
        if not form:
            fields.node(word)
        elif word in fields and word not in own:
            forms = [name for name, words in WORDS.items() if word in words]
            belongs = f"it belongs to {', '.join(forms)}" if forms else "a share reads promises, not events"
            fields.problem(word, f"'{word}' has no meaning in a standard of form '{form}'", belongs)
            fields.node(word)
