"""Which dated rows may stand beside those that are there: of some only one holds at a time."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from tuotou.feeds.sheet import Fault

Key = tuple[Any, ...]
END: Final = 2**62  # of what goes on
_ZONE: Final = ZoneInfo("Asia/Shanghai")
_TWICE: Final = ("another row says otherwise of the same", "keep one of them")


@dataclass(frozen=True, slots=True)
class Row:
    """One row for the database; `place` in its sheet, -1: it is there already."""

    place: int
    key: Key
    values: Mapping[str, Any]
    struck: bool = False

    @property
    def since(self) -> int:
        """When it begins to hold, µs."""
        return int(self.values["since"])

    @property
    def until(self) -> int:
        """When it no longer holds, µs."""
        until = self.values["until"]
        return END if until is None else int(until)

    def holds(self, since: int, until: int) -> bool:
        """Whether it holds at any instant of a span."""
        return self.since < until and since < self.until


Trouble = tuple[str, Fault]  # the column at fault, and why
Faults = dict[int, Trouble]  # by place
Check = Callable[[Row, "Timelines"], Trouble | None]


@dataclass(slots=True)
class Timelines:
    """Rows by what must not hold twice at a time."""

    alone: tuple[str, ...]
    rows: dict[Hashable, list[Row]] = field(default_factory=dict)

    def add(self, row: Row) -> None:
        """From now on it holds."""
        self.rows.setdefault(self._group(row), []).append(row)

    def of(self, *group: Hashable) -> Sequence[Row]:
        """The rows that agree in these values of `alone`."""
        return self.rows.get(group, ())

    def fault(self, row: Row) -> Trouble | None:
        """What stands in the way of a row."""
        for other in self.rows.get(self._group(row), ()) if self.alone else ():
            if other.holds(row.since, row.until):
                what = (
                    f"at this time another row of the same holds, from {_said(other.since)} until {_said(other.until)}"
                )
                return "since", (
                    what,
                    "end the earlier one first: until is the first instant at which it no longer holds",
                )
        return None

    def _group(self, row: Row) -> Hashable:
        return tuple(row.values[name] for name in self.alone)


def fitting(
    rows: Iterable[Row], stored: Mapping[Key, Row], alone: tuple[str, ...], check: Check | None
) -> tuple[list[Row], Faults]:
    """The rows that can stand together with what is stored, and what is wrong with the others.

    A row takes the place of the stored one of its key. Where it is refused that one stays, and the rest is tried again.
    """
    left, faults = _once(rows)
    while True:
        keys = {row.key for row in left}
        there = (row for key, row in stored.items() if key not in keys)
        refused = dict(_refused(left, _timelines(there, alone), check)) if alone else {}
        if not refused:
            return left, faults
        faults |= refused
        left = [row for row in left if row.place not in refused]


def _once(rows: Iterable[Row]) -> tuple[list[Row], Faults]:
    """Each key once: who says the same again is let go, who says otherwise is refused."""
    found, faults = dict[Key, Row](), Faults()
    for row in rows:
        first = found.setdefault(row.key, row)
        if (first.values, first.struck) != (row.values, row.struck):
            faults[row.place] = ("", _TWICE)
    return list(found.values()), faults


def _timelines(rows: Iterable[Row], alone: tuple[str, ...]) -> Timelines:
    timelines = Timelines(alone)
    for row in rows:
        timelines.add(row)
    return timelines


def _refused(rows: Iterable[Row], beside: Timelines, check: Check | None) -> Iterator[tuple[int, Trouble]]:
    for row in rows:
        if row.struck:
            continue
        trouble = beside.fault(row) or (check(row, beside) if check else None)
        if trouble:
            yield row.place, trouble
        else:
            beside.add(row)


def _said(micros: int) -> str:
    """An instant as sheets write it."""
    if micros in (0, END):
        return "…"
    at = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros)).astimezone(_ZONE)
    return f"{at:%Y-%m-%d}" if (at.hour, at.minute) == (0, 0) else f"{at:%Y-%m-%d %H:%M}"
