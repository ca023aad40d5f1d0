"""Counting shares: the promises of the live store's subjects that may fall due in some periods, as known then."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import Final

import polars as pl

from tuotou.core.promises.crowd import Members, judge_crowds
from tuotou.core.promises.docket import Docket, compile_docket
from tuotou.core.promises.share import Population, populations
from tuotou.core.standards.standard import Standard
from tuotou.operations.live.judging import judged
from tuotou.operations.live.watch import Watch
from tuotou.store.held import read_whole
from tuotou.store.models import Subject

CHUNK: Final = 5_000
"""Subjects judged at once."""
DAY: Final = 24 * 3_600_000_000
LONGEST: Final = 60 * DAY
"""µs that a deadline may lie behind the last that was recorded, where it is read from an event or a table."""


def count_shares(
    watch: Watch, versions: Collection[tuple[str, int]], since: int, as_of: int
) -> dict[tuple[str, int], Population]:
    """Versions of share standards with their promises due from `since` on, as believed at `as_of` (µs UTC).

    What fell due before is counted in part only: it is not meant.
    """
    docket = share_docket(watch, versions)
    shares = populations(docket.handbook)
    crowds: list[Members] = []
    for ids in _portions(docket, since):
        held = read_whole(ids, watch.vocabulary, watch.columns)
        own = held.heads.filter(pl.col("subject_id").is_in(ids))
        for each in judged(held.events, own, docket, as_of):
            crowds += (crowd.members(named=False) for crowd in each.crowds)
            for share in shares:
                share.add(each)
    for crowd in judge_crowds(crowds, docket, as_of):
        for share in shares:
            share.add_crowd(crowd)
    return {(share.standard.id, share.standard.version): share for share in shares}


def share_docket(watch: Watch, versions: Collection[tuple[str, int]]) -> Docket:
    """The shares, and the standards whose promises they count."""
    wanted = [s for s in watch.handbook.standards if (s.id, s.version) in versions]
    of = {id for s in wanted if s.share for id in s.share.of}
    counted = [s for s in watch.handbook.standards if s.id in of]
    return compile_docket(replace(watch.handbook, standards=(*counted, *wanted)))


def _portions(docket: Docket, since: int) -> Iterator[Sequence[int]]:
    """The subjects of which a promise may fall due from an instant on: something was recorded of them late enough."""
    reach = max((_reach(row.standard) for row in docket.rows), default=0)
    kinds = {row.standard.subject for row in docket.rows}
    some = Subject.objects.filter(kind__in=kinds, recorded_at__gte=since - reach).order_by("id")
    after = 0
    while ids := list(some.filter(id__gt=after).values_list("id", flat=True)[:CHUNK]):
        yield ids
        after = ids[-1]


def _reach(standard: Standard) -> int:
    """How long before a deadline the last of its subject may have been recorded."""
    if standard.form == "within":
        return LONGEST
    return standard.window + DAY if standard.form == "at_most" else DAY
