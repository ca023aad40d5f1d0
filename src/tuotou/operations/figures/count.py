"""Count: whoever was stirred is taken out of the figures as it was entered last, and entered anew.

Trails are read and judged by the one evaluator while nobody is kept waiting; one transaction writes what differs. Done
late, again or by several it comes to the same: the books hold the sum of the entries, and each subject knows its own.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from tuotou.core.indicators.entering import Books
from tuotou.core.promises.judge import judge
from tuotou.core.trail.whereabouts import WHEREABOUTS, whereabouts
from tuotou.operations.figures.booking import Entered, book
from tuotou.operations.figures.measuring import Measuring
from tuotou.operations.live.judging import unfolded
from tuotou.operations.live.watch import Watch
from tuotou.store import bulk, figures, places
from tuotou.store.alone import alone
from tuotou.store.held import KEY, Held, read_whole
from tuotou.store.models import Whereabouts
from tuotou.store.recording import Clock, past
from tuotou.store.whole import writing

CHUNK: Final = 4_000
"""Subjects counted together: more need more memory, fewer share less of what they rode in."""
PLACE: Final = ("subject", "kind", *WHEREABOUTS.names()[2:])


def count(watch: Watch, clock: Clock, limit: int = CHUNK) -> int:
    """Count the next subjects anew; how many there were."""
    now = past(clock)
    measuring = Measuring.of(watch, now)
    with writing():
        figures.counted_by(measuring.fingerprint, now)
    notes = figures.stirred(now, limit)
    if notes.subjects:
        _count(notes, measuring)
    with writing():
        figures.note_until(now)
    return len(notes.subjects)


def _count(notes: figures.Notes, measuring: Measuring) -> None:
    held = read_whole(notes.subjects, measuring.docket.handbook.vocabulary, measuring.columns)
    own = held.heads.filter(pl.col("subject_id").is_in(notes.subjects)).unique("subject_id")
    entered, there = _entered(held, own, measuring)
    with writing():
        alone("figures")
        later = book(entered, measuring)
        rows = there.filter(~pl.col("subject_id").is_in(sorted(later))).drop(*KEY).rows()
        bulk.upsert(Whereabouts, PLACE, rows, PLACE[:1], PLACE[1:])
        places.gone({*notes.subjects} - later - {*there["subject_id"]})  # they go on as others, or all was taken back
        figures.done(notes.notes)


def _entered(held: Held, own: pl.DataFrame, measuring: Measuring) -> tuple[Entered, pl.DataFrame]:
    """What some subjects count for, and where they are."""
    docket, now = measuring.docket, measuring.now
    books, there = Books(docket, now, measuring.since), [pl.DataFrame(schema=WHEREABOUTS)]
    for chunk, mine in unfolded(held.events, own, docket, now):
        books.add(judge(chunk, docket, now), mine)
        there.append(whereabouts(chunk, docket.handbook.vocabulary))
    ids = own.select("subject_id", *KEY)
    found = ids.join(pl.concat(there).unique(KEY, keep="last"), on=list(KEY), how="inner", maintain_order="left")
    named = found.select("subject_id", pl.col("subject_kind").alias("kind"), *WHEREABOUTS.names()[2:], *KEY)
    fresh = held.events.select(*KEY, "kind", pl.max_horizontal("recorded_at", "at").cast(pl.Int64).alias("known"))
    entries = books.all().join(ids, on=list(KEY)).drop(*KEY)
    again = {id: at for id, at in books.again().join(ids, on=list(KEY)).select("subject_id", "at").iter_rows()}
    return Entered(entries, again, ids["subject_id"].to_list(), fresh.join(ids, on=list(KEY)).drop(*KEY)), named
