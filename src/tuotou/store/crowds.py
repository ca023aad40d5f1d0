"""What counts across subjects, as the database has it: notes to count anew, members, their neighbours in time."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

import polars as pl
from django.db import connection

from tuotou.store import bulk
from tuotou.store.models import CrowdMember, Recount

FIELDS: Final = (
    "subject", "standard", "version", "value", "at", "life", "opening", "per", "void_reason", "site", "person", "doubt",
)  # fmt: skip
NEAR: Final = pl.Schema(
    {
        "subject_kind": pl.String(),
        "subject": pl.String(),
        "subject_id": pl.Int64(),
        "standard": pl.String(),
        "version": pl.Int32(),
        "value": pl.Int64(),
        "at": pl.Int64(),
        "life": pl.Int64(),
        "opening": pl.String(),
        "per": pl.String(),
        "void_reason": pl.String(),
        "site": pl.String(),
        "person": pl.String(),
        "doubt": pl.Boolean(),
    }
)
Member = tuple[Any, ...]
"""By FIELDS."""
Span = tuple[int, int, int]
"""A value, and the instants between which its members are meant, neither included."""


def notes(limit: int) -> list[tuple[int, int, int]]:
    """(id, subject, known at) of the first notes to count anew."""
    return list(Recount.objects.order_by("id").values_list("id", "subject_id", "known_at")[:limit])


def done(ids: Sequence[int]) -> None:
    """These have been counted."""
    Recount.objects.filter(id__gte=ids[0], id__lte=ids[-1], id__in=ids).delete()


def members(subjects: Sequence[int]) -> dict[Member, int]:
    """The members of some subjects, with their ids."""
    found = bulk.rows(CrowdMember, ("id", *FIELDS), "subject", subjects)
    return {(*row[1:-1], bool(row[-1])): row[0] for row in found}


def replace(gone: Sequence[int], fresh: Sequence[Member]) -> None:
    """Members by their ids give way to others."""
    if gone:
        condition, parameter = bulk.among("id", gone)
        bulk.run(f"DELETE FROM {CrowdMember._meta.db_table} WHERE {condition}", [parameter])
    bulk.append(CrowdMember, FIELDS, fresh)


def near(spans: Sequence[Span]) -> pl.DataFrame:
    """The members in some spans that do not meet, as a frame of `NEAR`."""
    if not spans:
        return pl.DataFrame(schema=NEAR)
    kept = ", ".join(f"m.{name}" for name in NEAR.names()[3:])
    if connection.vendor == "postgresql":
        source = "unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS w (value, low, high)"
        parameters: list[Any] = [list(column) for column in zip(*spans, strict=True)]
    else:
        source = (
            "(SELECT json_extract(value, '$[0]') AS value, json_extract(value, '$[1]') AS low, "
            "json_extract(value, '$[2]') AS high FROM json_each(%s)) w"
        )
        parameters = [json.dumps(spans)]
    rows = bulk.run(
        f"SELECT s.kind, s.number, s.id, {kept} FROM {source} JOIN crowd_member m ON m.value = w.value "
        "AND m.at > w.low AND m.at < w.high JOIN subject s ON s.id = m.subject_id",
        parameters,
    )
    return pl.DataFrame([(*row[:-1], bool(row[-1])) for row in rows], schema=NEAR, orient="row")


def forget(standard: str, version: int, before: int) -> int:
    """Remove the members of a version before an instant (µs UTC) whose subject has ended by then, or is gone."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM crowd_member WHERE standard = %s AND version = %s AND at < %s AND NOT EXISTS (SELECT 1 FROM "
            "subject s WHERE s.id = crowd_member.subject_id AND (s.ended_at IS NULL OR s.ended_at >= %s))",
            [standard, version, before, before],
        )
        return int(cursor.rowcount)
