"""Messages of a broker to events: decoded, read by a mapping or as events themselves; what is no event is handed back.

The same messages give the same events under the same ids, however often they come and with whichever others.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple

import polars as pl

from tuotou.core.trail import event
from tuotou.core.trail.acceptance import accept
from tuotou.core.trail.vocabulary import Vocabulary
from tuotou.feeds.batch import PUSH, Batch, Finding
from tuotou.feeds.broker import Message
from tuotou.feeds.convert import Converter
from tuotou.feeds.event_file import SOURCE, without_faults
from tuotou.feeds.event_records import NotJson, read_records
from tuotou.feeds.json_records import DECODER, flatten
from tuotou.feeds.mapping import FeedMapping

TOPIC: Final = "_topic"
"""Column that a mapping may name: the topic of the message; `_topic_1`, `_topic_2` … are its parts."""
PARTS: Final = 9
EXAMPLE: Final = 'a JSON object in UTF-8 such as {"nu": "YT…"}, or a list of such'
UNREADABLE: Final = (
    (b"\x1f\x8b", "the message is compressed (gzip)"),
    (b"\xff\xfe", "the message is UTF-16"),
    (b"\xfe\xff", "the message is UTF-16"),
)


class Fault(NamedTuple):
    """Why a record is no event."""

    row: int  # its place among the records, from 0
    field: str
    value: str | None
    reason: str
    right: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A message, or a record of it, that is no event."""

    message: Message
    row: int  # of the message's records, from 1
    body: bytes  # the record, or the whole message where no record can be told
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """What some messages are."""

    rows: int
    events: pl.DataFrame  # the columns of `event.SCHEMA`, then attributes
    refused: tuple[Refused, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class _Record:
    """One JSON object of a message."""

    message: Message
    turn: int
    value: Mapping[str, Any]
    alone: bool

    def refused(self, faults: Iterable[Fault]) -> Refused:
        whole = json.dumps(self.value, ensure_ascii=False).encode("utf-8", "backslashreplace")
        return Refused(self.message, self.turn, self.message.body if self.alone else whole, tuple(faults))


def read_messages(messages: Sequence[Message], mapping: FeedMapping | None, words: Vocabulary, now: int) -> Read:
    """What some messages are at an instant (µs UTC): by a mapping, or without one events themselves.

    Raises `ValueError` or a `PolarsError` for what no frame can hold.
    """
    records, refused = list[_Record](), list[Refused]()
    for message in messages:
        value = _decoded(message.body, DECODER if mapping else PLAIN)
        items = value if isinstance(value, list) else [value]
        for turn, item in enumerate(items, 1):
            if isinstance(item, dict):
                records.append(_Record(message, turn, item, alone=not isinstance(value, list)))
            else:
                refused.append(_no_object(message, turn, item, alone=item is value))
    read = _as_events(records, words, now) if mapping is None else _mapped(records, mapping, words, now)
    return replace(read, rows=read.rows + len(refused), refused=(*refused, *read.refused))


def _no_number(word: str) -> float:
    raise ValueError(f"{word} is no number of JSON")


PLAIN: Final = json.JSONDecoder(parse_constant=_no_number)


def _decoded(body: bytes, decoder: json.JSONDecoder) -> object:
    """What a body holds; a `NotJson` where it cannot be read."""
    for magic, what in UNREADABLE:
        if body.startswith(magic):
            return NotJson("", what)
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return NotJson("", "the message is no UTF-8 text")
    try:
        return decoder.decode(text)
    except (ValueError, RecursionError) as error:
        return NotJson(text, f"no JSON: {error}")


def _no_object(message: Message, turn: int, item: object, alone: bool) -> Refused:
    reason = item.reason if isinstance(item, NotJson) else "no JSON object"
    fault = Fault(0, "", message.body[:200].decode("utf-8", "replace"), reason, EXAMPLE)
    body = message.body if alone else json.dumps(item).encode()
    return Refused(message, turn, body, (fault,))


def _as_events(records: Sequence[_Record], words: Vocabulary, now: int) -> Read:
    read = read_records((without_faults(record.value) for record in records), words, SOURCE)
    events, late = accept(read.events, words, now)
    faults = [Fault(*line) for line in read.refused.rows()]
    faults += (Fault(read.place[row], *why) for row, *why in late.rows())
    return Read(len(records), events, tuple(_refused(records, faults)))


def _mapped(records: Sequence[_Record], mapping: FeedMapping, words: Vocabulary, now: int) -> Read:
    """By a mapping. What the device's clock was off is told only by a broker that says when it had the message: when we
    have it is another instant each time.
    """
    rows, of = list[dict[str, str | None]](), list[int]()
    for place, record in enumerate(records):
        known = {PUSH: str(place), **_topic(record.message.topic, mapping)}
        for row in flatten(record.value, mapping.layout.records):
            rows.append({**row, **known})
            of.append(place)
    if not rows:
        return Read(0, event.empty())
    at = [records[place].message.received_at for place in of]
    if None in at:
        mapping = replace(mapping, sent_at=None)
    received = pl.Series([min(now if one is None else one, now) for one in at], dtype=pl.Int64)
    names = dict.fromkeys(name for row in rows for name in row)
    frame = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String))
    converted = Converter(mapping, words, mapping.name, received).convert(Batch(frame, 0, loose=True))
    faults = (
        Fault(of[row], field, value, reason, right) for _, row, field, value, reason, right in converted.rejected.rows()
    )
    return Read(len(rows), converted.events, tuple(_refused(records, faults)), converted.findings)


def _refused(records: Sequence[_Record], faults: Iterable[Fault]) -> Iterator[Refused]:
    """The records that have faults, each once."""
    found: dict[int, list[Fault]] = {}
    for fault in faults:
        found.setdefault(fault.row, []).append(fault)
    for place, theirs in sorted(found.items()):
        yield records[place].refused(theirs)


def _topic(topic: str, mapping: FeedMapping) -> dict[str, str | None]:
    """The topic and its parts, as far as the mapping reads them."""
    parts = topic.replace(".", "/").split("/")
    named = {TOPIC: topic, **{f"{TOPIC}_{turn}": part for turn, part in enumerate(parts[:PARTS], 1)}}
    read = mapping.columns()
    return {name: text for name, text in named.items() if name in read}
