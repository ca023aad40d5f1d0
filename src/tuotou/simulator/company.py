"""The company: hubs, outlets under their franchisees, people, and how much they can do. Made of a size and a seed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tuotou.simulator.place import CITIES, City, Spot, road_km

Indices = NDArray[np.int64]

PER_OUTLET: Final = 250  # parcels a day that an outlet sends, and about as many that it delivers
PER_COURIER: Final = 100  # parcels a day that a courier collects and delivers, at least
PER_CITY: Final = 400
DRIVERS: Final = 90  # of a site
FLEET: Final = 400  # vehicles of a city
STAFF: Final = 1000  # numbers for the people of one site
CLERKS: Final = 5  # staff numbers 1 to 5 of a site work indoors; couriers follow
AIR_KM: Final = 1600.0  # farther goes by air, but for what is promised later anyway
KMH: Final = 68.0
TRANSIT_KM: Final = 700.0  # after so many kilometres by road a transit hub takes its time
TRANSIT: Final = 300.0  # minutes
HANDLING: Final = 480.0  # minutes at the two airports
SORTED_AN_HOUR: Final = 1.4  # of a day's parcels of a hub
PEAK: Final = 1.5  # of the year's mean on the days around 11 November


@dataclass(frozen=True, slots=True)
class Company:
    """What stands before the first parcel comes. Sites are numbered: first the hubs, city by city, then the outlets."""

    cities: tuple[City, ...]
    city: Indices  # [sites] in which city
    franchisee: Indices  # [sites] the first-level outlet that answers for it; of hubs: themselves
    couriers: Indices  # [sites] of outlets
    parcels: int  # sent on an average day
    peak: bool  # whether the days of the simulation are the rush around 11 November
    codes: pl.Series  # [sites]
    minutes: NDArray[np.float64]  # [cities, cities] planned between hubs
    air: NDArray[np.bool_]  # [cities, cities] by air
    spots: tuple[Spot, ...] = ()  # [outlets] how each is called and where it lies; empty: all as their cities
    drivers: int = DRIVERS  # of a site
    fleet: int = FLEET  # vehicles of a city

    @property
    def hubs(self) -> int:
        """How many sites are hubs."""
        return len(self.cities)

    @property
    def outlets(self) -> Indices:
        """The numbers of the outlets."""
        return np.arange(self.hubs, len(self.codes))

    @property
    def volume(self) -> float:
        """Parcels on a day for which it is equipped."""
        return self.parcels * (PEAK if self.peak else 1.0)

    def sites(self) -> pl.DataFrame:
        """[sites] each with the first-level outlet or hub it stands under, province and city (GB/T 2260), and place."""
        city: list[City | Spot] = [self.cities[c] for c in self.city.tolist()]
        city[self.hubs :] = self.spots or city[self.hubs :]
        hub = np.arange(len(self.codes)) < self.hubs
        above = np.where(hub, -1, np.where(self.franchisee == np.arange(len(hub)), self.city, self.franchisee))
        return pl.DataFrame(
            {
                "site": self.codes,
                "kind": ["hub" if each else "outlet" for each in hub.tolist()],
                "under": self.names(above),
                "province": [c.region[:2] + "0000" for c in city],
                "city": [c.region for c in city],
                "lng": [c.lng for c in city],
                "lat": [c.lat for c in city],
                "couriers": self.couriers,
            }
        )

    def names(self, sites: Indices) -> pl.Series:
        """[n] the codes of sites; -1: none."""
        return self.codes.gather(pl.Series(sites).replace(-1, None))

    def people(self, persons: Indices) -> pl.Series:
        """[n] staff numbers: the site's code and the person's own number; -1: none."""
        persons = np.asarray(persons, dtype=np.int64)
        numbers = pl.Series([f"{n:03d}" for n in range(STAFF)]).gather(persons % STAFF)
        named = self.codes.gather(np.maximum(persons, 0) // STAFF) + numbers
        return named.set(pl.Series(persons < 0), None) if (persons < 0).any() else named


def found_company(parcels: int, peak: bool = False, seed: int = 1) -> Company:
    """A company that sends so many parcels on an average day; the smallest has four cities with two outlets each."""
    random = np.random.default_rng([seed, 1])
    cities = CITIES[: min(len(CITIES), max(4, parcels // PER_CITY))]
    each = max(2, round(parcels / PER_OUTLET / len(cities)))
    count = np.maximum(2, random.poisson(each, len(cities))) if each > 3 else np.full(len(cities), each)
    outlet_city = np.repeat(np.arange(len(cities)), count)
    order = np.concatenate([np.arange(n) for n in count])
    width = max(2, len(str(int(count.max()))))
    codes = [f"HUB{n + 1}" for n in range(len(cities))]
    codes += [f"{cities[c].letters}{n + 1:0{width}d}" for c, n in zip(outlet_city, order, strict=True)]
    hubs = len(cities)
    site = np.arange(hubs, len(codes))
    under = np.where(order % 3 == 0, site, site - order % 3)  # every third is a first-level outlet
    daily = parcels * (PEAK if peak else 1.0) / len(outlet_city)
    staff = np.full(len(outlet_city), max(2, int(np.ceil(1.5 * daily / PER_COURIER))))
    minutes, air = ways(cities)
    return Company(
        cities=cities,
        city=np.concatenate([np.arange(hubs), outlet_city]),
        franchisee=np.concatenate([np.arange(hubs), under]),
        couriers=np.concatenate([np.zeros(hubs, np.int64), staff]),
        parcels=parcels,
        peak=peak,
        codes=pl.Series(codes),
        minutes=minutes,
        air=air,
    )


def ways(cities: tuple[City, ...]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """[cities, cities] planned minutes between their hubs, and whether by air."""
    km = road_km(cities)
    remote = np.array([c.region.startswith("65") for c in cities])
    air = (km > AIR_KM) & ~(remote[:, None] | remote)
    return np.where(air, HANDLING + km / 8, 60 + km / KMH * 60 + TRANSIT * (km // TRANSIT_KM)), air
