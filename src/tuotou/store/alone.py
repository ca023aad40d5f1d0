"""What only one worker may do at a time, for as long as a transaction lasts."""

from __future__ import annotations

from tuotou.store.models import Lease


def alone(name: str) -> None:
    """Wait until nobody else does this; then it is ours until the end of the transaction."""
    Lease.objects.get_or_create(name=name, defaults={"holder": "", "until": 0})
    Lease.objects.select_for_update().get(name=name)
