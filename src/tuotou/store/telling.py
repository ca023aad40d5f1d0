"""What people are to be told, as plain rows: verdicts whose time has come, and what was said of their subjects so far.

Thousands of them come at once when a hub stands still; the object mapper would take longer than all the judging.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import astuple, dataclass
from typing import Any, Final, NamedTuple

from django.db import connection

from tuotou.store import bulk
from tuotou.store.models import WarningItem


class Promised(NamedTuple):
    """A promise as it stands now, with whose it is."""

    id: str
    subject: int
    standard: str
    version: int
    trial: bool
    per: Any  # as the database has it, to be compared with another's
    opens_at: int
    due_at: int
    status: str
    level: int
    site: str | None
    kind: str
    number: str
    seen_at: str | None
    """Where its subject was last."""


class Claimed(NamedTuple):
    """A verdict that is ours to tell."""

    status: str
    level: int
    promise: Promised


@dataclass(slots=True)
class Item:
    """A promise in a warning: the columns that telling changes."""

    id: int | None  # None: it is new
    warning: int
    status: str
    step: int
    said: int
    open: bool
    due_at: int
    closed_at: int | None = None


class Known(NamedTuple):
    """What was said of a promise, with the promise as it stands now."""

    item: Item
    promise: str
    subject: int
    standard: str
    standing: str
    per: Any
    opens_at: int
    due_at: int
    over: bool
    """Whether its warning is."""


CHANGED: Final = ("id", "warning", "status", "step", "said", "open", "due_at", "closed_at")
NEW: Final = (*CHANGED[1:], "promise", "subject", "first", "added_at")


def claim(now: int, limit: int) -> list[Claimed]:
    """The verdicts to tell by `now` (µs UTC), the earliest first.

    They are ours until the transaction ends, and never to be told again.
    """
    rows = bulk.run(
        "SELECT v.id, v.status, v.level, p.id, p.subject_id, p.standard, p.version, p.trial, p.per, p.opens_at, "
        "p.due_at, p.status, p.level, p.site, s.kind, s.number, s.site FROM verdict v "
        "JOIN promise p ON p.id = v.promise_id JOIN subject s ON s.id = p.subject_id "
        f"WHERE v.tell_at <= %s ORDER BY v.tell_at, v.id LIMIT %s{_held('v', ' SKIP LOCKED')}",
        [now, limit],
    )
    condition, ids = bulk.among("id", [row[0] for row in rows])
    bulk.run(f"UPDATE verdict SET tell_at = NULL WHERE {condition}", [ids])
    return [Claimed(row[1], row[2], Promised(*row[3:])) for row in rows]


def items(subjects: Collection[int]) -> list[Known]:
    """All that was ever said of some subjects; held, so that nobody else says more meanwhile."""
    condition, ids = bulk.among("i.subject_id", sorted(subjects))
    rows = bulk.run(
        "SELECT i.id, i.warning_id, i.status, i.step, i.said, i.open, i.due_at, i.closed_at, i.promise_id, "
        "i.subject_id, p.standard, p.status, p.per, p.opens_at, p.due_at, w.resolved_at IS NOT NULL "
        "FROM warning_item i JOIN promise p ON p.id = i.promise_id JOIN warning w ON w.id = i.warning_id "
        f"WHERE {condition} ORDER BY i.id{_held('i')}",
        [ids],
    )
    return [Known(Item(*row[:8]), *row[8:]) for row in rows]


def change(changed: Sequence[Item]) -> None:
    """Items that are there, as they are now."""
    bulk.update(WarningItem, CHANGED, [astuple(item) for item in changed])


def add(added: Sequence[tuple[Item, Promised]], now: int) -> None:
    """New items, each with its promise."""
    rows = [(*astuple(item)[1:], promise.id, promise.subject, item.status, now) for item, promise in added]
    bulk.append(WarningItem, NEW, rows)


def _held(alias: str, how: str = "") -> str:
    """Locks rows of one table till the end of the transaction."""
    return f" FOR UPDATE OF {alias}{how}" if connection.vendor == "postgresql" else ""
