"""The oracle's own event, promise and finding: plain values, instants in µs UTC."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field

MINUTE = 60_000_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR


@dataclass(frozen=True)
class Event:
    """One fact on the trail of one subject."""

    subject_kind: str
    subject: str
    id: str
    kind: str
    at: int
    recorded_at: int
    site: str | None = None
    person: str | None = None
    source: str | None = None
    attrs: dict[str, object] = field(default_factory=dict, hash=False)

    @property
    def key(self) -> tuple[str, str, str]:
        """What names an event: its id within its subject (rule 8)."""
        return self.subject_kind, self.subject, self.id

    def value(self, name: str) -> object:
        """An attribute, or one of the columns that conditions and per-values may read."""
        return getattr(self, name) if name in ("site", "person", "source", "kind") else self.attrs.get(name)


def content_hash(event: Event) -> str:
    """sha256 of the event's content, all but recorded_at, as compact JSON with null attributes left out."""
    attrs = {name: value for name, value in event.attrs.items() if value is not None}
    content = [event.kind, event.at, event.site, event.person, event.source, attrs]
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, order=True)
class Finding:
    """Something wrong with the data, where a rule names it; at the event itself, wherever it counts."""

    kind: str
    subject_kind: str
    subject: str
    event: str
    standard: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """The event."""
        return self.subject_kind, self.subject, self.event


@dataclass(frozen=True)
class CannotSay:
    """An opening whose condition has no value (rule 21)."""

    standard: str
    subject_kind: str
    subject: str
    life: int
    event: str


@dataclass(frozen=True)
class Promise:
    """One promise as believed at one instant."""

    standard: str
    version: int
    subject_kind: str
    subject: str
    life: int
    per: tuple[str, ...]
    opening: str
    opens_at: int
    due_at: int
    kept_at: int | None = None
    void_at: int | None = None
    void_reason: str | None = None
    warn_at: tuple[int, ...] = ()
    status: str = ""
    level: int = 0
    paused: bool = False
    doubt: bool = False
    missed: bool = False
    site: str | None = None
    person: str | None = None
    kept_by: str | None = None

    @property
    def key(self) -> tuple[str, str, str, int, tuple[str, ...], str]:
        """The promise id (rule 15)."""
        return self.standard, self.subject_kind, self.subject, self.life, self.per, self.opening
