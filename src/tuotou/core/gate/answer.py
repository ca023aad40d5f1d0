"""An answer: whether the act may be done, and which standards say so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from tuotou.core.gate.question import Question
from tuotou.core.standards.standard import Standard

Because = Literal["standards", "unsure", "unavailable"]
"""What decided: the standards; the policy where they could not say; the policy where nothing could be asked."""

Effect = Literal["stops", "unsure", "advises"]


@dataclass(frozen=True, slots=True)
class Reason:
    """A standard that the act would break, or may break."""

    standard: Standard
    sure: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered to a question."""

    question: Question
    allowed: bool
    because: Because
    stops: tuple[Reason, ...] = ()  # broken, of a level that stops the act
    advice: tuple[Reason, ...] = ()  # broken, of another level
    unsure: tuple[Reason, ...] = ()  # of which it cannot be said
    archived: bool = False  # the subject's trail has left the live tables and was not read

    def reasons(self) -> Iterator[tuple[Effect, Reason]]:
        """All of them with what each does, those that stop it first."""
        yield from (("stops", reason) for reason in self.stops)
        yield from (("unsure", reason) for reason in self.unsure)
        yield from (("advises", reason) for reason in self.advice)


def decided(question: Question, reasons: Sequence[Reason], archived: bool = False) -> Answer:
    """The answer by what was found of a question. Of a trail that was not read nothing is sure."""
    levels = question.act.stops
    if archived:
        reasons = [Reason(r.standard, sure=False) for r in reasons]
    broken, unsure = ([r for r in reasons if r.sure is sure] for sure in (True, False))
    stops = [r for r in broken if r.standard.level in levels]
    doubtful = archived or any(r.standard.level in levels for r in unsure)
    allowed = not stops and not (doubtful and question.act.when_unsure == "closed")
    because: Because = "unsure" if doubtful and not stops else "standards"
    advice = [r for r in broken if r.standard.level not in levels]
    return Answer(question, allowed, because, tuple(stops), tuple(advice), tuple(unsure), archived)


def unavailable(question: Question) -> Answer:
    """The answer by policy, where nobody judged in time."""
    return Answer(question, question.act.when_unavailable == "open", "unavailable")
