"""The parcels on their way: trips by timetable, docks and sorters that they wait for, couriers who must come back.

SimPy moves batches (what a trip carries, what a courier takes along); NumPy gives each parcel of a batch its instants.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from typing import Any, Final

import numpy as np
import simpy

from tuotou.simulator.company import CLERKS, SORTED_AN_HOUR, STAFF, Company, Indices
from tuotou.simulator.course import CAUSES, Attempts, Course, Legs, Trips
from tuotou.simulator.demand import Demand
from tuotou.simulator.fates import SEIZED, Fates
from tuotou.simulator.fault import Faults
from tuotou.simulator.stock import Stock
from tuotou.simulator.timetable import COLLECTING, CUT_OFF, DAY, DISTRIBUTING, HOUR, LINES, ROUNDS, Minutes

Going = Generator[Any, Any, None]
DRAIN: Final = 12  # days after the last order until the last parcel is there
UNLOADING: Final = 12.0  # minutes at the dock before the first parcel is on the belt
STORMS: Final = 0.02  # of the days of a city
CAPACITY: Final = 6000  # parcels of a vehicle
LOST_FOR: Final = 5.2 * DAY
LEFT_FOR: Final = 1.5 * DAY
STUCK_FOR: Final = (12 * HOUR, 22 * HOUR)
HELD_FOR: Final = 3 * DAY  # longer than until tomorrow
NIGHT: Final = 22 * HOUR + 5
JAM: Final = 540.0  # minutes that a trip waits in a congested hub
LOAD: Final = 75  # parcels that a courier takes along at most


class Network:
    """One company at work; `run` lets the days pass."""

    def __init__(self, company: Company, demand: Demand, fates: Fates, faults: Faults) -> None:
        self._company, self._demand, self._fates, self._faults = company, demand, fates, faults
        self._random = np.random.default_rng([faults.seed, 3])
        self._env = simpy.Environment()
        self._stock = [Stock() for _ in company.codes]  # to be taken farther, or out
        self._local = [Stock() for _ in range(company.hubs)]  # to the hub's own outlets
        docks = 2 + len(company.codes) // company.hubs // 3
        self._docks = [simpy.Resource(self._env, docks) for _ in range(company.hubs)]
        self._sorters = [simpy.Resource(self._env) for _ in range(company.hubs)]
        self._rate = max(900.0, SORTED_AN_HOUR * company.volume / company.hubs * 2) / HOUR  # parcels a minute
        self._couriers = [simpy.Store(self._env) for _ in company.codes]
        self._trips = list[tuple[Any, ...]]()
        self._legs, self._attempts = list[tuple[Any, ...]](), list[tuple[Any, ...]]()
        self._tries = np.zeros(demand.size, dtype=np.int64)
        self._causes = np.zeros((len(CAUSES), demand.size), dtype=bool)

    def run(self, days: int, progress: Callable[[int], None] = lambda _: None) -> Course:
        """Everything that moves from the first order of `days` days until the last parcel is there."""
        demand, last = self._demand, days + DRAIN
        self._storms = self._random.random((last + 3, self._company.hubs)) < STORMS
        self._jams = [self._faults.fall("hub_congestion", np.ones(last + 3, bool)) for _ in range(self._company.hubs)]
        sent, late = np.flatnonzero(self._fates.failures != SEIZED), self._fates.left_at_outlet
        self._cause("left_at_outlet", np.flatnonzero(late))
        for outlet, mine in _by(demand.sender[sent], sent):
            self._stock[outlet].put(mine, demand.at_outlet[mine] + late[mine] * DAY)
        self._delivering = {int(outlet): Stock() for outlet in self._company.outlets}
        for outlet in self._company.outlets:
            self._couriers[outlet].items.extend(
                int(outlet) * STAFF + CLERKS + 1 + n for n in range(self._company.couriers[outlet])
            )
            self._env.process(self._outlet(int(outlet), last))
        for hub in range(self._company.hubs):
            self._env.process(self._hub(hub, last))
        for day in range(last):
            self._env.run(until=(day + 1) * DAY)
            progress(day + 1)
        legs, attempts = Legs.joined(self._legs), Attempts.joined(self._attempts)
        return Course(Trips.of(self._trips), legs, attempts, self._causes)

    def _outlet(self, outlet: int, days: int) -> Going:
        """An outlet's days: what it collected leaves by trip, what came to it goes out in rounds."""
        for day in range(days):
            for minute, lasts in sorted([*((m, 0.0) for m in COLLECTING), *ROUNDS]):
                yield self._env.timeout(max(0.0, day * DAY + minute - self._env.now))
                if lasts:
                    self._send_out(outlet, lasts)
                else:
                    hub = int(self._company.city[outlet])
                    self._load(outlet, hub, self._stock[outlet].take(self._env.now - CUT_OFF), 40 + 2.1 * (outlet % 17))

    def _hub(self, hub: int, days: int) -> Going:
        """A hub's days: lines to other hubs, and trips to its outlets."""
        for day in range(days):
            for minute in sorted([*LINES, *DISTRIBUTING]):
                yield self._env.timeout(max(0.0, day * DAY + minute - self._env.now))
                ready = self._env.now - CUT_OFF
                local = minute in DISTRIBUTING
                parcels = (self._local[hub] if local else self._stock[hub]).take(ready)
                goal = self._demand.receiver[parcels]
                for site, lot in _by(goal if local else self._company.city[goal], parcels):
                    self._load(hub, site, lot, self._planned(hub, site))

    def _planned(self, hub: int, site: int) -> float:
        """Minutes that the timetable gives a trip from a hub."""
        return float(self._company.minutes[hub, site]) if site < self._company.hubs else 35 + 2.1 * (site % 17)

    def _load(self, from_: int, to: int, parcels: Indices, planned: float) -> None:
        """As many vehicles as it takes leave for the next site."""
        for start in range(0, len(parcels), CAPACITY):
            self._env.process(self._drive(from_, to, parcels[start : start + CAPACITY], planned))

    def _drive(self, from_: int, to: int, parcels: Indices, planned: float) -> Going:
        """A trip, from its planned departure to the arrival of what it carries."""
        random, due, number = self._random, self._env.now, len(self._trips)
        storm = bool(self._storms[int(due // DAY), self._company.city[from_]]) and from_ < self._company.hubs
        delay = random.uniform(0, 6) + (random.uniform(25, 60) if self._faults.falls("late_departure") else 0)
        slow = random.uniform(45, 80) if self._faults.falls("late_arrival") else 0.0
        if max(from_, to) < self._company.hubs and self._faults.falls("stuck_on_the_road"):
            slow += random.uniform(*STUCK_FOR)
            self._cause("stuck_on_the_road", parcels)
        run = planned * random.uniform(0.93, 1.0) + slow + (random.uniform(60, 140) if storm else 0.0)
        vehicle = int(self._company.city[from_]) * 500 + number % self._company.fleet
        trip = (number, from_, to, due, due + delay, due + planned, due + delay + run, storm, vehicle)
        self._trips.append(trip)
        yield self._env.timeout(delay + run)
        arrive = self._at_hub if to < self._company.hubs else self._at_outlet
        yield from arrive(to, number, parcels)

    def _at_hub(self, hub: int, trip: int, parcels: Indices) -> Going:
        """Unloading needs a dock, sorting the sorter; parcels leave it one after the other."""
        with self._docks[hub].request() as dock:
            yield dock
            yield self._env.timeout(UNLOADING + self._random.uniform(3, 6))
        with self._sorters[hub].request() as sorter:
            yield sorter
            jammed = bool(self._jams[hub][int(self._env.now // DAY)])
            lasts = len(parcels) / self._rate * (8 if jammed else 1) + (JAM if jammed else 0.0)
            seen = self._env.now + 1 + lasts * np.arange(1, len(parcels) + 1) / len(parcels)
            self._legs.append((parcels, trip, np.arange(len(parcels)), seen))
            if jammed:
                self._cause("hub_congestion", parcels)
            left = self._fates.left_at_hub[parcels] & (self._trips[trip][1] >= self._company.hubs)
            self._cause("left_at_hub", parcels[left])
            here = self._company.city[self._demand.receiver[parcels]] == hub
            ready = seen + 3 + LEFT_FOR * left
            self._local[hub].put(parcels[here], ready[here])
            self._stock[hub].put(parcels[~here], ready[~here])
            yield self._env.timeout(min(lasts, 120.0))  # a jam takes in the next trips, too, and holds each

    def _at_outlet(self, outlet: int, trip: int, parcels: Indices) -> Going:
        """Scanned piece by piece while unloading; what was lost on the way turns up days later."""
        fates, n = self._fates, len(parcels)
        lost = fates.lost[parcels]
        seen = self._env.now + 12 + min(20.0, n / 6) * np.arange(1, n + 1) / n
        seen = np.where(lost, seen + LOST_FOR, seen)
        self._legs.append((parcels, trip, np.arange(n), seen))
        forgotten, ignored = fates.forgotten[parcels], fates.exception_ignored[parcels]
        stuck = forgotten | ignored
        self._cause("lost_then_found", parcels[lost])
        self._cause("forgotten_in_warehouse", parcels[forgotten])
        self._cause("exception_ignored", parcels[ignored])
        out = fates.delivered[parcels]
        ready = np.where(stuck, (np.floor(seen / DAY) + 2) * DAY, seen)
        self._delivering[outlet].put(parcels[out], ready[out])
        yield self._env.timeout(0)

    def _send_out(self, outlet: int, lasts: float) -> None:
        """What is there is shared among the couriers."""
        parcels = self._delivering[outlet].take(self._env.now)
        shares = max(1, min(len(parcels), max(int(self._company.couriers[outlet]) * 2 // 3, -(-len(parcels) // LOAD))))
        for lot in np.array_split(parcels, shares) if len(parcels) else ():
            self._env.process(self._round(outlet, lot, lasts))

    def _round(self, outlet: int, parcels: Indices, lasts: float) -> Going:
        """A courier's round: all out within minutes, then stop after stop."""
        courier = yield self._couriers[outlet].get()
        now, n = self._env.now, len(parcels)
        gap = min(3.2, (lasts - 22) / n)
        out = now + np.linspace(1, 14, n)
        done = now + 18 + gap * np.arange(1, n + 1)
        done = self._slow(parcels, np.asarray(done, dtype=np.float64))
        self._tries[parcels] += 1
        again = self._tries[parcels] <= self._fates.failures[parcels]
        self._attempts.append((parcels, self._tries[parcels], courier, out, done))
        back = (np.floor(done / DAY) + 1) * DAY + 6 * HOUR
        again &= self._tries[parcels] < self._fates.returned_after[parcels]
        held = again & self._fates.held_too_long[parcels]
        self._cause("held_too_long", parcels[held])
        back[held] += HELD_FOR
        self._delivering[outlet].put(parcels[again], back[again])
        yield self._env.timeout(18 + gap * n)
        yield self._couriers[outlet].put(courier)

    def _cause(self, fault: str, parcels: Indices) -> None:
        """Remembers what held them up."""
        self._causes[CAUSES.index(fault), parcels] = True

    def _slow(self, parcels: Indices, done: Minutes) -> Minutes:
        """When each is delivered, where the courier lets some wait, keeps them over night, or signs at night."""
        midday = done % DAY < 13 * HOUR
        slow = self._faults.fall("delivered_slowly", midday)
        overnight = self._faults.fall("kept_overnight", ~slow)
        night = self._faults.fall("signed_at_night", ~overnight & (done % DAY > 17 * HOUR))
        self._cause("delivered_slowly", parcels[slow])
        self._cause("kept_overnight", parcels[overnight])
        self._cause("signed_at_night", parcels[night])
        done = np.where(night, np.floor(done / DAY) * DAY + NIGHT + done % 90, done)
        return np.where(slow, done + 6.2 * HOUR, np.where(overnight, (np.floor(done / DAY) + 1) * DAY + 9 * HOUR, done))


def _by(goal: Indices, parcels: Indices) -> Iterator[tuple[int, Indices]]:
    """The parcels of each goal."""
    order = np.argsort(goal, kind="stable")
    for mine in np.split(order, np.flatnonzero(np.diff(goal[order])) + 1) if len(goal) else ():
        yield int(goal[mine[0]]), parcels[mine]
