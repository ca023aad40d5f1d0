"""Cut-off slots 截单: what comes before 11:00 is due the same day, what comes later the next (kernel rule 29)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tuotou.core.standards.standard import Slot
from tuotou.core.working_time.calendar import Calendar
from tuotou.core.working_time.instant import NEVER, Instants


def due_by_slots(opens_at: Instants, slots: Sequence[Slot], calendar: Calendar) -> Instants:
    """The instants due [n] by the first slot that each opening still meets, in local time; NEVER where none is met."""
    due = np.full(len(opens_at), NEVER, dtype=np.int64)
    day = calendar.local_day(opens_at)
    left = np.flatnonzero(opens_at != NEVER)
    for slot in slots:
        before = (
            np.full(len(left), True) if slot.before is None else opens_at[left] < calendar.at(day[left], slot.before)
        )
        here, left = left[before], left[~before]
        due[here] = calendar.add(opens_at[here], slot.days, at=slot.at).due
    return due
