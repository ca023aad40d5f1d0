"""Many rows in one statement, in either database: what the object mapper would do row by row."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

import polars as pl
from django.db import connection, models

from tuotou.store.array import array

Row = Sequence[Any]
BY_KEYS: Final = "set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true)"
"""To PostgreSQL, for a transaction that changes rows by their keys: it would rather read a whole table than look for
thousands, while it believes that it is small."""
END: Final = rb"\."
"""What PostgreSQL before its 18 takes for the end wherever a line of a text begins with it."""
_CASTS: Final = {int: "::bigint[]", str: "::text[]"}


def append(model: type[models.Model], names: Sequence[str], rows: Sequence[Row]) -> None:
    """Rows that are only ever added."""
    if not rows:
        return
    table, columns = model._meta.db_table, ", ".join(_columns(model, names))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with connection.wrap_database_errors, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({_marks(names)})", rows)


def append_frame(model: type[models.Model], frame: pl.DataFrame) -> None:
    """The same of a frame, whose columns have the names of the table's: many rows, and none of bytes."""
    lines = frame.write_csv(include_header=False).encode() if connection.vendor == "postgresql" else END
    if END in lines:
        append(model, frame.columns, frame.rows())
        return
    copying = f"COPY {model._meta.db_table} ({', '.join(_columns(model, frame.columns))}) FROM STDIN (FORMAT csv)"
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(copying) as copy:
        copy.write(lines)


def upsert(
    model: type[models.Model], names: Sequence[str], rows: Sequence[Row], key: Sequence[str], change: Sequence[str] = ()
) -> None:
    """Rows by their key: where one is there already, its columns named in `change` are written over; or nothing is."""
    if not rows:
        return
    columns, keys = _columns(model, names), ", ".join(_columns(model, key))
    changes = ", ".join(f"{column} = excluded.{column}" for column in _columns(model, change))
    then = f"DO UPDATE SET {changes}" if changes else "DO NOTHING"
    head, tail = f"INSERT INTO {model._meta.db_table} ({', '.join(columns)})", f"ON CONFLICT ({keys}) {then}"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"{head} SELECT * FROM {_unnested(model, names)} {tail}", _by_column(rows))
        else:
            cursor.executemany(f"{head} VALUES ({_marks(names)}) {tail}", rows)


def update(model: type[models.Model], names: Sequence[str], rows: Sequence[Row], grows: Collection[str] = ()) -> None:
    """Columns of rows that are there, by `names[0]`, their key; the bytes of those that grow are added at their end."""
    if not rows:
        return
    table, (key, *columns) = model._meta.db_table, _columns(model, names)
    longer = {*_columns(model, [*grows])}
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            old = {column: f"{table}.{column} || " if column in longer else "" for column in columns}
            changes = ", ".join(f"{column} = {old[column]}fresh.{column}" for column in columns)
            fresh = f"{_unnested(model, names)} AS fresh ({', '.join((key, *columns))})"
            cursor.execute(
                f"UPDATE {table} SET {changes} FROM {fresh} WHERE {table}.{key} = fresh.{key}",
                _by_column(rows),
            )
        else:
            added = {column: f"CAST({column} || %s AS BLOB)" if column in longer else "%s" for column in columns}
            changes = ", ".join(f"{column} = {added[column]}" for column in columns)
            cursor.executemany(f"UPDATE {table} SET {changes} WHERE {key} = %s", [(*row[1:], row[0]) for row in rows])


def rows(model: type[models.Model], names: Sequence[str], column: str, values: Sequence[Any]) -> list[Row]:
    """The columns of all rows that have one of many values in a column."""
    condition, parameter = among(_columns(model, [column])[0], values)
    return run(f"SELECT {', '.join(_columns(model, names))} FROM {model._meta.db_table} WHERE {condition}", [parameter])


def run(sql: str, parameters: Sequence[Any]) -> list[Any]:
    """The rows that a statement finds; of one that does not ask, none."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall()) if cursor.description else []


def among(column: str, values: Sequence[Any]) -> tuple[str, Any]:
    """A condition that a column has one of many values, and its parameter."""
    if connection.vendor == "postgresql":
        types = {*map(type, values)}
        cast = _CASTS.get(types.pop(), "") if len(types) == 1 else ""
        return f"{column} = ANY(%s{cast})", array(values) if cast else list(values)
    return f"{column} IN (SELECT value FROM json_each(%s))", json.dumps(list(values))


def table(alias: str, columns: Mapping[str, type], rows: Sequence[Row]) -> tuple[str, list[Any]]:
    """Rows of numbers and texts as a table of a statement, and its parameters."""
    if connection.vendor == "postgresql":
        marks = ", ".join(f"%s{_CASTS[kind]}" for kind in columns.values())
        return f"unnest({marks}) AS {alias} ({', '.join(columns)})", _by_column(rows) or [[] for _ in columns]
    picked = ", ".join(f"json_extract(value, '$[{place}]') AS {name}" for place, name in enumerate(columns))
    return f"(SELECT {picked} FROM json_each(%s)) AS {alias}", [json.dumps([list(row) for row in rows])]


def _columns(model: type[models.Model], names: Sequence[str]) -> list[str]:
    return [str(_field(model, name).column) for name in names]


def _by_column(rows: Sequence[Row]) -> list[Any]:
    return [array(column) for column in zip(*rows, strict=True)]


def _marks(names: Sequence[str]) -> str:
    return ", ".join(["%s"] * len(names))


def _unnested(model: type[models.Model], names: Sequence[str]) -> str:
    """A parameter for each column, a list of its values, as rows."""
    types = (_type(model, name) for name in names)
    return f"unnest({', '.join(f'%s::{type_}[]' for type_ in types)})"


def _type(model: type[models.Model], name: str) -> str:
    """The column's type without its length, which a list does not have."""
    field = _field(model, name)
    found = field.rel_db_type(connection) if field.is_relation else field.db_type(connection)
    return str(found).split("(")[0]


def _field(model: type[models.Model], name: str) -> models.Field[Any, Any]:
    field = model._meta.get_field(name)
    assert isinstance(field, models.Field), f"{name} is no column"
    return field
