"""Cut-off slots 截单: what comes before 11:00 is due the same day, what comes later the next (kernel rule 29)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tuotou.core.standards.standard import Slot
from tuotou.core.working_time.calendar import Calendar, Reached
from tuotou.core.working_time.instant import NEVER, Instants


def due_by_slots(opens_at: Instants, slots: Sequence[Slot], calendar: Calendar) -> Reached:
    """What is due [n] by the first slot that each opening still meets, in local time; NEVER where it meets none."""
    due, size = np.full(len(opens_at), NEVER, dtype=np.int64), len(opens_at)
    estimated, unannounced = np.zeros(size, dtype=bool), np.zeros(size, dtype=bool)
    day = calendar.local_day(opens_at)
    left = np.flatnonzero(opens_at != NEVER)
    for slot in slots:
        if slot.before is None:
            here, left = left, left[:0]
        else:
            before = opens_at[left] < calendar.at(day[left], slot.before)
            here, left = left[before], left[~before]
        if not len(here):
            continue
        due[here], estimated[here], unannounced[here] = calendar.add(opens_at[here], slot.days, at=slot.at)
    return Reached(due, estimated, unannounced)
