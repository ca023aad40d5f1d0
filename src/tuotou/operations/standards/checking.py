"""Checks one document against those that it has to do with, as fast as somebody types; publishing checks all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from tuotou.core.document import Problem
from tuotou.core.standards.document import Draft, draft_standard
from tuotou.core.standards.handbook import Handbook, read_standards
from tuotou.core.standards.standard import Standard
from tuotou.operations.standards.held import called, judging
from tuotou.operations.standards.publish import check_number_and_date

FILE: Final = "draft"
"""What the document is called in its problems."""
LONGEST: Final = 20_000
"""Characters of a document that is looked at at all."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A document as far as it can be read, and everything that is wrong with it, by line and column."""

    standard: Standard | None
    problems: Sequence[Problem]


def check_document(text: str, ground: Handbook, now: int) -> Checked:
    """What a document says, and what stands in the way of publishing it at `now` (µs UTC).

    `ground`: vocabulary, calendars and tables by which is judged.
    """
    if len(text) > LONGEST:
        return Checked(None, [Problem(FILE, 1, 1, f"the document has more than {LONGEST} characters")])
    draft, problems = draft_standard(text, FILE, ground.vocabulary)
    if draft is None:
        return Checked(None, sorted(problems))
    check_number_and_date(draft, now)
    _, between = read_standards({**_beside(draft.standard), FILE: text}, ground)
    found = {_here(problem, draft) for problem in between} | set(problems)
    return Checked(draft.standard, sorted(found))


def _beside(standard: Standard) -> Mapping[str, str]:
    """The texts of the other versions, and of the standards that a share counts."""
    wanted = {standard.id, *(standard.share.of if standard.share else ())}
    return {called(row): row.document for row in judging().filter(standard__in=wanted)}


def _here(problem: Problem, draft: Draft) -> Problem:
    """What is reported on an earlier version because of this one, is told where this one begins to hold."""
    if problem.file == FILE:
        return problem
    node = draft.fields.node("effective")
    line, column = (node.start_mark.line + 1, node.start_mark.column + 1) if node else (1, 1)
    return replace(problem, file=FILE, line=line, column=column, what=f"{problem.file}: {problem.what}")
