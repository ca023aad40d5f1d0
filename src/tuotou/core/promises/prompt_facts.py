"""What is asked of an event may be told by a later one: a fact that it lacked, or a pause of what it began.

Every such question is a bit: an event asks it, or tells it. What tells a question that something known before asks
may change what was believed of that (rules 20, 32).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Final

import numpy as np

from tuotou.core.promises.docket import Docket
from tuotou.core.promises.worlds import History
from tuotou.core.standards.asked import ROUTE
from tuotou.core.standards.standard import Selector, Standard
from tuotou.core.trail.derived import PASSES
from tuotou.core.trail.trail import Flags, Instants

BITS: Final = 62  # questions beyond these share the last bit
MADE_OF: Final[Mapping[str, str]] = {"weight_changed": "reweighed"}
"""Derived kind → the kind that it is always derived from; any other may follow any event."""


def questions(history: History, docket: Docket) -> tuple[Instants, Instants]:
    """[n] (the questions that each event asks, those that it tells), as bits."""
    asks, tells = (np.zeros(len(history.at), dtype=np.int64) for _ in range(2))
    for place, (told, kinds) in enumerate(_questions(history, docket)):
        bit = np.int64(1 << min(place, BITS))
        asks[_among(kinds, history)] |= bit
        tells[told] |= bit
    return asks, tells


def _questions(history: History, docket: Docket) -> Iterator[tuple[Flags, set[str]]]:
    """(which events tell it, the kinds of events that it is asked of)."""
    for fact, kinds in _asked(docket).items():
        yield _carries(history, fact), kinds
    for s in (row.standard for row in docket.rows if row.standard.pauses):
        paused = {kind for pause in s.pauses for each in (pause.begins, pause.ends) for kind in each.kinds}
        yield _among(paused, history), {kind for selector in s.opens for kind in selector.kinds}


def _carries(history: History, fact: str) -> Flags:
    """[n] which events carry a fact; one that a pass derives may come with any."""
    if any(fact in attributes for _, _, attributes in PASSES.values()):
        return np.ones(len(history.at), dtype=bool)
    if fact not in history.events.columns:
        return np.zeros(len(history.at), dtype=bool)
    found: Flags = history.events[fact].is_not_null().to_numpy()
    return found


def _among(kinds: Collection[str], history: History) -> Flags:
    """[n] which events are of some kinds, or may make a derived one of them."""
    derived = PASSES.keys() & set(kinds)
    if derived - MADE_OF.keys():
        return np.ones(len(history.at), dtype=bool)
    wanted = {*kinds, *(MADE_OF[kind] for kind in derived)}
    found: Flags = history.vocabulary.flags(lambda kind: kind.name in wanted)[history.kind]
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
