"""Void events that may be limited to some standards: an exemption that names some voids their promises alone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Final

from tuotou.core.standards.standard import Selector
from tuotou.core.trail.vocabulary import Vocabulary

STANDARDS: Final = "standards"
"""The attribute by which an event names the standards that it is meant for; without it, it is for all."""
_MARK: Final = "|"  # before and after each id, so that none is found within another


def naming(standards: Collection[str]) -> str | None:
    """The value of the attribute: the ids between bars; none where an event is for all."""
    return f"{_MARK}{_MARK.join(sorted(standards))}{_MARK}" if standards else None


def limited(void_if: Sequence[Selector], standard: str, vocabulary: Vocabulary) -> tuple[Selector, ...]:
    """The selectors with what is understood: an event that names standards voids only if it names this one."""
    kinds = {kind.name for kind in vocabulary.kinds.values() if STANDARDS in kind.attributes}
    meant = f"({STANDARDS} IS NULL OR {STANDARDS} LIKE '%{_MARK}{standard}{_MARK}%')"
    return tuple(
        one if kinds.isdisjoint(one.kinds) else replace(one, where=f"({one.where}) AND {meant}" if one.where else meant)
        for one in void_if
    )
