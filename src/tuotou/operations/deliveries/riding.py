"""Trails as the public reads them: a parcel's own events, and what it inherits from what it rides in."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import polars as pl

from tuotou.core.trail.facts import believed
from tuotou.core.trail.trail import Trail
from tuotou.core.trail.unfold import unfold_all
from tuotou.core.trail.vocabulary import Vocabulary
from tuotou.operations.deliveries.fact import Fact
from tuotou.store import bulk
from tuotou.store.held import ids_of, read_whole
from tuotou.store.packing import columns_of

PARCEL: Final = "parcel"
Line = Mapping[str, Any]
TOLD: Final = ("subject", "id", "kind", "at", "recorded_at", "site", "context")
"""What a line of a trail says; instants in µs UTC."""
ASKED: Final = (*TOLD, "subject_kind")


@dataclass(frozen=True, slots=True)
class Riders:
    """Parcels that may inherit what happened to some containers."""

    numbers: Collection[str]
    events: Mapping[tuple[str, str], Fact]
    """What happened to the containers, by number and id."""

    def heard(self, trail: Iterable[Line]) -> list[Fact]:
        """What of it stands in a parcel's trail."""
        names = {(line["subject"], line["id"]) for line in trail} if self.events else ()
        return [self.events[name] for name in names if name in self.events]


def riders(facts: Iterable[Fact], kinds: Collection[str], vocabulary: Vocabulary) -> Riders:
    """Who rode lately in the containers of which some facts are: in them, or in bags that do."""
    seen = [
        fact for fact in facts
        if fact.subject_kind in vocabulary.containers and fact.kind in kinds and vocabulary.kinds[fact.kind].spreads
    ]  # fmt: skip
    keys = pl.DataFrame(
        [(fact.subject_kind, fact.subject) for fact in seen], schema=["subject_kind", "subject"], orient="row"
    )
    ids = ids_of(keys.unique()) if seen else {}
    fresh = {
        (ids[fact.subject_kind, fact.subject], fact.since)
        for fact in seen
        if (fact.subject_kind, fact.subject) in ids
    }  # fmt: skip
    stay = max(kind.stay or 0 for kind in vocabulary.subjects.values())
    found = set[str]()
    while fresh:
        rows = _inside(sorted(fresh), stay)
        found |= {number for _, kind, number, _ in rows if kind == PARCEL}
        fresh = {(id, since) for id, kind, _, since in rows if kind in vocabulary.containers}
    return Riders(found, {(fact.subject, fact.id): fact for fact in seen})


def _inside(containers: Collection[tuple[int, int]], stay: int) -> list[tuple[int, str, str, int]]:
    """id, kind, number and the instant (µs) of what was put into some containers so shortly before an instant."""
    table, parameters = bulk.table("k", {"container": int, "since": int}, list(containers))
    return bulk.run(
        f"SELECT DISTINCT s.id, s.kind, s.number, k.since FROM {table} "
        "JOIN membership m ON m.container_id = k.container AND m.entered_at >= k.since - %s "
        "JOIN subject s ON s.id = m.subject_id",
        [*parameters, stay],
    )


def trails(numbers: Collection[str], vocabulary: Vocabulary, now: int) -> dict[str, list[Line]]:
    """By parcel, the lines (`TOLD`) of its last life as believed at `now` (µs UTC), the newest first."""
    keys = pl.DataFrame({"subject_kind": PARCEL, "subject": sorted(numbers)})
    held = read_whole(sorted(ids_of(keys).values()), vocabulary, columns_of(vocabulary, vocabulary.attributes))
    found: dict[str, list[Line]] = {}
    for trail in unfold_all(believed(held.events, now), vocabulary):
        found |= _lines(trail, numbers)
    return found


def _lines(trail: Trail, numbers: Collection[str]) -> dict[str, list[Line]]:
    """Of each parcel whose own events stand in a trail, the lines of the last life that has one."""
    every = trail.events(np.arange(trail.size), ASKED).with_columns(
        pl.col("subject_kind", "subject", "kind", "site").cast(pl.String),
        pl.col("at", "recorded_at").to_physical(),
        life=pl.Series(trail.life),
        own=pl.Series(~trail.inherited),
        echo=pl.Series(trail.echo),
    )
    own = every.filter(pl.col("own"), pl.col("subject_kind") == PARCEL, pl.col("subject").is_in([*numbers]))
    last = own.sort("at").group_by("subject").agg(pl.col("life").last())
    lines = every.filter(~pl.col("echo")).sort("at", "recorded_at", descending=True, maintain_order=True)
    by_life = lines.filter(pl.col("life").is_in(last["life"].implode())).partition_by("life", as_dict=True)
    names = [name for name in TOLD if name in every.columns]
    told = {life: frame.select(names).to_dicts() for (life,), frame in by_life.items()}
    return {number: [*told.get(life, ())] for number, life in last.iter_rows()}
