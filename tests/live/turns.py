"""How live tests let time pass."""

from __future__ import annotations

from tuotou.operations.settle import Clock
from tuotou.operations.wake import wake
from tuotou.operations.watch import Watch

HOUR = 3_600_000_000
TURN = 3 * HOUR


def settle_all(watch: Watch, clock: Clock) -> None:
    """Everything that is judged by itself, until nothing is left."""
    while wake(watch, clock):
        pass
