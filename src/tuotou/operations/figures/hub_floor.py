"""Hub floor 场地看板: trucks that wait, bags not opened, stock out of time, what comes in the next hours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tuotou.operations.figures.outlet_today import FIRST, HOUR, LIMIT, Outlet
from tuotou.store import figures, places
from tuotou.store.places import Asked, Listed

OVERDUE: Final = 12 * HOUR
"""µs in the hub after which stock is out of time 超时库存."""
AHEAD: Final = 8
"""Hours looked ahead."""
TRUCKS: Final = 200


@dataclass(frozen=True, slots=True)
class Coming:
    """One hour to come."""

    begins: int  # µs UTC
    trips: int
    parcels: int


@dataclass(frozen=True, slots=True)
class Floor:
    """A hub as it stands."""

    as_of: int
    waiting: tuple[Listed, ...]  # trips that arrived and are not unsealed, who waits longest first
    unloading: int  # trips
    bags: int  # that arrived and are not opened
    bag_waits: int | None  # µs: how long the bag in the middle has waited
    stock: int  # parcels in the hub
    overdue: int  # of them out of time
    coming: tuple[Coming, ...]


def hub_floor(hub: Outlet) -> Floor:
    """What is to be seen of a hub now."""
    bags = Asked("bag", hub.sites, ("there",))
    count = places.number(bags)
    return Floor(
        as_of=figures.counted_until(),
        waiting=tuple(places.listed(Asked("trip", hub.sites, ("there",)), FIRST, TRUCKS)),
        unloading=places.number(Asked("trip", hub.sites, ("opened",))),
        bags=count,
        bag_waits=_middle(bags, count, hub.now),
        stock=places.number(Asked("parcel", hub.sites, STOCK)),
        overdue=places.number(_overdue(hub)),
        coming=tuple(_coming(hub)),
    )


STOCK: Final = ("there", "held", "problem", "loaded")


def overdue(hub: Outlet, after: tuple[int, int] = FIRST, limit: int = LIMIT) -> list[Listed]:
    """The next parcels that are out of time there, after (since, id)."""
    return places.listed(_overdue(hub), after, limit)


def _overdue(hub: Outlet) -> Asked:
    return Asked("parcel", hub.sites, STOCK, more="w.arrived_at < %s", parameters=(hub.now - OVERDUE,))


def _middle(bags: Asked, count: int, now: int) -> int | None:
    since = places.nth(bags, count // 2) if count else None
    return None if since is None else now - since


def _coming(hub: Outlet) -> list[Coming]:
    """Hour by hour from now on; what should have come already is in the first."""
    begins = hub.now - hub.now % HOUR
    hours = [Coming(begins + turn * HOUR, 0, 0) for turn in range(AHEAD)]
    counts = [[0, 0] for _ in hours]
    for place, kind in enumerate(("trip", "parcel")):
        asked = Asked(
            kind, hub.sites, ("sent",), coming=True, more="w.expected_at < %s", parameters=(begins + AHEAD * HOUR,)
        )
        for hour, n in places.grouped(asked, (f"w.expected_at / {HOUR}",)):
            counts[max(int(hour) - begins // HOUR, 0)][place] += n
    return [Coming(each.begins, *n) for each, n in zip(hours, counts, strict=True)]
