"""Silence: of a source from which nothing came for longer than it may be silent, said once; and once that it is over.

Both are events on the trail of the feed. Their ids are made of the instant since when it was silent: a worker that is
killed after recording one records the same again, which changes nothing.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import polars as pl

from tuotou.core.trail.event import INSTANT
from tuotou.core.trail.generated_id import Episode, episode_id
from tuotou.operations.live.record_events import record_events
from tuotou.operations.live.watch import Watch
from tuotou.store.models import Source
from tuotou.store.recording import Clock
from tuotou.store.whole import writing

SECOND: Final = 1_000_000
MINUTE: Final = 60 * SECOND
VERSION: Final = "silence-1"


class _Said(NamedTuple):
    """What is said of a silence."""

    kind: str
    since: int  # µs UTC: when it was heard of last
    at: int
    more: pl.Expr  # its attribute


def tell_silence(watch: Watch, clock: Clock) -> int:
    """Tell what there is to tell of all sources; how many events are new."""
    told = 0
    for one in Source.objects.defer("secrets", "document"):
        if one.silent_since is not None and one.heard_at is not None:
            told += _say_ended(one, watch, clock)
        if one.silent_since is None and one.enabled and one.silent_after:
            told += _say_began(one, watch, clock)
    return told


def heard_last(one: Source) -> int:
    """The instant from which its silence counts: its last message, or when it was enabled or changed since (µs UTC)."""
    return max(one.last_message_at or 0, one.changed_at)


def _say_began(one: Source, watch: Watch, clock: Clock) -> int:
    since = heard_last(one)
    due = since + (one.silent_after or 0) * SECOND
    if clock() < due:
        return 0
    expected = pl.lit(due).cast(INSTANT).alias("expected_at")
    told = _record(one, _Said("feed_silent_began", since, due, expected), watch, clock)
    with writing():
        mine = Source.objects.defer("secrets", "document").select_for_update().get(pk=one.pk)
        mine.silent_since = since
        if heard_last(mine) != since or not mine.enabled:  # heard, changed or disabled meanwhile
            mine.heard_at = max(heard_last(mine), due)
        mine.save(update_fields=["silent_since", "heard_at"])
    return told


def _say_ended(one: Source, watch: Watch, clock: Clock) -> int:
    assert one.silent_since is not None and one.heard_at is not None
    minutes = pl.lit((one.heard_at - one.silent_since) / MINUTE).alias("minutes")
    told = _record(one, _Said("feed_silent_ended", one.silent_since, one.heard_at, minutes), watch, clock)
    with writing():
        Source.objects.filter(pk=one.pk).update(silent_since=None, heard_at=None)
    one.silent_since = one.heard_at = None
    one.refresh_from_db(fields=["last_message_at", "changed_at", "enabled"])
    return told


def _record(one: Source, said: _Said, watch: Watch, clock: Clock) -> int:
    """One event of the feed; 1 where it is new."""
    row = {
        "subject_kind": "feed",
        "subject": one.name,
        "id": episode_id(Episode(VERSION, "feed", one.name, said.since), said.kind, said.at),
        "kind": said.kind,
        "at": said.at,
        "site": one.site or None,
        "source": "derived",
    }
    events = pl.DataFrame([row]).with_columns(pl.col("at").cast(INSTANT), said.more)
    return record_events(events, watch, clock).fresh.height
