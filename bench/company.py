"""The organisation of the network that make_events imagines, who signs in, and what its figures are.

Thirty provinces of two hubs; 194 areas of ten outlets; twenty people at each site; headquarters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from bench.make_events import HUBS, OUTLETS, STAFF

PROVINCES: Final = 30
PER_AREA: Final = 10
AREAS: Final = OUTLETS // PER_AREA
SITES: Final = HUBS + OUTLETS
PASSWORD: Final = "Kuaidi-2026-bench"
WEST: Final = 100.0
"""° east, where the map begins; a site stands 0.4° from the next one."""
SOUTH: Final = 22.0
Row = tuple[str | float | None, ...]
CREW: Final[Mapping[str, tuple[str, ...]]] = {
    "hub": ("hub_manager", "shift_leader", "sorter"),
    "outlet": ("outlet_manager", "outlet_agent", "courier"),
}
"""The first people of a site; the rest do as the last."""
OFFICES: Final[tuple[tuple[str, str, str], ...]] = (
    ("HQ001", "HQ", "hq_quality"),
    ("HQ002", "HQ", "admin"),
    ("HQ003", "HQ", "hr"),
    ("HQ004", "HQ", "agent"),
    *((f"M{number:02d}", f"P{number:02d}", "management") for number in range(PROVINCES)),
    *((f"A{number:03d}L", f"A{number:03d}", "area_manager") for number in range(AREAS)),
)


def worker(site: int, clerk: int) -> str:
    """The staff number of somebody at a site."""
    return f"P{site * STAFF + clerk:06d}"


WHO: Final[Mapping[str, str]] = {
    "hq_quality": "HQ001",
    "admin": "HQ002",
    "hr": "HQ003",
    "agent": "HQ004",
    "management": "M00",
    "area_manager": "A000L",
    "hub_manager": worker(0, 0),
    "outlet_manager": worker(HUBS, 0),
    "outlet_agent": worker(HUBS, 1),
    "courier": worker(HUBS, 2),
}
"""Role → who signs in with it."""


def found(now: int, per_site: int = STAFF) -> None:
    """Import it, as anybody would, and give accounts to those who sign in (`now`: µs UTC)."""
    from tuotou.operations.access.accounts import give
    from tuotou.operations.organisation.importing import import_organisation
    from tuotou.operations.organisation.workbook import write_workbook
    from tuotou.store.models import Account

    posts = [*OFFICES, *_crew(per_site)]
    sheets = {
        "units": list(_units()),
        "belongings": list(_belongings()),
        "people": [(number, f"职员{number}", None) for number, *_ in posts],
        "posts": [(number, unit, _role(role)) for number, unit, role in posts],
    }
    with TemporaryDirectory() as folder:
        path = Path(folder) / "company.xlsx"
        write_workbook(path, sheets)
        done = import_organisation([path], now, "bench")
    assert not done.refused, done.problems
    for number in WHO.values():
        give(number, "bench", now, PASSWORD)
    Account.objects.update(password_at=now)


def count_all(clock: Callable[[], int]) -> None:
    """Every figure as the platform counts and publishes it."""
    from tuotou.operations.figures.count import count
    from tuotou.operations.figures.publish import publish
    from tuotou.operations.live.watch import current_watch

    watch = current_watch()
    while count(watch, clock):
        pass
    publish(watch, clock())


def _site(number: int) -> str:
    return f"HUB{number:04d}" if number < HUBS else f"S{number:04d}"


def _units() -> Iterator[Row]:
    from tuotou.feeds.organisation.sheets import KINDS

    yield "HQ", "总部", "Headquarters", KINDS["hq"], None, None
    for number in range(PROVINCES):
        yield f"P{number:02d}", f"第{number}省区", f"Province {number}", KINDS["province"], None, None
    for number in range(AREAS):
        yield f"A{number:03d}", f"第{number}片区", f"Area {number}", KINDS["area"], None, None
    for number in range(SITES):
        kind, zh, en = ("hub", "分拨", "Hub") if number < HUBS else ("outlet", "网点", "Outlet")
        spot = WEST + number % 50 * 0.4, SOUTH + number // 50 * 0.4
        yield _site(number), f"{number}号{zh}", f"{en} {number}", KINDS[kind], *spot


def _belongings() -> Iterator[Row]:
    yield from ((f"P{number:02d}", "HQ") for number in range(PROVINCES))
    yield from ((f"A{number:03d}", f"P{number % PROVINCES:02d}") for number in range(AREAS))
    yield from ((_site(number), f"P{number % PROVINCES:02d}") for number in range(HUBS))
    yield from ((_site(number), f"A{(number - HUBS) // PER_AREA:03d}") for number in range(HUBS, SITES))


def _crew(per_site: int) -> Iterator[tuple[str, str, str]]:
    for site in range(SITES):
        roles = CREW["hub" if site < HUBS else "outlet"]
        for clerk in range(per_site):
            yield worker(site, clerk), _site(site), roles[min(clerk, len(roles) - 1)]


def _role(name: str) -> str:
    from tuotou.core.standards.role import ROLES

    return ROLES[name]
