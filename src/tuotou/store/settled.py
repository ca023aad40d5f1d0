"""How far a table that only grows can be read without missing a row: numbers are given before they can be seen.

A row may show after one with a larger number, as long as the transaction that has its number is not done. Whoever adds
rows holds PostgreSQL's own lock on the table since before his first number, till his end.
"""

from __future__ import annotations

import time
from typing import Any, Final

from django.db import connection, models
from django.db.models import Max

from tuotou.store import bulk

NAP: Final = 0.002  # s
NAPS: Final = 500
_ADDING: Final = """
    SELECT pid, virtualtransaction FROM pg_locks
    WHERE relation = %s::regclass AND mode = 'RowExclusiveLock' AND granted AND pid <> pg_backend_pid()
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"""


def settled(model: type[models.Model]) -> int | None:
    """The number up to which no row will ever appear any more; None: somebody has been adding for too long, ask again.

    To be asked outside of a transaction that adds rows itself.
    """
    last = int(model._default_manager.aggregate(last=Max("pk"))["last"] or 0)
    if connection.vendor != "postgresql":
        return last  # one writes at a time
    others, naps = _adding(model), 0
    while others and naps < NAPS:
        time.sleep(NAP)
        others, naps = others & _adding(model), naps + 1
    return None if others else last


def _adding(model: type[models.Model]) -> set[tuple[Any, ...]]:
    """Whose transactions may have numbers that do not show yet."""
    return {(pid, transaction) for pid, transaction in bulk.run(_ADDING, [model._meta.db_table])}
