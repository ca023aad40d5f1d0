"""What changed from one text to another, line by line, as pages draw it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

AROUND: Final = 1
"""Lines that did not change, shown around those that did."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A line: taken out, put in, or the same."""

    sign: str  # "-", "+", " " or "…"
    text: str
    line: int | None  # in the text where it stands

    @property
    def look(self) -> str:
        """The class that it is drawn with."""
        return {"-": "gone", "+": "come"}.get(self.sign, "same")


def changes(old: str, new: str) -> list[Changed]:
    """Empty where nothing changed."""
    return [*_changes(old.splitlines(), new.splitlines())]


def _changes(old: list[str], new: list[str]) -> Iterator[Changed]:
    for turn, group in enumerate(SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(AROUND)):
        if turn:
            yield Changed("…", "", None)
        for what, i, j, k, m in group:
            if what == "equal":
                yield from (Changed(" ", text, k + n + 1) for n, text in enumerate(new[k:m]))
            else:
                yield from (Changed("-", text, i + n + 1) for n, text in enumerate(old[i:j]))
                yield from (Changed("+", text, k + n + 1) for n, text in enumerate(new[k:m]))
