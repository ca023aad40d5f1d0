"""Promises with their names: the rows that people read and stores keep."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from tuotou.core.promises.deadlines import Clock
from tuotou.core.promises.order import at_time
from tuotou.core.promises.promise import BROKEN, KEPT_LATE, OPEN, REASONS, STATUSES, Promises, present
from tuotou.core.promises.row import Slot
from tuotou.core.promises.sheet import Sheet
from tuotou.core.standards.standard import Selector
from tuotou.core.trail.event import INSTANT
from tuotou.core.trail.names import names
from tuotou.core.trail.search import places
from tuotou.core.trail.trail import PERSON, SITE, Codes, Flags, Instants, Rows, taken
from tuotou.core.trail.vocabulary import UNKNOWN
from tuotou.core.working_time import NEVER

SCHEMA: Final = pl.Schema(
    {
        "standard": pl.String(),
        "version": pl.Int32(),
        "trial": pl.Boolean(),
        "subject_kind": pl.String(),
        "subject": pl.String(),
        "life": pl.Int32(),
        "per": pl.List(pl.String()),
        "opening": pl.String(),
        "opens_at": INSTANT,
        "due_at": INSTANT,
        "kept_at": INSTANT,
        "void_at": INSTANT,
        "void_reason": pl.String(),
        "warn_at": pl.List(INSTANT),
        "status": pl.String(),
        "level": pl.Int32(),
        "paused": pl.Boolean(),
        "doubt": pl.Boolean(),
        "missed": pl.Boolean(),
        "estimated": pl.Boolean(),
        "kept_by": pl.String(),
        "site": pl.String(),
        "person": pl.String(),
    }
)
"""A promise with its names. Its identity is (standard, subject, life, per, opening): rule 15."""
NO_PROMISES: Final = pl.DataFrame(schema=SCHEMA)  # made once: making it takes as long as judging a standard

NO_ID: Final = pl.Series("id", [None], dtype=pl.String)

KEY: Final = ("standard", "subject_kind", "subject", "life", "per", "opening")


@dataclass(frozen=True, slots=True)
class Named:
    """What there is to name."""

    promises: Promises
    status: Codes
    level: Codes
    site: Codes
    person: Codes


def name_promises(sheet: Sheet, found: Named) -> pl.DataFrame:
    """The promises as a frame of `SCHEMA`."""
    p = found.promises
    standards = sheet.docket.named[taken(p.place)]
    lives = sheet.trail.lives[taken(sheet.trail.life[p.row])].rename({"number": "life"})
    paused = (p.paused_until != NEVER) & (found.status == OPEN)
    named = standards.hstack(lives).with_columns(
        _values(sheet, p).alias("per"),
        event_ids(sheet, p.row).alias("opening"),
        instants(p.opens).alias("opens_at"),
        instants(p.due).alias("due_at"),
        instants(p.kept).alias("kept_at"),
        instants(p.void).alias("void_at"),
        void_reasons(sheet, p).alias("void_reason"),
        _warnings(sheet, p).alias("warn_at"),
        pl.Series("status", STATUSES)[taken(found.status)].alias("status"),
        pl.Series("level", found.level),
        pl.Series("paused", paused),
        pl.Series("doubt", doubt(sheet, p, (found.status == BROKEN) | (found.status == KEPT_LATE))),
        pl.Series("missed", p.missed),
        pl.Series("estimated", p.estimated),
        event_ids(sheet, p.kept_row).alias("kept_by"),
        names(found.site, SITE).alias("site"),
        names(found.person, PERSON).alias("person"),
    )
    return named.select(pl.col(name).cast(dtype) for name, dtype in SCHEMA.items())


def complete(parts: list[pl.DataFrame]) -> pl.DataFrame:
    """Frames of promises as one, with every column of `SCHEMA`."""
    joined = pl.concat([NO_PROMISES, *parts], how="diagonal_relaxed")
    flags = [name for name, dtype in SCHEMA.items() if dtype == pl.Boolean()]
    lists = [pl.col(name).fill_null(pl.lit([], dtype=dtype)) for name, dtype in SCHEMA.items() if dtype == pl.List]
    return joined.with_columns(pl.col(flags).fill_null(False), pl.col("level").fill_null(0), *lists).select(*SCHEMA)


def void_reasons(sheet: Sheet, p: Promises) -> pl.Series:
    """Why each promise is void: the kind of the event, or one of `REASONS`; null where it is not."""
    plain = pl.Series(REASONS)[taken(p.reason)].replace("", None)
    named = sheet.values("kind", np.maximum(p.void_row, 0))
    return named.zip_with(pl.Series(p.void_row >= 0), plain)


def instants(micros: Instants) -> pl.Series:
    """int64 µs as an instant column, null where there is none."""
    return pl.Series(micros).set(pl.Series(micros == NEVER), None).cast(INSTANT)


def event_ids(sheet: Sheet, row: Rows) -> pl.Series:
    """The ids of rows, ``NUMBER:id`` where the event is another subject's; null for row -1."""
    there, trail = places(row >= 0), sheet.trail
    rows = row[there]
    subject, ids = (each.cast(pl.String) for each in trail.table.columns(trail.place[rows], ("subject", "id")))
    own = subject == trail.lives["subject"][taken(trail.life[rows])].cast(pl.String)
    own &= pl.Series(~trail.inherited[rows])  # a container may have the number of what rides in it
    if not own.all():
        far = pl.concat_str("subject", pl.lit(":"), "id")
        ids = pl.DataFrame([subject, ids]).select(pl.when(own).then("id").otherwise(far).alias("id")).to_series()
    place = np.full(len(row), len(rows))
    place[there] = np.arange(len(rows))
    return pl.concat([ids, NO_ID], rechunk=True)[taken(place)]


def _values(sheet: Sheet, p: Promises) -> pl.Series:
    """The values of `per` of each promise's standard, as a list."""
    depth = max((len(r.standard.per) for r in sheet.docket.rows), default=0)
    columns = [pl.Series([None], dtype=pl.String).new_from_index(0, p.size) for _ in range(depth)]
    for v in present(p.place):
        per = sheet.docket.rows[v].standard.per
        mine = np.flatnonzero(p.place == v) if per else ()
        for level, name in enumerate(per):
            columns[level] = columns[level].scatter(mine, sheet.values(name, p.row[mine]).cast(pl.String))
    return _listed(columns, p.size, pl.String())


def _warnings(sheet: Sheet, p: Promises) -> pl.Series:
    """The instants of each promise's warning levels, as a list."""
    depth = max((len(r.standard.warnings) for r in sheet.docket.rows), default=0)
    levels = [np.full(p.size, NEVER) for _ in range(depth)]
    for v in present(p.place):
        version = sheet.docket.rows[v]
        if version.standard.warnings:
            mine = np.flatnonzero(p.place == v)
            for level, at in enumerate(Clock(sheet, version).warnings(p.where(mine))):
                levels[level][mine] = at
    return _listed([instants(level) for level in levels], p.size, INSTANT)


def _listed(columns: list[pl.Series], size: int, dtype: pl.DataType) -> pl.Series:
    """Columns side by side as one column of lists, without their nulls: those of one length are made at once."""
    known = np.array([column.is_not_null().to_numpy() for column in columns], dtype=bool).reshape(-1, size)
    length = known.sum(axis=0)
    row, level = known.T.nonzero()
    lists, place, made = [pl.Series([[]], dtype=pl.List(dtype))], np.zeros(size, dtype=np.int64), 1
    for each in places(np.bincount(length[row])).tolist():
        some, rows = places(length[row] == each), places(length == each)
        values = pl.concat(columns, rechunk=True)[taken((level * size + row)[some])]
        lists.append(values.reshape((len(rows), each)).arr.to_list())
        place[rows], made = np.arange(made, made + len(rows)), made + len(rows)
    return pl.concat(lists, rechunk=True)[taken(place)]


def doubt(sheet: Sheet, p: Promises, broke: Flags) -> Flags:
    """Whether something unknown happened while a promise broke (rule 26)."""
    found = np.zeros(p.size, dtype=bool)
    asked = np.flatnonzero(broke)
    order, at = sheet.order(()), sheet.trail.at
    for v in present(p.place[asked]):
        version = sheet.docket.rows[v]
        slot = Slot(version.standard.subject, (Selector((UNKNOWN,)),), (), version.coarse, stale=True, beyond=True)
        mine = asked[p.place[asked] == v]
        answers = sheet.answers(slot)
        if not answers.empty:
            row = p.row[mine]
            past = at_time(order, at, row, p.due[mine] + 1)
            found[mine] = answers.index(past) > answers.index(order.tie[row])
    return found
