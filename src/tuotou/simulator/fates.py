"""What is decided about each parcel before it moves: how its delivery ends, and what will hold it up."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from tuotou.simulator.company import Indices
from tuotou.simulator.demand import Flags
from tuotou.simulator.fault import Faults

FAILS: Final = 0.04  # of the parcels are not delivered at the first attempt
FAILS_AGAIN: Final = 0.08  # of these
INTERCEPTED: Final = 0.002
REDIRECTED: Final = 0.003
CONFISCATED: Final = 0.001
FEW: Final = 2  # are seized even in the smallest company
KEPT_BACK: Final = -1  # failures of a parcel that is intercepted, and never taken out
SEIZED: Final = -2  # failures of a parcel that is prohibited, and never sent on


@dataclass(slots=True)
class Fates:
    """[n] of every parcel; of the faults at most one each."""

    failures: Indices  # attempts that fail; KEPT_BACK, SEIZED: none is made
    redirected: Flags
    left_at_outlet: Flags
    left_at_hub: Flags
    lost: Flags
    forgotten: Flags
    exception_ignored: Flags
    held_too_long: Flags
    given_up: Flags  # returned after one attempt
    passed_on: Flags  # although its content is suspected
    intercept_ignored: Flags
    delivered: Flags = field(init=False)  # what couriers take out
    returned_after: Indices = field(init=False)  # failed attempts

    def __post_init__(self) -> None:
        self.delivered = self.failures >= 0
        self.returned_after = np.where(self.given_up, 1, 2)


def draw_fates(size: int, faults: Faults) -> Fates:
    """The fates of so many parcels."""
    first, second, kept, moved, seized = np.random.default_rng([faults.seed, 4]).random((5, size))
    failures = (first < FAILS).astype(np.int64) * (1 + (second < FAILS_AGAIN))
    failures = np.where(kept < INTERCEPTED, KEPT_BACK, np.where(seized < CONFISCATED + FEW / size, SEIZED, failures))
    out, taken = failures >= 0, np.zeros(size, bool)

    def fall(fault: str, among: Flags) -> Flags:
        found = faults.fall(fault, among & ~taken)
        taken[found] = True
        return found

    return Fates(
        failures=failures,
        redirected=out & (moved < REDIRECTED),
        left_at_outlet=fall("left_at_outlet", failures > SEIZED),
        left_at_hub=fall("left_at_hub", failures > SEIZED),
        lost=fall("lost_then_found", failures > SEIZED),
        forgotten=fall("forgotten_in_warehouse", out),
        exception_ignored=fall("exception_ignored", out),
        held_too_long=fall("held_too_long", failures > 0),
        given_up=fall("returned_too_early", failures == 1),
        passed_on=fall("prohibited_passed_on", out),
        intercept_ignored=fall("intercept_ignored", failures == 0),
    )
