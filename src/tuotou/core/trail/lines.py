"""Rows of trails as parallel arrays, and the table of events that they point into.

Passes sort, merge and repeat rows; the events themselves, with their wide columns, stay where they were read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cache, lru_cache

import numpy as np
import polars as pl

from tuotou.core.trail.names import codes
from tuotou.core.trail.search import places
from tuotou.core.trail.trail import (
    FEW,
    PERSON,
    SITE,
    Codes,
    Flags,
    Instants,
    Part,
    Rows,
    Table,
    integers,
    micros,
    taken,
)
from tuotou.core.trail.vocabulary import Vocabulary

READ = ["at", "recorded_at", "kind", "site", "person", "source"]
SOME = 4  # so many times more events stand than are meant: then only those are looked at


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
    origin: Rows  # of an inherited event: its row in `Hold.events`; -1: an own one
    place: Rows  # in the table

    def take(self, order: Rows | Flags) -> Lines:
        """Some of the rows, or all in another order."""
        return Lines(**{f.name: getattr(self, f.name)[order] for f in fields(self)})

    def replace(self, **columns: np.ndarray) -> Lines:
        """The same rows with other values in some columns."""
        return Lines(**{f.name: columns.get(f.name, getattr(self, f.name)) for f in fields(self)})


def joined(parts: Sequence[Lines]) -> Lines:
    """Several sets of rows, one behind the other."""
    if len(parts) == 1:
        return parts[0]
    return Lines(**{f.name: np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(Lines)})


def interleaved(own: Lines, others: Lines, place: Rows) -> Lines:
    """Own rows and inherited ones in one: the inherited at these places, ascending, the own between."""
    size = len(own.at) + len(others.at)
    inherited = np.zeros(size, dtype=bool)
    inherited[place] = True
    mine = places(~inherited)

    def column(name: str) -> np.ndarray:
        values, theirs = getattr(own, name), getattr(others, name)
        found = np.zeros(size, dtype=values.dtype)
        for there, those in ((mine, values), (place, theirs)):
            if those.dtype != bool or those.any():  # flags are rare
                found[there] = those
        return found

    return Lines(**{f.name: inherited if f.name == "inherited" else column(f.name) for f in fields(Lines)})


def lines_of(events: pl.DataFrame, rows: Rows, subject: Codes, vocabulary: Vocabulary) -> tuple[Lines, Table]:
    """Some events as rows, in this order: by subject, `at` and id; and the table of all.

    `life` is the ordinal of the subject until lives are cut, `stale` is yet to be found.
    """
    size, some, which = len(rows), events, rows
    if SOME * size < events.height:  # they are gathered before they are read, and not after
        some, which = events[READ][rows], np.arange(size)
    sources = vocabulary.sources.values()
    source = ordinals(some["source"], list(vocabulary.sources))[which]
    lines = Lines(
        life=subject,
        at=micros(some["at"])[which],
        recorded=micros(some["recorded_at"])[which],
        kind=ordinals(some["kind"], list(vocabulary.kinds))[which],
        site=codes(some["site"], SITE)[which],
        person=codes(some["person"], PERSON)[which],
        rank=np.array([*(s.rank for s in sources), 1_000], dtype=np.int32)[source],
        stale=np.zeros(size, dtype=bool),
        coarse=np.array([*(s.precision == "day" for s in sources), False])[source],
        inherited=np.zeros(size, dtype=bool),
        origin=np.full(size, -1, dtype=np.int32),
        place=rows,
    )
    return lines, Table((Part(events),))


def subjects(events: pl.DataFrame, rows: Rows) -> Codes:
    """[n] ordinal of each row's subject, ascending; the rows of a subject stand together."""
    changes = np.zeros(len(rows), dtype=np.int32)
    index = taken(rows)
    for name in ("subject", "subject_kind"):
        named = events[name][index]
        differ = named[1:].ne_missing(named[:-1]) if named.null_count() else named[1:] != named[:-1]
        changes[1:] |= differ.to_numpy()
    return changes.cumsum(dtype=np.int32)


def ordinals(names: pl.Series, known: Sequence[str]) -> Codes:
    """Place of each name in `known`; -1, the last place of a table, where it is not there."""
    if isinstance(names.dtype, pl.Categorical):
        words = names.dtype.categories.to_series().to_list()
        found: Codes = _places(tuple(words), tuple(known))[integers(names.to_physical())]
        return found
    if len(names) <= FEW:
        ordinal = _ordinal(tuple(known))
        return np.array([ordinal.get(name, -1) for name in names.to_list()], dtype=np.int32)
    return integers(names.cast(_enum(tuple(known)), strict=False).to_physical())


@lru_cache(64)
def _places(words: tuple[str, ...], known: tuple[str, ...]) -> Codes:
    """Place of each word in `known`; the last is for none."""
    ordinal = _ordinal(known)
    return np.array([*(ordinal.get(word, -1) for word in words), -1], dtype=np.int32)


@cache
def _ordinal(words: tuple[str, ...]) -> dict[str, int]:
    return {name: place for place, name in enumerate(words)}


@cache
def _enum(words: tuple[str, ...]) -> pl.Enum:
    """Making the type costs more than a small cast."""
    return pl.Enum(words)
