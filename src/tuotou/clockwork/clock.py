"""The clock. Everything below is handed the instant that is read here."""

from __future__ import annotations

import time
from typing import Final

SECOND: Final = 1_000_000
HOUR: Final = 3_600 * SECOND


def clock() -> int:
    """Now, in µs since 1970 UTC."""
    return time.time_ns() // 1_000


def shared_clock() -> int:
    """Now by the clock of all machines that record and judge: their database's; with SQLite there is this one alone."""
    from tuotou.store.database_facts import server_clock

    return server_clock() or clock()
