"""A source of a test in the database, and its rounds."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import connection
from tests.sources.peers import Peer, opened

from tuotou.feeds.broker import Broker
from tuotou.operations.live.watch import Watch
from tuotou.operations.sources.register import Wanted, add_source
from tuotou.operations.sources.round import Taken, take_round
from tuotou.operations.warnings.handling import Hand
from tuotou.store.models import Source

NOW = 1_777_600_000_000_000  # 2026-05-01T01:46:40Z
AT = "2026-05-01T09:00:00+08:00"
BY = Hand("E001", NOW)


def clock() -> int:
    return NOW


def scan(number: int, **more: object) -> bytes:
    row = {"subject_kind": "parcel", "subject": f"YT{number:05d}", "kind": "accepted", "at": AT, "site": "SZ01"}
    return json.dumps({**row, "source": "handheld", **more}).encode()


def added(peer: Peer, watch: Watch, **wanted: object) -> Source:
    """The peer as a source."""
    return add_source(Wanted(peer.where, peer.kind, **wanted), watch.vocabulary, BY)  # type: ignore[arg-type]


def rounds(one: Source, broker: Broker, watch: Watch, messages: int) -> Taken:
    """Rounds until so many messages were taken; fails where they do not come."""
    done = Taken()
    for _ in range(200):
        done += take_round(one, broker, lambda: watch, clock)
        if done.messages >= messages:
            return done
    raise AssertionError(f"{done.messages} of {messages} messages came")


@contextmanager
def reading(peer: Peer) -> Iterator[Broker]:
    broker = opened(peer)
    try:
        yield broker
    finally:
        broker.close()


@contextmanager
def away(*tables: str) -> Iterator[None]:
    """The database lacks some tables for a while."""
    _rename([(table, f"{table}_away") for table in tables])
    try:
        yield
    finally:
        _rename([(f"{table}_away", table) for table in tables])


def _rename(names: Sequence[tuple[str, str]]) -> None:
    with connection.cursor() as cursor:
        for old, new in names:
            cursor.execute(f"ALTER TABLE {old} RENAME TO {new}")
