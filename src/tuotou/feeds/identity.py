"""Who a row is about and which event it is: the subject's number, and an id that is the same in every reading.

A source without ids names key columns; the id is a stable hash of them and an ordinal among equals
(kernel rule 9).
"""

from __future__ import annotations

from hashlib import blake2b

import polars as pl

from tuotou.feeds.clocks import EMPTY
from tuotou.feeds.mapping import FeedMapping
from tuotou.feeds.review import Review
from tuotou.feeds.values import number_of, written


def subjects(review: Review, mapping: FeedMapping) -> pl.Series:
    """Prefix + number of each row; rows without a number are refused."""
    subject, parts = mapping.subject, []
    for column in mapping.subject.number:
        parts.append(number_of(review, column))
        review.refuse(parts[-1].is_null(), column, parts[-1], EMPTY)
    number = pl.select(pl.concat_str(parts, separator="-")).to_series()
    if subject.prefix is None:
        return number
    prefix = written(review, subject.prefix)
    review.refuse(prefix.is_null(), subject.prefix.column or "", prefix, EMPTY)
    return prefix + number


class Identity:
    """Gives the rows of one file their ids, in the order of the file."""

    def __init__(self, mapping: FeedMapping) -> None:
        self._mapping, self._ordinals = mapping, Ordinals()

    def ids(self, review: Review, subject: pl.Series, push: pl.Series) -> pl.Series:
        """The id of each row: the source's own, or made of its key columns. Rows without one are refused."""
        if self._mapping.id_column:
            own = number_of(review, self._mapping.id_column)
            review.refuse(own.is_null(), self._mapping.id_column, own, EMPTY)
            return own
        keys = [review.text(column) for column in self._mapping.key]
        blank = pl.select(pl.all_horizontal([key.is_null() for key in keys])).to_series()
        review.refuse(blank, self._mapping.key[0], keys[0], EMPTY)
        good = ~review.bad
        hashes = _hashes([key.filter(good) for key in keys])
        equal = {"subject": subject.filter(good), "hash": hashes, "push": push.filter(good)}
        ordinals = self._ordinals.number(pl.DataFrame(equal))
        numbered = pl.select(
            pl.when(ordinals > 0).then(hashes + "~" + ordinals.cast(pl.String)).otherwise(hashes)
        ).to_series()
        return review.constant(None).scatter(good.arg_true(), numbered)

    def of_event(self, ids: pl.Series, label: str) -> pl.Series:
        """The ids of one event rule: a row may yield several events."""
        single = self._mapping.id_column and len(self._mapping.events) == 1
        return ids if single or not label else ids + f".{label}"


def _hashes(keys: list[pl.Series]) -> pl.Series:
    """16 hexadecimal digits for each row, the same in every run and on every machine."""
    joined = pl.select(pl.concat_str([key.fill_null("") for key in keys], separator="\x1f")).to_series()
    digests = [blake2b(key, digest_size=8).digest() for key in joined.cast(pl.Binary).to_list()]
    return pl.Series("hash", digests, dtype=pl.Binary).bin.encode("hex")


class Ordinals:
    """Counts equal rows in the order of the file.

    It remembers one batch back and so needs the same memory for any file: equal rows that stand
    more than a batch apart are taken for the same event sent twice.
    """

    def __init__(self) -> None:
        self._last = pl.Series("key", dtype=pl.UInt64)  # keys of the batch before
        self._counts = pl.DataFrame(schema={"key": pl.UInt64, "count": pl.UInt32})  # those that stood more than once

    def number(self, rows: pl.DataFrame) -> pl.Series:
        """0 for the first of each kind of equal row, 1 for the second, …"""
        keys = rows.hash_rows().alias("key")
        again = keys.is_duplicated() | keys.is_in(self._last.implode())
        counted = (
            pl.DataFrame({"key": keys.filter(again)})
            .with_columns(
                place=pl.int_range(pl.len(), dtype=pl.UInt32).over("key"),
                met=pl.col("key").is_in(self._last.implode()).cast(pl.UInt32),
            )
            .join(self._counts, on="key", how="left", maintain_order="left")
            .select("key", ordinal=pl.col("place") + pl.col("count").fill_null(pl.col("met")))
        )
        self._last = keys
        self._counts = counted.group_by("key").agg(count=pl.col("ordinal").max() + 1)
        zeros = pl.repeat(0, keys.len(), dtype=pl.UInt32, eager=True)
        return zeros.scatter(again.arg_true(), counted["ordinal"])
