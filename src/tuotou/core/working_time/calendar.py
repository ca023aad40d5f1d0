"""A calendar: when a promise's clock runs. Whole columns of instants in, whole columns out (kernel rules 28–32, 49)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tuotou.core.document import Bilingual, Duration
from tuotou.core.working_time.instant import (
    DAY,
    END_OF_DAY,
    FIRST_YEAR,
    HORIZON,
    LAST_YEAR,
    NEVER,
    Days,
    Flags,
    Instants,
    day_number,
)
from tuotou.core.working_time.opening import Opening
from tuotou.core.working_time.week import HOLIDAY, MAKE_UP, Week
from tuotou.core.working_time.working_days import WorkingDays
from tuotou.core.working_time.zone import Zone, zone


class Reached(NamedTuple):
    """Where clocks end, and how sure that is; three arrays [n]."""

    due: Instants  # NEVER where it cannot be said
    estimated: Flags  # by the week's rule alone: a year on the way is not announced yet
    unannounced: Flags  # not said, for the same reason or because it lies beyond the horizon

    def where(self, chosen: Flags | NDArray[np.integer[Any]]) -> Reached:
        """Some of them."""
        return Reached(self.due[chosen], self.estimated[chosen], self.unannounced[chosen])


@dataclass(frozen=True)
class Calendar:
    """One calendar document. What it says is laid out as arrays when it is first asked."""

    id: str
    title: Bilingual
    zone: str  # IANA
    week: Week
    cut: int = 0  # µs of the local day at which a business day begins and ends
    announced: frozenset[int] | None = None  # years; None: the calendar keeps no holidays
    off: frozenset[int] = frozenset()  # days since 1970-01-01 that are holidays
    made_up: frozenset[int] = frozenset()  # … that are make-up working days 调休上班
    estimates: bool = False  # a year not announced yet: go by the week's rule and say so

    def add(self, opens: Instants, amount: Duration, *, roll: bool = False, at: int = END_OF_DAY) -> Reached:
        """The instants at which `amount` has passed since each opening [n] (rule 28).

        Clock time is plain addition; opening hours end at the earliest instant at which so much time
        was open. `d` and `wd` end at `at` (µs of the local day) of the n-th day, the opening's own day
        not counted; `0 wd` is that day if it works, or else the next working day. With `roll` a due
        day that does not work moves to the next that does. An opening of `NEVER` stays `NEVER`.
        """
        if amount.unit == "clock":
            return _certain(np.minimum(opens, NEVER - amount.amount) + amount.amount)
        if amount.unit == "oh":
            due = np.maximum(self._opening.reaching(self._opening.until(opens) + amount.amount), opens)
            due = np.where(opens < self._opening.begins, NEVER, due)
            return self._settled(opens, due, _meets(opens, due, self._unsure_hours))
        return self._add_days(opens, amount, roll, at)

    def fraction(self, opens: Instants, due: Instants, share: float, unit: str) -> Instants:
        """The earliest instants in [opens, due] at which `share` of the promise's own clock has passed (rule 31).

        Working days are measured in opening hours, so that half of `2 wd` is never at 03:00. `share`
        is taken to three digits; a missing due instant has no part: `NEVER`.
        """
        if unit in ("clock", "d"):
            reached = opens + _part(due - opens, share)
        else:
            passed = self._opening.until(opens)
            reached = self._opening.reaching(passed + _part(self._opening.until(due) - passed, share))
        return np.where((opens == NEVER) | (due == NEVER), NEVER, np.clip(reached, opens, due))

    def measure(self, a: Instants, b: Instants, unit: str) -> Instants:
        """What lies between instants a and b [n]: µs of the clock or of opening time, or a number of days.

        `d` counts local midnights, `wd` the working days after a's day up to b's. Years that are not
        announced go by the week's rule; `NEVER` where either instant is missing.
        """
        if unit == "clock":
            passed = b - a
        elif unit == "oh":
            passed = self._opening.until(b) - self._opening.until(a)
        elif unit == "wd":
            passed = self._working.through(self.local_day(b)) - self._working.through(self.local_day(a))
        else:
            passed = self.local_day(b) - self.local_day(a)
        return np.where((a == NEVER) | (b == NEVER), NEVER, passed.astype(np.int64))

    def add_paused(self, opens: int, amount: Duration, pauses: Sequence[tuple[int, int]]) -> int:
        """The earliest instant at which `amount` was active: the calendar's time minus the union of pauses (rule 32).

        Pauses are half-open [from, to); what lies before the opening does not count, and a pause that
        begins when the amount is reached, or later, changes nothing. `NEVER` where `add` says so.
        Raises ValueError for units that count days: those do not pause.
        """
        if amount.unit not in ("clock", "oh"):
            raise ValueError(f"a clock counted in '{amount.unit}' cannot pause")
        active, left = opens, amount.amount
        for begins, ends in sorted(pauses):
            begins = max(begins, active)
            due = self._add_one(active, Duration(left, amount.unit))
            if due <= begins:
                return due
            if ends > begins:
                left -= int(self.measure(np.array([active]), np.array([begins]), amount.unit)[0])
                active = ends
        return self._add_one(active, Duration(left, amount.unit))

    def day(self, t: Instants) -> Days:
        """The business day of instants [n]; before the cut hour it is still yesterday's (rule 49)."""
        return ((self._zone.local(t) - self.cut) // DAY).astype(np.int32)

    def unannounced_from(self, t: Instants) -> Days:
        """The first year, from that of each instant [n] on, whose holidays are not announced."""
        year = self.local_day(t).astype("datetime64[D]").astype("datetime64[Y]").astype(np.int32) + 1970
        open_ = [y for y in range(FIRST_YEAR, LAST_YEAR + 2) if self.announced is None or y not in self.announced]
        return np.array(open_, dtype=np.int32)[np.minimum(np.searchsorted(open_, year), len(open_) - 1)]

    def local_day(self, t: Instants) -> Days:
        """The local day of instants [n], from midnight to midnight."""
        return (self._zone.local(t) // DAY).astype(np.int32)

    def midnight(self, day: Days) -> Instants:
        """The first instants of local days [n]."""
        return self._zone.at(day, 0)

    def at(self, day: Days, micros: int | Instants) -> Instants:
        """The instants at which the wall clock shows `micros` of local days [n]; may exceed 24:00."""
        return self._zone.at(day, micros)

    def shift_days(self, day: Days, n: int, unit: str) -> Days:
        """The n-th local (`d`) or working (`wd`) day after days [n]; `0 wd` is the day itself or the next that works.

        Working days are known within the horizon only: beyond it, its end.
        """
        return self._working.after(day, n) if unit == "wd" else day + np.int32(n)

    def _add_days(self, opens: Instants, amount: Duration, roll: bool, at: int) -> Reached:
        day = self.local_day(opens)
        last = self.shift_days(day, amount.amount, amount.unit)
        due_on = self.shift_days(last, 0, "wd") if roll else last
        due = self.at(due_on, at + 1) - 1  # 24:00 comes once, even where the clock shows 23:59 twice
        if amount.unit == "d" and not roll:
            return _certain(np.where(opens == NEVER, NEVER, due))
        asked = last if amount.unit == "d" else day + np.int32(amount.amount > 0)
        beyond = (asked < HORIZON[0]) | (due_on >= HORIZON[1])
        return self._settled(opens, np.where(beyond, NEVER, due), _meets(asked, due_on + 1, self._unsure_days))

    def _add_one(self, opens: int, amount: Duration) -> int:
        return int(self.add(np.array([opens]), amount).due[0])

    def _settled(self, opens: Instants, due: Instants, unsure: Flags) -> Reached:
        """What to say of due instants that hang on years not announced: refuse, or estimate and say so."""
        refused = (due == NEVER) if self.estimates else (due == NEVER) | unsure
        return Reached(np.where(refused, NEVER, due), unsure & ~refused, refused & (opens != NEVER))

    @cached_property
    def _zone(self) -> Zone:
        return zone(self.zone)

    @cached_property
    def _kinds(self) -> Days:
        """The kind of each day of the horizon, as `Week` numbers them."""
        kinds = ((np.arange(*HORIZON) + 3) % 7).astype(np.int32)  # 1970-01-01 was a Thursday
        for days, kind in ((self.off, HOLIDAY), (self.made_up, MAKE_UP)):
            kinds[[day - HORIZON[0] for day in days if HORIZON[0] <= day < HORIZON[1]]] = kind
        return kinds

    @cached_property
    def _working(self) -> WorkingDays:
        return WorkingDays.of(np.array(self.week.works)[self._kinds])

    @cached_property
    def _opening(self) -> Opening:
        edges = [np.full((1, 2), self.midnight(np.array([HORIZON[0]], dtype=np.int32))[0])]
        for kind, periods in enumerate(self.week.hours):
            days = (np.flatnonzero(self._kinds == kind) + HORIZON[0]).astype(np.int32)
            edges += [np.stack((self.at(days, opens), self.at(days, closes)), axis=1) for opens, closes in periods]
        starts, ends = np.concatenate(edges).T
        return Opening.of(starts, ends)

    @cached_property
    def _unsure_days(self) -> list[tuple[int, int]]:
        """The runs of days [first, end) whose holidays are not announced."""
        runs: list[tuple[int, int]] = []
        for year in range(FIRST_YEAR, LAST_YEAR + 1):
            if self.announced is None or year in self.announced:
                continue
            first, end = day_number(date(year, 1, 1)), day_number(date(year + 1, 1, 1))
            runs.append((runs.pop()[0], end) if runs and runs[-1][1] == first else (first, end))
        return runs

    @cached_property
    def _unsure_hours(self) -> list[tuple[int, int]]:
        """The spans of instants [from, to) in which an announcement may change what is open."""
        if not self.week.swayed:
            return []
        opens, closes = self.week.reach
        days = np.array(self._unsure_days, dtype=np.int32).reshape(-1, 2)
        spans = zip(self.at(days[:, 0], opens), self.at(days[:, 1] - np.int32(1), closes), strict=True)
        return [(int(first), int(last)) for first, last in spans]


def portion(amount: Duration, share: float) -> Duration:
    """A share of an amount, to be added like the whole: the warning level of a promise that may pause (rule 31)."""
    return Duration(int(_part(np.array([amount.amount]), share)[0]), amount.unit)


def _part(whole: Instants, share: float) -> Instants:
    """`share` of µs [n] in whole numbers, rounded up: a float would miss the µs on long clocks."""
    exact = Fraction(share).limit_denominator(1000)
    return -(-whole * exact.numerator // exact.denominator)


def _certain(due: Instants) -> Reached:
    no = np.zeros(len(due), dtype=np.bool_)
    return Reached(due, no, no)


def _meets(first: Instants | Days, end: Instants | Days, runs: Sequence[tuple[int, int]]) -> Flags:
    """Whether [first, end) meets one of a few runs, for each row [n]."""
    met = np.zeros(len(first), dtype=np.bool_)
    for begins, ends in runs:
        met |= (first < ends) & (end > begins)
    return met
