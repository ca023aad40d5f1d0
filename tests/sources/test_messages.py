"""Messages to events: whatever they are, good ones become events, others come back with what would be right."""

from __future__ import annotations

import json

import polars as pl
import pytest

from tuotou.feeds import FeedMapping, parse_mapping
from tuotou.feeds.broker import Message
from tuotou.feeds.messages import Read, read_messages
from tuotou.handbook import read_vocabulary

WORDS, _ = read_vocabulary()
NOW = 1_777_600_000_000_000  # 2026-05-01T01:46:40Z
AT = "2026-05-01T09:00:00+08:00"
SCAN = {"subject_kind": "parcel", "subject": "YT1", "kind": "accepted", "at": AT, "site": "SZ01"}
MAPPING = """\
mapping: sorters
title: {zh: 分拣机, en: Sorting machines}
source: sorter
subject: {kind: parcel, column: code}
recorded: received
sent_at: sent
key: [time]
events:
  - at: time
    required: true
    site: {column: _topic_2}
    kind_from:
      column: [what]
      map: {S: sorted}
"""


def message(body: object, topic: str = "sorters/SZ01/scan", received_at: int | None = NOW) -> Message:
    text = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
    return Message(f"{topic}@{abs(hash(text))}", topic, text, received_at)


def read(*bodies: object) -> Read:
    return read_messages([message(body) for body in bodies], None, WORDS, NOW)


def sorters() -> FeedMapping:
    mapping, problems = parse_mapping(MAPPING, "sorters.yaml", WORDS)
    assert mapping is not None, problems
    return mapping


def mapped(*messages: Message, now: int = NOW) -> Read:
    return read_messages(messages, sorters(), WORDS, now)


def test_an_event_as_it_is_with_attributes_and_what_nobody_knows() -> None:
    found = read({**SCAN, "id": "e1", "weight_g": 1500, "attrs": {"lane": "B", "belt": 7}})
    assert found.refused == ()
    (row,) = found.events.to_dicts()
    assert (row["id"], row["kind"], row["site"], row["weight_g"]) == ("e1", "accepted", "SZ01", 1500)
    assert json.loads(row["attrs"]) == {"lane": "B", "belt": 7}
    assert row["at"].isoformat() == "2026-05-01T01:00:00+00:00"


def test_a_list_of_events_and_one_without_an_id_is_known_by_what_it_says() -> None:
    other = {**SCAN, "subject": "YT2"}
    twice = read([SCAN, other], dict(reversed(SCAN.items())))
    assert twice.events["subject"].to_list() == ["YT1", "YT2", "YT1"]
    first, second, third = twice.events["id"]
    assert first == third != second


@pytest.mark.parametrize(
    ("body", "field", "reason"),
    [
        ({**SCAN, "at": "2026-05-01 09:00"}, "at", "a time without its offset"),
        ({**SCAN, "at": 5}, "at", "outside the years"),
        ({**SCAN, "at": "2026-05-02T09:00:00+08:00"}, "at", "happened more than 5 minutes after it was recorded"),
        ({**SCAN, "kind": "S77"}, "kind", "no event kind of the vocabulary"),
        ({**SCAN, "subject": None}, "subject", "empty"),
        ({**SCAN, "subject": ["YT1"]}, "subject", "no text"),
        ({**SCAN, "weight_g": "heavy"}, "weight_g", "no whole number"),
        ({**SCAN, "weight_g": -1}, "weight_g", "cannot be so little"),
        ("a word", "", "no JSON object"),
        (b"{no json", "", "no JSON: "),
        (b'{"weight_g": NaN}', "", "no JSON: NaN is no number of JSON"),
        ('{"单号": "YT1"}'.encode("gb18030"), "", "the message is no UTF-8 text"),
        (b"\x1f\x8b\x08rest", "", "the message is compressed (gzip)"),
        (b"", "", "no JSON: "),
    ],
)
def test_what_is_no_event_is_handed_back_beside_the_good_ones(body: object, field: str, reason: str) -> None:
    found = read(SCAN, body, {**SCAN, "subject": "YT3"})
    assert found.events["subject"].to_list() == ["YT1", "YT3"]
    (refused,) = found.refused
    (fault,) = refused.faults
    assert fault.field == field and fault.reason.startswith(reason) and fault.right
    assert refused.body == message(body).body


def test_of_a_list_only_the_bad_ones_are_handed_back() -> None:
    found = read([SCAN, {**SCAN, "at": "?"}, 7])
    assert found.events.height == 1
    assert [(one.row, json.loads(one.body)) for one in found.refused] == [(3, 7), (2, {**SCAN, "at": "?"})]


def test_a_mapping_reads_the_topic_and_an_unknown_code_is_an_unknown_event() -> None:
    row = {"code": "YT1", "time": "2026-05-01 09:00:00", "what": "S"}
    found = mapped(message(row), message({**row, "what": "Z9"}, "sorters/SZ02/scan"), message({**row, "time": ""}))
    assert found.events.select("kind", "site").rows() == [("sorted", "SZ01"), ("unknown", "SZ02")]
    assert [finding.what for finding in found.findings] == ["code 'Z9' is mapped to no event kind"]
    (refused,) = found.refused
    assert [fault.field for fault in refused.faults] == ["time"]


def test_the_same_messages_are_the_same_events_with_whichever_others_and_whenever_they_come() -> None:
    rows = [{"code": f"YT{n % 3}", "time": f"2026-05-01 09:00:0{n % 5}", "what": "S", "sent": "2026-05-01 08:00:00"}
            for n in range(8)]  # fmt: skip
    messages = [message(row) for row in rows]
    columns = ["subject", "id", "at"]
    together = mapped(*messages).events.select(columns)
    apart = pl.concat([mapped(one, now=NOW + turn).events.select(columns) for turn, one in enumerate(messages)])
    assert together.rows() == apart.rows()


def test_a_clock_that_is_off_is_told_only_by_a_broker_that_stamps_its_messages() -> None:
    row = {"code": "YT1", "time": "2026-05-01 09:00:00", "what": "S", "sent": "2026-05-01 09:36:40"}
    by_broker = mapped(message(row, received_at=NOW))  # ten minutes after the device thought it was
    by_nobody = mapped(message(row, received_at=None))
    assert (by_broker.events["at"][0] - by_nobody.events["at"][0]).total_seconds() == 600
