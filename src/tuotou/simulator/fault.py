"""What can go wrong, and how often it is made to: the catalogue of faults, and the draws by which they fall."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Flags = NDArray[np.bool_]
ALL: Final = "all"


class Fault(NamedTuple):
    """One thing that goes wrong; what is not `shown` leaves nothing in the data that a standard could see."""

    zh: str
    en: str
    shown: bool = True


@dataclass(slots=True)
class Faults:
    """How often each fault happens, and the draws: each fault has its own random numbers, whatever the others do."""

    rates: Mapping[str, float]
    seed: int
    _random: dict[str, np.random.Generator] = field(default_factory=dict)

    def rate(self, name: str) -> float:
        """The share of the cases in which it happens."""
        return self.rates.get(name, self.rates.get(ALL, 0.0))

    def random(self, name: str) -> np.random.Generator:
        """Its own random numbers."""
        return self._random.setdefault(name, np.random.default_rng([self.seed, crc32(name.encode())]))

    def fall(self, name: str, among: Flags) -> Flags:
        """[n] on which of those that it could happen to it does."""
        return np.asarray(among & (self.random(name).random(len(among)) < self.rate(name)))

    def falls(self, name: str) -> bool:
        """Whether it happens this once."""
        return bool(self.random(name).random() < self.rate(name))
