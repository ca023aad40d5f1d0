"""A round of a source: what comes is recorded once and judged, what is no event is kept, nothing is lost."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.db import DatabaseError
from tests.sources.peers import Kafka, Peer, mqtt_session
from tests.sources.rounds import AT, BY, NOW, added, away, clock, reading, rounds, scan

from tuotou.operations.live.push import events_of, push
from tuotou.operations.live.wake import wake
from tuotou.operations.live.watch import Watch
from tuotou.operations.sources.refusals import KEPT, export_refused, forget_refused, list_refused
from tuotou.operations.sources.register import NoSource, enable_source, remove_source, source
from tuotou.operations.sources.round import take_round
from tuotou.operations.warnings.handling import CannotDo
from tuotou.store.models import AuditEntry, Promise, RecordedEvent, RefusedMessage, Source, Subject

pytestmark = pytest.mark.django_db(transaction=True)
DAY = 24 * 3_600_000_000
BELTS = """\
mapping: belts
title: {zh: 皮带机, en: Belts}
source: sorter
subject: {kind: parcel, column: code}
recorded: received
key: [time]
events:
  - {kind: sorted, at: time, required: true, site: {column: _topic_2}}
"""


def test_messages_are_recorded_judged_and_never_come_again(peer: Peer, watch: Watch) -> None:
    one = added(peer, watch)
    with reading(peer) as broker:
        peer.send([scan(n) for n in range(30)] + [b"{no json", scan(99, kind="S77")])
        done = rounds(one, broker, watch, 32)
    assert (done.recorded, done.repeated, len(done.refused)) == (30, 0, 2)
    assert RecordedEvent.objects.count() == 30

    while wake(watch, lambda: NOW + 3 * DAY):
        pass
    assert Promise.objects.filter(subject__number="YT00007", status="broken").exists()

    kept = Source.objects.get()
    assert (kept.messages, kept.recorded, kept.refused, kept.last_message_at) == (32, 30, 2, NOW)
    assert {row.reason for row in RefusedMessage.objects.all()} >= {"no event kind of the vocabulary"}
    with reading(peer) as broker:
        peer.send([scan(1000)])
        assert rounds(one, broker, watch, 1).recorded == 1


def test_what_could_not_be_recorded_is_not_acknowledged_and_comes_again(peer: Peer, watch: Watch) -> None:
    one = added(peer, watch)
    with reading(peer) as broker:
        peer.send([scan(n) for n in range(20)])
        with away("subject"), pytest.raises(DatabaseError):
            rounds(one, broker, watch, 20)
    assert RecordedEvent.objects.count() == 0
    with reading(peer) as broker, away("source"), pytest.raises(DatabaseError):
        rounds(one, broker, watch, 20)  # recorded, and killed before anybody could say so
    some = RecordedEvent.objects.count()
    assert some > 0
    with reading(peer) as broker:
        done = rounds(one, broker, watch, 20)
    assert done.recorded + some == 20
    assert (done.repeated, RecordedEvent.objects.count(), Subject.objects.count()) == (some, 20, 20)


def test_a_message_that_cannot_be_recorded_blocks_none_beside_it(peer: Peer, watch: Watch) -> None:
    """Half a character and a NUL, which no text of a database holds; brackets without end."""

    def row(code: str) -> bytes:
        return json.dumps({"code": code, "time": "2026-05-01 09:00:00"}).encode()

    one = added(peer, watch, mapping="belts.yaml", document=BELTS)
    odd = [row("YT\ud800"), row("YT\0"), b"[" * 100_000]
    with reading(peer) as broker:
        peer.send([row(f"YT{n}") for n in range(5)] + odd + [row(f"YT{n}") for n in range(5, 10)])
        done = rounds(one, broker, watch, 13)
    assert (done.recorded, len(done.refused)) == (10, 3)
    assert RefusedMessage.objects.filter(reason__startswith="it cannot be recorded").count() == 2
    with reading(peer) as broker:
        peer.send([row("YT11")])
        assert rounds(one, broker, watch, 1).messages == 1


def test_what_was_refused_is_corrected_and_pushed(kafka_peer: Kafka, watch: Watch, tmp_path: Path) -> None:
    one = added(kafka_peer, watch)
    with reading(kafka_peer) as broker:
        kafka_peer.send([scan(1), scan(2, at="?"), json.dumps([json.loads(scan(3, kind="S77")), 7]).encode(), b"{no"])
        rounds(one, broker, watch, 4)
    _, rows = list_refused(one.name, 10)
    assert {(row.row, row.field) for row in rows} == {(1, "at"), (1, "kind"), (2, ""), (1, "")}
    file = tmp_path / "refused.ndjson"
    assert export_refused(one.name, file) == 4
    lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    assert all(line["_reason"] and line["_right"] and line["_sheet"] for line in lines)
    corrected = [{**line, "at": AT, "kind": "accepted"} for line in lines if "subject" in line]
    file.write_text("".join(json.dumps(line) + "\n" for line in corrected), "utf-8")

    pushed = push(events_of(file, None, watch, clock), lambda: watch, clock)
    assert (pushed.rows, pushed.fresh, pushed.refused) == (2, 2, 0)
    assert sorted(Subject.objects.values_list("number", flat=True)) == ["YT00001", "YT00002", "YT00003"]
    assert forget_refused(NOW + KEPT) == 0
    assert forget_refused(NOW + KEPT + 1) == 4


def test_an_mqtt_topic_says_where_it_was(watch: Watch) -> None:
    with mqtt_session() as peer:
        one = added(peer, watch, mapping="belts.yaml", document=BELTS)
        with reading(peer) as broker:
            for site in ("SZ01", "SZ02"):
                peer.send([json.dumps({"code": f"YT{site}", "time": "2026-05-01 09:00:00"}).encode()], f"{site}/scan")
            rounds(one, broker, watch, 2)
    places = RecordedEvent.objects.order_by("subject").values_list("subject", "site")
    assert list(places) == [("YTSZ01", "SZ01"), ("YTSZ02", "SZ02")]


def test_nothing_there_changes_nothing(kafka_peer: Kafka, watch: Watch) -> None:
    one = added(kafka_peer, watch)
    with reading(kafka_peer) as broker:
        assert take_round(one, broker, lambda: watch, clock).messages == 0
    assert Source.objects.get().last_message_at is None


def test_who_did_what_with_a_source_stands_in_the_audit(kafka_peer: Kafka, watch: Watch) -> None:
    one = added(kafka_peer, watch)
    with pytest.raises(CannotDo, match="already"):
        added(kafka_peer, watch)
    with pytest.raises(CannotDo, match="disable it first"):
        remove_source(one.name, BY)
    enable_source(one.name, BY, False)
    remove_source(one.name, BY)
    with pytest.raises(NoSource):
        source(one.name)
    acts = AuditEntry.objects.order_by("pk").values_list("act", "who")
    assert list(acts) == [(f"source.{verb}", "E001") for verb in ("add", "disable", "remove")]


@pytest.mark.parametrize(
    ("wanted", "what"),
    [
        ({"mapping": "kuaidi100"}, "reads whole lists"),
        ({"mapping": "kuaidi"}, "there is no mapping 'kuaidi'"),
        ({"mapping": "own.yaml", "document": "mapping: own\n"}, "own.yaml:1:1"),
        ({"silent_after": 0}, "after a second at the earliest"),
    ],
)
def test_a_source_that_cannot_be_read_is_not_added(
    kafka_peer: Kafka, watch: Watch, wanted: dict[str, object], what: str
) -> None:
    with pytest.raises(CannotDo, match=what):
        added(kafka_peer, watch, **wanted)
    assert not Source.objects.exists()
