"""Reads the document of acts: YAML in, the acts by name or every problem with its line and column out."""

from __future__ import annotations

from typing import Final

import yaml

from tuotou.core.document import Fields, Problem, read, suggest
from tuotou.core.gate.act import POLICIES, Act, Policy
from tuotou.core.standards.standard import LEVELS
from tuotou.core.trail.vocabulary import Vocabulary

PATIENCE: Final = (10, 10_000)
"""ms: shorter is no judgement, longer no answer to somebody who stands before a customer."""


def parse_acts(text: str, file: str, vocabulary: Vocabulary) -> tuple[dict[str, Act] | None, list[Problem]]:
    """The acts in the order of the document; None where something is wrong."""
    fields, problems = read(text, file)
    inner = fields and fields.fields("acts")
    if fields is not None and inner is None:
        fields.missing("acts", "acts by their names, for example accept: {…}")
    acts = {name: act for name in inner.names() if (act := _act(name, inner, vocabulary))} if inner else {}
    if fields is not None:
        fields.finish()
    return (None if problems else acts), sorted(problems)


def _act(name: str, acts: Fields, vocabulary: Vocabulary) -> Act | None:
    fields = acts.fields(name)
    if fields is None:
        return None
    subject = fields.choice("subject", tuple(vocabulary.subjects), "parcel")
    if subject in vocabulary.subjects and vocabulary.subjects[subject].contains:
        right = "ask for each of those that ride in it"
        fields.problem("subject", f"what happens to a {subject} reaches all that ride in it", right)
    found = Act(
        name,
        fields.bilingual("title"),
        subject,
        _kinds(fields, subject, vocabulary),
        _levels(fields),
        _policy(fields, "when_unsure"),
        _policy(fields, "when_unavailable"),
        _patience(fields),
    )
    fields.finish()
    return found


def _kinds(fields: Fields, subject: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    theirs = [kind.name for kind in vocabulary.kinds.values() if subject in kind.subjects]
    found = []
    for node in fields.each("kinds"):
        word = str(node.value) if isinstance(node, yaml.ScalarNode) else ""
        if word not in theirs:
            fields.problem_at(node, f"'{word}' does not happen to a {subject}", suggest(word, theirs))
        found.append(word)
    if not found:
        fields.problem("kinds", "an act is at least one event kind", "for example kinds: [accepted]")
    return tuple(found)


def _levels(fields: Fields) -> tuple[str, ...]:
    words = fields.words("stops")
    for word in words:
        if word not in LEVELS:
            fields.problem("stops", f"'stops' cannot be '{word}'", suggest(word, LEVELS))
    fields.missing("stops", "the levels that stop the act, for example [red_line, serious]; [] advises only")
    return words


def _policy(fields: Fields, name: str) -> Policy:
    found = fields.choice(name, POLICIES)
    return "closed" if found == "closed" else "open"


def _patience(fields: Fields) -> int:
    found, (least, most) = fields.integer("patience"), PATIENCE
    if "patience" in fields and not least <= found <= most:
        fields.problem("patience", "'patience' is out of range", f"ms, from {least} to {most}")
    return found
