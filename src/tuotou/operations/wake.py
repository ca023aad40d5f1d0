"""Wake: what is due is settled, and what happened to a container reaches those who ride in it.

Any number of workers may do so at once: each takes rows that no other holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import polars as pl
from django.db import connection, transaction

from tuotou.operations.settle import Clock, settle
from tuotou.operations.watch import Watch
from tuotou.store import bulk
from tuotou.store.held import Held, hold_ids
from tuotou.store.models import Mark

CHUNK: Final = 1_000
"""Subjects settled in one transaction: more keep others waiting, fewer share less of what they rode in."""


def wake_due(watch: Watch, clock: Clock, limit: int = CHUNK) -> int:
    """Settle subjects of which something is due, the earliest first; how many there were."""
    with transaction.atomic():
        ids = _claimed("SELECT id FROM subject WHERE next_due_at <= %s ORDER BY next_due_at LIMIT %s", [clock(), limit])
        return _settled(ids, watch, clock)


def spread_marks(watch: Watch, clock: Clock, limit: int = CHUNK) -> int:
    """Let some members of the container that was marked first learn what happened to it; how many there were.

    0 only where no mark is left: a mark whose members know already is removed, and the next one taken.
    """
    while True:
        with transaction.atomic():
            found = _claimed("SELECT id, container_id, known_at, happened_at, after FROM mark "
                             "WHERE known_at <= %s ORDER BY known_at, id LIMIT 1", [clock()], whole=True)  # fmt: skip
            if not found:
                return 0
            members = _spread(found[0], watch, clock, limit)
        if members:
            return members


def _spread(mark: Sequence[Any], watch: Watch, clock: Clock, limit: int) -> int:
    """Settle the next members of a mark; it is removed behind the last."""
    id, container, known_at, happened_at, after = mark
    since = happened_at - max(kind.stay or 0 for kind in watch.vocabulary.subjects.values())
    members = _rows(
        "SELECT s.id, s.kind FROM membership m JOIN subject s ON s.id = m.subject_id WHERE m.container_id = %s "
        "AND m.entered_at >= %s AND s.id > %s AND s.known_until < %s ORDER BY s.id LIMIT %s",
        [container, since, after, known_at, limit],
    )
    inner = [member for member, kind in members if kind in watch.vocabulary.containers]
    names = ("container", "known_at", "happened_at", "after")
    bulk.append(Mark, names, [(member, known_at, happened_at, 0) for member in inner])
    if len(members) < limit:
        Mark.objects.filter(id=id).delete()
    else:
        Mark.objects.filter(id=id).update(after=members[-1][0])
    return _settled([member for member, _ in members], watch, clock)


def _settled(ids: Sequence[int], watch: Watch, clock: Clock) -> int:
    """Settle subjects up to now."""
    if ids:
        held = hold_ids(ids, watch.columns)
        settle(held, watch, _until(held, clock()))
    return len(ids)


def _until(held: Held, now: int) -> int:
    """Now, or what was said already where a clock ran ahead."""
    return max(now, int(held.heads.select(pl.col("known_until").max()).item() or 0))


def _claimed(sql: str, parameters: list[Any], *, whole: bool = False) -> list[Any]:
    """Rows that no other worker holds, held till the end of the transaction; their ids, or the whole rows."""
    found = _rows(sql + (" FOR UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else ""), parameters)
    return found if whole else [row[0] for row in found]


def _rows(sql: str, parameters: list[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())
