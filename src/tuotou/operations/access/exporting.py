"""Lists that people take away: how long they may be, and who took which."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from tuotou.store.models import AuditEntry
from tuotou.store.whole import writing

AT_ONCE: Final = 10_000
"""Rows for which one waits at the page; longer lists are made by and by (`operations.exports`)."""
MOST: Final = 50_000
"""Rows that somebody may take away without being asked why."""


class TooMany(ValueError):
    """The list is longer than `most`."""

    def __init__(self, most: int) -> None:
        super().__init__(f"more than {most} rows")
        self.most = most


@dataclass(frozen=True, slots=True)
class Taken:
    """What somebody took away."""

    name: str
    rows: int
    asked: str
    """How it was searched and filtered."""


def check_size(rows: Iterable[Any], most: int = MOST) -> Iterator[Any]:
    """The rows. Raises `TooMany` when there is one more."""
    for turn, row in enumerate(rows):
        if turn == most:
            raise TooMany(most)
        yield row


def note(taken: Taken, by: str, now: int) -> None:
    """Writes it down."""
    with writing():
        AuditEntry.objects.create(
            at=now,
            who=by,
            act="list.export",
            what=f"list {taken.name}",
            details={"rows": taken.rows, "asked": taken.asked},
        )
