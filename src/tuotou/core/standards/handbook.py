"""The handbook: all that the company promises, with the words, calendars and tables that its standards stand on.

Texts come in, one checked `Handbook` goes on to the evaluator, or every problem of every document at once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from tuotou.core.document import Problem
from tuotou.core.standards.asked import conditions_of
from tuotou.core.standards.commitment import Commitments
from tuotou.core.standards.condition import Condition, Ground, parse_condition
from tuotou.core.standards.document import draft_standard
from tuotou.core.standards.handbook_check import check
from tuotou.core.standards.standard import Standard
from tuotou.core.trail.vocabulary import Vocabulary
from tuotou.core.working_time.calendar import Calendar

Asked = tuple[str, str]
"""A condition: the subject kind whose events are asked, and its text."""


@dataclass(frozen=True)
class Handbook:
    """Everything an evaluation depends on beside the events (kernel rule 36)."""

    vocabulary: Vocabulary
    calendars: Mapping[str, Calendar]
    commitments: Mapping[str, Commitments]
    standards: tuple[Standard, ...]  # by id and version
    fingerprint: str = ""  # of all texts it was read from; every verdict carries it
    conditions: Mapping[Asked, Condition] = field(default_factory=dict, compare=False, repr=False)  # of its standards

    def condition(self, subject: str, text: str) -> Condition:
        """A condition on the trails of a subject. Raises ValueError where it has flaws."""
        if (subject, text) in self.conditions:
            return self.conditions[subject, text]
        condition, flaws = parse_condition(text, Ground(self.vocabulary, subject))
        if condition is None:
            raise ValueError(text, *flaws)  # it was not checked
        return condition

    @cached_property
    def by_id(self) -> Mapping[str, tuple[Standard, ...]]:
        """Standard id → its versions, the oldest first."""
        found: dict[str, tuple[Standard, ...]] = {}
        for standard in self.standards:
            found[standard.id] = (*found.get(standard.id, ()), standard)
        return found


def fingerprint(texts: Mapping[str, str]) -> str:
    """The sha256 of all texts by name: the same for the same words, whatever their order or line ends."""
    digest = hashlib.sha256()
    for name in sorted(texts):
        text = "\n".join(texts[name].splitlines())
        for part in (name, text):
            encoded = part.encode()
            digest.update(len(encoded).to_bytes(8, "big") + encoded)
    return digest.hexdigest()


def read_standards(texts: Mapping[str, str], stands_on: Handbook) -> tuple[Handbook, list[Problem]]:
    """The handbook with the standards of some documents (file → text), and all that is wrong with them.

    `stands_on` gives vocabulary, calendars, tables and fingerprint. Problems come by file, line and
    column; a handbook with problems holds the readable standards and must not be used to judge.
    """
    drafts, problems = [], []
    for file, text in texts.items():
        draft, theirs = draft_standard(text, file, stands_on.vocabulary)
        problems.append(theirs)
        if draft is not None:
            drafts.append(draft)
    check(drafts, stands_on.vocabulary, stands_on.calendars, stands_on.commitments)
    standards = tuple(sorted((draft.standard for draft in drafts), key=lambda one: (one.id, one.version)))
    found = sorted({problem for theirs in problems for problem in theirs})
    handbook = replace(stands_on, standards=standards)
    return handbook if found else replace(handbook, conditions=_conditions(handbook)), found


def _conditions(handbook: Handbook) -> Mapping[Asked, Condition]:
    """What the standards ask, once they are known to have no flaws."""
    asked = {(standard.subject, text): None for standard in handbook.standards for text in conditions_of(standard)}
    return {(subject, text): handbook.condition(subject, text) for subject, text in asked}
