"""Note: what was refused, or not judged, is written down for a year and more; all else is only counted."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final, NamedTuple

from prometheus_client import Counter

from tuotou.core.gate.answer import Answer
from tuotou.store import bulk
from tuotou.store.models import GateAnswer
from tuotou.store.whole import wholly, writing

ANSWERS: Final = Counter("tuotou_gate_answers", "Answers of the gate by this process", ["act", "allowed", "because"])
COLUMNS: Final = (
    "at", "asked_by", "act", "kind", "subject_kind", "subject", "site", "person", "allowed", "because", "standards",
)  # fmt: skip
KEPT: Final = 400 * 86_400_000_000
"""µs for which an answer is there to be looked up."""


class Said(NamedTuple):
    """What somebody was answered, and when (µs UTC)."""

    answer: Answer
    asked_by: str
    at: int


def count(said: Sequence[Said]) -> list[Said]:
    """Those that are to be written down: refusals, and what nobody judged."""
    for one in said:
        ANSWERS.labels(one.answer.question.act.name, str(one.answer.allowed).lower(), one.answer.because).inc()
    return [one for one in said if not one.answer.allowed or one.answer.because == "unavailable"]


def note(said: Sequence[Said]) -> None:
    """Answers, in one transaction."""
    rows = [_row(one) for one in said]
    wholly(lambda: bulk.append(GateAnswer, COLUMNS, rows))


def forget(now: int, limit: int = 10_000) -> int:
    """Remove the oldest of those that are kept no longer; how many."""
    with writing():
        old = GateAnswer.objects.filter(at__lt=now - KEPT).order_by("at").values_list("pk", flat=True)
        return GateAnswer.objects.filter(pk__in=list(old[:limit])).delete()[0]


def _row(one: Said) -> tuple[object, ...]:
    answer, asked = one.answer, one.answer.question
    standards = [f"{r.standard.id} v{r.standard.version}" for r in (*answer.stops, *answer.unsure)]
    return (
        one.at,
        one.asked_by,
        answer.question.act.name,
        answer.question.kind,
        *answer.question.key,
        asked.site or "",
        asked.person or "",
        answer.allowed,
        answer.because,
        json.dumps(standards),
    )
