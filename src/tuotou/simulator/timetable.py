"""The day of the company, in minutes after midnight: when couriers come back, when trips leave, when rounds begin."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

Minutes = NDArray[np.float64]

HOUR: Final = 60.0
DAY: Final = 1440.0
PICKUPS_BACK: Final = np.array([630.0, 765.0, 920.0, 1080.0, 1240.0])  # couriers bring to the outlet what they took
MERCHANT_WAVES: Final = np.array([720.0, 900.0, 1065.0, 1220.0])  # ends of the collections at merchants
COLLECTING: Final = (790.0, 1105.0, 1270.0)  # outlet → hub
LINES: Final = (30.0, 180.0)  # hub → hub; the second takes what the first left
DISTRIBUTING: Final = (240.0, 630.0, 975.0, 1185.0)  # hub → outlet
ROUNDS: Final = ((470.0, 205.0), (810.0, 205.0), (1090.0, 140.0))  # a round begins, and lasts at most
CUT_OFF: Final = 10.0  # what is ready so long before a departure travels with it
OPENING: Final = 480.0  # opening hours of outlets
CLOSING: Final = 1200.0
ORDER_PEAKS: Final = np.array(
    [2, 1, 1, 1, 1, 1, 2, 3, 5, 8, 9, 7, 5, 5, 6, 7, 6, 5, 4, 5, 7, 8, 6, 4], dtype=float
)  # orders of each hour, relative
WEEKDAYS: Final = (1.02, 1.05, 1.03, 1.02, 1.0, 0.97, 0.91)


def next_of(times: Minutes, instants: Minutes) -> Minutes:
    """[n] the first of the day's times at or after each instant; tomorrow's first after the last."""
    day = np.floor(instants / DAY)
    place = np.searchsorted(times, instants - day * DAY)
    over = place == len(times)
    return np.asarray((day + over) * DAY + times[np.where(over, 0, place)])
