"""Stories: what happens beside the way of parcels, as steps after a beginning; a slip is a step that goes wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import numpy as np
import polars as pl

from tuotou.simulator.company import Indices
from tuotou.simulator.demand import Flags
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


class Workdays(NamedTuple):
    """Due at the end of that working day, Monday to Friday, the beginning's own not counted."""

    days: int


class Step(NamedTuple):
    """An event within a span of minutes after the beginning."""

    kind: str
    span: Span | None = (0, 0)  # NEVER: only where something slips
    attributes: Mapping[str, Any] = {}
    source: str = "agent"


class Slip(NamedTuple):
    """A fault: steps by their place that happen at another time or NEVER, or say something else."""

    fault: str
    breaks: Mapping[
        str, float | Days | Workdays
    ]  # standard → when it is surely due: minutes after the beginning, or days
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


class Telling:
    """A story as it happens to a cast: who slips is drawn at once, and goes into the truth."""

    def __init__(self, ground: Ground, story: Story, cast: Cast) -> None:
        self._ground, self._story, self._cast = ground, story, cast
        self._slip = np.full(len(cast.begins), -1)
        for number, each in enumerate(story.slips):
            mine = ground.faults.fall(each.fault, self._slip < 0)
            self._slip[mine] = number
            for standard, after in each.breaks.items():
                at = _due(cast.begins[mine], after, ground.weekday)
                ground.truth.add(each.fault, (standard,), chosen(cast.whom, mine), at, cast.site[mine])

    def slipped(self, fault: str) -> Flags:
        """[n] whether this went wrong."""
        return np.isin(self._slip, [n for n, slip in enumerate(self._story.slips) if slip.fault == fault])

    def frames(self) -> Iterator[pl.DataFrame]:
        """The events, step by step."""
        for place, step in enumerate(self._story.steps):
            yield from self._step(place, step)

    def _step(self, place: int, step: Step) -> Iterator[pl.DataFrame]:
        """One step of all tellings: of those without a slip that touches it, then of each slip that does."""
        slips = self._story.slips
        touched = [number for number, each in enumerate(slips) if place in each.moved or place in each.said]
        yield from self._happens(np.flatnonzero(~np.isin(self._slip, touched)), step, place)
        for number in touched:
            each, rows = slips[number], np.flatnonzero(self._slip == number)
            said = {**step.attributes, **each.said.get(place, {})}
            slipped = step._replace(span=each.moved.get(place, step.span), attributes=said)
            yield from self._happens(rows, slipped, place)

    def _happens(self, rows: Indices, step: Step, place: int) -> Iterator[pl.DataFrame]:
        ground, cast = self._ground, self._cast
        if step.span is NEVER or not len(rows):
            return
        begins, site = cast.begins[rows], cast.site[rows]
        instants = {name: value for name, value in step.attributes.items() if isinstance(value, After)}
        plain = {name: value for name, value in step.attributes.items() if name not in instants}
        when = {name: ground.desk.instant(begins + value.minutes) for name, value in instants.items()}
        more = {name: series.gather(rows) for name, series in cast.more.items()}
        at = begins + ground.random.uniform(*step.span, len(rows))
        by = By(site, ground.clerk(site), step.source, place + 1)
        yield ground.desk.scan(step.kind, chosen(cast.whom, rows), at, by, **more, **plain, **when)


def tell(ground: Ground, story: Story, cast: Cast) -> Iterator[pl.DataFrame]:
    """The events of every telling; slips go into the truth."""
    return Telling(ground, story, cast).frames()


def _due(begins: Minutes, after: float | Days | Workdays, weekday: int) -> Minutes:
    if isinstance(after, Days):
        return np.asarray((np.floor(begins / DAY) + after.days + 1) * DAY)
    if isinstance(after, Workdays):
        day = np.floor(begins / DAY)
        since_monday = (day + weekday) % 7
        weeks, rest = np.divmod(np.minimum(since_monday, 4) + after.days, 5)
        return np.asarray((day - since_monday + 7 * weeks + rest + 1) * DAY)
    return begins + after
