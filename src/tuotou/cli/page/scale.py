"""Axes: where values lie on paper, and which of them are written beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil, floor, log, log10
from typing import Final

Place = Callable[[float], float]

FLOORS: Final = (0.995, 0.99, 0.98, 0.95, 0.9, 0.8, 0.6, 0.5, 0.2)
"""Where an axis of shares may begin, so that what differs can be seen."""
TIMES: Final = (1, 5, 15, 60, 240, 720, 1_440, 4_320, 10_080, 43_200, 129_600, 525_600)
"""Minutes that are written on an axis of times."""


def linear(domain: tuple[float, float], paper: tuple[float, float]) -> Place:
    """Equal steps are equally long. A domain without extent lies at the beginning."""
    (low, high), (start, end) = domain, paper
    extent = high - low or 1
    return lambda value: start + (value - low) / extent * (end - start)


def longer(most: float, paper: tuple[float, float]) -> Place:
    """Times of minutes and of days on one axis: by their logarithm, nought at the beginning."""
    return lambda minutes: linear((0, log(1 + max(most, 1))), paper)(log(1 + minutes))


def times(most: float) -> list[int]:
    """The times written on an axis up to `most` minutes."""
    return [time for time in TIMES if time <= most] or [1]


def ticks(most: float, about: int = 4) -> list[int]:
    """Round numbers from 0 that reach `most`."""
    step = max(1, _round_up(most / about))
    return [step * place for place in range(ceil(most / step) + 1)] if most > 0 else [0, 1]


def _round_up(step: float) -> int:
    if step <= 1:
        return 1
    power = 10 ** floor(log10(step))
    return next(int(factor * power) for factor in (1, 2, 5, 10) if factor * power >= step)


def floor_of(shares: Sequence[float]) -> float:
    """Where an axis of shares begins: a round number below all of them."""
    lowest = min(shares, default=0)
    return next((each for each in FLOORS if each < lowest), 0.0)


def every(labels: int, room: float, each: float) -> int:
    """Of so many labels, which is written: each n-th, so that none lies on another."""
    return max(1, ceil(labels * each / max(room, 1)))
