"""Subjects with their trails, held by one transaction while something is recorded or said of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import polars as pl
from django.db import connection

from tuotou.core.trail.ties import ties
from tuotou.core.trail.vocabulary import Vocabulary
from tuotou.store import bulk
from tuotou.store.array import array
from tuotou.store.models import Continuation, Membership, Subject
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
_HEAD: Final = "SELECT id, kind, number, events, recorded_at, known_until, next_due_at"
_SELECT: Final = f"{_HEAD}, trail FROM subject"
Columns = Mapping[str, pl.DataType]
Lock = Literal["change", "share", "read"]
LOCKS: Final[Mapping[Lock, str]] = {"change": " FOR UPDATE", "share": " FOR SHARE", "read": ""}
"""Till the end of the transaction: nobody else may hold them, nobody may change them, anybody may do anything."""


@dataclass(frozen=True, slots=True)
class Packed:
    """Some subjects as the database has them, their trails not opened."""

    heads: pl.DataFrame  # HEAD
    trails: Mapping[int, bytes]  # by subject_id

    def ids(self) -> dict[tuple[str, str], int]:
        """Their ids, by kind and number."""
        return {(kind, number): id for id, kind, number in self.heads.select("subject_id", *KEY).iter_rows()}

    def of(self, keys: pl.DataFrame) -> Packed:
        """Some of them."""
        return Packed(self.heads.join(keys, on=list(KEY), how="semi", maintain_order="left"), self.trails)

    def unpacked(self, columns: Columns) -> Held:
        """With their events, with these columns."""
        trails = [self.trails[id] for id in self.heads["subject_id"]]
        return Held(self.heads, unpack(self.heads, trails, columns))


@dataclass(frozen=True, slots=True)
class Held:
    """Some subjects as the database has them."""

    heads: pl.DataFrame  # HEAD
    events: pl.DataFrame  # of all of them, with the columns that were asked for

    def numbers(self) -> pl.DataFrame:
        """Their subject_kind and subject."""
        return self.heads.select(KEY)


def begin(keys: pl.DataFrame) -> None:
    """Rows for subjects of which nothing is known yet. `keys`: subject_kind, subject.

    Those that are there are not touched: to find a row again while somebody else changes it is to wait for him.
    """
    known = ids_of(keys)
    rows = [(*key, b"", 0, 0, 0) for key in keys.sort(KEY).iter_rows() if key not in known]
    names = ("kind", "number", "trail", "events", "recorded_at", "known_until")
    bulk.upsert(Subject, names, rows, ("kind", "number"))


def note_riders(tied: pl.DataFrame, ids: Mapping[tuple[str, str], int]) -> None:
    """Who rides in what. `tied`: see `ties`; `ids`: of the riders. The containers have rows."""
    entered = tied.filter("enters")
    containers = ids_of(entered.select(subject_kind="to_kind", subject="to").unique())
    rows = {(containers[kind, to], ids[own, number], at) for own, number, kind, to, at, _ in entered.iter_rows()}
    names = ("container", "subject", "entered_at")
    bulk.upsert(Membership, names, sorted(rows), names)


def ids_of(keys: pl.DataFrame) -> dict[tuple[str, str], int]:
    """The ids of those of the subjects that there are, by kind and number."""
    found = dict[tuple[str, str], int]()
    for (kind,), mine in keys.group_by("subject_kind"):
        rows = _numbered(str(kind), mine["subject"].to_list())
        found |= {(str(kind), number): id for number, id in rows}
    return found


def _numbered(kind: str, numbers: Sequence[str]) -> list[Sequence[Any]]:
    """(number, id) of the subjects of a kind that there are.

    PostgreSQL would rather read the whole table than look for thousands by their key, while it believes that it is
    small: so it looks for each alone.
    """
    if connection.vendor == "postgresql":
        each = "SELECT id FROM subject WHERE kind = %s AND number = k.number OFFSET 0"
        sql = f"SELECT k.number, s.id FROM unnest(%s::varchar[]) AS k (number) CROSS JOIN LATERAL ({each}) AS s"
        return bulk.run(sql, [array(numbers), kind])
    condition, values = bulk.among("number", numbers)
    return bulk.run(f"SELECT number, id FROM subject WHERE kind = %s AND {condition}", [kind, values])


def hold(keys: pl.DataFrame, columns: Columns, lock: Lock = "change") -> Held:
    """Those of the subjects that there are, locked till the end of the transaction, with their events."""
    return hold_packed(keys, lock).unpacked(columns)


def hold_packed(keys: pl.DataFrame, lock: Lock = "change", last: Sequence[str] = ()) -> Packed:
    """Those of the subjects that there are, locked till the end of the transaction, ascending (rule 63).

    `last`: the kinds held after all others, in this order. Whoever judges holds parcels and then what they ride in; who
    records does so too, or each would wait for the other.
    """
    found: list[Sequence[Any]] = []
    for _, mine in _by_kind(keys, last):
        condition, ids = bulk.among("id", sorted(ids_of(mine).values()))
        found += _rows(f"{_SELECT} WHERE {condition} ORDER BY id", lock, [ids])
    return _packed(found)


def hold_heads(heads: pl.DataFrame, last: Sequence[str]) -> pl.DataFrame:
    """Those of some subjects (`HEAD`) that there are still, as they stand now; locked in the same order."""
    found = [heads.clear()]
    for _, mine in _by_kind(heads, last):
        condition, ids = bulk.among("id", mine["subject_id"].to_list())
        rows = _rows(f"{_HEAD} FROM subject WHERE {condition} ORDER BY id", "change", [ids])
        found.append(pl.DataFrame(rows, schema=HEAD, orient="row"))
    return pl.concat(found)


def _by_kind(keys: pl.DataFrame, last: Sequence[str]) -> Iterator[tuple[str, pl.DataFrame]]:
    """Some subjects by their kinds, in the order in which they are held."""
    turn = {kind: place for place, kind in enumerate(last)}
    found = {kind: mine for (kind,), mine in keys.group_by("subject_kind", maintain_order=True)}
    for kind in sorted(found, key=lambda kind: (turn.get(kind, -1), kind)):
        yield kind, found[kind]


def hold_ids(ids: Sequence[int], columns: Columns, lock: Lock = "change") -> Held:
    """The same of subjects by their ids."""
    condition, values = bulk.among("id", ids)
    return _packed(_rows(f"{_SELECT} WHERE {condition} ORDER BY id", lock, [values])).unpacked(columns)


def read_line(ids: Sequence[int], columns: Columns) -> Held:
    """Subjects by their ids, and those that go on as them: what is said of a number is said of the first it had.

    All as they stand at one instant: up to whenever something was said of one, all can be read of the others too.
    """
    own = hold_ids(ids, columns, "read")
    before = ids_of(predecessors(own.numbers())).values()
    return own if {*before} <= {*ids} else hold_ids(sorted({*ids, *before}), columns, "read")


def read_whole(ids: Sequence[int], vocabulary: Vocabulary, columns: Columns) -> Held:
    """Some subjects with all that must be known to judge them: what goes on as them, what they ride in and go on as."""
    mine = read_line(ids, columns)
    return _joined([mine, around(mine, vocabulary, columns, "read")], mine)


def around(held: Held, vocabulary: Vocabulary, columns: Columns, lock: Lock = "share") -> Held:
    """All that those held rode in and went on as, with what these rode in: read, not to be changed."""
    seen, fresh, found = held.numbers(), held.events, list[Held]()
    while True:
        named = ties(fresh, vocabulary).select(subject_kind="to_kind", subject="to").unique()
        keys = named.join(seen, on=list(KEY), how="anti")
        if not keys.height:
            return _joined(found, held)
        found.append(hold_packed(keys, lock, inmost_first(vocabulary)).unpacked(columns))
        seen, fresh = pl.concat([seen, keys]), found[-1].events


def inmost_first(vocabulary: Vocabulary) -> Sequence[str]:
    """The kinds that others ride in, in the order in which they are held."""
    return vocabulary.containers[::-1]


def predecessors(keys: pl.DataFrame) -> pl.DataFrame:
    """The subjects with the numbers that go on as them, and as these: subject_kind, subject."""
    seen = fresh = keys.select(KEY).unique()
    while fresh.height:
        condition, values = bulk.among("goes_on_as", fresh["subject"].to_list())
        rows = _rows(f"SELECT kind, number FROM {Continuation._meta.db_table} WHERE {condition}", "read", [values])
        before = pl.DataFrame(rows, schema=dict.fromkeys(KEY, pl.String()), orient="row")
        fresh = before.unique().join(seen, on=list(KEY), how="anti")
        seen = pl.concat([seen, fresh])
    return seen


def _rows(sql: str, lock: Lock, parameters: list[Any]) -> list[Sequence[Any]]:
    return bulk.run(sql + (LOCKS[lock] if connection.vendor == "postgresql" else ""), parameters)


def _packed(rows: list[Sequence[Any]]) -> Packed:
    heads = pl.DataFrame([row[:7] for row in rows], schema=HEAD, orient="row")
    return Packed(heads, {row[0]: bytes(row[7]) for row in rows})


def _joined(found: list[Held], like: Held) -> Held:
    heads = pl.concat([like.heads.clear(), *(each.heads for each in found)])
    return Held(heads, pl.concat([like.events.clear(), *(each.events for each in found)], how="diagonal_relaxed"))
