"""How long a short message is, as the operators count: 70 characters are one piece, a longer one has pieces of 67."""

from __future__ import annotations

from typing import Final

ALONE: Final = 70
TOGETHER: Final = 67


def pieces(text: str) -> int:
    """How many are paid for. A character beyond the first 65,536, such as most pictures, counts as two."""
    length = len(text.encode("utf-16-le")) // 2
    return 1 if length <= ALONE else -(-length // TOGETHER)
