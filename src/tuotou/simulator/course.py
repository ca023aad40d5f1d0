"""What really happened to parcels and trips, as arrays: scans are written from it, and the truth is counted on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from tuotou.simulator.company import Indices
from tuotou.simulator.timetable import Minutes

CAUSES: Final = ("left_at_outlet", "hub_congestion", "left_at_hub", "stuck_on_the_road", "lost_then_found",
    "forgotten_in_warehouse", "exception_ignored", "delivered_slowly", "kept_overnight", "signed_at_night",
    "held_too_long")  # fmt: skip
"""Faults that hold parcels up, in the order of their way; what they break is counted afterwards."""


@dataclass(slots=True)
class Columns:
    """Rows of arrays of one length."""

    @classmethod
    def of(cls, rows: Sequence[tuple[Any, ...]]) -> Self:
        """A row of scalars each."""
        columns = zip(*rows, strict=True) if rows else [[] for _ in fields(cls)]
        return cls(*(np.array(column) for column in columns))

    @classmethod
    def joined(cls, lots: Sequence[tuple[Any, ...]]) -> Self:
        """A lot of rows each: what a lot has once is repeated for its rows."""
        if not lots:
            return cls.of([])
        sizes = [len(lot[0]) for lot in lots]
        columns = zip(*lots, strict=True)
        return cls(*(np.concatenate(c) if isinstance(c[0], np.ndarray) else np.repeat(c, sizes) for c in columns))

    def where(self, chosen: NDArray[Any]) -> Self:
        """Some of the rows."""
        return type(self)(*(getattr(self, f.name)[chosen] for f in fields(self)))


@dataclass(slots=True)
class Trips(Columns):
    """[t] one run of a vehicle from a site to the next."""

    number: Indices
    from_: Indices
    to: Indices
    planned_departure: Minutes
    departure: Minutes
    planned_arrival: Minutes
    arrival: Minutes
    storm: NDArray[np.bool_]
    vehicle: Indices

    @property
    def size(self) -> int:
        """Number of trips."""
        return len(self.number)


@dataclass(slots=True)
class Legs(Columns):
    """[l] one parcel on one trip, in the order of its trips."""

    parcel: Indices
    trip: Indices
    place: Indices  # among the parcels of its trip: fifty fill a bag
    seen: Minutes  # sorted at the hub, or scanned at the outlet that it came to


@dataclass(slots=True)
class Attempts(Columns):
    """[a] one parcel taken out for delivery once."""

    parcel: Indices
    number: Indices  # 1: the first time
    courier: Indices
    out: Minutes
    done: Minutes


@dataclass(frozen=True, slots=True)
class Course:
    """Everything that moved."""

    trips: Trips
    legs: Legs
    attempts: Attempts
    causes: NDArray[np.bool_]  # [CAUSES, n] what held a parcel up
