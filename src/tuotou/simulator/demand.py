"""What customers ask for: a row of arrays for each parcel, from the order to its arrival at the sending outlet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tuotou.simulator.company import PEAK, Company, Indices
from tuotou.simulator.place import EAST, REMOTE
from tuotou.simulator.timetable import (
    CLOSING,
    DAY,
    HOUR,
    MERCHANT_WAVES,
    OPENING,
    ORDER_PEAKS,
    PICKUPS_BACK,
    WEEKDAYS,
    Minutes,
    next_of,
)

Flags = NDArray[np.bool_]
INDIVIDUAL: Final = 0.15
SAME_CITY: Final = 0.09
NEXT_DAY_WITHIN: Final = 360.0  # minutes between hubs, for the next day to be sold
FIRST_NUMBER: Final = 770_000_000_000
GOODS: Final = ("clothes", "books", "cosmetics", "electronics", "household", "glass", "food", "medicine", "fresh")
GOODS_SHARES: Final = (0.16, 0.14, 0.13, 0.13, 0.13, 0.12, 0.12, 0.02, 0.05)
GLASS: Final = 5
MEDICINE: Final = 7


@dataclass(slots=True)
class Demand:
    """[n] of every parcel, in the order of their orders; all instants in minutes."""

    ordered: Minutes
    accepted: Minutes
    at_outlet: Minutes  # scanned at the sending outlet
    slot_from: Minutes  # NaN: no appointment; of merchants: the collection wave
    slot_to: Minutes
    individual: Flags
    next_day: Flags
    goods: Indices
    weight: Indices  # grams
    sender: Indices  # outlet
    receiver: Indices  # outlet
    courier: Indices  # who picked it up
    number: pl.Series

    @property
    def size(self) -> int:
        """Number of parcels."""
        return len(self.ordered)

    @property
    def fragile(self) -> Flags:
        """[n] whether it breaks easily."""
        return np.asarray(self.goods == GLASS)

    @property
    def at_the_door(self) -> Flags:
        """[n] whether the recipient wants it at the door."""
        return np.asarray(np.arange(self.size) % 37 == 5)

    @property
    def complaint_prone(self) -> Flags:
        """[n] whether its recipient often complains."""
        return np.asarray(np.arange(self.size) % 101 == 7)

    @property
    def wants_call(self) -> Flags:
        """[n] whether a real call is due before it is left with others."""
        return np.asarray(self.fragile | self.at_the_door | self.complaint_prone | (self.goods == MEDICINE))

    @property
    def asked_each(self) -> Flags:
        """[n] medicine and fresh goods: a standing consent does not cover them."""
        return np.asarray(self.goods >= MEDICINE)


def ask(company: Company, days: int, weekday: int, seed: int) -> Demand:
    """The orders of some days, the first of which is a `weekday` (0: Monday)."""
    random = np.random.default_rng([seed, 2])
    ordered = _orders(company, days, weekday, random)
    n = len(ordered)
    individual = random.random(n) < INDIVIDUAL
    sender, receiver = _routes(company, n, random)
    accepted, slot_from, slot_to = _pickups(ordered, individual, random)
    courier = sender * 1000 + 6 + random.integers(0, 1 << 30, n) % company.couriers[sender]
    return Demand(
        ordered=ordered,
        accepted=accepted,
        at_outlet=next_of(PICKUPS_BACK, accepted + 10) + random.uniform(0, 7, n),
        slot_from=slot_from,
        slot_to=slot_to,
        individual=individual,
        next_day=_near(company)[company.city[sender], company.city[receiver]] & (random.random(n) < 0.25),
        goods=np.searchsorted(np.cumsum(GOODS_SHARES), random.random(n) * sum(GOODS_SHARES)),
        weight=np.minimum(30_000, random.lognormal(6.6, 0.9, n)).astype(np.int64) + 30,
        sender=sender,
        receiver=receiver,
        courier=courier,
        number="TT" + pl.Series(FIRST_NUMBER + 10 * np.arange(n) + np.arange(n) * 7 % 10).cast(pl.String),
    )


def due(company: Company, demand: Demand) -> Minutes:
    """[n] until when the first attempt is promised, by the company's own table, counted anew for the truth."""
    region = np.array([int(c.region) for c in company.cities])
    one, other = (region[company.city[site]] for site in (demand.sender, demand.receiver))
    remote = np.isin(np.array([one, other]) // 10_000, [int(r) for r in REMOTE])
    hours = np.select([one == other, one // 10_000 == other // 10_000, remote.any(axis=0)], [24.0, 48.0, 120.0], 72.0)
    later = np.floor(demand.accepted / DAY)
    slot = (later + np.where(demand.accepted - later * DAY < 18 * HOUR, 1, 2)) * DAY + 20 * HOUR
    return np.where(demand.next_day, slot, demand.accepted + hours * HOUR)


def _orders(company: Company, days: int, weekday: int, random: np.random.Generator) -> Minutes:
    share = np.array([WEEKDAYS[(weekday + day) % 7] for day in range(days)]) * (PEAK if company.peak else 1.0)
    count = random.poisson(company.parcels * share) if company.parcels > 200 else np.full(days, company.parcels)
    day = np.repeat(np.arange(days), count)
    hour = random.choice(24, len(day), p=ORDER_PEAKS / ORDER_PEAKS.sum())
    return np.sort(day * DAY + hour * HOUR + random.uniform(0, HOUR, len(day)))


def _routes(company: Company, n: int, random: np.random.Generator) -> tuple[Indices, Indices]:
    """[n] sending and receiving outlet, never the same."""
    city = company.city[company.outlets]
    sender = random.integers(0, len(city), n)
    first, many = np.searchsorted(city, city[sender]), np.bincount(city)[city[sender]]
    other = random.integers(0, len(city) - many)  # of the outlets of all other cities
    far = np.where(other < first, other, other + many)
    near = first + (sender - first + random.integers(1, many)) % many
    receiver = np.where(random.random(n) < SAME_CITY, near, far)
    return company.outlets[sender], company.outlets[receiver]


def _near(company: Company) -> Flags:
    """[c, c] between which cities the next day is sold."""
    east = np.array([c.region.startswith(EAST) for c in company.cities])
    return np.asarray(east[:, None] & east & (company.minutes < NEXT_DAY_WITHIN) & ~np.eye(company.hubs, dtype=bool))


def _pickups(ordered: Minutes, individual: Flags, random: np.random.Generator) -> tuple[Minutes, Minutes, Minutes]:
    """[n] when it is accepted, and the slot agreed, or the merchant's collection wave."""
    n, day = len(ordered), np.floor(ordered / DAY) * DAY
    hour = ordered - day
    soon = ordered + random.uniform(15, 95, n)
    today = day + OPENING + 5 + random.uniform(0, 95, n)
    tomorrow = day + DAY + OPENING + 2 + random.uniform(0, 25, n)
    called = np.select([hour < OPENING, hour < CLOSING - 85], [today, soon], tomorrow)
    wave = next_of(MERCHANT_WAVES, ordered + 40)
    collected = wave - random.uniform(2, 35, n)
    slotted = individual & (random.random(n) < 0.25)
    early = np.maximum(ordered + 3, called - random.uniform(10, 60, n))
    slot_from = np.where(individual, np.where(slotted, np.minimum(early, called - 1), np.nan), wave - 60)
    accepted = np.where(individual, called, collected)
    return accepted, slot_from, np.where(individual, slot_from + 120, wave)
