"""Recording: who records says so, and who judges waits for those who do; neither holds the other's rows meanwhile.

Whatever is recorded has its instant from a clock that is read first and shows only when it is done. So an instant is
past, and all that will ever have been recorded by it can be read, as soon as nobody records who began before (rule 3).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Final

from django.db import connection

from tuotou.store import advisory, bulk
from tuotou.store.whole import wholly

Clock = Callable[[], int]
"""Now, µs UTC."""
LOCK: Final = (0x7475, 1)
"""Of PostgreSQL's advisory locks the one that is shared by all who record."""
NAP: Final = 0.002  # s
HUNG: Final = "60s"
"""Whose machine stands still while it records is given up then: all who judge wait for him."""


def records() -> None:
    """This transaction records: said before it reads its clock, till it ends."""
    if connection.vendor == "postgresql":
        hung = "set_config('idle_in_transaction_session_timeout', %s, true)"
        bulk.run(f"SELECT pg_advisory_xact_lock_shared(%s, %s), {hung}, {bulk.BY_KEYS}", [*LOCK, HUNG])


def past(clock: Clock) -> int:
    """Now, once it is past: whoever records later does so by a later clock, and all others are done."""
    if connection.vendor != "postgresql":
        return wholly(clock)  # nobody else writes meanwhile
    now = clock()
    others = _recording()
    while others:
        time.sleep(NAP)
        others &= _recording()
    return now


def _recording() -> set[tuple[Any, ...]]:
    """Whose transactions record now."""
    return {(pid, transaction) for object, pid, transaction in advisory.held(LOCK[0]) if object == LOCK[1]}
