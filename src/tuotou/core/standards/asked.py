"""What a standard asks of the events: selectors, conditions, attributes."""

from __future__ import annotations

from typing import Final

from tuotou.core.standards.standard import Selector, Standard

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
