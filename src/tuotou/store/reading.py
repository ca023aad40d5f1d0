"""The trails of a few subjects with all that judging them takes, read in as few questions to the database as may be.

Who stands before a customer waits for each: the processor is shared with those who record and those who judge.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl
from django.db import connection

from tuotou.core.trail.vocabulary import Vocabulary
from tuotou.store import bulk
from tuotou.store.array import array
from tuotou.store.held import HEAD, Packed

Key = tuple[str, str]
"""A subject's kind and number."""
TOLD: Final = ("id", "kind", "number", "events", "recorded_at", "known_until", "next_due_at", "trail")
ASKED: Final = {
    "postgresql": "SELECT * FROM unnest(%s::varchar[], %s::varchar[])",
    "sqlite": "SELECT value ->> 0, value ->> 1 FROM json_each(%s)",
}
EACH: Final = {
    "postgresql": "SELECT t.* FROM w CROSS JOIN LATERAL (SELECT {told} FROM {table} WHERE {condition} OFFSET 0) AS t",
    "sqlite": "SELECT {told} FROM w CROSS JOIN {table} ON {condition}",
}
"""Each is looked for by its key, however few rows PostgreSQL believes there to be."""


@dataclass(frozen=True)
class Naming:
    """Which lines of a packed trail name another subject: `core.trail.ties`, of one trail, without a frame."""

    columns: Mapping[str, tuple[str | None, str]]  # event kind → kind of the container or None, attribute of its number
    word: re.Pattern[bytes]  # what only such lines have

    @classmethod
    def of(cls, vocabulary: Vocabulary) -> Naming:
        """By the words of events."""
        kinds = vocabulary.kinds.values()
        entering = {kind.name: (kind.enters, "into") for kind in kinds if kind.enters}
        going_on = {kind.name: (None, kind.continues) for kind in kinds if kind.continues and not kind.enters}
        columns = {**entering, **going_on}
        names = sorted({re.escape(column) for _, column in columns.values()})
        return cls(columns, re.compile(rf'"(?:{"|".join(names)})":'.encode()))

    def named(self, subject_kind: str, trail: bytes) -> Iterator[Key]:
        """What a subject was ever put into, and as what it goes on."""
        for line in trail.splitlines() if self.word.search(trail) else ():
            if self.word.search(line):
                event = json.loads(line)
                into, column = self.columns.get(event["kind"], (None, ""))
                if (number := event.get(column)) is not None:
                    yield into or subject_kind, number


def read_few(keys: Iterable[Key], naming: Naming) -> Packed:
    """Those of some subjects that there are, those that go on as them, and all that these rode in and went on as."""
    seen = {*keys}
    rows = fresh = _read(seen, before=True)
    while fresh:
        seen |= {(row[1], row[2]) for row in fresh}
        wanted = {key for row in fresh for key in naming.named(row[1], bytes(row[7]))} - seen
        fresh = _read(wanted) if wanted else []
        seen |= wanted
        rows = rows + fresh
    heads = pl.DataFrame([row[:7] for row in rows], schema=HEAD, orient="row")
    return Packed(heads, {row[0]: bytes(row[7]) for row in rows})


def _read(keys: Collection[Key], before: bool = False) -> list[bulk.Row]:
    """Their rows; `before`: of those too that go on as them, and as these."""
    vendor, ordered = connection.vendor, sorted(keys)
    by_column = [array([key[turn] for key in ordered]) for turn in (0, 1)]
    parameters = by_column if vendor == "postgresql" else [json.dumps(ordered)]
    back = _each("continuation", ("kind", "number"), "continuation.kind = w.kind AND goes_on_as = w.number")
    found = _each("subject", TOLD, "subject.kind = w.kind AND subject.number = w.number")
    asked = f"{ASKED[vendor]} UNION {back}" if before else ASKED[vendor]
    return bulk.run(f"WITH RECURSIVE w (kind, number) AS ({asked}) {found}", parameters)


def _each(table: str, told: Collection[str], condition: str) -> str:
    columns = ", ".join(f"{table}.{name}" for name in told)
    return EACH[connection.vendor].format(told=columns, table=table, condition=condition)
