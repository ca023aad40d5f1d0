"""Who hears of a warning, and who hears next if nobody takes it up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

TARGETS: Final = ("deputy", "above")
"""Beside roles: whoever stands in for the one told, and the same role one place up in the organisation."""


@dataclass(frozen=True, slots=True)
class Rung:
    """One step up, counted from when people were told."""

    after: int  # µs
    to: str  # one of `TARGETS`, or a role


@dataclass(frozen=True, slots=True)
class Ladder:
    """Of one level of severity."""

    tell: str  # who is told of what is broken, where the standard names nobody
    rungs: tuple[Rung, ...]  # by time

    def rung(self, number: int) -> Rung | None:
        """The rung of this number, counted from 0; None: nobody is left."""
        return self.rungs[number] if number < len(self.rungs) else None
