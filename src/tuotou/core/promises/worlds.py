"""What a belief log is made from: all events that were ever believed, and which subjects each subject is tied to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np
import polars as pl

from tuotou.core.trail.event import INSTANT
from tuotou.core.trail.facts import ORDER, standing
from tuotou.core.trail.lines import ordinals, subjects
from tuotou.core.trail.trail import Codes, Flags, Instants, Rows, micros, runs
from tuotou.core.trail.vocabulary import RETRACTED, Vocabulary

SUBJECT: Final = ("subject_kind", "subject")


class Repeated(NamedTuple):
    """Events that share their id with another of their subject: of those believed the first stands (rule 8)."""

    group: Codes  # [n] by event: which id; -1: it has its id alone
    rank: Codes  # [n] its place among them


@dataclass(frozen=True)
class History:
    """[n] events believed at some instant up to `until`; those of one of `m` subjects stand together, by (at, id)."""

    events: pl.DataFrame
    vocabulary: Vocabulary
    until: int  # µs UTC
    subject: Codes  # [n] ordinal, ascending
    kind: Codes  # [n] ordinal in the vocabulary
    at: Instants  # [n]
    first: Instants  # [n] when it begins to count: known and past, but a retraction as soon as it is known (rule 11)

    @classmethod
    def of(cls, events: pl.DataFrame, vocabulary: Vocabulary, until: int) -> History:
        """The events of a frame that are believed at `until`, or were before."""
        end, retracting = pl.lit(until).cast(INSTANT), pl.col("kind") == RETRACTED
        known = events.filter((pl.col("recorded_at") <= end) & ((pl.col("at") <= end) | retracting))
        known = known[known.select(pl.arg_sort_by(*ORDER)).to_series()]
        kind = ordinals(known["kind"], list(vocabulary.kinds))
        at, recorded = micros(known["at"]), micros(known["recorded_at"])
        first = np.where(kind == vocabulary.ordinal[RETRACTED], recorded, np.maximum(recorded, at))
        return cls(known, vocabulary, until, subjects(known, np.arange(len(known))), kind, at, first)

    @cached_property
    def start(self) -> Rows:
        """[m + 1] the first event of each subject, and n."""
        return runs(self.subject) if len(self.subject) else np.zeros(1, dtype=np.int64)

    @cached_property
    def subjects(self) -> pl.DataFrame:
        """[m] subject_kind, subject."""
        return self.events.select(pl.col(SUBJECT).cast(pl.String))[self.start[:-1]]

    @cached_property
    def by_first(self) -> Rows:
        """The events of each subject in the order in which they begin to count."""
        return np.lexsort((self.first, self.subject))

    @cached_property
    def contains(self) -> Flags:
        """[m] whether others ride in it."""
        found: Flags = self.subjects["subject_kind"].is_in(list(self.vocabulary.containers)).to_numpy()
        return found

    @cached_property
    def repeated(self) -> Repeated | None:
        """Which events share their ids; None: there are none."""
        rows = _sharing_ids(self)
        if not len(rows):
            return None
        ids = self.events["id"][rows].rank("dense").fill_null(0).to_numpy()
        rows = rows[np.lexsort((ids, self.subject[rows]))]
        names = pl.DataFrame({"subject": self.subject[rows], "id": self.events["id"][rows]})
        group = names.select(pl.struct(pl.all()).rle_id()).to_series().to_numpy()
        found = Repeated(np.full(len(self.at), -1), np.zeros(len(self.at), dtype=np.int32))
        found.group[rows] = group
        while len(rows):  # each id by itself, so that no retraction reaches another: the first, then that of the rest
            stands, _ = standing(self.events, rows, group, self.vocabulary)
            rows, group = rows[~stands], group[~stands]
            found.rank[rows] += 1
        return found


def _sharing_ids(history: History) -> Rows:
    """The events whose (subject, id) may occur again: told by 64-bit hashes."""
    keys = history.subject.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) ^ history.events["id"].hash(2).to_numpy()
    ordered = np.sort(keys)
    twice = ordered[1:][ordered[1:] == ordered[:-1]]
    return np.flatnonzero(np.isin(keys, twice)) if len(twice) else np.zeros(0, dtype=np.int64)


class Ties(NamedTuple):
    """[k] (root, a subject whose events can touch its lives), ordinals, ascending; a root is tied to itself."""

    root: Codes
    subject: Codes
    start: Rows  # [m + 1] where those of each root begin

    @classmethod
    def of(cls, history: History, roots: Flags) -> Ties:
        """What each of some roots [m] is tied to: its containers, theirs, and the numbers before it and after it."""
        steps, own = _steps(history), np.flatnonzero(roots)
        found = fresh = pl.DataFrame({"root": own, "subject": own})
        while fresh.height and steps.height:
            reached = fresh.join(steps, on="subject").select("root", pl.col("to").alias("subject"))
            fresh = reached.unique().join(found, on=["root", "subject"], how="anti")
            found = pl.concat([found, fresh])
        root, subject = (column.to_numpy() for column in found.sort("root", "subject").get_columns())
        return cls(root, subject, np.searchsorted(root, np.arange(len(history.start))))


def _steps(history: History) -> pl.DataFrame:
    """(subject, to): what an event puts a subject into; and, both ways, the number under which it goes on."""
    known = history.subjects.with_row_index("to")
    found = [pl.DataFrame(schema={"subject": pl.Int64, "to": pl.Int64})]
    for ordinal, kind in enumerate(history.vocabulary.kinds.values()):
        column = "into" if kind.enters else kind.continues
        rows = np.flatnonzero(history.kind == ordinal)
        if column not in history.events.columns or not len(rows):
            continue
        of, number = history.subject[rows], history.events[str(column)][rows].cast(pl.String)
        other = pl.lit(kind.enters) if kind.enters else pl.col("subject_kind")
        named = history.subjects[of].select(
            pl.Series("of", of, dtype=pl.Int64), other.alias("subject_kind"), number.alias("subject")
        )
        pairs = named.unique().join(known, on=list(SUBJECT)).select(subject="of", to=pl.col("to").cast(pl.Int64))
        found += [pairs] if kind.enters else [pairs, pairs.select(subject="to", to="subject")]
    return pl.concat(found).unique()
