"""The console's pages while a great deal is in the database.

python -m bench.pages plain          the pages that need no words in their address, and who may open each
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from itertools import cycle
from typing import Any, Final, NamedTuple

import django
import httpx
import numpy as np

from bench.archives import Scale
from bench.company import PASSWORD, WHO, worker
from bench.doors import served
from bench.figure import Figure
from bench.large import EVENTS, large
from bench.make_events import HUBS, OUTLETS
from bench.recording import reachable, together

TITLE: Final = "Pages of the console"
HOW: Final = """\
The database of *The doors*, with an organisation of 30 provinces, 194 areas and 2,000 sites, and with the figures that
the platform counted and published. `tuotou serve web` in one process, asked over a real connection by one client that
is signed in as whoever the page is for and waits for each answer: from the question to the end of the whole page,
without what it is drawn with, which browsers keep. Each page is opened four times before it is measured. The streams
that keep open pages up to date are not in it."""
ASKED: Final = 60
OTHERS: Final = 20
WARM: Final = 4
AIM: Final = 200
PARCEL: Final = 100
SITES: Final = range(HUBS, HUBS + OUTLETS, 41)


class Visit(NamedTuple):
    """A page as somebody opens it again and again, with other words each time."""

    what: str
    role: str
    addresses: Sequence[str]
    aim: float = AIM


def measure(scale: Scale) -> Iterator[Figure]:
    """Where there is a PostgreSQL."""
    if not reachable():
        return
    asked, others = (3, 2) if scale.small else (ASKED, OTHERS)
    with large(min(EVENTS, scale.events)) as (address, there), ExitStack() as signed_in:
        plain = together(address, [["plain"]], "bench.pages")[0]
        base, _ = signed_in.enter_context(served(address))
        members = {role: signed_in.enter_context(closing(_member(base, WHO[role]))) for role in WHO}
        for visit in (*_main(there["numbers"]), *_warnings(members["hq_quality"])):
            yield Figure(
                f"{visit.what}, p95", 1000 * _p95(members[visit.role], visit.addresses, asked), "ms", visit.aim
            )
        took = {route: _p95(members[role], [f"/{route}"], others) for route, role in plain.items()}
        slowest = max(took, key=lambda route: took[route])
        yield Figure(
            f"the slowest of {len(took)} pages without words, p95: /{slowest}", 1000 * took[slowest], "ms", AIM
        )
        late = sum(seconds > AIM / 1000 for seconds in took.values())
        yield Figure(f"of those, later than {AIM} ms", late, "pages", 0)


def _main(numbers: Sequence[str]) -> Iterator[Visit]:
    sites = [f"S{site:04d}" for site in SITES]
    yield Visit("a parcel", "hq_quality", [f"/subjects/parcel/{number}/" for number in numbers], PARCEL)
    yield Visit("a parcel found by its number", "agent", [f"/subjects/?q={number}" for number in numbers])
    yield Visit("the command centre", "hq_quality", ["/centre/"])
    yield Visit("the command centre of a province", "management", ["/centre/"])
    yield Visit("an outlet today", "outlet_manager", [f"/outlets/S{HUBS:04d}/today/"])
    yield Visit("an outlet today, of any", "hq_quality", [f"/outlets/{site}/today/" for site in sites])
    silent = [f"/outlets/{site}/gaps/silent_24h/" for site in sites]
    yield Visit("what an outlet's scans do not clear", "hq_quality", silent)
    yield Visit("a hub's floor", "hq_quality", [f"/hubs/HUB{hub:04d}/floor/" for hub in range(0, HUBS, 7)])
    yield Visit("the indicators of the company", "hq_quality", ["/indicators/"])
    yield Visit("the indicators of an area", "area_manager", ["/indicators/"])
    yield Visit("an indicator", "hq_quality", ["/indicators/on-time-rate/", "/indicators/first-attempt-success/"])
    yield Visit("the parcels behind an indicator", "hq_quality", ["/indicators/on-time-rate/behind/"])
    yield Visit("the standards with their 30 days", "hq_quality", ["/standards/"])
    yield Visit("a standard", "hq_quality", ["/standards/last-mile-hours/", "/standards/trace-24h/"])
    yield Visit("somebody", "hq_quality", [f"/people/{worker(site, 2)}/" for site in SITES])
    yield Visit("a unit", "hq_quality", [f"/organisation/units/{site}" for site in sites])


def _warnings(member: httpx.Client) -> Iterator[Visit]:
    """Those that stand first in the inbox, and what is in them."""
    found = re.findall(r'href="(/warnings/\d+/)"', member.get("/warnings/").text)
    several = list(dict.fromkeys(found)) or ["/warnings/"]
    yield Visit("warnings", "hq_quality", ["/warnings/", "/warnings/?page=2", "/warnings/coming/"])
    yield Visit("a warning", "hq_quality", several)


def _p95(member: httpx.Client, addresses: Sequence[str], times: int) -> float:
    """s."""
    each = cycle(addresses)
    for _ in range(WARM):
        _seconds(member, next(each))
    return float(np.quantile([_seconds(member, next(each)) for _ in range(times)], 0.95))


def _seconds(member: httpx.Client, address: str) -> float:
    begun = time.perf_counter()
    answer = member.get(address)
    took = time.perf_counter() - begun
    assert answer.is_success, f"{address}: {answer.status_code}"
    return took


def _member(base: str, number: str) -> httpx.Client:
    """Somebody who is signed in."""
    client = httpx.Client(base_url=base, timeout=60, follow_redirects=True)
    client.get("/sign-in")
    form = {"staff_number": number, "password": PASSWORD, "csrfmiddlewaretoken": client.cookies["csrftoken"]}
    answer = client.post("/sign-in", data=form, headers={"Referer": base})
    assert "/sign-in" not in str(answer.url), f"{number} cannot sign in"
    return client


def plain() -> dict[str, str]:
    """Route → the role as which it is opened."""
    from tuotou.console.page import ANYBODY, MEMBER
    from tuotou.console.urls import PAGES
    from tuotou.operations.access.permissions import MAY

    pages = [
        page
        for page in PAGES
        if "GET" in page.methods and "<" not in page.route and page.needs != ANYBODY and "stream" not in page.route
    ]
    return {page.route: next(role for role in WHO if page.needs == MEMBER or page.needs in MAY[role]) for page in pages}


if __name__ == "__main__":
    django.setup()
    assert sys.argv[1:] == ["plain"]
    told: dict[str, Any] = plain()
    print(json.dumps(told))
