"""Wake: what is due is settled, and what happened to a container reaches those who ride in it.

Any number of workers may do so at once, each in slices of its own.
"""

from __future__ import annotations

from typing import Final

from tuotou.operations.live.marks import marks, tell_members
from tuotou.operations.live.settle import settle
from tuotou.operations.live.watch import Watch
from tuotou.store import bulk
from tuotou.store.recording import Clock, past
from tuotou.store.slices import among, slices
from tuotou.store.whole import wholly

MARKS: Final = 500
"""Marks looked at together: members of several learn of all at once."""
CHUNK: Final = 4_000
"""Due ones and members settled together: more come late themselves, fewer share less of what they rode in."""
MEMBERS: Final = 2_000
"""Members among them: who is recorded meanwhile is due, and waits for one such chunk and his own."""
LEAST: Final = 8
"""The part of a chunk that members have in any case, however much is due."""


def wake(watch: Watch, clock: Clock, limit: int = CHUNK) -> int:
    """Settle what is due and what rides in marked containers, the earliest first; how many subjects there were.

    0 only where nothing is left that no other worker is at: marks whose members know already are removed, and the next
    ones taken.
    """
    done, marked = 0, 1
    while marked and not done and _waits(clock()):
        done, marked = _some(watch, past(clock), limit)
    return done


def _waits(now: int) -> bool:
    """Whether anything is due."""
    sql = "SELECT 1 FROM subject WHERE next_due_at <= %s UNION ALL SELECT 1 FROM mark WHERE known_at <= %s LIMIT 1"
    return bool(bulk.run(sql, [now, now]))


def _some(watch: Watch, now: int, limit: int) -> tuple[int, int]:
    """Settle a chunk; how many subjects and marks it had."""
    with slices(now, limit) as mine:
        due = f"SELECT id FROM subject WHERE next_due_at <= %s AND known_until <= %s AND {among('id', mine)}"
        ids = {id for (id,) in bulk.run(f"{due} ORDER BY next_due_at LIMIT %s", [now, now, limit])}
        room = min(max(limit - len(ids), limit // LEAST), MEMBERS)
        told = tell_members(marks(now, among("container_id", mine), MARKS if room else 0), watch, room)
        ids.update(told.members)
        if ids:
            settle(sorted(ids), watch, now, told.note)
        elif told.marks:
            wholly(told.note)
    return len(ids), len(told.marks)
