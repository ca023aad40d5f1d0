"""`at_most`: so many X in a window per person, site or value, counted over all subjects (kernel §11)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import polars as pl

from tuotou.core.promises.answering import Answering
from tuotou.core.promises.batch import Batch, Pairing, at_once, never, no, nothing
from tuotou.core.promises.docket import Docket
from tuotou.core.promises.naming import doubt, event_ids, instants, void_reasons
from tuotou.core.promises.openings import Openings
from tuotou.core.promises.outcome import Outcome
from tuotou.core.promises.promise import BROKEN, KEPT, OPEN, STATUSES, VOID, Promises
from tuotou.core.promises.row import Family, Row
from tuotou.core.promises.sheet import Sheet
from tuotou.core.promises.voids import find_stops
from tuotou.core.trail.names import names
from tuotou.core.trail.search import places
from tuotou.core.trail.trail import PERSON, SITE, Codes, Flags, Instants, Rows, runs

SEPARATOR = "\x1f"  # between the values of `per`
SORTED = 2_000_000  # X that are sorted at once: more would only cost memory


def gather_crowd(sheet: Sheet, family: Family, found: Openings, as_of: Instants) -> Outcome:
    """Every X of standards that ask alike; they are judged when those of all chunks are there."""
    line = family[0]
    size, at = len(found.row), sheet.trail.at[found.row]
    pairing = Pairing(found.row, at, never(size), nothing(size), no(size), no(size), find_stops(sheet, line, found))
    mine = [places(found.place == version.place) for version in line]
    batches = at_once(family, [pairing.where(chosen) for chosen in mine])
    return Outcome(crowds=tuple(Crowd(sheet, batch) for batch in batches))


class Members(NamedTuple):
    """[k] what is kept of every X of one version until all are there: few bytes each, and names only if wanted."""

    place: int  # the docket row
    value: Rows  # the same for equal values of `per`
    at: Instants
    void: Flags  # something voids it, should it be one too many
    subject: Rows  # the same for every X of one life, where lives are counted
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
        names = self._names(p, lives) if named else None
        place = self.batch.version.place
        return Members(place, self._value(p.row), p.opens.copy(), p.void <= p.opens, subject, *who, names)

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
            return self.sheet.code(per[0])[row]
        alone = self.sheet.values(per[0], row).cast(pl.String) if len(per) == 1 else self._per(row).list.join(SEPARATOR)
        return alone.hash(seed=1).to_numpy().view(np.int64)

    def _per(self, row: Rows) -> pl.Series:
        """The values of `per` as lists."""
        per = self.batch.version.standard.per
        if not per:
            return pl.Series([[]], dtype=pl.List(pl.String)).new_from_index(0, len(row))
        values = [self.sheet.values(name, row).cast(pl.String).alias(str(turn)) for turn, name in enumerate(per)]
        return pl.DataFrame(values).select(pl.concat_list(pl.all())).to_series()


@dataclass(frozen=True, slots=True)
class Counted:
    """The promises of one version of an `at_most` standard, over everything gathered."""

    version: Row
    members: Members
    status: Codes  # [k]

    def named(self, chosen: Flags | None = None) -> pl.DataFrame:
        """Some of the promises with their names, as a frame of `naming.SCHEMA` columns; these must have been kept."""
        found, names_ = self.members, self.members.names
        assert names_ is not None
        mine = np.arange(len(found.at)) if chosen is None else places(chosen)
        at, status, standard = found.at[mine], self.status[mine], self.version.standard
        never_, void = never(len(mine)), found.void[mine]
        return names_[mine].with_columns(
            pl.lit(standard.id).alias("standard"),
            pl.lit(standard.version, dtype=pl.Int32).alias("version"),
            pl.lit(standard.status == "trial").alias("trial"),
            instants(at).alias("opens_at"),
            instants(at).alias("due_at"),
            instants(np.where(status == KEPT, at, never_)).alias("kept_at"),
            instants(np.where(void, at, never_)).alias("void_at"),
            pl.Series("status", STATUSES)[status].alias("status"),
            pl.col("doubt") & pl.Series(status == BROKEN),
            names(found.site[mine], SITE).alias("site"),
            names(found.person[mine], PERSON).alias("person"),
        )


def judge_crowds(gathered: list[Members], docket: Docket, as_of: int) -> Iterator[Counted]:
    """Everything gathered, judged version by version; what is judged is let go."""
    of: dict[int, list[Members]] = {}
    while gathered:
        members = gathered.pop()
        of.setdefault(members.place, []).append(members)
    for place in sorted(of):
        yield _counted(docket.rows[place], of.pop(place), as_of)


def _counted(version: Row, gathered: list[Members], as_of: int) -> Counted:
    _, *columns, names = zip(*gathered, strict=True)
    gathered.clear()  # together they are as large again
    named = None if any(each is None for each in names) else pl.concat(names)
    arrays = [np.concatenate(columns.pop(0)) for _ in range(len(columns))]
    members = Members._make([version.place, *arrays, named])
    too_many = _exceeds(version, members)
    status = np.select([~too_many, members.void, as_of > members.at], [KEPT, VOID, BROKEN], default=OPEN)
    return Counted(version, members, status.astype(np.int8))


def _exceeds(version: Row, members: Members) -> Flags:
    """[k] whether more than the limit lie in (at − window, at] with the same values; some values at a time."""
    exceeds = np.zeros(len(members.at), dtype=bool)
    crowded = _crowded(members.value, version.standard.limit)
    turns = 1 + len(crowded) // SORTED
    for turn in range(turns):
        mine = crowded[members.value[crowded] % turns == turn]
        mine = mine[np.lexsort((members.at[mine], members.value[mine]))]
        exceeds[mine] = _over(version, members.value[mine], members.at[mine], members.subject[mine])
    return exceeds


def _over(version: Row, value: Rows, at: Instants, subject: Rows) -> Flags:
    """The same of X by value and time: what lies `limit` places before the last of an instant makes one too many."""
    limit, since = version.standard.limit, at - version.standard.window
    instants = places(np.append((value[1:] != value[:-1]) | (at[1:] != at[:-1]), np.ones(min(len(at), 1), bool)))
    last = np.repeat(instants, np.diff(instants, prepend=-1))
    over = (last >= limit) & (value[last - limit] == value) & (at[last - limit] > since)
    if version.standard.count == "subjects":
        starts = runs(value)
        for place in places(over):
            low = starts[np.searchsorted(starts, place, side="right") - 1]
            first = low + np.searchsorted(at[low : place + 1], since[place], side="right")
            over[place] = len(np.unique(subject[first : last[place] + 1])) > limit
    found: Flags = over
    return found


def _crowded(value: Rows, limit: int) -> Rows:
    """Places of the values that occur more than `limit` times: all others cannot exceed it, whenever they happened."""
    ordered = np.sort(value)
    starts = runs(ordered)
    many = ordered[starts[:-1][np.diff(starts) > limit]]
    place = np.minimum(np.searchsorted(many, value), len(many) - 1)
    return places(many[place] == value) if len(many) else np.zeros(0, dtype=np.int64)
