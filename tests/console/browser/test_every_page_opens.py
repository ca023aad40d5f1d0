"""Every page that needs no words in its address, in a real browser: no error, nothing from outside, usable by all."""

from __future__ import annotations

from collections.abc import Callable
from math import cos, hypot, radians

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page as Tab

from tuotou.console.page import ANYBODY, MEMBER, Page
from tuotou.console.urls import PAGES
from tuotou.operations.access.permissions import MAY

pytestmark = pytest.mark.heavy
ENDLESS = [page for page in PAGES if page.route.endswith("/stream")]
"""They send what changes as long as one listens; see `test_stream.py`."""
PLAIN = [
    page
    for page in PAGES
    if "<" not in page.route and "GET" in page.methods and page.needs != ANYBODY and page not in ENDLESS
]
SERIOUS = ("serious", "critical")


def who_may(page: Page) -> str:
    """A role that may open it."""
    return "admin" if page.needs == MEMBER else next(role for role, words in MAY.items() if page.needs in words)


def findings(tab: Tab) -> list[str]:
    """What keeps somebody from using a page (axe: WCAG A and AA)."""
    found = Axe().run(tab, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}).response["violations"]
    return [
        f"{each['id']}: {node['html'][:120]}" for each in found if each["impact"] in SERIOUS for node in each["nodes"]
    ]


@pytest.mark.parametrize("look", ["light", "dark"])
def test_all_can_use_it(visit: Callable[..., Tab], look: str) -> None:
    tabs: dict[str, Tab] = {}
    wrong: dict[str, list[str]] = {}
    for page in PLAIN:
        role = who_may(page)
        tab = tabs.setdefault(role, visit(role) if role not in tabs else tabs[role])
        tab.emulate_media(color_scheme=look)
        tab.goto(f"/{page.route}", wait_until="load")
        if found := findings(tab):
            wrong[page.name] = found
    assert not wrong


@pytest.mark.parametrize("language", ["zh-CN", "en-US"])
def test_it_fits_a_telephone(visit: Callable[..., Tab], language: str) -> None:
    tabs: dict[str, Tab] = {}
    wide = []
    for page in PLAIN:
        role = who_may(page)
        tab = tabs.setdefault(role, visit(role, language, phone=True) if role not in tabs else tabs[role])
        tab.goto(f"/{page.route}", wait_until="load")
        if tab.evaluate("document.documentElement.scrollWidth > innerWidth + 1"):
            wide.append(page.name)
    assert not wide


def test_nothing_comes_from_outside_and_the_first_page_is_light(visit: Callable[..., Tab]) -> None:
    tab = visit()
    asked, sizes = [], []
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("requestfinished", lambda request: sizes.append(request.sizes()["responseBodySize"]))
    tab.goto("/sign-in", wait_until="networkidle")
    home = tab.url.split("/sign-in")[0]
    assert all(address.startswith((home, "data:")) for address in asked)
    assert sum(sizes) <= 300_000


def test_points_are_moved_for_maps_that_shift_them(visit: Callable[..., Tab]) -> None:
    tab = visit()
    tab.goto("/sign-in")
    ask = "async (at) => (await import('/static/js/map.js')).gcj02(at)"
    metres = {(39.9042, 116.4074): 555, (31.2304, 121.4737): 481, (43.8256, 87.6168): 266, (29.6520, 91.1721): 337}
    for (lat, lng), shift in metres.items():
        moved = tab.evaluate(ask, [lat, lng])
        north, east = (moved[0] - lat) * 111_132, (moved[1] - lng) * 111_320 * cos(radians(lat))
        assert abs(hypot(north, east) - shift) < 15
    assert tab.evaluate(ask, [1.35, 103.82]) == [1.35, 103.82], "Singapore"
