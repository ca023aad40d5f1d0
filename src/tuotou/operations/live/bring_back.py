"""Bring back: what is recorded late of a retired number finds its trail where it was (kernel rule 66).

With a parcel comes back what it rode in and every number that it had; with a bag or a truck come those who rode in it
when something happened. Then they are judged as if they had never left.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import polars as pl
from django.conf import settings

from tuotou.archive.layout import SUBJECT_KEY
from tuotou.core.trail.ties import ties
from tuotou.core.trail.vocabulary import Vocabulary
from tuotou.operations.live.archive_days import archived_days
from tuotou.operations.live.watch import Watch
from tuotou.store import bulk, retired
from tuotou.store.held import KEY, begin, hold_packed, note_riders, predecessors
from tuotou.store.models import Subject
from tuotou.store.packing import trails
from tuotou.store.retired import Key, Place, key_of

EPOCH: Final = date(1970, 1, 1)


def bring_back(good: pl.DataFrame, heads: pl.DataFrame, watch: Watch) -> bool:
    """See to it that all whom some events concern have their trails; whether they must be held again.

    `heads`: the subjects of the events as they are held (`held.HEAD`). Asked once they are, so that nobody leaves
    between. Raises `ArchiveError`.
    """
    if not retired.anybody():
        return False
    mine = _keys(good)
    ids = {(kind, number): id for id, kind, number in heads.select("subject_id", *KEY).rows()}
    there = _keys(heads.filter(pl.col("events") > 0))
    wanted = (mine - there) | _named(good, watch.vocabulary) | _riders(good, mine & ids.keys(), ids, watch.vocabulary)
    back = restore(wanted, watch) if wanted else False
    left = mine - ids.keys()  # they left just before they were held
    begin(_frame(left))
    return back or bool(left)


def _riders(good: pl.DataFrame, mine: set[Key], ids: dict[Key, int], vocabulary: Vocabulary) -> set[Key]:
    """The retired who rode in the containers to which something happened, put in so late that it may concern them."""
    containers = {ids[key] for key in mine if key[0] in vocabulary.containers}
    if not containers:
        return set()
    seen = good.select("subject_kind", "at").filter(pl.col("subject_kind").is_in(list(vocabulary.containers)))
    first = min(seen["at"].to_physical(), default=0)
    stay = max(kind.stay or 0 for kind in vocabulary.subjects.values())
    return retired.riders(containers, first - stay, vocabulary.containers)


def restore(wanted: set[Key], watch: Watch) -> bool:
    """Bring those of some numbers back that have retired, with whatever it takes to judge them; whether any had."""
    seen, back = set[Key](), False
    while wanted := wanted - seen:
        seen |= wanted
        places = retired.found([key_of(*key) for key in wanted])
        mine = {key: place for key in wanted if (place := places.get(key_of(*key)))}
        there = hold_packed(_frame(mine), "read").heads.filter(pl.col("events") > 0) if mine else _frame([])
        gone = {key: place for key, place in mine.items() if key not in _keys(there)}
        if not gone:
            break
        events = archived(gone)
        back |= _fill(events, gone, watch)
        wanted = _named(events, watch.vocabulary) | _keys(predecessors(_frame(gone)))
    return back


def _frame(keys: Iterable[Key]) -> pl.DataFrame:
    return pl.DataFrame(sorted(keys), schema=dict.fromkeys(KEY, pl.String()), orient="row")


def archived(places: dict[Key, Place]) -> pl.DataFrame:
    """All events of some numbers, from the days of the archive on which they lie."""
    first, last = min(p.first_day for p in places.values()), max(p.last_day for p in places.values())
    archive = archived_days(Path(settings.ARCHIVE), EPOCH + timedelta(days=first), EPOCH + timedelta(days=last))
    kinds = sorted({kind for kind, _ in places})
    found = [archive.subjects(kind, [number for of, number in places if of == kind]) for kind in kinds]
    events = pl.concat(found, how="diagonal_relaxed").with_columns(pl.col(pl.Categorical).cast(pl.String))
    return events.drop(SUBJECT_KEY).sort("recorded_at", "at", "id")


def _fill(events: pl.DataFrame, places: dict[Key, Place], watch: Watch) -> bool:
    """Give the numbers their rows and trails again, and note what they ride in; whether any had none."""
    keys = events.select(KEY).unique()
    begin(keys)
    blank = hold_packed(keys).heads.filter(pl.col("events") == 0)
    mine = events.join(blank, on=list(KEY), how="semi", maintain_order="left")
    whole = trails(mine, pl.col("recorded_at").max().to_physical())
    rows = []
    joined = whole.join(blank.select("subject_id", *KEY), on=list(KEY))
    for kind, number, trail, count, at, id in joined.iter_rows():
        place = places[kind, number]
        rows.append((id, trail, count, at, max(place.known_until, at), place.ended_at))
    bulk.update(Subject, ("id", "trail", "events", "recorded_at", "known_until", "ended_at"), rows)
    tied = ties(mine, watch.vocabulary)
    begin(tied.filter("enters").select(subject_kind="to_kind", subject="to").unique())
    note_riders(tied, {(kind, number): id for kind, number, id in joined.select(*KEY, "subject_id").iter_rows()})
    return bool(rows)


def _named(events: pl.DataFrame, vocabulary: Vocabulary) -> set[Key]:
    """The subjects that events name."""
    return set(ties(events, vocabulary).select("to_kind", "to").rows())


def _keys(frame: pl.DataFrame) -> set[Key]:
    return set(frame.select(pl.col(KEY).cast(pl.String)).rows())
