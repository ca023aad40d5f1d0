"""What one round of warning works on: the documents, the instant, and how each promise stands that there is news of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from tuotou.core.standards.standard import Standard
from tuotou.core.warnings.rules import WarningRules
from tuotou.core.warnings.step import step_of
from tuotou.handbook.response import Response
from tuotou.store.telling import Claimed, Promised

MOST: Final = 10_000
"""Verdicts in one round: a statement of the embedded database takes 32,766 values."""


@dataclass(frozen=True, slots=True)
class Round:
    """By what, and when."""

    response: Response
    now: int  # µs UTC

    @property
    def rules(self) -> WarningRules:
        """The documents of warnings."""
        return self.response.warnings

    def standard(self, promise: Promised) -> Standard | None:
        """The version that a promise is judged by, else the last one; None: the handbook has no such standard."""
        versions = self.response.handbook.by_id.get(promise.standard, ())
        return next((one for one in versions if one.version == promise.version), versions[-1] if versions else None)


@dataclass(frozen=True, slots=True)
class News:
    """A promise that there is something new of, and the step it is to be said to stand on; 0: nothing is to be done."""

    promise: Promised
    standard: Standard
    step: int

    @property
    def status(self) -> str:
        """How it stands, in a word."""
        if not self.step:
            return "open" if self.promise.status in ("at_risk", "broken") else self.promise.status
        return "at_risk" if step_of("at_risk", self.step) == self.step else "broken"


def news(round: Round, verdicts: Iterable[Claimed]) -> Sequence[News]:
    """The promises of some verdicts, each once.

    A promise is said to stand no worse than it does now, whatever was to be told of it once, nor worse than what is to
    be told by now: of what is broken already, the patience may not be over yet (rule 54). Trials are told nobody.
    """
    steps: dict[str, int] = {}
    promises: dict[str, Promised] = {}
    for verdict in verdicts:
        id = verdict.promise.id
        promises[id] = verdict.promise
        steps[id] = max(step_of(verdict.status, verdict.level), steps.get(id, 0))
    found = []
    for id, promise in promises.items():
        standard = round.standard(promise)
        if standard is not None and not promise.trial:
            found.append(News(promise, standard, min(steps[id], step_of(promise.status, promise.level))))
    return found
