"""What of an event's kind decides whether a history merely grows by it; worked out once for a docket.

What is asked of an event may be told by a later one: a fact that it lacked, or a pause of what it began. Every such
question is a bit: an event asks it, or tells it. What tells a question that something known before asks may change
what was believed of that (rules 20, 32).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from tuotou.core.promises.row import Row
from tuotou.core.standards.asked import ROUTE, selectors_of
from tuotou.core.standards.condition import Condition
from tuotou.core.standards.standard import Standard
from tuotou.core.trail.derived import PASSES
from tuotou.core.trail.trail import Flags, Instants
from tuotou.core.trail.vocabulary import CONFIRMED, RETRACTED, Vocabulary

BITS: Final = 62  # questions beyond these share the last bit
MADE_OF: Final[Mapping[str, str]] = {"weight_changed": "reweighed", "cancelled_without_right": "scan_cancelled"}
"""Derived kind → the kind that it is always derived from; any other may follow any event."""


@dataclass(frozen=True)
class Growth:
    """By ordinal of the kind; the last place is no kind."""

    spreads: Flags  # what rides along sees it
    turns: Flags  # it may change what stood
    enters: Flags  # it puts the subject into a container
    begins: Flags  # it may begin a life of a container
    unsteady: Flags  # it joins numbers or declares a period: what it reaches is not told by the order of time
    echoes: Flags  # it may be a second report
    asks: Instants  # the questions that such an event asks, as bits
    tells: Instants  # those that it tells, whatever it carries
    facts: Mapping[str, int]  # attribute → the questions that whatever carries it tells

    @classmethod
    def of(
        cls,
        vocabulary: Vocabulary,
        lines: Sequence[Sequence[Row]],
        conditions: Mapping[tuple[str, str], Condition],
        reads: Collection[str],
    ) -> Growth:
        """By the versions of each standard, the conditions they share, and the event kinds they read."""
        asks, tells, facts = _questions(vocabulary, lines, conditions)
        subjects = [vocabulary.subjects[level] for level in vocabulary.containers]
        anew = any(each.silence is not None for each in subjects)
        beginning = {name for each in subjects for name in each.begins}
        return cls(
            spreads=vocabulary.flags(lambda k: k.spreads and k.name in reads),
            turns=vocabulary.flags(lambda k: k.name in (RETRACTED, CONFIRMED) or bool(k.approvers)),
            enters=vocabulary.flags(lambda k: k.enters is not None),
            begins=vocabulary.flags(lambda k: anew or k.name in beginning),
            unsteady=vocabulary.flags(lambda k: k.continues is not None or k.period and k.name in reads),
            echoes=vocabulary.flags(lambda k: k.echo > 0),
            asks=asks,
            tells=tells,
            facts=facts,
        )


def _questions(
    vocabulary: Vocabulary, lines: Sequence[Sequence[Row]], conditions: Mapping[tuple[str, str], Condition]
) -> tuple[Instants, Instants, dict[str, int]]:
    """(by kind the questions it asks, those it tells; by attribute those that whatever carries it tells)."""
    asks, tells = (np.zeros(len(vocabulary.kinds) + 1, dtype=np.int64) for _ in range(2))
    facts: dict[str, int] = {}
    asked = _asked(lines, conditions)
    made = {name for _, _, attributes in PASSES.values() for name in attributes}
    for place, (fact, kinds) in enumerate(asked.items()):
        bit = _bit(place)
        asks[_among(kinds, vocabulary)] |= bit
        if fact in made:  # what a pass derives may come with any event
            tells |= bit
        else:
            facts[fact] = facts.get(fact, 0) | bit
    pausing = [row.standard for line in lines for row in line if row.standard.pauses]
    for place, s in enumerate(pausing, len(asked)):
        paused = {kind for pause in s.pauses for each in (pause.begins, pause.ends) for kind in each.kinds}
        asks[_among({kind for selector in s.opens for kind in selector.kinds}, vocabulary)] |= _bit(place)
        tells[_among(paused, vocabulary)] |= _bit(place)
    return asks, tells, facts


def _bit(place: int) -> int:
    return 1 << min(place, BITS)


def _among(kinds: Collection[str], vocabulary: Vocabulary) -> Flags:
    """By kind: whether such events are of some kinds, or may make a derived one of them."""
    derived = PASSES.keys() & set(kinds)
    every = bool(derived - MADE_OF.keys())
    wanted = {*kinds, *(MADE_OF[kind] for kind in derived & MADE_OF.keys())}
    found = vocabulary.flags(lambda kind: every or kind.name in wanted)
    found[-1] = every
    return found


def _asked(lines: Iterable[Sequence[Row]], conditions: Mapping[tuple[str, str], Condition]) -> dict[str, set[str]]:
    """Fact → the kinds of events that it may be asked of."""
    asked: dict[str, set[str]] = {}
    for line in lines:
        every = {kind for row in line for selector in selectors_of(row.standard) for kind in selector.kinds}
        for s in (row.standard for row in line):
            texts = [(x.where, x.kinds) for x in selectors_of(s)] + [(text, every) for text in (s.scope, s.condition)]
            for text, kinds in texts:
                for fact in conditions[s.subject, text].facts if text else ():
                    asked.setdefault(fact.rpartition(".")[2], set()).update(kinds)
            for fact in _read_beside(s):
                asked.setdefault(fact.rpartition(".")[2], set()).update(every)
    return asked


def _read_beside(s: Standard) -> list[str]:
    """The facts that a standard reads outside its conditions."""
    names = [*s.per, *(d.attribute for d in s.due), *(n for c in s.covers for n in (c.evidence, c.demand))]
    facts = [n for n in (*names, s.not_before, s.expires, s.withdraws) if isinstance(n, str) and "." in n]
    return [*facts, *(ROUTE if any(d.commitment for d in s.due) else ())]
