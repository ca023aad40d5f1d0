"""The steps a promise goes up: level 1, 2, … at risk, then broken. What was said of it is a set of steps (rule 55)."""

from __future__ import annotations

from typing import Final

BROKEN: Final = 30
"""The last step: above every level that a standard can have, and still a bit of 31."""
BAD: Final = ("at_risk", "broken")
"""The statuses that somebody must do something about; every other one closes what was opened."""


def step_of(status: str, level: int) -> int:
    """The step of a promise that stands so; 0 where nothing is to be done about it."""
    if status == "broken":
        return BROKEN
    return min(max(level, 1), BROKEN - 1) if status == "at_risk" else 0


def bit(step: int) -> int:
    """A step as a member of the set of what was said."""
    return 1 << step


def said(steps: int, step: int) -> bool:
    """Whether that was said."""
    return bool(steps & bit(step))
