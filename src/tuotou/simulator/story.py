"""Stories: what happens beside the way of parcels, as steps after a beginning; a slip is a step that goes wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tuotou.simulator.company import Indices
from tuotou.simulator.ground import Ground
from tuotou.simulator.scan import By, Subjects
from tuotou.simulator.timetable import DAY, Minutes
from tuotou.simulator.truth import chosen

Span = tuple[float, float]
NEVER: Final = None


class After(NamedTuple):
    """An attribute that is an instant: so many minutes after the beginning."""

    minutes: float


class Days(NamedTuple):
    """Due at the end of that day, the beginning's own not counted."""

    days: int


class Step(NamedTuple):
    """An event within a span of minutes after the beginning."""

    kind: str
    span: Span = (0, 0)
    attributes: Mapping[str, Any] = {}
    source: str = "agent"


class Slip(NamedTuple):
    """A fault: steps by their place that happen at another time or NEVER, or say something else."""

    fault: str
    breaks: Mapping[str, float | Days]  # standard → when it is surely due: minutes after the beginning, or days
    moved: Mapping[int, Span | None] = {}
    said: Mapping[int, Mapping[str, Any]] = {}


@dataclass(frozen=True, slots=True)
class Story:
    """Steps in the order in which they happen, and the slips, of which a telling has one at most."""

    steps: tuple[Step, ...]
    slips: tuple[Slip, ...] = ()


@dataclass(frozen=True, slots=True)
class Cast:
    """[n] to whom a story happens, when it begins, and where."""

    whom: Subjects
    begins: Minutes
    site: Indices
    more: Mapping[str, pl.Series] = field(default_factory=dict)  # attributes that every event carries


def tell(ground: Ground, story: Story, cast: Cast) -> Iterator[pl.DataFrame]:
    """The events of every telling; slips go into the truth."""
    n = len(cast.begins)
    slip = np.full(n, -1)
    for number, each in enumerate(story.slips):
        mine = ground.faults.fall(each.fault, slip < 0)
        slip[mine] = number
        for standard, after in each.breaks.items():
            at = _due(cast.begins[mine], after)
            ground.truth.add(each.fault, (standard,), chosen(cast.whom, mine), at, cast.site[mine])
    for place, step in enumerate(story.steps):
        yield from _step(ground, story, cast, (place, step), slip)


def _due(begins: Minutes, after: float | Days) -> Minutes:
    if isinstance(after, Days):
        return np.asarray((np.floor(begins / DAY) + after.days + 1) * DAY)
    return begins + after


def _step(
    ground: Ground, story: Story, cast: Cast, at: tuple[int, Step], slip: NDArray[np.int64]
) -> Iterator[pl.DataFrame]:
    """One step of all tellings: of those without a slip that touches it, then of each slip that does."""
    place, step = at
    touched = [number for number, each in enumerate(story.slips) if place in each.moved or place in each.said]
    usual = np.flatnonzero(~np.isin(slip, touched))
    yield _happens(ground, cast, usual, step, place)
    for number in touched:
        each, rows = story.slips[number], np.flatnonzero(slip == number)
        span = each.moved.get(place, step.span)
        if span is not NEVER and len(rows):
            said = {**step.attributes, **each.said.get(place, {})}
            yield _happens(ground, cast, rows, step._replace(span=span, attributes=said), place)


def _happens(ground: Ground, cast: Cast, rows: Indices, step: Step, place: int) -> pl.DataFrame:
    begins = cast.begins[rows]
    instants = {name: value for name, value in step.attributes.items() if isinstance(value, After)}
    plain = {name: value for name, value in step.attributes.items() if name not in instants}
    when = {name: ground.desk.instant(begins + value.minutes) for name, value in instants.items()}
    more = {name: series.gather(rows) for name, series in cast.more.items()}
    at = begins + ground.random.uniform(*step.span, len(rows))
    site = cast.site[rows]
    by = By(site, ground.clerk(site), step.source, place + 1)
    return ground.desk.scan(step.kind, chosen(cast.whom, rows), at, by, **more, **plain, **when)
