"""Whose sites a subject passed without a scan of its own, in a bag or a truck: asked of those alone that have none."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import polars as pl

from tuotou.core.trail.names import names
from tuotou.core.trail.trail import SITE, Trail
from tuotou.core.trail.unfold import unfold_all
from tuotou.operations.inquiry.sight import EVERYTHING, Sight
from tuotou.operations.inquiry.trail import Held, trails_of
from tuotou.operations.live.watch import Watch
from tuotou.store.held import read_whole


def trails_seen(kind: str, numbers: Collection[str], sight: Sight, watch: Watch) -> Mapping[str, Held]:
    """The trails of those subjects of a kind that there are and that may be seen, by number. Raises `ArchiveError`."""
    every = trails_of(kind, numbers, EVERYTHING)
    seen = {name: one for name, one in every.items() if sight.sees_any(event.site for event in one.events)}
    rows = [one.row for name, one in every.items() if name not in seen and one.row is not None]
    passed = _passed(kind, rows, sight, watch) if rows else frozenset[str]()
    return {name: one for name, one in every.items() if name in seen or name in passed}


def _passed(kind: str, rows: Collection[int], sight: Sight, watch: Watch) -> frozenset[str]:
    """The numbers of those of some rows that something happened to within sight."""
    held = read_whole(list(rows), watch.vocabulary, watch.columns)
    trails = unfold_all(watch.docket.read_from(held.events), watch.vocabulary, reads=watch.docket.reads)
    return frozenset[str]().union(*(_lives(trail, kind, sight) for trail in trails))


def _lives(trail: Trail, kind: str, sight: Sight) -> frozenset[str]:
    lives = trail.lives.select(pl.col("subject_kind", "subject").cast(pl.String))
    sites = names(trail.site, SITE).to_list()
    own = {life for life, site in zip(trail.life.tolist(), sites, strict=True) if site is not None and sight.sees(site)}
    return frozenset(number for life, (of, number) in enumerate(lives.iter_rows()) if of == kind and life in own)
