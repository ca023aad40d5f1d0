"""Time commitments 时效承诺: by when a parcel is promised, by origin, destination, product and cut-off.

Openings come in as columns, the instants due go out as one; the table itself is read in `commitment_document`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tuotou.core.document import Bilingual
from tuotou.core.standards.cut_off import due_by_slots
from tuotou.core.standards.standard import Due, Source
from tuotou.core.working_time.calendar import Calendar, Reached
from tuotou.core.working_time.instant import NEVER, Instants

ANY: Final = "any"
FEW: Final = 4_096  # names that a dictionary tells apart sooner than a column does
RELATIONS: Final = {"same_city": 4, "same_province": 2}
"""Destinations told from the origin, the narrower first: so many digits of the region codes (GB/T 2260) agree."""


@dataclass(frozen=True, slots=True, order=True)
class Lane:
    """Between where, for which product: zones of the table, `any`, or a relation as destination."""

    origin: str
    destination: str
    product: str

    def fits(self, origin: str | None, destination: str | None, product: str | None, related: str | None) -> bool:
        """Whether what goes between two zones, perhaps within one city or province, runs on this lane."""
        if self.destination in RELATIONS:
            there = related is not None and RELATIONS[related] >= RELATIONS[self.destination]
        else:
            there = self.destination in (ANY, destination)
        return there and self.origin in (ANY, origin) and self.product in (ANY, product)

    @property
    def breadth(self) -> tuple[int, int, int]:
        """How wide the lane is: a product's own lane first, then the nearer; the first in force gives the promise."""
        reach = -RELATIONS.get(self.destination, 0)
        return int(self.product == ANY), reach, (self.origin == ANY) + (self.destination == ANY)


@dataclass(frozen=True, slots=True)
class Row:
    """One promise of the table: on a lane, in [effective, until), so long after the opening or by cut-off."""

    lane: Lane
    due: Due  # a duration or slots
    published: int  # µs UTC, not after `effective`
    effective: int  # µs UTC
    until: int = NEVER  # µs UTC


@dataclass(frozen=True)
class Commitments:
    """One table. The rows of a lane follow each other in time and never overlap."""

    id: str
    title: Bilingual
    sources: tuple[Source, ...]
    zones: Mapping[str, tuple[str, ...]]  # zone → beginnings of region codes; the longest wins
    rows: tuple[Row, ...]
    places: Mapping[str, str] = field(default_factory=dict)  # site code, or its beginning → region code

    def due(
        self, opens_at: Instants, origin: pl.Series, destination: pl.Series, product: pl.Series, calendar: Calendar
    ) -> Reached:
        """The instants promised at each opening [n], by the row in force then; NEVER where there is none.

        Origin and destination are region or site codes, all three are strings [n] and may be null.
        """
        size = len(opens_at)
        found = Reached(np.full(size, NEVER), np.zeros(size, dtype=bool), np.zeros(size, dtype=bool))
        for rows, left in self._routes(origin, destination, product):
            for row in rows:
                now = (opens_at[left] >= row.effective) & (opens_at[left] < row.until)
                here, left = left[now], left[~now]
                for column, promised in zip(found, due_after(opens_at[here], row.due, calendar), strict=True):
                    column[here] = promised
        return found

    def row_for(self, at: int, origin: str | None, destination: str | None, product: str | None) -> Row | None:
        """The row that gives the promise of an opening at an instant (µs UTC); None: there is none."""
        one = (pl.Series([name], dtype=pl.String()) for name in (origin, destination, product))
        rows, _ = next(self._routes(*one))
        return next((row for row in rows if row.effective <= at < row.until), None)

    def region(self, code: str) -> str:
        """The region code of a site code, by its longest beginning in `places`; other codes stand for themselves."""
        return self.places.get(
            max((start for start in self.places if code.startswith(start)), key=len, default=""), code
        )

    def zone(self, region: str) -> str | None:
        """The zone of a region code, or None."""
        return self._zones.get(max((start for start in self._zones if region.startswith(start)), key=len, default=""))

    @cached_property
    def _zones(self) -> Mapping[str, str]:
        return {start: zone for zone, starts in self.zones.items() for start in starts}

    @cached_property
    def _narrowest_first(self) -> tuple[Row, ...]:
        return tuple(sorted(self.rows, key=lambda row: (row.lane.breadth, row.lane, row.effective)))

    def _routes(
        self, origin: pl.Series, destination: pl.Series, product: pl.Series
    ) -> Iterator[tuple[list[Row], NDArray[np.int64]]]:
        """The openings [k] of each kind of route, with the rows of the lanes it runs on, the narrowest first."""
        (from_, a), (to, b), (products, c) = (distinct(names) for names in (origin, destination, product))
        one, other = self._ends(from_)[a], self._ends(to)[b]
        near = (one == other) & (one >= 0)
        related = np.full(len(near), -1)
        for place in reversed(range(len(RELATIONS))):  # the narrower one has the last word
            related[near[:, 1 + place]] = place
        kinds = np.column_stack((one[:, 0], other[:, 0], c, related))
        order = np.lexsort(kinds.T)
        starts = np.flatnonzero(np.any(np.diff(kinds[order], axis=0, prepend=-2), axis=1))
        for part in np.split(order, starts[1:]) if len(order) else ():
            zone, other_zone, bought, relation = kinds[part[0]].tolist()
            zones, relations = (*self.zones, None), (*RELATIONS, None)
            ends = zones[zone], zones[other_zone], products[bought], relations[relation]
            yield [row for row in self._narrowest_first if row.lane.fits(*ends)], part

    def _ends(self, codes: Sequence[str | None]) -> NDArray[np.int64]:
        """[k, 1 + relations] the zone of each code, and what must be equal for each relation; -1: nothing known."""
        return np.array([self._end(code) for code in codes], dtype=np.int64).reshape(len(codes), 1 + len(RELATIONS))

    def _end(self, code: str | None) -> tuple[int, ...]:
        if code is None:
            return (-1,) * (1 + len(RELATIONS))
        region = self.region(code)
        zone = self.zone(region)
        near = (self._beginning(region, digits) for digits in RELATIONS.values())
        return (-1 if zone is None else list(self.zones).index(zone), *near)

    def _beginning(self, region: str, digits: int) -> int:
        """A number for the first digits of a region; a code too short to tell tells nothing."""
        return self._beginnings.setdefault(region[:digits], len(self._beginnings)) if len(region) >= digits else -1

    @cached_property
    def _beginnings(self) -> dict[str, int]:
        return {}


def due_after(opens_at: Instants, due: Due, calendar: Calendar) -> Reached:
    """The instants due [n] by a duration or by cut-off slots."""
    if due.after is not None:
        return calendar.add(opens_at, due.after)
    return due_by_slots(opens_at, due.slots, calendar)


def distinct(names: pl.Series) -> tuple[list[str | None], NDArray[np.int64]]:
    """(the names that occur, the place [n] of each row's name among them)."""
    if len(names) <= FEW:
        listed = names.to_list()
        places = {name: place for place, name in enumerate(dict.fromkeys(listed))}
        return list(places), np.array([places[name] for name in listed], dtype=np.int64)
    known = names.unique()
    place = names.replace_strict(known, np.arange(len(known)), return_dtype=pl.Int64)
    return known.to_list(), place.to_numpy()
