"""Lanes: the subjects that are due, shared out to the workers of PostgreSQL, so that no two judge the same.

On SQLite there is one worker, who holds the lease, and one lane. Who nevertheless finds that another was first says
nothing (`settle`): lanes save work, they are not what keeps it right.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from django.db import connection, transaction

from tuotou.store import advisory, bulk

LANES: Final = 16
CLASS: Final = 0x7476
"""Of PostgreSQL's advisory locks those of the lanes."""
_DUE: Final = f"""
    SELECT id %% {LANES}, count(*) FROM
    (SELECT id FROM subject WHERE next_due_at <= %s ORDER BY next_due_at LIMIT %s) AS first GROUP BY 1
    UNION ALL SELECT DISTINCT container_id %% {LANES}, 0 FROM mark WHERE known_at <= %s"""


@contextmanager
def lanes(now: int, limit: int) -> Iterator[Sequence[int] | None]:
    """Lanes in which something is due by `now` (µs UTC), ours till the end of the transaction; None: all there are.

    All that are free, where one chunk of `limit` is enough for what is due; else half of them, and others help.
    """
    if connection.vendor != "postgresql":
        yield None
        return
    with transaction.atomic():
        waiting = bulk.run(_DUE, [now, limit, now])
        due: dict[int, int] = {}
        for lane, count in waiting:
            due[lane] = due.get(lane, 0) + count
        free = sorted(due.keys() - {lane for lane, *_ in advisory.held(CLASS)}, key=lambda lane: (-due[lane], lane))
        many = sum(due.values()) >= limit
        yield [lane for lane in free[: -(-len(free) // 2) if many else None] if _taken(lane)]


def among(column: str, mine: Sequence[int] | None) -> str:
    """The condition that a row is in one of some lanes, by the number that tells."""
    if mine is None:
        return "TRUE"
    return f"{column} %% {LANES} IN ({', '.join(map(str, mine)) or 'NULL'})"


def _taken(lane: int) -> bool:
    """Whether it is ours from now on."""
    return bool(bulk.run("SELECT pg_try_advisory_xact_lock(%s, %s)", [CLASS, lane])[0][0])
