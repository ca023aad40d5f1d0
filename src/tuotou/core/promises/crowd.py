"""`at_most`: so many X in a window per person, site or value, counted over all subjects (kernel §11)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from tuotou.core.promises.docket import Docket, Row
from tuotou.core.promises.naming import SCHEMA, event_ids, instants, void_reasons
from tuotou.core.promises.openings import Openings, find_openings
from tuotou.core.promises.promise import BROKEN, KEPT, OPEN, STATUSES, VOID, Promises, opened
from tuotou.core.promises.sheet import Sheet
from tuotou.core.promises.voids import apply_voids, first_event
from tuotou.core.trail.containment import bisect
from tuotou.core.trail.trail import Instants, Rows, runs
from tuotou.core.working_time import NEVER

SEPARATOR = "\x1f"  # between the values of `per`


def gather_crowd(sheet: Sheet, as_of: Instants) -> tuple[pl.DataFrame, Openings]:
    """One row per X of the chunk, with what is needed to judge and name it later. `as_of` [n] by row."""
    found = find_openings(sheet, sheet.docket.of_form("at_most"))
    promises = opened(found.place, found.row, sheet.trail.at[found.row])
    apply_voids(sheet, promises, first_event(sheet, promises.place, promises.row))
    return _members(sheet, promises, as_of), found


def _members(sheet: Sheet, p: Promises, as_of: Instants) -> pl.DataFrame:
    trail = sheet.trail
    lives = trail.lives[trail.life[p.row]].rename({"number": "life"})
    events = trail.frame.select("site", "person")[p.row]
    return lives.hstack(events).select(
        pl.Series("place", p.place),
        pl.Series("value", _value(sheet, p), dtype=pl.String),
        pl.Series("at", p.opens),
        pl.Series("as_of", as_of[p.row]),
        pl.Series("void", p.void),
        void_reasons(sheet, p).alias("void_reason"),
        pl.col("subject_kind", "subject").cast(pl.String),
        "life",
        event_ids(sheet, p.row).alias("opening"),
        pl.col("site", "person").cast(pl.String),
    )


def _value(sheet: Sheet, p: Promises) -> pl.Series:
    """The values of `per`, joined."""
    value = pl.Series("value", [None], dtype=pl.String).new_from_index(0, p.size)
    for v in np.unique(p.place):
        per = sheet.docket.rows[v].standard.per
        mine = np.flatnonzero(p.place == v)
        columns = [sheet.values(name, p.row[mine]).cast(pl.String).alias(str(i)) for i, name in enumerate(per)]
        joined = pl.select(pl.concat_str(*columns, separator=SEPARATOR) if columns else pl.lit("")).to_series()
        value = value.scatter(mine, joined if len(joined) == len(mine) else joined.new_from_index(0, len(mine)))
    return value


def judge_crowd(crowd: Sequence[pl.DataFrame], docket: Docket) -> pl.DataFrame:
    """The promises of all `at_most` standards over everything gathered, as a frame of `naming.SCHEMA` columns."""
    members = pl.concat(crowd).sort("place", "value", "at", "subject", "life", "opening") if crowd else pl.DataFrame()
    if members.is_empty():
        return pl.DataFrame(schema=SCHEMA)
    at, as_of, void = (members[name].to_numpy() for name in ("at", "as_of", "void"))
    too_many = np.zeros(len(at), dtype=bool)
    place = members["place"].to_numpy()
    group = runs(members.select(pl.struct("place", "value").rle_id()).to_series().to_numpy())
    low, high = (np.repeat(side, np.diff(group)) for side in (group[:-1], group[1:]))
    for v in np.unique(place):
        mine = np.flatnonzero(place == v)
        too_many[mine] = _exceeds(docket.rows[v], at, (low[mine], high[mine], mine), members)
    status = np.select([void <= at, ~too_many, as_of > at], [VOID, KEPT, BROKEN], default=OPEN)
    rows = docket.rows
    return members.select(
        pl.Series("standard", [r.standard.id for r in rows])[place].alias("standard"),
        pl.Series("version", [r.standard.version for r in rows], dtype=pl.Int32)[place].alias("version"),
        pl.Series("trial", [r.standard.status == "trial" for r in rows])[place].alias("trial"),
        "subject_kind", "subject", "life",
        pl.Series("per", _split(members["value"], place, docket), dtype=pl.List(pl.String)),
        "opening",
        instants(at).alias("opens_at"),
        instants(at).alias("due_at"),
        instants(np.where(too_many, NEVER, at)).alias("kept_at"),
        instants(void).alias("void_at"),
        "void_reason",
        pl.Series("status", STATUSES)[status].alias("status"),
        "site", "person",
    )  # fmt: skip


def _split(value: pl.Series, place: Rows, docket: Docket) -> list[list[str]]:
    """The values of `per` again; none where the standard has none."""
    without = {r.place for r in docket.rows if not r.standard.per}
    return [[] if v in without else text.split(SEPARATOR) for v, text in zip(place.tolist(), value, strict=True)]


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
