"""Wake: what is due is settled, and what happened to a container reaches those who ride in it.

Any number of workers may do so at once, each in lanes of its own.
"""

from __future__ import annotations

from typing import Final

from tuotou.operations.live.marks import marks, tell_members
from tuotou.operations.live.settle import settle
from tuotou.operations.live.watch import Watch
from tuotou.store import bulk
from tuotou.store.lanes import among, lanes
from tuotou.store.recording import Clock, past
from tuotou.store.whole import wholly

MARKS: Final = 500
"""Marks looked at together: members of several learn of all at once."""
CHUNK: Final = 4_000
"""Due ones and members settled together: more come late themselves, fewer share less of what they rode in."""
MEMBERS: Final = 2_000
"""Members among them: who is recorded meanwhile is due, and waits for one such chunk and his own."""


def wake(watch: Watch, clock: Clock, limit: int = CHUNK) -> int:
    """Settle what is due and what rides in marked containers, the earliest first; how many subjects there were.

    0 only where nothing is left: marks whose members know already are removed, and the next ones taken.
    """
    while True:
        done, marked = _some(watch, past(clock), limit)
        if done or not marked:
            return done


def _some(watch: Watch, now: int, limit: int) -> tuple[int, int]:
    """Settle a chunk; how many subjects and marks it had."""
    with lanes(now, limit) as mine:
        due = f"SELECT id FROM subject WHERE next_due_at <= %s AND {among('id', mine)} ORDER BY next_due_at LIMIT %s"
        ids = {id for (id,) in bulk.run(due, [now, limit])}
        room = min(limit - len(ids), MEMBERS)
        told = tell_members(marks(now, among("container_id", mine), MARKS if room else 0), watch, room)
        ids.update(told.members)
        if ids:
            settle(sorted(ids), watch, now, told.note)
        elif told.marks:
            wholly(told.note)
    return len(ids), len(told.marks)
