"""A question: may this be done to this subject now?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tuotou.core.gate.act import Act


@dataclass(frozen=True, slots=True)
class Question:
    """An act before it is done: what its event would say."""

    act: Act
    kind: str  # of the event: one of the act's
    subject: str
    site: str | None = None
    person: str | None = None
    source: str = "handheld"
    at: int | None = None  # µs UTC; None: now
    attributes: Mapping[str, object] = field(default_factory=dict)  # by word of the vocabulary, as its column has it

    @property
    def key(self) -> tuple[str, str]:
        """The subject's kind and number."""
        return self.act.subject, self.subject
