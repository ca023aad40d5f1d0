"""What a standard asks of the events: selectors, conditions, attributes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from tuotou.core.standards.condition_text import tokens
from tuotou.core.standards.selector import kinds_of
from tuotou.core.standards.standard import Selector, Standard

ANY: Final = 20  # so many kinds are not one step of the way
ROUTE: Final = frozenset({"origin", "destination", "product"})  # what a time commitment is looked up by


def selectors_of(s: Standard) -> list[Selector]:
    """Every selector of a standard."""
    single = [selector for selector in (s.after, s.until_event, s.withdrawn_by) if selector]
    return [*s.opens, *s.keep, *s.void_if, *single, *(x for p in s.pauses for x in (p.begins, p.ends))]


def conditions_of(s: Standard) -> list[str]:
    """Every condition of a standard."""
    texts = [selector.where for selector in selectors_of(s)] + [s.scope, s.condition] + [a.when for a in s.answers]
    return [text for text in texts if text]


def attributes_of(s: Standard) -> set[str]:
    """Every attribute that a standard reads outside conditions."""
    names = {d.attribute for d in s.due if d.attribute} | {a.who for a in s.answers} | set(s.per)
    names |= {n for c in s.covers for n in (c.evidence, c.demand)}
    names |= {n for n in (s.not_before, s.expires, s.withdraws) if isinstance(n, str)}
    if any(d.commitment for d in s.due):
        names |= ROUTE
    return {name.rpartition(".")[2] for name in names}


def values_of(standards: Iterable[Standard]) -> Mapping[str, tuple[str, ...]]:
    """Attribute → the texts that standards compare it with, in order: the words that data should use."""
    found: dict[str, set[str]] = {}
    for standard in standards:
        for text in conditions_of(standard):
            for name, value in _compared(text):
                found.setdefault(name.rpartition(".")[2], set()).add(value)
    return {name: tuple(sorted(values)) for name, values in sorted(found.items())}


def _compared(condition: str) -> Iterator[tuple[str, str]]:
    """Each text of a condition with the name before it; patterns of LIKE are no values."""
    name, pattern = "", False
    for token in tokens(condition)[0]:
        if token.kind == "name":
            name = token.text
        elif token.kind == "text" and not pattern:
            yield name, token.text[1:-1]
        pattern = token.kind == "keyword" and token.text == "LIKE"


def measures_step(s: Standard) -> bool:
    """Whether its clock tells how long something takes: one that any trace starts and stops tells of silence only."""
    opening, keeping = set(kinds_of(s.opens)), set(kinds_of(s.keep))
    return s.form == "within" and not (len(opening) > ANY and opening <= keeping)
