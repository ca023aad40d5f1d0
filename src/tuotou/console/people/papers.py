"""Certificates and training of somebody, out of their own trail: what they have, and until when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from tuotou.console.tags import valued
from tuotou.core.document import Bilingual
from tuotou.core.trail.vocabulary import Vocabulary
from tuotou.operations.inquiry.people import papers_of
from tuotou.operations.inquiry.trail import Event

ABOUT: Final = ("certificate", "course", "operation", "insurance", "misconduct", "reason")
"""Attributes that say what an event of a person is about, the first that it has."""
SHOWN: Final = 20
_QUIET: Final = ("day_began", "month_began", "checkpoint", "shift_began", "shift_ended", "worked", "notice_sent")
"""What happens every day is no paper."""


@dataclass(frozen=True, slots=True)
class Paper:
    """One event of a person's own trail."""

    title: Bilingual
    about: str
    at: int
    expires_at: int | None
    over: bool


def papers(person: str, vocabulary: Vocabulary, now: int) -> Sequence[Paper]:
    """The latest first."""
    gone = {event.attrs.get("retracts") for event in papers_of(person) if event.kind == "retracted"}
    found = [event for event in papers_of(person) if event.kind not in _QUIET and event.id not in gone]
    return [_paper(event, vocabulary, now) for event in sorted(found, key=lambda one: -one.at)[:SHOWN]]


def _paper(event: Event, vocabulary: Vocabulary, now: int) -> Paper:
    kind = vocabulary.kinds.get(event.kind)
    title = kind.title if kind else Bilingual(event.kind, event.kind)
    about = next((str(event.attrs[name]) for name in ABOUT if event.attrs.get(name)), "")
    expires: Any = event.attrs.get("expires_at")
    until = int(expires) if isinstance(expires, int) else None
    return Paper(title, valued(about, vocabulary), event.at, until, until is not None and until <= now)
