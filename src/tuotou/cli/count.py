"""How many of something, in English: `1 error`, `2 errors`."""

from __future__ import annotations


def count(number: int, one: str, many: str = "") -> str:
    """A number with the word for one or for many, which ends in s unless it is told."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
