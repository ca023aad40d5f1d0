"""Work that several share: each takes the next piece. Nothing heavy is imported here, see trial_crew.py."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator


def to_the_end(left: Iterator[int], work: Callable[[int], None]) -> None:
    """One after the other as long as there are any; after an error nobody begins another."""
    try:
        for number in left:
            work(number)
    finally:
        deque(left, maxlen=0)
