"""Subjects with their trails, held by one transaction while something is recorded or said of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import polars as pl
from django.db import connection

from tuotou.core.trail.vocabulary import Vocabulary
from tuotou.store import bulk
from tuotou.store.models import Continuation, Subject
from tuotou.store.packing import unpack

KEY: Final = ("subject_kind", "subject")
HEAD: Final = pl.Schema(
    {
        "subject_id": pl.Int64(),
        "subject_kind": pl.String(),
        "subject": pl.String(),
        "events": pl.Int64(),
        "recorded_at": pl.Int64(),
        "known_until": pl.Int64(),
        "next_due_at": pl.Int64(),
    }
)
_SELECT: Final = "SELECT id, kind, number, events, recorded_at, known_until, next_due_at, trail FROM subject"
Columns = Mapping[str, pl.DataType]
Lock = Literal["change", "share", "read"]
LOCKS: Final[Mapping[Lock, str]] = {"change": " FOR UPDATE", "share": " FOR SHARE", "read": ""}
"""Till the end of the transaction: nobody else may hold them, nobody may change them, anybody may do anything."""


@dataclass(frozen=True, slots=True)
class Held:
    """Some subjects as the database has them."""

    heads: pl.DataFrame  # HEAD
    events: pl.DataFrame  # of all of them, with the columns that were asked for
    trails: Mapping[int, bytes]  # by subject_id, packed

    def numbers(self) -> pl.DataFrame:
        """Their subject_kind and subject."""
        return self.heads.select(KEY)

    def of(self, keys: pl.DataFrame) -> Held:
        """Some of them."""
        heads = self.heads.join(keys, on=list(KEY), how="semi")
        return Held(heads, self.events.join(keys, on=list(KEY), how="semi"), self.trails)


def begin(keys: pl.DataFrame) -> None:
    """Rows for subjects of which nothing is known yet. `keys`: subject_kind, subject."""
    rows = [(*key, b"", 0, 0, 0) for key in keys.sort(KEY).iter_rows()]
    names = ("kind", "number", "trail", "events", "recorded_at", "known_until")
    bulk.upsert(Subject, names, rows, ("kind", "number"))


def ids_of(keys: pl.DataFrame) -> dict[tuple[str, str], int]:
    """The ids of those of the subjects that there are, by kind and number."""
    found = dict[tuple[str, str], int]()
    for (kind,), mine in keys.group_by("subject_kind"):
        rows = bulk.rows(Subject, ("id", "kind", "number"), "number", mine["subject"].to_list())
        found |= {(of, number): id for id, of, number in rows if of == kind}
    return found


def hold(keys: pl.DataFrame, columns: Columns, lock: Lock = "change") -> Held:
    """Those of the subjects that there are, locked till the end of the transaction, ascending (rule 63)."""
    found: list[Sequence[Any]] = []
    for kind in sorted(keys["subject_kind"].unique()):
        numbers = keys.filter(pl.col("subject_kind") == kind)["subject"].unique().sort().to_list()
        condition, values = bulk.among("number", numbers)
        found += _rows(f"{_SELECT} WHERE kind = %s AND {condition} ORDER BY id", LOCKS[lock], [kind, values])
    return _held(found, columns)


def hold_ids(ids: Sequence[int], columns: Columns, lock: Lock = "change") -> Held:
    """The same of subjects by their ids."""
    condition, values = bulk.among("id", ids)
    return _held(_rows(f"{_SELECT} WHERE {condition} ORDER BY id", LOCKS[lock], [values]), columns)


def hold_whole(ids: Sequence[int], columns: Columns) -> Held:
    """Subjects by their ids, and those that go on as them: what is said of a number is said of the first it had."""
    condition, values = bulk.among("id", ids)
    numbers = _rows(f"SELECT kind, number FROM subject WHERE {condition}", "", [values])
    return hold(predecessors(pl.DataFrame(numbers, schema=dict.fromkeys(KEY, pl.String()), orient="row")), columns)


def read_whole(ids: Sequence[int], vocabulary: Vocabulary, columns: Columns) -> Held:
    """Some subjects with all that must be known to judge them: what goes on as them, what they ride in and go on as."""
    own = hold_ids(ids, columns, "read")
    before = predecessors(own.numbers()).join(own.numbers(), on=list(KEY), how="anti")
    mine = _joined([own, hold(before, columns, "read")], own) if before.height else own
    return _joined([mine, around(mine, vocabulary, columns, "read")], own)


def around(held: Held, vocabulary: Vocabulary, columns: Columns, lock: Lock = "share") -> Held:
    """All that those held rode in and went on as, with what these rode in: read, not to be changed."""
    seen, fresh, found = held.numbers(), held.events, list[Held]()
    while True:
        keys = _named(fresh, vocabulary).join(seen, on=list(KEY), how="anti")
        if not keys.height:
            return _joined(found, held)
        found.append(hold(keys, columns, lock))
        seen, fresh = pl.concat([seen, keys]), found[-1].events


def predecessors(keys: pl.DataFrame) -> pl.DataFrame:
    """The subjects with the numbers that go on as them, and as these: subject_kind, subject."""
    seen = fresh = keys.select(KEY).unique()
    while fresh.height:
        condition, values = bulk.among("goes_on_as", fresh["subject"].to_list())
        rows = _rows(f"SELECT kind, number FROM {Continuation._meta.db_table} WHERE {condition}", "", [values])
        before = pl.DataFrame(rows, schema=dict.fromkeys(KEY, pl.String()), orient="row")
        fresh = before.unique().join(seen, on=list(KEY), how="anti")
        seen = pl.concat([seen, fresh])
    return seen


def _rows(sql: str, mode: str, parameters: list[Any]) -> list[Sequence[Any]]:
    with connection.cursor() as cursor:
        cursor.execute(sql + (mode if connection.vendor == "postgresql" else ""), parameters)
        return list(cursor.fetchall())


def _held(rows: list[Sequence[Any]], columns: Columns) -> Held:
    heads = pl.DataFrame([row[:7] for row in rows], schema=HEAD, orient="row")
    trails = {row[0]: bytes(row[7]) for row in rows}
    return Held(heads, unpack(heads, list(trails.values()), columns), trails)


def _joined(found: list[Held], like: Held) -> Held:
    heads = pl.concat([like.heads.clear(), *(each.heads for each in found)])
    return Held(heads, pl.concat([like.events.clear(), *(each.events for each in found)], how="diagonal_relaxed"), {})


def _named(events: pl.DataFrame, vocabulary: Vocabulary) -> pl.DataFrame:
    """The subjects that events name: what something was put into, and under which number it goes on."""
    found = [pl.DataFrame(schema=dict.fromkeys(KEY, pl.String()))]
    for kind in vocabulary.kinds.values():
        name = "into" if kind.enters else kind.continues
        if name is None or name not in events.columns:
            continue
        owner = pl.lit(kind.enters) if kind.enters else pl.col("subject_kind")
        mine = events.filter(pl.col("kind") == kind.name)
        found.append(mine.select(owner.alias("subject_kind"), pl.col(name).alias("subject")).drop_nulls())
    return pl.concat(found).unique()
