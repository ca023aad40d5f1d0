"""Forget: by what nobody may ask any more, nothing is found; the parcel itself is, by its waybill number."""

from __future__ import annotations

from typing import Final

from tuotou.store import bulk
from tuotou.store.whole import wholly

KEPT: Final = 400 * 86_400_000_000
"""µs: customers may appeal for a year."""
CHUNK: Final = 20_000


def forget_handles(now: int, chunk: int = CHUNK) -> int:
    """Remove the next of the oldest handles, as far as they are too old; how many.

    They lie in the order in which they came in, about that in which it happened: nothing is searched.
    """
    oldest = "SELECT id, at FROM handle ORDER BY id LIMIT %s"
    ids = [id for id, at in bulk.run(oldest, [chunk]) if at < now - KEPT]
    condition, parameter = bulk.among("id", ids)
    wholly(lambda: bulk.run(f"DELETE FROM handle WHERE {condition}", [parameter]))
    return len(ids)
