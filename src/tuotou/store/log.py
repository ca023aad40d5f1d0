"""The log as frames of events: what was ever recorded, in the order of its recording."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import polars as pl
from django.conf import settings
from django.db import connection

from tuotou.core.trail.event import INSTANT, SCHEMA, conform, empty
from tuotou.core.trail.vocabulary import Vocabulary
from tuotou.store import bulk

PORTION: Final = 200_000
FAR: Final = 2_000_000
"""Events that are looked through at most where no index helps."""
WIDER: Final = 100
"""Times as many numbers are looked through where too few of them were kept."""
COLUMNS: Final = ("subject_kind", "subject", "id", "kind", "at", "recorded_at", "site", "person", "source", "body")


def portions(
    vocabulary: Vocabulary, since: int, before: int, size: int = PORTION, numbers: Sequence[str] | None = None
) -> Iterator[pl.DataFrame]:
    """The events recorded in [since, before) (µs UTC), some at a time; what no word names stands in `attrs`.

    `numbers`: of subjects with these numbers alone; the whole log is read for them.
    """
    condition, parameters = "recorded_at >= %s AND recorded_at < %s", [since, before]
    if numbers is not None:
        mine, values = bulk.among("subject", numbers)
        condition, parameters = f"{condition} AND {mine}", [since, before, values]
    sql = f"SELECT {', '.join(COLUMNS)} FROM recorded_event WHERE {condition} ORDER BY seq"
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, parameters)
        while rows := cursor.fetchmany(size):
            yield _events(rows, vocabulary)


def recorded(vocabulary: Vocabulary, since: int = 0, before: int = 2**62) -> pl.DataFrame:
    """The same in one frame, for what fits in memory."""
    return pl.concat([empty(), *portions(vocabulary, since, before)], how="diagonal_relaxed")


def last_number() -> int:
    """The last number that an event of the log was given; a lost transaction may have skipped some."""
    if connection.vendor == "postgresql":
        sql = "SELECT pg_sequence_last_value(pg_get_serial_sequence('recorded_event', 'seq')::regclass)"
    else:
        sql = "SELECT max(seq) FROM recorded_event"
    return int(bulk.run(sql, [])[0][0] or 0)


def latest(columns: Sequence[str], most: int) -> list[Any]:
    """The last events of the log, the latest first: found by their numbers, for no index is in their order."""
    last, back, rows = last_number(), most, list[Any]()
    sql = f"SELECT {', '.join(columns)} FROM recorded_event WHERE seq > %s ORDER BY seq DESC LIMIT %s"
    while len(rows) < most and back < last + most * WIDER:
        rows, back = bulk.run(sql, [last - back, most]), back * WIDER
    return rows


def seen_at(site: str, day: date, most: int) -> list[tuple[str, str]]:
    """(subject kind, subject) of what happened at a site on a day of the company's zone, the latest first.

    Asked without an index, for who records pays for each: so only the last `FAR` events are looked through.
    """
    begin = datetime.combine(day, time(), ZoneInfo(settings.TIME_ZONE))
    since, before = (int((begin + timedelta(days=turn)).timestamp()) * 1_000_000 for turn in (0, 1))
    sql = (
        "SELECT subject_kind, subject FROM recorded_event WHERE seq > %s AND recorded_at >= %s AND site = %s "
        "AND at >= %s AND at < %s ORDER BY seq DESC LIMIT %s"
    )
    rows = bulk.run(sql, [last_number() - FAR, since, site, since, before, 4 * most])
    return [*dict.fromkeys((kind, number) for kind, number in rows)][:most]


def _events(rows: list[Any], vocabulary: Vocabulary) -> pl.DataFrame:
    stored = {name: pl.Int64() if dtype == INSTANT else dtype for name, dtype in SCHEMA.items() if name != "attrs"}
    plain = pl.DataFrame(
        rows, schema={**{name: stored[name] for name in COLUMNS[:-1]}, "body": pl.String()}, orient="row"
    )
    words = {name: vocabulary.dtype(name) for name in vocabulary.attributes}
    body = {name: pl.Int64() if dtype == INSTANT else dtype for name, dtype in words.items()}
    text = "\n".join(row[-1] or "{}" for row in rows)
    read = pl.read_ndjson(text.encode(), schema={**body, "attrs": pl.String()})
    read = read.drop(c.name for c in read.get_columns() if c.name != "attrs" and c.null_count() == len(c))
    instants = [pl.col(name).cast(INSTANT) for name in read.columns if words.get(name) == INSTANT]
    return conform(plain.drop("body").hstack(read.with_columns(instants)))
