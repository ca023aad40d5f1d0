"""Events as other systems send them: JSON objects with the fields of `event.SCHEMA`, attributes beside or in `attrs`.

Without an `id` an event is known by all that it says. Each is read for itself: a good one beside a bad one is kept, and
a bad one is handed back with all that is wrong.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from tuotou.core.document import suggest
from tuotou.core.trail.acceptance import REFUSED
from tuotou.core.trail.event import INSTANT, SCHEMA
from tuotou.core.trail.generated_id import content_id
from tuotou.core.trail.vocabulary import Vocabulary
from tuotou.feeds.event_values import Wrong, attribute, instant, shown, text

LENGTHS: Final[Mapping[str, int]] = {
    "subject_kind": 32,
    "subject": 120,
    "id": 200,
    "kind": 64,
    "site": 64,
    "person": 64,
    "source": 64,
}
REQUIRED: Final = ("subject_kind", "subject", "kind", "at")
FIELDS: Final = (*LENGTHS, "at", "recorded_at", "attrs")
AN_EVENT: Final = '{"subject_kind": "parcel", "subject": "YT…", "id": "…", "kind": "accepted", "at": "…+08:00"}'
_FIELDS, _LENGTHS = frozenset(FIELDS), tuple(LENGTHS.items())
Faults = list[tuple[str, str, str, str]]
"""Field, value, reason, what would be right."""


@dataclass(frozen=True, slots=True)
class NotJson:
    """What stood where an object should be."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Records:
    """What became of some records."""

    rows: int
    events: pl.DataFrame  # `event.SCHEMA`, then typed attributes
    place: list[int]  # the record of each event, from 0
    refused: pl.DataFrame  # acceptance.REFUSED; a line for each fault


def parsed_lines(body: bytes) -> Iterator[object]:
    """NDJSON: one value a line; a line that is none is a `NotJson`."""
    for line in body.split(b"\n"):
        if line.strip():
            yield parsed(line)


def parsed(value: bytes) -> object:
    """The JSON value, or a `NotJson`; never raises."""
    try:
        return _JSON.decode(value.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return NotJson(value[:80].decode("utf-8", "replace"), "not in UTF-8")
    except (ValueError, RecursionError) as error:
        return NotJson(value[:80].decode("utf-8", "replace"), str(error))


def read_records(values: Iterable[object], vocabulary: Vocabulary, source: str) -> Records:
    """The events of some values. `source`: whose they are where they do not say."""
    reader, events, place, refused, rows = _Reader(vocabulary, source), list[dict[str, Any]](), list[int](), [], 0
    for row, value in enumerate(values):
        event, faults = reader.read(value)
        rows = row + 1
        if faults:
            refused += [(row, *fault) for fault in faults]
        else:
            events.append(event)
            place.append(row)
    names = dict.fromkeys(name for event in events for name in event if name not in SCHEMA)
    stored = {name: pl.Int64() if dtype == INSTANT else dtype for name, dtype in reader.dtypes(names).items()}
    frame = pl.DataFrame(events, schema=stored)
    instants = [pl.col(name).cast(INSTANT) for name, dtype in reader.dtypes(names).items() if dtype == INSTANT]
    return Records(rows, frame.with_columns(instants), place, pl.DataFrame(refused, schema=REFUSED, orient="row"))


class _Reader:
    """Reads one record after the other."""

    def __init__(self, vocabulary: Vocabulary, source: str) -> None:
        self._vocabulary, self._source = vocabulary, source
        self._words, self._sources = vocabulary.attributes, vocabulary.sources
        self._known = frozenset((*FIELDS, *vocabulary.attributes))

    def dtypes(self, attributes: Iterable[str]) -> dict[str, pl.DataType]:
        """The columns of a frame with these attributes."""
        return {**SCHEMA, **{name: self._vocabulary.dtype(name) for name in attributes}}

    def read(self, value: object) -> tuple[dict[str, Any], Faults]:
        """The event as a row, and what is wrong with it."""
        if isinstance(value, NotJson):
            return {}, [("", value.text, f"no JSON: {value.reason}", AN_EVENT)]
        if not isinstance(value, dict):
            return {}, [("", shown(value), "no JSON object", AN_EVENT)]
        faults: Faults = []
        row: dict[str, Any] = {name: self._text(value, name, most, faults) for name, most in _LENGTHS}
        row["source"] = row["source"] or self._source
        row["id"] = row["id"] or content_id(json.dumps(value, sort_keys=True))
        row["at"] = self._instant(value, "at", faults)
        self._attributes(value, row, faults)
        for name in value.keys() - self._known:
            faults.append((name, shown(value[name]), "no field and no attribute of an event", suggest(name, FIELDS)))
        if row["source"] not in self._sources:
            right = suggest(str(row["source"]), list(self._sources))
            faults.append(("source", str(row["source"]), "no source of the vocabulary", right))
        return row, faults

    def _text(self, record: Mapping[str, object], name: str, most: int, faults: Faults) -> str | None:
        value = record.get(name)
        if type(value) is str and 0 < len(value) <= most and value.isprintable():
            return value  # as nearly all are
        if value is None or value == "":
            if name in REQUIRED:
                faults.append((name, shown(value), "empty", "every event needs it"))
            return None
        try:
            return text(value, most)
        except Wrong as wrong:
            faults.append((name, shown(value), wrong.what, wrong.right))
            return None

    def _instant(self, record: Mapping[str, object], name: str, faults: Faults) -> int | None:
        try:
            return instant(record.get(name))
        except Wrong as wrong:
            faults.append((name, shown(record.get(name)), wrong.what, wrong.right))
            return None

    def _attributes(self, record: Mapping[str, object], row: dict[str, Any], faults: Faults) -> None:
        """Words of the vocabulary typed; the others as they are, for nobody but people to read (rule 69)."""
        inner = record.get("attrs") or {}
        if not isinstance(inner, dict):
            faults.append(("attrs", shown(inner), "no JSON object", '{"weight_g": 1200}'))
            return
        beside = [(name, value) for name, value in record.items() if name not in _FIELDS]
        others = {}
        for name, value in (*beside, *inner.items()):
            meant = self._words.get(name)
            if meant is None and name in inner:
                others[name] = value
            elif meant is not None and value is not None:
                try:
                    row[name] = attribute(value, meant)
                except Wrong as wrong:
                    faults.append((name, shown(value), wrong.what, wrong.right))
        if "recorded_at" in record:  # ours to give; theirs is what they claim
            row["claimed_at"] = row.get("claimed_at") or self._instant(record, "recorded_at", faults)
        if others:
            row["attrs"] = self._rest(others, faults)

    def _rest(self, others: Mapping[str, object], faults: Faults) -> str | None:
        try:
            return text(json.dumps(others, ensure_ascii=False), 16_000)
        except Wrong as wrong:
            faults.append(("attrs", shown(others), wrong.what, wrong.right))
            return None


def _no_number(word: str) -> float:
    raise ValueError(f"{word} is no number of JSON")


_JSON: Final = json.JSONDecoder(parse_constant=_no_number)
