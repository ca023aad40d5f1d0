"""PostgreSQL's advisory locks: who else holds some, in this database."""

from __future__ import annotations

from tuotou.store import bulk

_HELD = """
    SELECT objid::int, pid, virtualtransaction FROM pg_locks
    WHERE locktype = 'advisory' AND granted AND classid = %s AND pid <> pg_backend_pid()
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"""


def held(number: int) -> list[tuple[int, int, str]]:
    """Those of a class that others hold: the object, and of its holder the process and the transaction."""
    return bulk.run(_HELD, [number])
