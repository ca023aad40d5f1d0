"""What every channel is: a way by which letters leave the house, at its own pace."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from tuotou.notices.letter import Letter


@dataclass(frozen=True, slots=True)
class Limit:
    """How many letters a channel takes in how long; more are refused, and some channels close for a while."""

    letters: int
    seconds: float


class TryLater(Exception):
    """It did not go now: the other side is away, or wants no more for a while."""

    def __init__(self, why: str, after: float = 0) -> None:
        super().__init__(why)
        self.after = after  # s, as the other side asks; 0: it does not say


class Refused(Exception):
    """It will never go like this: no such address, bad credentials, not allowed text. The message says what to mend."""


class Channel(Protocol):
    """One way out, with its settings."""

    @property
    def limit(self) -> Limit | None:
        """What the other side takes; None: as much as we have."""

    def send(self, letter: Letter) -> str:
        """Hand a letter over; returns what the other side calls it. Raises `TryLater`, `Refused`."""
