"""Counts by indicator and by what it is told by, of many chunks and several processes, in arrays that stay small."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import numpy as np
import polars as pl

from tuotou.core.promises.tabulate import Sums
from tuotou.core.trail.names import names
from tuotou.core.trail.trail import PERSON, SITE, Codes, Rows

STEPS: Final = 20  # bits for a step of the ladder of values
VALUES: Final = 32  # bits for a site, a person, a day or a name, from 0 on
DAY: Final = "day"
MORE: Final = " more"  # after a part: how many more there are from a day on
SCHEMA: Final = pl.Schema(
    {
        "indicator": pl.Int32(), "part": pl.String(), "by": pl.String(), "value": pl.String(),
        "step": pl.Int64(), "n": pl.Int64(), "total": pl.Int64(),
    }
)  # fmt: skip
"""`part`: what of it is counted. `value`: of `by`; a day as its number. `step`, `total`: of measured values only."""


class Slot(NamedTuple):
    """One thing that is counted."""

    indicator: int  # its number
    part: str  # count, per, values, cannot_say or doubt
    by: str  # DAY, site, person or another word of `by`


@dataclass(slots=True)
class Cells:
    """Numbers by slot and value."""

    _slots: dict[Slot, int] = field(default_factory=dict)
    _words: dict[str, int] = field(default_factory=dict)  # values that have no code of their own
    _often: Sums = field(default_factory=Sums)
    _total: Sums = field(default_factory=Sums)
    _parts: list[pl.DataFrame] = field(default_factory=list)

    def add(self, slot: Slot, value: Rows | Codes, times: Rows, step: Rows | None = None) -> None:
        """So many times each value; what has none (-1) is left out."""
        mine = np.flatnonzero(value >= 0)
        key = self._key(slot, value[mine])
        self._often.add(key if step is None else key + step[mine], times[mine])

    def add_total(self, slot: Slot, value: Rows | Codes, total: Rows) -> None:
        """The sum of what was measured of each value."""
        mine = np.flatnonzero(value >= 0)
        self._total.add(self._key(slot, value[mine]), total[mine])

    def coded(self, text: pl.Series) -> Rows:
        """Texts as values, -1 where there is none."""
        known = text.unique().drop_nulls()
        for word in known:
            self._words.setdefault(word, len(self._words))
        of = pl.Series([self._words[word] for word in known], dtype=pl.Int64)
        found: Rows = text.replace_strict(known, of, default=None, return_dtype=pl.Int64).fill_null(-1).to_numpy()
        return found

    def merge(self, part: pl.DataFrame) -> None:
        """Takes in what others counted."""
        self._parts.append(part)

    def frame(self) -> pl.DataFrame:
        """Everything counted, as `SCHEMA` says."""
        often, total = self._named(self._often, "n"), self._named(self._total, "total")
        joined = pl.concat([pl.DataFrame(schema=SCHEMA), often, total, *self._parts], how="diagonal")
        keys = ("indicator", "part", "by", "value", "step")
        return joined.group_by(keys).agg(pl.col("n", "total").sum()).select(*SCHEMA)

    def _key(self, slot: Slot, value: Rows | Codes) -> Rows:
        place = self._slots.setdefault(slot, len(self._slots))
        return ((np.int64(place) << VALUES) + value) << STEPS

    def _named(self, sums: Sums, name: str) -> pl.DataFrame:
        keys, counts = sums.all()
        place, value = keys >> (VALUES + STEPS), (keys >> STEPS) & ((1 << VALUES) - 1)
        slots = list(self._slots)
        columns = [pl.Series(field_, [slot[turn] for slot in slots])[place] for turn, field_ in enumerate(Slot._fields)]
        frame = pl.DataFrame(columns, schema={name_: SCHEMA[name_] for name_ in Slot._fields})
        return frame.with_columns(
            self._spelled(value, place).alias("value"),
            pl.Series("step", keys & ((1 << STEPS) - 1)),
            pl.Series(name, counts, dtype=pl.Int64),
        )

    def _spelled(self, value: Rows, place: Rows) -> pl.Series:
        """Values as text."""
        words = pl.Series(list(self._words), dtype=pl.String)
        found = pl.Series([None], dtype=pl.String).new_from_index(0, len(value))
        for number, slot in enumerate(self._slots):
            mine = np.flatnonzero(place == number)
            if len(mine):
                spell = _SPELLING.get(slot.by)
                found = found.scatter(mine, words[value[mine]] if spell is None else spell(value[mine]))
        return found


def _days(value: Rows) -> pl.Series:
    return pl.Series(value).cast(pl.String)


def _sites(value: Rows) -> pl.Series:
    return names(value, SITE)


def _persons(value: Rows) -> pl.Series:
    return names(value, PERSON)


_SPELLING: Final[Mapping[str, Callable[[Rows], pl.Series]]] = {DAY: _days, "site": _sites, "person": _persons}
