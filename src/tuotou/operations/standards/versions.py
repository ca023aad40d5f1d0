"""Versions: what the platform holds of its standards, with who published each, when, why, and while it counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from tuotou.core.document import Bilingual
from tuotou.core.standards.document import draft_standard
from tuotou.core.standards.standard import Standard
from tuotou.core.trail.vocabulary import Vocabulary
from tuotou.handbook import read_vocabulary
from tuotou.operations.standards.held import called
from tuotou.store.models import StandardVersion

STATES: Final = ("to_come", "holds", "ended", "draft", "set_aside")


@dataclass(frozen=True, slots=True)
class Version:
    """A version. Instants are µs UTC."""

    standard: str
    version: int
    title: Bilingual
    status: str
    state: str  # one of STATES
    scope: str | None
    effective_at: int
    until: int | None  # its own end, or where the next version of its scope begins
    shipped: bool
    published_at: int
    published_by: str
    note: str
    document: str


def versions(now: int, id: str | None = None) -> list[Version]:
    """All versions held, or those of one standard; by id and version, what is set aside behind what judges."""
    rows = StandardVersion.objects.order_by("standard", "version", "set_aside", "id")
    some = rows if id is None else rows.filter(standard=id)
    vocabulary, _ = read_vocabulary()
    return [each for _, theirs in groupby(some, lambda row: row.standard) for each in _told([*theirs], vocabulary, now)]


def _told(rows: Sequence[StandardVersion], vocabulary: Vocabulary, now: int) -> Iterator[Version]:
    """The versions of one standard."""
    read = [
        (row, draft.standard) for row in rows if (draft := draft_standard(row.document, called(row), vocabulary)[0])
    ]
    judging = [(row, standard) for row, standard in read if not row.set_aside and standard.status != "draft"]
    for row, standard in read:
        nexts = [r.effective_at for r, s in judging if s.scope == standard.scope and s.version > standard.version]
        ends = [end for end in (standard.until, standard.suspended, *nexts) if end is not None]
        until = None if row.set_aside else min(ends, default=None)
        yield Version(
            standard=row.standard,
            version=row.version,
            title=standard.title,
            status=standard.status,
            state=_state(row, standard, until, now),
            scope=standard.scope,
            effective_at=row.effective_at,
            until=until,
            shipped=row.shipped,
            published_at=row.published_at,
            published_by=row.published_by,
            note=row.note,
            document=row.document,
        )


def _state(row: StandardVersion, standard: Standard, until: int | None, now: int) -> str:
    """How a version stands at an instant: one of STATES."""
    if row.set_aside:
        return "set_aside"
    if standard.status == "draft":
        return "draft"
    if until is not None and until <= now:
        return "ended"
    return "to_come" if now < row.effective_at else "holds"
