"""JSON documents and NDJSON lines as batches of text cells: nested records become rows.

Within a row a name means the nearest one: the item's own field, else that of what encloses it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

import polars as pl

from tuotou.feeds.batch import PUSH, Batch, Unreadable, table_error
from tuotou.feeds.bytestream import blocks, chunks
from tuotou.feeds.encoding import to_utf8
from tuotou.feeds.mapping import Layout

ROWS: Final = 50_000  # rows of a batch; a record's rows stay together
DECODER: Final = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)
Row = dict[str, str | None]


def read_json(path: Path, layout: Layout) -> Iterator[Batch]:
    """Batches of rows; raises `TableError` for what is no JSON at all, or holds no row."""
    gathered = _Gathered()
    for record in _records(path, layout.encoding):
        gathered.add(record, layout.records)
        if len(gathered.rows) >= ROWS:
            yield gathered.batch()
    if gathered.rows:
        yield gathered.batch()
    if gathered.next_row == 1:
        raise table_error(path.name, "the file holds no records", "one JSON object a line, or a list of objects")


def batch_of(records: Iterable[object], layout: Layout) -> Batch:
    """Records that are read already, as one batch; numbers should be as they were written."""
    gathered = _Gathered()
    for record in records:
        gathered.add(record, layout.records)
    return gathered.batch()


def flatten(record: object, lists: tuple[str, ...] = ()) -> list[Row]:
    """The rows of one record: one, or one for each item of the first of `lists` (dotted paths) that it has."""
    if not isinstance(record, dict):
        return []
    for path in lists:
        items, enclosing = _list_at(record, path.split("."))
        if items is not None:
            return [{**enclosing, **_fields(item)} for item in items if isinstance(item, dict)]
    return [_fields(record)]


class _Gathered:
    """Rows of records until they fill a batch."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.unreadable: list[Unreadable] = []
        self.next_row, self.pushes = 1, 0

    def add(self, record: object, lists: tuple[str, ...]) -> None:
        self.pushes += 1
        if isinstance(record, dict):
            self._extend([{**row, PUSH: str(self.pushes)} for row in flatten(record, lists)])
            return
        reason = record.reason if isinstance(record, _NotJson) else "no JSON object"
        text = record.text if isinstance(record, _NotJson) else json.dumps(record, ensure_ascii=False)
        self.unreadable.append(Unreadable(self.next_row, text[:200], reason, 'an object such as {"nu": "YT…"}'))
        self._extend([{PUSH: str(self.pushes)}])

    def _extend(self, rows: list[Row]) -> None:
        self.rows += rows
        self.next_row += len(rows)

    def batch(self) -> Batch:
        """What was gathered; begins anew."""
        names = dict.fromkeys(name for row in self.rows for name in row)
        frame = pl.DataFrame(self.rows, schema=dict.fromkeys(names, pl.String))
        batch = Batch(frame, self.next_row - len(self.rows), loose=True, unreadable=tuple(self.unreadable))
        self.rows, self.unreadable = [], []
        return batch


class _NotJson:
    """A line that is no JSON."""

    def __init__(self, text: str, reason: str) -> None:
        self.text, self.reason = text, reason


def _records(path: Path, encoding: str) -> Iterator[object]:
    head = next(blocks(path, quoted=False), b"").lstrip()
    if head.startswith(b"{") and not isinstance(_parsed(head.split(b"\n", 1)[0].decode(errors="replace")), _NotJson):
        yield from _lines(path, encoding)
        return
    document = _parsed(_whole(path, encoding))
    if isinstance(document, _NotJson):
        raise table_error(path.name, f"not valid JSON: {document.reason}", "one JSON object a line, or one JSON list")
    yield from document if isinstance(document, list) else [document]


def _lines(path: Path, encoding: str) -> Iterator[object]:
    for block in blocks(path, quoted=False):
        for line in to_utf8(block, encoding)[0].decode().split("\n"):
            if line.strip():
                yield _parsed(line)


def _whole(path: Path, encoding: str) -> str:
    return to_utf8(b"".join(chunks(path)), encoding)[0].decode().removeprefix("\ufeff")


def _parsed(text: str) -> object:
    """The value, numbers as they are written; never raises."""
    try:
        return DECODER.decode(text)
    except (json.JSONDecodeError, RecursionError) as error:
        return _NotJson(text, str(error))


def _list_at(record: Mapping[str, object], path: list[str]) -> tuple[list[object] | None, Row]:
    """The list at a path, and the fields that enclose it, the nearer before the farther."""
    enclosing: Row = {}
    value: object = record
    for step in path:
        if not isinstance(value, dict):
            return None, {}
        enclosing |= _fields({name: field for name, field in value.items() if name != step})
        value = value.get(step)
    return (value, enclosing) if isinstance(value, list) else (None, {})


def _fields(record: Mapping[str, object], prefix: str = "") -> Row:
    """Every field as text under its dotted name; lists stay JSON."""
    row: Row = {}
    for name, value in record.items():
        if isinstance(value, dict):
            row |= _fields(value, f"{prefix}{name}.")
        else:
            row[prefix + name] = _text(value)
    return row


def _text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False)
