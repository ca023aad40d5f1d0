"""The hours of a week, of a holiday and of a make-up working day, as a calendar document says them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

Periods: TypeAlias = tuple[tuple[int, int], ...]
"""(opens, closes) in µs of the local day, ascending; one that crosses midnight closes after 24:00."""

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HOLIDAY: Final = 7
MAKE_UP: Final = 8


@dataclass(frozen=True, slots=True)
class Week:
    """What each kind of day is like; kinds 0–6 are Monday to Sunday, then `HOLIDAY` and `MAKE_UP`."""

    working: tuple[bool, ...]  # [7] Monday to Sunday
    hours: tuple[Periods, ...]  # [9] by kind of day

    @property
    def works(self) -> tuple[bool, ...]:
        """[9] whether each kind of day is a working day."""
        return (*self.working, False, True)

    @property
    def swayed(self) -> bool:
        """Whether a holiday or a make-up day changes the hours; a hub that never closes does not care."""
        closes = any(hours != self.hours[HOLIDAY] for hours in self.hours[:7])
        opens = any(
            hours != self.hours[MAKE_UP] for hours, works in zip(self.hours, self.working, strict=False) if not works
        )
        return closes or opens

    @property
    def reach(self) -> tuple[int, int]:
        """The earliest opening and the latest closing of any kind of day, µs of the local day."""
        every = [period for hours in self.hours for period in hours]
        return min(opens for opens, _ in every), max(closes for _, closes in every)


def neighbours(*, with_holidays: bool) -> Iterator[tuple[int, int]]:
    """The kinds of day that can follow each other, as (yesterday, today)."""
    yield from ((day, (day + 1) % 7) for day in range(7))
    for special in (HOLIDAY, MAKE_UP) if with_holidays else ():
        yield from ((day, special) for day in range(9))
        yield from ((special, day) for day in range(7))
