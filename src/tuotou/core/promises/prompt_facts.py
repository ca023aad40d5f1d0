"""Which events tell a fact that was asked of earlier ones: what was believed of those may change with it (rule 20)."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from tuotou.core.promises.docket import ROUTE, Docket
from tuotou.core.promises.worlds import History
from tuotou.core.standards.standard import Selector, Standard
from tuotou.core.trail.derived import PASSES
from tuotou.core.trail.trail import Flags
from tuotou.core.working_time import NEVER


def tells(history: History, spreads: Flags, docket: Docket) -> Flags:
    """[n] whether it carries a fact that was asked of an event known before: that one may have lacked it (rule 20)."""
    known, found = np.maximum(history.first, history.at), np.zeros(len(history.at), dtype=bool)
    for name, kinds in _asked(docket).items():
        carries = _carries(history, name)
        asked = _among(kinds, history)
        if (asked & spreads).any() or not PASSES.keys().isdisjoint(kinds):
            asked[:] = True  # it may have been asked of what was inherited or derived
        first = np.full(len(history.start) - 1, NEVER)
        np.minimum.at(first, history.subject[asked], known[asked])
        later = (known > first[history.subject]) | (spreads & history.contains[history.subject])
        found |= later & carries
    return found


def _carries(history: History, fact: str) -> Flags:
    """[n] which events carry a fact; one that a pass derives may come with any."""
    if any(fact in attributes for _, _, attributes in PASSES.values()):
        return np.ones(len(history.at), dtype=bool)
    if fact not in history.events.columns:
        return np.zeros(len(history.at), dtype=bool)
    found: Flags = history.events[fact].is_not_null().to_numpy()
    return found


def _among(kinds: Collection[str], history: History) -> Flags:
    """[n] which events are of some kinds."""
    found: Flags = history.vocabulary.flags(lambda kind: kind.name in kinds)[history.kind]
    return found


def _asked(docket: Docket) -> dict[str, set[str]]:
    """Fact → the kinds of events that it may be asked of."""
    asked: dict[str, set[str]] = {}
    for line in docket.lines:
        every = {kind for row in line for selector in _selectors(row.standard) for kind in selector.kinds}
        for s in (row.standard for row in line):
            texts = [(x.where, x.kinds) for x in _selectors(s)] + [(text, every) for text in (s.scope, s.condition)]
            for text, kinds in texts:
                for fact in docket.conditions[s.subject, text].facts if text else ():
                    asked.setdefault(fact.rpartition(".")[2], set()).update(kinds)
            for fact in _read_beside(s):
                asked.setdefault(fact.rpartition(".")[2], set()).update(every)
    return asked


def _selectors(s: Standard) -> list[Selector]:
    """Every selector that decides a verdict."""
    single = [selector for selector in (s.after, s.until_event, s.withdrawn_by) if selector]
    return [*s.opens, *s.keep, *s.void_if, *single, *(x for p in s.pauses for x in (p.begins, p.ends))]


def _read_beside(s: Standard) -> list[str]:
    """The facts that a standard reads outside its conditions."""
    names = [*s.per, *(d.attribute for d in s.due), *(n for c in s.covers for n in (c.evidence, c.demand))]
    facts = [n for n in (*names, s.not_before, s.expires, s.withdraws) if isinstance(n, str) and "." in n]
    return [*facts, *(ROUTE if any(d.commitment for d in s.due) else ())]
