"""Notes on a subject: who sees the subject reads them, who wrote them is known to their own site."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from tuotou.store.models import AuditEntry, Note
from tuotou.store.whole import writing

LONGEST: Final = 1_000
MOST: Final = 100
"""Notes that are shown, the latest."""
_MOBILE: Final = re.compile(r"(?<![0-9])(1[3-9][0-9])[- ]?([0-9]{4})[- ]?([0-9]{4})(?![0-9])")


class NotWritten(ValueError):
    """A note that says nothing, or too much."""


def write_note(subject: tuple[str, str], text: str, by: tuple[str, str], now: int) -> Note:
    """Write it down. `by`: staff number, and the unit where they sit. Raises `NotWritten`."""
    plain = text.replace("\x00", "").strip()
    if not plain:
        raise NotWritten("write something")
    if len(plain) > LONGEST:
        raise NotWritten(f"at most {LONGEST} characters")
    kind, number = subject
    who, unit = by
    with writing():
        note = Note.objects.create(subject_kind=kind, number=number, at=now, who=who, unit=unit, text=plain)
        AuditEntry.objects.create(at=now, who=who, act="note.write", what=f"{kind} {number}", details={"note": note.pk})
    return note


def notes_on(keys: Sequence[tuple[str, str]]) -> list[Note]:
    """What was written about a subject under all of its numbers, the latest first."""
    numbers = {number for _, number in keys}
    kinds = {kind for kind, _ in keys}
    return list(Note.objects.filter(subject_kind__in=kinds, number__in=numbers).order_by("-at", "-pk")[:MOST])


def hidden(text: str) -> str:
    """A text without the middle of the mobile numbers in it."""
    return _MOBILE.sub(r"\1****\3", text)
