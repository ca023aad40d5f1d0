"""Wake: what is due is settled, and what happened to a container reaches those who ride in it.

Any number of workers may do so at once: each takes rows that no other holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import polars as pl
from django.db import connection

from tuotou.operations.live.marks import members_of
from tuotou.operations.live.settle import Clock, settle
from tuotou.operations.live.watch import Watch
from tuotou.store.held import Held, hold_whole
from tuotou.store.whole import wholly

MARKS: Final = 500
"""Marks looked at together: members of several learn of all at once."""
CHUNK: Final = 4_000
"""Due ones and members settled in one transaction: more keep others waiting, fewer share less of what they rode in."""
MEMBERS: Final = 1_000
"""Members among them: who is recorded meanwhile is due, and waits for one such chunk and his own."""


def wake(watch: Watch, clock: Clock, limit: int = CHUNK) -> int:
    """Settle what is due and what rides in marked containers, the earliest first; how many subjects there were.

    0 only where nothing is left: marks whose members know already are removed, and the next ones taken.
    """

    def some() -> tuple[bool, int]:
        now = clock()
        due = _claimed("SELECT id FROM subject WHERE next_due_at <= %s ORDER BY next_due_at LIMIT %s", [now, limit])
        room = min(limit - len(due), MEMBERS)
        marked = "SELECT id FROM mark WHERE known_at <= %s ORDER BY known_at, id LIMIT %s"
        marks = _claimed(marked, [now, MARKS]) if room else ()
        return bool(marks), _settled(sorted({*due, *members_of(marks, watch, room)}), watch, clock)

    while True:
        marked, done = wholly(some)
        if done or not marked:
            return done


def _settled(ids: Sequence[int], watch: Watch, clock: Clock) -> int:
    """Settle subjects up to now."""
    if ids:
        held = hold_whole(ids, watch.columns)
        settle(held, watch, _until(held, clock()))
    return len(ids)


def _until(held: Held, now: int) -> int:
    """Now, or what was said already where a clock ran ahead."""
    return max(now, int(held.heads.select(pl.col("known_until").max()).item() or 0))


def _claimed(sql: str, parameters: list[Any]) -> list[int]:
    """The ids of rows that no other worker holds, held till the end of the transaction."""
    found = _rows(sql + (" FOR UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else ""), parameters)
    return [row[0] for row in found]


def _rows(sql: str, parameters: list[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())
