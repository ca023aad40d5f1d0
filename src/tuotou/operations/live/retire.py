"""Retire: subjects whose life ended long ago leave the live tables; the archive has their trails (kernel rule 66).

Whoever nothing is due of, nothing counts and nothing else needs says nothing more by itself. So it makes no difference
that it is gone, and should something come in late after all, `bring_back` fetches it first. What was said of it stays.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl

from tuotou.core.promises.docket import Docket
from tuotou.core.trail.search import places
from tuotou.operations.live.archive_days import archived_until
from tuotou.operations.live.judging import judged
from tuotou.operations.live.share_count import share_docket
from tuotou.operations.live.shares import counted_since
from tuotou.operations.live.watch import Watch
from tuotou.store import bulk, retired
from tuotou.store.held import KEY, Held, around, hold_packed, inmost_first
from tuotou.store.models import Subject
from tuotou.store.retired import Key, Place, key_of
from tuotou.store.whole import wholly

DAY: Final = 86_400_000_000
AFTER: Final = 30 * DAY
"""µs that a subject stays after its life ended."""
CHUNK: Final = 1_000


def retire(root: Path, watch: Watch, now: int, limit: int = CHUNK, enough: Callable[[], bool] = lambda: False) -> int:
    """Let go, chunk by chunk, whoever may leave by `now` (µs UTC) and lies whole in the archive `root`; how many.

    Raises `ArchiveError`.
    """
    leaving = Leaving.of(root, watch, now)
    done, after = 0, 0
    while not enough() and (ids := leaving.candidates(after, limit)):
        done += wholly(lambda ids=ids: leaving.go(ids))  # type: ignore[misc]
        after = ids[-1]
    return done


@dataclass(frozen=True)
class Leaving:
    """Who may leave at one time."""

    watch: Watch
    counted: Docket  # whose promises shares count
    since: int | None  # from when on those that fall due are counted yet, µs
    ended: int  # whose life ended before
    before: int  # who was recorded last before: it lies whole in the archive

    @classmethod
    def of(cls, root: Path, watch: Watch, now: int) -> Leaving:
        """By the documents, at an instant."""
        shares = {(s.id, s.version) for s in watch.handbook.standards if s.share}
        since, ended = counted_since(watch, now), now - AFTER
        return cls(watch, share_docket(watch, shares), since, ended, min(archived_until(root), ended))

    def candidates(self, after: int, limit: int) -> list[int]:
        """The next ids of those that nothing is due of, whose life ended, or is over since they have been silent."""
        kinds = self.watch.vocabulary.subjects.values()
        rest = {kind.name: kind.silence or kind.stay for kind in kinds}
        silent = {name: self.ended - rest for name, rest in rest.items() if rest}
        return retired.quiet(after, limit, self.before, self.ended, silent)

    def go(self, ids: Sequence[int]) -> int:
        """Let those of some subjects go that may, with all that goes on as them; how many."""
        mine = {(kind, number) for kind, number in bulk.rows(Subject, ("kind", "number"), "id", ids)}
        groups = retired.linked(mine)
        whole = pl.DataFrame(sorted(mine.union(*groups)), schema=dict.fromkeys(KEY, pl.String()), orient="row")
        last = inmost_first(self.watch.vocabulary)
        held = hold_packed(whole, last=last).unpacked(self.watch.columns)
        # what they ride in is locked too: nothing happens to it while we look whether they know of all that did
        beside = around(held, self.watch.vocabulary, self.watch.columns)
        there = {
            id: (kind, number)
            for id, kind, number, events in held.heads.select("subject_id", *KEY, "events").iter_rows()
            if events
        }
        stay = retired.needed(there) | self._owed(held, beside) | self._unquiet(held)
        staying = {there[id] for id in stay}
        for group in groups:
            if group & staying:
                staying |= group
        gone = [id for id, key in there.items() if key not in staying]
        if gone:
            self._leave(held, gone, groups)
        return len(gone)

    def _unquiet(self, held: Held) -> set[int]:
        """Those that may not leave: something came in meanwhile, or of a number that goes on as theirs."""
        quiet = pl.col("next_due_at").is_null() & (pl.col("recorded_at") < self.before)
        return set(held.heads.filter(~quiet & (pl.col("events") > 0))["subject_id"])

    def _owed(self, held: Held, beside: Held) -> set[int]:
        """Those of which a promise falls due in a period that is counted yet."""
        if self.since is None:
            return set()
        events = pl.concat([held.events, beside.events], how="diagonal_relaxed")
        found = [pl.DataFrame(schema=dict.fromkeys(KEY, pl.String()))]
        for each in judged(events, held.heads, self.counted, self.ended + AFTER):
            trail = each.sheet.trail
            for ruling in each.rulings:
                late = places(ruling.batch.due >= self.since)
                lives = np.unique(trail.life[ruling.batch.pairing.row[late]])
                found.append(trail.lives[lives].select(pl.col(KEY).cast(pl.String)))
        return set(held.heads.join(pl.concat(found), on=list(KEY), how="semi")["subject_id"])

    def _leave(self, held: Held, gone: Collection[int], groups: Sequence[set[Key]]) -> None:
        days = (pl.col("recorded_at").to_physical() // DAY).cast(pl.Int64)
        spans = held.events.group_by(KEY).agg(days.min().alias("first"), days.max().alias("last"))
        rows = held.heads.filter(pl.col("subject_id").is_in(list(gone))).join(spans, on=list(KEY))
        ended = {id: at for id, at in bulk.rows(Subject, ("id", "ended_at"), "id", list(gone))}
        names = ("subject_id", *KEY, "first", "last", "known_until")
        by_key = {
            (kind, number): Place(key_of(kind, number), first, last, ended[id], known)
            for id, kind, number, first, last, known in rows.select(names).iter_rows()
        }
        for group in groups:  # of a number that others go on as nothing may have come yet: it is found by theirs
            places = [by_key[key] for key in group if key in by_key]
            by_key |= {key: each._replace(key=key_of(*key)) for key in group - by_key.keys() for each in places}
        contains = rows.filter(pl.col("subject_kind").is_in(self.watch.vocabulary.containers))["subject_id"]
        retired.alight(gone)
        retired.leave(gone, [*contains], by_key.values())
