"""Rows of trails as parallel arrays, and the table of events that they point into.

Passes sort, merge and repeat rows; the events themselves, with their wide columns, stay where they were read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cache

import numpy as np
import polars as pl

from tuotou.core.trail.trail import PERSON, SITE, Codes, Flags, Instants, Rows, Table, codes, micros
from tuotou.core.trail.vocabulary import Vocabulary

LEVEL = 40  # bits of an origin below its level


@dataclass(frozen=True, slots=True)
class Lines:
    """[n] rows, sorted by (life, at), own events first, then by origin."""

    life: Codes
    at: Instants
    recorded: Instants
    kind: Codes  # ordinal in the vocabulary; -1: no such kind
    site: Codes
    person: Codes
    rank: Codes  # of the source: the smaller is believed first (rule 10)
    stale: Flags
    coarse: Flags
    inherited: Flags
    origin: Rows  # the same for every row of one event; ascending by level, number and id
    place: Rows  # in the table

    def take(self, order: Rows | Flags) -> Lines:
        """Some of the rows, or all in another order."""
        return Lines(**{f.name: getattr(self, f.name)[order] for f in fields(self)})

    def replace(self, **columns: np.ndarray) -> Lines:
        """The same rows with other values in some columns."""
        return Lines(**{f.name: columns.get(f.name, getattr(self, f.name)) for f in fields(self)})


def joined(parts: Sequence[Lines]) -> Lines:
    """Several sets of rows, one behind the other."""
    return Lines(**{f.name: np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(Lines)})


def lines_of(events: pl.DataFrame, vocabulary: Vocabulary, level: int) -> tuple[Lines, Table]:
    """The rows of own events, which stand by subject, `at` and id, and the table of them.

    `life` is the ordinal of the subject until lives are cut, `stale` is yet to be found; `level` counts
    containers from the outermost.
    """
    size, row = events.height, np.arange(events.height)
    coarse = {s.name: s.precision == "day" for s in vocabulary.sources.values()}
    lines = Lines(
        life=_subjects(events),
        at=micros(events["at"]),
        recorded=micros(events["recorded_at"]),
        kind=ordinals(events["kind"], list(vocabulary.kinds)),
        site=codes(events["site"], SITE),
        person=codes(events["person"], PERSON),
        rank=of_source(events["source"], {s.name: s.rank for s in vocabulary.sources.values()}, 1_000),
        stale=np.zeros(size, dtype=bool),
        coarse=of_source(events["source"], coarse, 0) > 0,
        inherited=np.zeros(size, dtype=bool),
        origin=(np.int64(level) << LEVEL) + row,
        place=row,
    )
    return lines, Table((events.drop("at", "recorded_at"),))


def _subjects(events: pl.DataFrame) -> Codes:
    """[n] ordinal of each row's subject; the rows of a subject stand together."""
    changes = [pl.col(name).ne_missing(pl.col(name).shift()) for name in ("subject", "subject_kind")]
    return (events.select(pl.any_horizontal(changes)).to_series().cum_sum().cast(pl.Int32)).to_numpy()


def of_source(source: pl.Series, value: dict[str, int] | dict[str, bool], default: int) -> Codes:
    """A value by the name of each source."""
    known = list(value)
    return np.array([*map(int, value.values()), default], dtype=np.int32)[ordinals(source, known)]


def ordinals(names: pl.Series, known: Sequence[str]) -> Codes:
    """Place of each name in `known`; -1, the last place of a table, where it is not there."""
    if isinstance(names.dtype, pl.Categorical):
        present = names.unique().drop_nulls()
        physical = present.to_physical().to_numpy()
        place = np.full(int(physical.max(initial=0)) + 2, -1, dtype=np.int32)  # the last: null
        place[physical] = ordinals(present.cast(pl.String), known)
        found: Codes = place[names.to_physical().cast(pl.Int32).fill_null(-1).to_numpy()]
        return found
    return names.cast(_enum(tuple(known)), strict=False).to_physical().cast(pl.Int32).fill_null(-1).to_numpy()


@cache
def _enum(words: tuple[str, ...]) -> pl.Enum:
    """Making the type costs more than a small cast."""
    return pl.Enum(words)
