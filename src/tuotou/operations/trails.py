"""The trails of many subjects at once, with the events of what they rode in and of the numbers before and after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple, TypeAlias

import numpy as np
import polars as pl

from tuotou.core.promises.docket import compile_docket
from tuotou.core.standards.handbook import Handbook
from tuotou.core.trail.facts import believed
from tuotou.core.trail.trail import Trail
from tuotou.core.trail.unfold import unfold_all
from tuotou.core.trail.vocabulary import Vocabulary
from tuotou.operations.explain import Shelf

Life: TypeAlias = tuple[str, str, int]
"""(subject kind, number, life)."""
Subject: TypeAlias = tuple[str, str]
NAMES = ("id", "subject_kind", "subject", "kind", "site", "person")


class Step(NamedTuple):
    """One event of a life; its name is what promises call it."""

    name: str
    at: int  # µs UTC
    recorded_at: int
    kind: str
    site: str | None
    person: str | None
    via: str | None  # the number that a linked or inherited event came from


def trails_of(lives: set[Life], shelf: Shelf, handbook: Handbook, as_of: int) -> Mapping[Life, tuple[Step, ...]]:
    """The trails of some lives as believed at `as_of` (µs UTC); a life without an event is not there."""
    wanted = {(kind, number) for kind, number, _ in lives}
    docket = compile_docket(handbook)
    known = believed(docket.read_from(_related(wanted, shelf, handbook.vocabulary)), as_of)
    found = (each for trail in unfold_all(known, handbook.vocabulary) for each in _steps(trail, lives))
    return dict(found)


def _related(wanted: set[Subject], shelf: Shelf, vocabulary: Vocabulary) -> pl.DataFrame:
    """The events of subjects, and of all that they rode in, continued or were continued by."""
    links = shelf.links()
    found, seen = [shelf.find("", ())], set[Subject]()
    while wanted:
        seen |= wanted
        kinds = sorted({kind for kind, _ in wanted})
        events = [shelf.find(kind, tuple(sorted(n for k, n in wanted if k == kind))) for kind in kinds]
        found += events
        beside = {each for frame in events for each in _beside(frame, vocabulary)}
        wanted = (beside | set(_before(wanted, links, vocabulary))) - seen
    return pl.concat(found, how="diagonal_relaxed")


def _beside(events: pl.DataFrame, vocabulary: Vocabulary) -> Iterator[Subject]:
    """What subjects were put into, and the numbers under which they go on."""
    kinds = vocabulary.kinds.values()
    for kind in kinds:
        mine = events.filter(pl.col("kind") == kind.name) if kind.enters or kind.continues else events.clear()
        if mine.height and kind.enters and "into" in mine.columns:
            yield from ((kind.enters, number) for number in mine["into"].drop_nulls().unique())
        if mine.height and kind.continues in mine.columns:
            yield from mine.select(pl.col("subject_kind").cast(pl.String), kind.continues).drop_nulls().iter_rows()


def _before(wanted: set[Subject], links: pl.DataFrame, vocabulary: Vocabulary) -> Iterator[Subject]:
    """The numbers that go on under these."""
    numbers = [number for _, number in wanted]
    for name in {kind.continues for kind in vocabulary.kinds.values() if kind.continues} & set(links.columns):
        mine = links.filter(pl.col(name).is_in(numbers))
        yield from mine.select(pl.col("subject_kind", "subject").cast(pl.String)).iter_rows()


def _steps(trail: Trail, lives: set[Life]) -> Iterator[tuple[Life, tuple[Step, ...]]]:
    """The steps of those lives of a trail that are wanted."""
    names = trail.lives.select(pl.col("subject_kind", "subject").cast(pl.String), "number").rows()
    for place in (place for place, life in enumerate(names) if life in lives):
        rows = np.arange(trail.start[place], trail.start[place + 1])
        own = names[place]
        events = trail.events(rows, NAMES).select(pl.col(NAMES).cast(pl.String)).rows()
        times = zip(trail.at[rows].tolist(), trail.recorded[rows].tolist(), strict=True)
        yield own, tuple(_step(event, at, own) for event, at in zip(events, times, strict=True))


def _step(event: tuple[str, ...], times: tuple[int, int], own: Life) -> Step:
    name, whose, number, kind, site, person = event
    via = None if (whose, number) == own[:2] else number
    return Step(f"{via}:{name}" if via else name, *times, kind, site, person, via)
