"""`at_most`: so many X in a window per person, site or value, counted over all subjects (kernel §11)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
    """One row per X of each standard, with what is needed to judge and name it later. `as_of` [n] by row."""
    line = family[0]
    found = find_openings(sheet, line)
    size, at = len(found.row), sheet.trail.at[found.row]
    pairing = Pairing(found.row, at, never(size), nothing(size), no(size), no(size), find_stops(sheet, line, found))
    mine = [np.flatnonzero(found.place == version.place) for version in line]
    batches = at_once(family, [pairing.where(chosen) for chosen in mine])
    return Outcome(found, members=tuple(_members(sheet, batch, as_of) for batch in batches))


def _members(sheet: Sheet, batch: Batch, as_of: Instants) -> pl.DataFrame:
    p, who = batch.promises(sheet), Answering(sheet, batch.pairing).who(batch)
    lives = sheet.trail.lives[sheet.trail.life[p.row]].rename({"number": "life"})
    return lives.select(
        pl.Series("place", p.place),
        pl.Series("value", _value(sheet, p), dtype=pl.String),
        pl.Series("at", p.opens),
        pl.Series("as_of", as_of[p.row]),
        pl.Series("void", p.void),
        void_reasons(sheet, p).alias("void_reason"),
        pl.col("subject_kind", "subject").cast(pl.String),
        "life",
        event_ids(sheet, p.row).alias("opening"),
        pl.Series("doubt", doubt(sheet, p, np.ones(p.size, dtype=bool))),
        pl.Series("site", who.site),
        pl.Series("person", who.person),
    )


def _value(sheet: Sheet, p: Promises) -> pl.Series:
    """The values of `per`, joined."""
    value = pl.Series("value", [None], dtype=pl.String).new_from_index(0, p.size)
    for v in present(p.place):
        per = sheet.docket.rows[v].standard.per
        mine = np.flatnonzero(p.place == v)
        columns = [sheet.values(name, p.row[mine]).cast(pl.String).alias(str(i)) for i, name in enumerate(per)]
        joined = pl.select(pl.concat_str(*columns, separator=SEPARATOR) if columns else pl.lit("")).to_series()
        value = value.scatter(mine, joined if len(joined) == len(mine) else joined.new_from_index(0, len(mine)))
    return value


@dataclass(frozen=True, slots=True)
class Crowd:
    """The promises of all `at_most` standards, over everything gathered."""

    docket: Docket
    members: pl.DataFrame  # as `gather_crowd` gives them
    status: Codes  # [k]

    def column(self, name: str) -> Rows:
        """place, at, site or person of each promise."""
        return self.members[name].to_numpy()

    def named(self, chosen: Flags | None = None) -> pl.DataFrame:
        """Some of the promises with their names, as a frame of `naming.SCHEMA` columns."""
        members, status = self.members, self.status
        if chosen is not None:
            members, status = members.filter(chosen), status[chosen]
        place, at, rows = members["place"].to_numpy(), members["at"].to_numpy(), self.docket.rows
        standards = pl.DataFrame(
            {
                "standard": [r.standard.id for r in rows],
                "version": [r.standard.version for r in rows],
                "trial": [r.standard.status == "trial" for r in rows],
            }
        )
        return standards[place].hstack(
            members.select(
                "subject_kind", "subject", "life",
                _split(members["value"], place, self.docket).alias("per"),
                "opening",
                instants(at).alias("opens_at"),
                instants(at).alias("due_at"),
                instants(np.where(status == KEPT, at, NEVER)).alias("kept_at"),
                instants(members["void"].to_numpy()).alias("void_at"),
                "void_reason",
                pl.Series("status", STATUSES)[status].alias("status"),
                pl.col("doubt") & pl.Series(status == BROKEN),
                names(members["site"].to_numpy(), SITE).alias("site"),
                names(members["person"].to_numpy(), PERSON).alias("person"),
            )
        )  # fmt: skip


def judge_crowd(gathered: Sequence[pl.DataFrame], docket: Docket) -> Crowd | None:
    """Everything gathered, judged at once; None where there is nothing."""
    members = pl.concat(gathered).sort("place", "value", "at") if gathered else pl.DataFrame()
    if members.is_empty():
        return None
    place, at, as_of, void = (members[name].to_numpy() for name in ("place", "at", "as_of", "void"))
    too_many = np.zeros(len(at), dtype=bool)
    group = runs(members.select(pl.struct("place", "value").rle_id()).to_series().to_numpy())
    low, high = (np.repeat(side, np.diff(group)) for side in (group[:-1], group[1:]))
    for v in present(place):
        mine = np.flatnonzero(place == v)
        too_many[mine] = _exceeds(docket.rows[v], at, (low[mine], high[mine], mine), members)
    status = np.select([~too_many, void <= at, as_of > at], [KEPT, VOID, BROKEN], default=OPEN)
    return Crowd(docket, members, status)


def _split(value: pl.Series, place: Rows, docket: Docket) -> pl.Series:
    """The values of `per` again; none where the standard has none."""
    without = np.array([not r.standard.per for r in docket.rows])[place]
    found: pl.Series = value.str.split(SEPARATOR)
    return found.zip_with(pl.Series(~without), found.list.head(0))


def _exceeds(version: Row, at: Instants, group: tuple[Rows, Rows, Rows], members: pl.DataFrame) -> np.ndarray:
    """[k] whether more than the limit lie in (at − window, at] with the same values."""
    low, high, mine = group
    first = bisect(at, low, high, at[mine] - version.standard.window, right=True)
    last = bisect(at, low, high, at[mine], right=True)
    exceeds = last - first > version.standard.limit
    if version.standard.count == "subjects":
        lives = members.select(pl.struct("subject_kind", "subject", "life").rank("dense")).to_series().to_numpy()
        for place in np.flatnonzero(exceeds):
            exceeds[place] = len(np.unique(lives[first[place] : last[place]])) > version.standard.limit
    return exceeds
