"""`at_most`: so many X in a window per person, site or value, counted over all subjects (kernel §11)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import polars as pl

from tuotou.core.promises.answering import Answering
from tuotou.core.promises.batch import Batch, Pairing, at_once, never, no, nothing
from tuotou.core.promises.docket import Docket, Family, Row
from tuotou.core.promises.naming import doubt, event_ids, instants, names, void_reasons
from tuotou.core.promises.openings import find_openings
from tuotou.core.promises.outcome import Outcome
from tuotou.core.promises.promise import BROKEN, KEPT, OPEN, STATUSES, VOID, Promises, present
from tuotou.core.promises.sheet import Sheet
from tuotou.core.promises.voids import find_stops
from tuotou.core.trail.search import bisect
from tuotou.core.trail.trail import PERSON, SITE, Codes, Flags, Instants, Rows, runs
from tuotou.core.working_time import NEVER

SEPARATOR = "\x1f"  # between the values of `per`


def gather_crowd(sheet: Sheet, family: Family, as_of: Instants) -> Outcome:
    """Every X of standards that ask alike; they are judged when those of all chunks are there."""
    line = family[0]
    found = find_openings(sheet, line)
    size, at = len(found.row), sheet.trail.at[found.row]
    pairing = Pairing(found.row, at, never(size), nothing(size), no(size), no(size), find_stops(sheet, line, found))
    mine = [np.flatnonzero(found.place == version.place) for version in line]
    batches = at_once(family, [pairing.where(chosen) for chosen in mine])
    return Outcome(found, crowds=tuple(Crowd(sheet, batch) for batch in batches))


class Members(NamedTuple):
    """[k] what is kept of every X until all are there: arrays, and names only where somebody will want them."""

    place: Codes  # the docket row
    value: Rows  # the same for equal values of `per`
    at: Instants
    void: Instants
    subject: Rows  # the same for every X of one life
    site: Codes  # who answers
    person: Codes
    names: pl.DataFrame | None


@dataclass(frozen=True, slots=True)
class Crowd:
    """The X of one version in one chunk."""

    sheet: Sheet
    batch: Batch

    def members(self, *, named: bool) -> Members:
        """What outlives the chunk."""
        p, who = self.batch.promises(self.sheet), Answering(self.sheet, self.batch.pairing).who(self.batch)
        lives = self.sheet.trail.lives[self.sheet.trail.life[p.row]]
        subject = nothing(p.size)
        if self.batch.version.standard.count == "subjects":
            subject = lives.hash_rows().to_numpy().view(np.int64)
        found = Members(p.place, self._value(p.row), p.opens, p.void, subject, *who, None)
        return found._replace(names=self._names(p, lives)) if named else found

    def _names(self, p: Promises, lives: pl.DataFrame) -> pl.DataFrame:
        return lives.select(
            pl.col("subject_kind", "subject").cast(pl.String),
            pl.col("number").alias("life"),
            self._per(p.row).alias("per"),
            event_ids(self.sheet, p.row).alias("opening"),
            void_reasons(self.sheet, p).alias("void_reason"),
            pl.Series("doubt", doubt(self.sheet, p, np.ones(p.size, dtype=bool))),
        )

    def _value(self, row: Rows) -> Rows:
        """The values of `per` as one integer: a code, or else 64 bits of a hash."""
        per = self.batch.version.standard.per
        if not per:
            return nothing(len(row))
        if len(per) == 1 and per[0] in ("site", "person"):
            return self.sheet.code(per[0])[row].astype(np.int64)
        return self._per(row).list.join(SEPARATOR).hash(seed=1).to_numpy().view(np.int64)

    def _per(self, row: Rows) -> pl.Series:
        """The values of `per` as lists."""
        per = self.batch.version.standard.per
        if not per:
            return pl.Series([[]], dtype=pl.List(pl.String)).new_from_index(0, len(row))
        values = [self.sheet.values(name, row).cast(pl.String).alias(str(turn)) for turn, name in enumerate(per)]
        return pl.DataFrame(values).select(pl.concat_list(pl.all())).to_series()


@dataclass(frozen=True, slots=True)
class Counted:
    """The promises of all `at_most` standards, over everything gathered."""

    docket: Docket
    members: Members
    status: Codes  # [k]

    def named(self, chosen: Flags | slice = slice(None)) -> pl.DataFrame:
        """Some of the promises with their names, as a frame of `naming.SCHEMA` columns; they must have been kept."""
        found, status, rows = self.members, self.status[chosen], self.docket.rows
        assert found.names is not None
        place, at = found.place[chosen], found.at[chosen]
        standards = pl.DataFrame(
            {
                "standard": [r.standard.id for r in rows],
                "version": [r.standard.version for r in rows],
                "trial": [r.standard.status == "trial" for r in rows],
            }
        )
        kept = found.names if isinstance(chosen, slice) else found.names.filter(chosen)
        return standards[place].hstack(
            kept.with_columns(
                instants(at).alias("opens_at"),
                instants(at).alias("due_at"),
                instants(np.where(status == KEPT, at, NEVER)).alias("kept_at"),
                instants(found.void[chosen]).alias("void_at"),
                pl.Series("status", STATUSES)[status].alias("status"),
                pl.col("doubt") & pl.Series(status == BROKEN),
                names(found.site[chosen], SITE).alias("site"),
                names(found.person[chosen], PERSON).alias("person"),
            )
        )


def judge_crowd(gathered: Sequence[Members], docket: Docket, as_of: int) -> Counted | None:
    """Everything gathered, judged at once; None where there is nothing."""
    if not any(len(each.at) for each in gathered):
        return None
    *columns, names = zip(*gathered, strict=True)
    named = None if any(each is None for each in names) else pl.concat(names)
    members = Members._make([*(np.concatenate(column) for column in columns), named])
    too_many = np.zeros(len(members.at), dtype=bool)
    for v in present(members.place):
        mine = np.flatnonzero(members.place == v)
        too_many[mine] = _exceeds(docket.rows[v], members, mine)
    status = np.select([~too_many, members.void <= members.at, as_of > members.at], [KEPT, VOID, BROKEN], default=OPEN)
    return Counted(docket, members, status)


def _exceeds(version: Row, members: Members, mine: Rows) -> Flags:
    """[k] whether more than the limit lie in (at − window, at] with the same values."""
    exceeds, limit = np.zeros(len(mine), dtype=bool), version.standard.limit
    crowded = _crowded(members.value[mine], limit)
    mine, value, at = mine[crowded], members.value[mine[crowded]], members.at[mine[crowded]]
    order = np.lexsort((at, value))
    at, group = at[order], runs(value[order])
    low, high = (np.repeat(side, np.diff(group)) for side in (group[:-1], group[1:]))
    first = bisect(at, low, high, at - version.standard.window, right=True)
    last = bisect(at, low, high, at, right=True)
    over = last - first > limit
    if version.standard.count == "subjects":
        subject = members.subject[mine[order]]
        for place in np.flatnonzero(over):
            over[place] = len(np.unique(subject[first[place] : last[place]])) > limit
    exceeds[crowded[order]] = over
    return exceeds


def _crowded(value: Rows, limit: int) -> Rows:
    """Places of the values that occur more than `limit` times: all others cannot exceed it, whenever they happened."""
    ordered = np.sort(value)
    starts = runs(ordered)
    many = ordered[starts[:-1][np.diff(starts) > limit]]
    place = np.minimum(np.searchsorted(many, value), len(many) - 1)
    return np.flatnonzero(many[place] == value) if len(many) else np.zeros(0, dtype=np.int64)
