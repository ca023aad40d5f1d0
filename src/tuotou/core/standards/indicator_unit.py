"""In which units indicators are told: shares, times and amounts, by the word that a document has for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple


class Unit(NamedTuple):
    """In what a figure is told."""

    zh: str
    en: str
    times: float  # what one is in it: a share of 1 is 100 %, a minute 1/60 h


SHARES: Final[Mapping[str, Unit]] = {
    "%": Unit("%", "%", 100),
    "per_10k": Unit("‱", "per 10,000", 10_000),
    "per_100k": Unit("/十万", "per 100,000", 100_000),
    "ppm": Unit("ppm", "ppm", 1_000_000),
    "per_million": Unit("/百万", "per million", 1_000_000),
    "per_1000_km": Unit("次/千公里", "per 1,000 km", 1_000),
    "times": Unit("倍", "×", 1),
    "each": Unit("", "", 1),
}
"""Units of one count over another."""
TIMES: Final[Mapping[str, Unit]] = {
    "min": Unit("分钟", "min", 1),
    "h": Unit("小时", "h", 1 / 60),
    "d": Unit("天", "d", 1 / 1_440),
}
"""Units of how long something took, which is counted in minutes."""
AMOUNTS: Final[Mapping[str, Unit]] = {
    "pieces": Unit("件", "pieces", 1),
    "points": Unit("分", "points", 1),
    "CNY": Unit("元", "CNY", 1),
    "kg": Unit("千克", "kg", 1 / 1_000),
    "times": Unit("次", "times", 1),
    **TIMES,
}
"""Units of counts, and of what attributes hold."""
UNITS: Final[Mapping[str, Mapping[str, Unit]]] = {
    "share": SHARES, "rate": SHARES, "count": AMOUNTS, "values": AMOUNTS,
}  # fmt: skip
