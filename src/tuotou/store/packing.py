"""A subject's trail as it lies in its row: its events, one JSON object a line, in the order of their recording.

Nothing but what an event has is written, so a trail is short, a person can read it, and a new word needs no change.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Final

import numpy as np
import polars as pl

from tuotou.core.trail.event import INSTANT, SCHEMA
from tuotou.core.trail.vocabulary import Vocabulary

OWNER: Final = ("subject_kind", "subject")
ABSENT: Final = r',"[a-z0-9_]+":null'
"""What the encoder writes where an event has no value; within a text the quotes would be escaped."""


FEW: Final = 200_000
"""Bytes of trails whose words are looked through before they are read."""


def lines(events: pl.DataFrame) -> pl.Series:
    """Each event as a line without its end."""
    there = [c.name for c in events.get_columns() if c.name not in OWNER and c.null_count() < len(c)]
    plain = events.select("id", *(name for name in there if name != "id")).with_columns(
        pl.col(pl.Datetime).to_physical()
    )
    return plain.select(pl.struct(pl.all()).struct.json_encode().str.replace_all(ABSENT, "")).to_series()


def trails(events: pl.DataFrame, *more: pl.Expr) -> pl.DataFrame:
    """Some subjects' trails, the events in their order: subject_kind, subject, trail, count, and what `more` asks."""
    joined = events.with_columns(lines(events.drop("attrs", strict=False)).alias("line")).group_by(OWNER)
    text = (pl.col("line").str.join("\n") + "\n").cast(pl.Binary)
    return joined.agg(text.alias("trail"), pl.len().cast(pl.Int64).alias("count"), *more)


def begin_of(events: pl.DataFrame) -> pl.Series:
    """How the line of each event begins: with its id, as no other place of a trail can look."""
    begun = events.select(pl.struct("id").struct.json_encode()).to_series()
    return begun.str.strip_suffix("}").cast(pl.Binary).alias("line")


def unpack(owners: pl.DataFrame, trails: Sequence[bytes], columns: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """The events of some subjects with the columns that are asked for, those that none of them has left out.

    `owners` [k]: subject_kind, subject, events (how many). `columns`: see `columns_of`.
    """
    count = owners["events"].to_numpy()
    if not count.sum():
        return pl.DataFrame(schema={name: SCHEMA[name] for name in SCHEMA if name != "attrs"})
    text = b"".join(trails)
    if len(text) < FEW:  # a reader is made for each column, whether or not a line has it
        there = {name.decode() for name in re.findall(rb'"([a-z0-9_]+)":', text)}
        columns = {name: dtype for name, dtype in columns.items() if name in SCHEMA or name in there}
    stored = {name: pl.Int64() if dtype == INSTANT else dtype for name, dtype in columns.items()}
    read = pl.read_ndjson(text, schema=stored)
    instants = [pl.col(name).cast(INSTANT) for name, dtype in columns.items() if dtype == INSTANT]
    absent = [c.name for c in read.get_columns() if c.name not in SCHEMA and c.null_count() == len(c)]
    whose = owners.select(OWNER)[np.repeat(np.arange(len(count)), count)]
    return whose.hstack(read.with_columns(instants).drop(absent))


def columns_of(vocabulary: Vocabulary, attributes: Collection[str]) -> dict[str, pl.DataType]:
    """The columns to unpack: those that every event has, and some attributes."""
    base = {name: dtype for name, dtype in SCHEMA.items() if name not in (*OWNER, "attrs")}
    return base | {name: vocabulary.dtype(name) for name in sorted(attributes)}
