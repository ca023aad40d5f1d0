"""Time commitments 时效承诺: by when a parcel is promised, by origin, destination, product and cut-off.

Openings come in as columns, the instants due go out as one; the table itself is read in `commitment_document`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tuotou.core.document import Bilingual
from tuotou.core.standards.cut_off import due_by_slots
from tuotou.core.standards.standard import Due, Source
from tuotou.core.working_time.calendar import Calendar
from tuotou.core.working_time.instant import NEVER, Instants

ANY: Final = "any"
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
    ) -> Instants:
        """The instants promised at each opening [n], by the row in force then; NEVER where there is none.

        Origin and destination are region or site codes, all three are strings [n] and may be null.
        """
        found = np.full(len(opens_at), NEVER, dtype=np.int64)
        for rows, left in self._routes(pl.DataFrame({"from": origin, "to": destination, "product": product})):
            for row in rows:
                now = (opens_at[left] >= row.effective) & (opens_at[left] < row.until)
                here, left = left[now], left[~now]
                found[here] = due_after(opens_at[here], row.due, calendar)
        return found

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

    def _routes(self, asked: pl.DataFrame) -> Iterator[tuple[list[Row], NDArray[np.int64]]]:
        """The openings [k] of each kind of route, with the rows of the lanes it runs on, the narrowest first."""
        regions = {end: _mapped(asked[end], self.region) for end in ("from", "to")}
        kinds = asked.select(
            _mapped(regions["from"], self.zone).alias("from"),
            _mapped(regions["to"], self.zone).alias("to"),
            "product",
            _related(regions["from"], regions["to"]),
        )
        for route in kinds.with_row_index("place").partition_by(kinds.columns):
            _, *ends = route.row(0)
            rows = [row for row in self._narrowest_first if row.lane.fits(*ends)]
            yield rows, route["place"].to_numpy().astype(np.int64)


def due_after(opens_at: Instants, due: Due, calendar: Calendar) -> Instants:
    """The instants due [n] by a duration or by cut-off slots."""
    if due.after is not None:
        return calendar.add(opens_at, due.after).due
    return due_by_slots(opens_at, due.slots, calendar).due


def _mapped(codes: pl.Series, of: Callable[[str], str | None]) -> pl.Series:
    known = codes.unique().drop_nulls().to_list()
    return codes.replace_strict(known, [of(code) for code in known], default=None, return_dtype=pl.String)


def _related(origin: pl.Series, destination: pl.Series) -> pl.Series:
    """The narrowest relation between regions [n], or null; a code too short to tell tells nothing."""
    related = pl.Series("related", [None], dtype=pl.String).new_from_index(0, len(origin))
    for name, digits in reversed(RELATIONS.items()):
        same = (origin.str.head(digits) == destination.str.head(digits)) & (origin.str.len_chars() >= digits)
        related = related.set(same.fill_null(False), name)
    return related
