"""Wake: what is due is settled, and what happened to a container reaches those who ride in it.

Any number of workers may do so at once: each takes rows that no other holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import polars as pl
from django.db import connection

from tuotou.operations.settle import Clock, settle
from tuotou.operations.watch import Watch
from tuotou.store import bulk
from tuotou.store.held import Held, hold_whole
from tuotou.store.models import Mark
from tuotou.store.whole import wholly

MARKS: Final = 500
"""Marks looked at together: members of several learn of all at once."""
CHUNK: Final = 2_000
"""Subjects settled in one transaction: more keep others waiting, fewer share less of what they rode in."""


def wake(watch: Watch, clock: Clock, limit: int = CHUNK) -> int:
    """Settle what is due and what rides in marked containers, the earliest first; how many subjects there were.

    0 only where nothing is left: marks whose members know already are removed, and the next ones taken.
    """

    def some() -> tuple[bool, int]:
        now = clock()
        due = _claimed("SELECT id FROM subject WHERE next_due_at <= %s ORDER BY next_due_at LIMIT %s", [now, limit])
        marks = _claimed("SELECT id FROM mark WHERE known_at <= %s ORDER BY known_at, id LIMIT %s", [now, MARKS])
        return bool(marks), _settled(sorted({*due, *_spread(marks, watch, limit)}), watch, clock)

    while True:
        marked, done = wholly(some)
        if done or not marked:
            return done


def _spread(marks: Sequence[int], watch: Watch, limit: int) -> Sequence[int]:
    """The next members of some marks, who do not know yet; a mark is removed when it is their turn no more.

    A member that contains others passes it on, whatever it knows itself.
    """
    if not marks:
        return ()
    stay = max(kind.stay or 0 for kind in watch.vocabulary.subjects.values())
    condition, ids = bulk.among("k.id", marks)
    contains, kinds = bulk.among("s.kind", watch.vocabulary.containers)
    found = _rows(
        "SELECT DISTINCT k.id, s.id, s.kind, k.known_at, k.happened_at FROM mark k "
        "JOIN membership m ON m.container_id = k.container_id AND m.entered_at >= k.happened_at - %s "
        f"JOIN subject s ON s.id = m.subject_id AND s.id > k.after AND (s.known_until < k.known_at OR {contains}) "
        f"WHERE {condition} ORDER BY k.known_at, k.id, s.id LIMIT %s",
        [stay, kinds, ids, limit],
    )
    inner = [(member, known, at, 0) for _, member, kind, known, at in found if kind in watch.vocabulary.containers]
    bulk.append(Mark, ("container", "known_at", "happened_at", "after"), inner)
    done = set(marks)
    if len(found) == limit:  # the last is not through, those behind it had no turn
        last, member = found[-1][:2]
        Mark.objects.filter(id=last).update(after=member)
        done = {mark for mark, *_ in found} - {last}
    Mark.objects.filter(id__in=done).delete()
    return sorted({member for _, member, *_ in found})


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
