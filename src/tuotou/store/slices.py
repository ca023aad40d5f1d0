"""Slices: the subjects that are due, shared out to the workers of PostgreSQL, so that no two judge the same.

On SQLite there is one worker, who holds the lease, and one slice. Who nevertheless finds that another was first says
nothing (`settle`): slices save work, they are not what keeps it right.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from django.db import connection, transaction

from tuotou.store import advisory, bulk

SLICES: Final = 16
CLASS: Final = 0x7476
"""Of PostgreSQL's advisory locks those of the slices."""
_DUE: Final = f"""
    SELECT id %% {SLICES}, count(*) FROM
    (SELECT id FROM subject WHERE next_due_at <= %s ORDER BY next_due_at LIMIT %s) AS first GROUP BY 1
    UNION ALL SELECT DISTINCT container_id %% {SLICES}, 0 FROM mark WHERE known_at <= %s"""


@contextmanager
def slices(now: int, limit: int) -> Iterator[Sequence[int] | None]:
    """Slices in which something is due by `now` (µs UTC), ours till the end of the transaction; None: all there are.

    All that are free, where one chunk of `limit` is enough for what is due; else half of them, and others help.
    """
    if connection.vendor != "postgresql":
        yield None
        return
    with transaction.atomic():
        waiting = bulk.run(_DUE, [now, limit, now])
        due = Counter[int]()
        for number, count in waiting:
            due[number] += count
        free = sorted(due.keys() - {number for number, *_ in advisory.held(CLASS)}, key=lambda number: -due[number])
        many = due.total() >= limit
        yield [number for number in free[: -(-len(free) // 2) if many else None] if _taken(number)]


def among(column: str, mine: Sequence[int] | None) -> str:
    """The condition that a row is in one of some slices, by the number that tells."""
    if mine is None:
        return "TRUE"
    return f"{column} %% {SLICES} IN ({', '.join(map(str, mine)) or 'NULL'})"


def _taken(number: int) -> bool:
    """Whether it is ours from now on."""
    return bool(bulk.run("SELECT pg_try_advisory_xact_lock(%s, %s)", [CLASS, number])[0][0])
