"""Frames into tables of PostgreSQL by COPY, and tables without their indexes meanwhile."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

import polars as pl
from django.db import connection

ORDER: Final = {"p": 0, "u": 1, "f": 2}
"""Keys come before what refers to them."""


def asked(sql: str, *parameters: Any) -> list[Any]:
    """The rows that a statement finds."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters or None)
        return list(cursor.fetchall()) if cursor.description else []


def written(table: str, frame: pl.DataFrame) -> None:
    """The rows of a frame, whose columns have the names of the table's."""
    columns = ", ".join(frame.columns)
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN (FORMAT csv)") as copy:
        copy.write(frame.write_csv(include_header=False).encode())


def read(table: str) -> pl.DataFrame:
    """A small table, without what COPY cannot hold."""
    told = "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND data_type <> 'bytea'"
    names = [name for (name,) in asked(f"{told} ORDER BY ordinal_position", table)]
    rows = asked(f"SELECT {', '.join(names)} FROM {table} ORDER BY 1")
    return pl.DataFrame(rows, schema=names, orient="row", infer_schema_length=None)


@contextmanager
def bare(tables: Sequence[str]) -> Iterator[None]:
    """Some tables as they are filled fastest: their keys and indexes are made at the end, as they were."""
    keys, indexes = _keys(tables), _indexes(tables)
    for _, table, name, _ in reversed(keys):
        asked(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    for name, _ in indexes:
        asked(f"DROP INDEX {name}")
    yield
    for _, table, name, definition in keys:
        asked(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
    for _, definition in indexes:
        asked(definition)


def _keys(tables: Sequence[str]) -> list[Any]:
    """(type, table, name, definition) of their constraints, and of those that refer to them."""
    told = """
        SELECT contype::text, conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid)
        FROM pg_constraint WHERE contype IN ('p', 'u', 'f')
        AND (conrelid = ANY(%s::regclass[]) OR confrelid = ANY(%s::regclass[]))"""
    found = asked(told, list(tables), list(tables))
    return sorted(found, key=lambda each: (ORDER[each[0]], each))


def _indexes(tables: Sequence[str]) -> list[Any]:
    """(name, definition) of those that no constraint makes."""
    told = """
        SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
        WHERE indrelid = ANY(%s::regclass[]) AND NOT EXISTS (
            SELECT 1 FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u'))"""
    return asked(told, list(tables))
