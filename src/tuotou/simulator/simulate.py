"""A simulation from its plan to its events and its truth."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import Final

import numpy as np
import polars as pl

from tuotou.core.trail.event import conform
from tuotou.simulator.audit import audit
from tuotou.simulator.company import Company, found_company
from tuotou.simulator.delivery import rounds
from tuotou.simulator.demand import ask
from tuotou.simulator.fates import draw_fates
from tuotou.simulator.fault import Faults
from tuotou.simulator.ground import Ground
from tuotou.simulator.linehaul import bags, parcels_on_the_way, trips_on_the_road
from tuotou.simulator.network import DRAIN, Network
from tuotou.simulator.parcel_events import parcel_events
from tuotou.simulator.pickup import at_the_door, ordering, shift_pickups
from tuotou.simulator.recording import Recording
from tuotou.simulator.relabel import Relabels
from tuotou.simulator.returns import intercepted, redirected
from tuotou.simulator.scan import Desk
from tuotou.simulator.side_stories import side_stories
from tuotou.simulator.truth import Truth
from tuotou.simulator.weather import storms

FIRST_DAY: Final = date(2026, 7, 1)
DOUBLE_ELEVEN: Final = date(2026, 11, 5)
DAY_US: Final = 86_400_000_000
EAST_OF_UTC: Final = 8 * 3_600_000_000  # Shanghai, all year
EPOCH: Final = date(1970, 1, 1).toordinal()
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be simulated."""

    days: int
    parcels: int  # sent on an average day
    seed: int = 1
    first_day: date = FIRST_DAY
    peak: bool = False  # the rush around 11 November
    faults: Mapping[str, float] = field(default_factory=dict)  # name of a fault, or `all`, → share


def begin_of(day: date) -> int:
    """The first instant of a day in China, µs UTC."""
    return (day.toordinal() - EPOCH) * DAY_US - EAST_OF_UTC


class Simulation:
    """A plan carried out: `events` first, then `truth`."""

    def __init__(self, plan: Plan, progress: Progress = lambda *_: None, company: Company | None = None) -> None:
        self.plan = plan
        faults = Faults(plan.faults, plan.seed)
        self.company = company or found_company(plan.parcels, plan.peak, plan.seed)
        weekday = plan.first_day.weekday()
        demand = ask(self.company, plan.days, weekday, plan.seed)
        fates = draw_fates(demand.size, faults)
        desk = Desk(self.company, begin_of(plan.first_day))
        network = Network(self.company, demand, fates, faults)
        of = plan.days + DRAIN
        course = network.run(plan.days, lambda day: progress(day, of))
        random = np.random.default_rng([plan.seed, 5])
        self._ground = Ground(self.company, demand, course, faults, desk, Truth(desk), fates, random, weekday)

    @property
    def parcels(self) -> int:
        """How many parcels were sent."""
        return self._ground.demand.size

    def events(self) -> Iterator[pl.DataFrame]:
        """All events, kind by kind, as recorded; the same plan gives the same events. To be read once."""
        ground = self._ground
        shift_pickups(ground)
        relabels = Relabels(ground)
        recording = Recording(ground, relabels)
        opened, closed = bags(ground)
        written = chain(
            ordering(ground),
            at_the_door(ground),
            parcels_on_the_way(ground),
            opened,
            trips_on_the_road(ground, closed),
            rounds(ground),
            storms(ground),
            intercepted(ground),
            redirected(ground),
            relabels.events(),
            side_stories(ground, self.plan.first_day, self.plan.days),
            parcel_events(ground),
        )
        for frame in written:
            if frame.height:
                yield recording.recorded(conform(frame))
        audit(ground)

    def truth(self) -> pl.DataFrame:
        """What was really broken (`truth.SCHEMA`); complete once all events were read."""
        return self._ground.truth.frame()
