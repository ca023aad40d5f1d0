"""The words of other documents that documents of warnings may name."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from tuotou.core.document import Fields, suggest


@dataclass(frozen=True, slots=True)
class Known:
    """By what they name."""

    standards: Collection[str]
    kinds: Collection[str]  # of events
    exemptions: Collection[str]  # kinds of them


def among(fields: Fields, name: str, options: Collection[str]) -> tuple[str, ...]:
    """A field that lists some of these words; the others are reported."""
    words = fields.words(name)
    for word in words:
        if word not in options:
            fields.problem(name, f"'{name}' cannot be '{word}'", suggest(word, sorted(options)))
    return words
