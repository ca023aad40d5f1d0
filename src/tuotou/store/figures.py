"""The books of figures: who is to be counted anew, the lines, and what was counted of each line on each day."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import polars as pl

from tuotou.store import bulk
from tuotou.store.models import Counted, Edition, Figure, FigureLine, Stirred

NUMBERS: Final = ("count", "per", "total", "cannot_say", "doubt", "heard")
LINE: Final = ("id", "indicator", "by", "site", "value")
COLUMNS: Final = ("line", "day", *NUMBERS, "steps", "counted", "others")


@dataclass(frozen=True, slots=True)
class Row:
    """What was counted of a line on a day."""

    line: int
    day: int
    count: int = 0
    per: int = 0
    total: int = 0
    cannot_say: int = 0
    doubt: int = 0
    heard: int = 0
    steps: bytes | None = None
    counted: bytes | None = None
    others: bytes | None = None


class Notes(NamedTuple):
    """Who is to be counted anew, and the notes that say so."""

    notes: list[int]
    subjects: list[int]


def stirred(now: int, limit: int) -> Notes:
    """The next to be counted by what is known at an instant: of whom something was said, or whose time is up."""
    sql = "SELECT id, subject_id FROM stirred WHERE known_at <= %s ORDER BY id LIMIT %s"
    rows = bulk.run(sql, [now, limit])
    subjects = {subject for _, subject in rows}
    if len(subjects) < limit:
        sql = "SELECT subject_id FROM counted WHERE again_at <= %s ORDER BY again_at LIMIT %s"
        subjects |= {subject for (subject,) in bulk.run(sql, [now, limit - len(subjects)])}
    return Notes([id for id, _ in rows], sorted(subjects | _gone_on_as(subjects)))


def _gone_on_as(subjects: Collection[int]) -> set[int]:
    """What some subjects go on as: what it did by itself until now is theirs."""
    found, fresh = set[int](), {*subjects}
    while fresh:
        condition, ids = bulk.among("s.id", sorted(fresh))
        sql = (
            "SELECT n.id FROM subject s JOIN continuation c ON c.kind = s.kind AND c.number = s.number "
            f"JOIN subject n ON n.kind = c.kind AND n.number = c.goes_on_as WHERE {condition}"
        )
        fresh = {row[0] for row in bulk.run(sql, [ids])} - found
        found |= fresh
    return found


def waiting_since(now: int) -> int | None:
    """When the first became known that is not counted yet at an instant; None: all is."""
    sql = "SELECT min(known_at) FROM stirred WHERE known_at <= %s"
    again = "SELECT min(again_at) FROM counted WHERE again_at <= %s"
    found = [row[0] for row in (*bulk.run(sql, [now]), *bulk.run(again, [now])) if row[0] is not None]
    return min(found, default=None)


def counted_by(fingerprint: str, now: int) -> None:
    """That figures are counted by these documents: where they are others than before, everybody is counted anew."""
    last = Edition.objects.order_by("-id").first()
    if last is None or last.fingerprint != fingerprint:
        until = last.counted_until if last else 0
        Edition.objects.create(fingerprint=fingerprint, at=now, counted_until=until)
        bulk.run("INSERT INTO stirred (subject_id, known_at) SELECT id, %s FROM subject WHERE events > 0", [now])


def counted_until() -> int:
    """The instant by which all that was known is in the figures."""
    found = Edition.objects.order_by("-id").values_list("counted_until", flat=True).first()
    return found or 0


def note_until(now: int) -> None:
    """Up to when all is counted."""
    waits = waiting_since(now)
    until = now if waits is None else waits - 1
    last = Edition.objects.order_by("-id").values_list("id", flat=True)[:1]
    Edition.objects.filter(id__in=list(last), counted_until__lt=until).update(counted_until=until)


def entered(subjects: Sequence[int]) -> dict[int, tuple[int, bytes]]:
    """Of some subjects: as of when they were counted last, and what they entered."""
    rows = bulk.rows(Counted, ("subject", "as_of", "entries"), "subject", subjects)
    return {id: (as_of, bytes(entries)) for id, as_of, entries in rows}


def enter(rows: Sequence[tuple[int, int, int | None, bytes]]) -> None:
    """Subject, as of when, when again, and its entries."""
    names = ("subject", "as_of", "again_at", "entries")
    bulk.upsert(Counted, names, rows, ("subject",), names[1:])


def done(notes: Sequence[int]) -> None:
    """Whom these notes are of was counted."""
    condition, ids = bulk.among("id", notes)
    bulk.run(f"DELETE FROM {Stirred._meta.db_table} WHERE {condition}", [ids])


def lines(asked: pl.DataFrame) -> pl.DataFrame:
    """The lines asked for (indicator, by, site, value), those begun that there were not: with their id as `line`."""
    keys = [*LINE[1:]]
    wanted = asked.select(keys).unique().sort(keys)
    known = _lines(wanted)
    fresh = wanted.join(known, on=keys, how="anti", maintain_order="left")
    if fresh.height:
        bulk.upsert(FigureLine, keys, fresh.rows(), keys)
        known = pl.concat([known, _lines(fresh)])
    return known


def lines_of(ids: Sequence[int]) -> pl.DataFrame:
    """Lines by their ids: line, indicator, by, site, value."""
    return _named(bulk.rows(FigureLine, LINE, "id", ids))


def _lines(wanted: pl.DataFrame) -> pl.DataFrame:
    """Those that there are of some (indicator, by, site, value)."""
    table, parameters = bulk.table("wanted", dict.fromkeys(wanted.columns, str), wanted.rows())
    same = " AND ".join(f"f.{name} = wanted.{name}" for name in wanted.columns)
    picked = ", ".join(f"f.{name}" for name in LINE)
    return _named(bulk.run(f"SELECT {picked} FROM figure_line f JOIN {table} ON {same}", parameters))


def _named(rows: Sequence[bulk.Row]) -> pl.DataFrame:
    schema = {"line": pl.Int64(), **dict.fromkeys(LINE[1:], pl.String())}
    return pl.DataFrame([tuple(row) for row in rows], schema=schema, orient="row")


def figures(keys: Collection[tuple[int, int]]) -> dict[tuple[int, int], Row]:
    """What was counted of some lines on some days."""
    wanted, parameters = bulk.table("wanted", {"line_id": int, "day": int}, sorted(keys))
    columns = ", ".join(f"f.{'line_id' if name == 'line' else name}" for name in COLUMNS)
    sql = f"SELECT {columns} FROM figure f JOIN {wanted} ON f.line_id = wanted.line_id AND f.day = wanted.day"
    rows = (Row(*row) for row in bulk.run(sql, parameters)) if keys else ()
    return {(row.line, row.day): row for row in rows}


def write(rows: Sequence[Row]) -> None:
    """What was counted of some lines on some days, written over."""
    values = [tuple(getattr(row, name) for name in COLUMNS) for row in rows]
    bulk.upsert(Figure, COLUMNS, values, COLUMNS[:2], COLUMNS[2:])


def removed(subjects: Iterable[int]) -> None:
    """Subjects that leave the live tables: what they counted for stays."""
    ids = list(subjects)
    for table in ("counted", "whereabouts"):
        condition, parameter = bulk.among("subject_id", ids)
        bulk.run(f"DELETE FROM {table} WHERE {condition}", [parameter])


def publish(publication: int, indicator: str, day: int) -> None:
    """The figures of an indicator on a day are copied as they stand."""
    names = ", ".join((*NUMBERS, "steps"))
    copied = ", ".join(f"f.{name}" for name in (*NUMBERS, "steps"))
    bulk.run(
        f"INSERT INTO published_figure (publication_id, line_id, {names}) SELECT %s, f.line_id, {copied} "
        "FROM figure f JOIN figure_line l ON l.id = f.line_id WHERE l.indicator = %s AND f.day = %s",
        [publication, indicator, day],
    )


def forget(before: int, listed_before: int) -> None:
    """The figures of days long past go, and a while after a day who stood behind its numbers."""
    bulk.run("DELETE FROM figure WHERE day < %s", [before])
    listed = "UPDATE figure SET counted = NULL, others = NULL WHERE day < %s AND day >= %s"
    bulk.run(f"{listed} AND (counted IS NOT NULL OR others IS NOT NULL)", [listed_before, before])
