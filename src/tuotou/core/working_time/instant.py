"""Instants and days as the kernel counts them, and the horizon within which calendars know them."""

from __future__ import annotations

from datetime import date
from typing import Any, Final, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

Instants: TypeAlias = NDArray[np.int64]
"""µs since 1970-01-01 00:00 UTC."""

Days: TypeAlias = NDArray[np.int32]
"""Local days since 1970-01-01."""

Flags: TypeAlias = NDArray[np.bool_]

NEVER: Final = int(np.iinfo(np.int64).max)
"""No instant: not kept, not void, no deadline. Later than every instant, so `kept_at <= due_at` needs no null."""

DAY: Final = 86_400_000_000
"""µs of an ordinary day."""

END_OF_DAY: Final = DAY - 1
"""23:59:59.999999, the last µs of a local day (kernel rule 5)."""

FIRST_YEAR: Final = 2015
LAST_YEAR: Final = 2044


Whole = TypeVar("Whole", bound=np.signedinteger[Any])


def clamped(values: NDArray[Whole], least: int, most: int) -> NDArray[Whole]:
    """Values [n] moved into [least, most]; of a few, `np.clip` takes four times as long."""
    found: NDArray[Whole] = np.minimum(np.maximum(values, least), most)
    return found


def day_number(day: date) -> int:
    """Days from 1970-01-01 to this date."""
    return day.toordinal() - date(1970, 1, 1).toordinal()


HORIZON: Final = (day_number(date(FIRST_YEAR, 1, 1)), day_number(date(LAST_YEAR + 1, 1, 1)))
"""The days that calendars lay out, [first, end). Working time beyond them is unknown, never guessed."""
