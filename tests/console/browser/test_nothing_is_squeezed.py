"""What stands in little room is neither squeezed nor broken over lines, nor cut off at the edge of a wall."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page as Tab
from tests.live.machine import Machine

pytestmark = pytest.mark.heavy
SEED = """
from tests.console.parcel_cast import event, record
from tuotou.clockwork.clock import clock
from tuotou.store.models import Duty, Person, Unit, Warning
now, hour = clock(), 3_600_000_000
places = {"SZ01": "left-with-others-needs-consent", "SZ02": "delivered-in-time", "HUB1": "out-by-wave"}
for site, standard in places.items():
    Warning.objects.create(standard=standard, site=site, severity="red_line", state="open", open=3, items=3,
                           opened_at=now, changed_at=now)
Unit.objects.filter(code="SZ02").update(name_en="Outlet of the industrial park beside the lake, second floor")
who = Person.objects.create(staff_number="LONG1", name="欧阳娜娜上官婉儿")
Duty.objects.create(unit=Unit.objects.get(code="SZ01"), role="outlet_agent", person=who, deputy=who, since=now,
                    until=now + 4 * hour)
kinds = ("accepted", "arrived", "contacted", "out_for_delivery", "reassigned", "attempt_failed", "signed_by_self")
record(*(event(kind, 90 - turn, person="LONG1") for turn, kind in enumerate(kinds)))
"""
LINES = """found => found.map(one => {
  const words = document.createRange();
  words.selectNodeContents(one);
  return new Set([...words.getClientRects()].map(part => Math.round(part.top))).size;
})"""
"""On how many lines the words of each stand."""
Visit = Callable[..., Tab]


@pytest.fixture(scope="module", autouse=True)
def busy(installation: Machine) -> None:
    """Some warnings, and somebody of a long name on duty."""
    installation.python(SEED)


@pytest.mark.parametrize("phone", [False, True])
def test_the_mark_of_a_level_keeps_its_shape_beside_a_long_title(visit: Visit, phone: bool) -> None:
    tab = visit("hq_quality", "en-US", phone=phone)
    tab.goto("/centre/")
    tab.wait_for_selector("#centre-feed .level")
    begin = "one => one.firstElementChild.getBoundingClientRect().left - one.getBoundingClientRect().left"
    found = tab.eval_on_selector_all("#centre-feed .level", f"found => found.map({begin})")
    assert len(found) == 3 and min(found) > 14, "the mark and the gap after it"


def test_on_a_telephone_languages_and_names_stand_in_one_line(visit: Visit) -> None:
    tab = visit("hq_quality", "en-US", phone=True)
    tab.goto("/organisation/duties/?unit=SZ01")
    assert tab.eval_on_selector_all("button[name=language]", LINES) == [1]
    assert set(tab.eval_on_selector_all(".shift-who", LINES)) == {1}


def test_a_long_name_to_choose_from_makes_no_page_wider_than_a_telephone(visit: Visit) -> None:
    tab = visit("hq_quality", "en-US", phone=True)
    for address in ("/indicators/", "/indicators/on-time-rate/", "/warnings/"):
        tab.goto(address)
        assert tab.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address


@pytest.mark.parametrize("size", [(1920, 1080), (3840, 1080), (3840, 2160)])
def test_a_wall_shows_all_and_fills_the_screen(visit: Visit, size: tuple[int, int]) -> None:
    tab = visit("hq_quality")
    tab.set_viewport_size({"width": size[0], "height": size[1]})
    tab.goto("/centre/wall/")
    below = "document.documentElement.scrollHeight - innerHeight"
    assert tab.evaluate(below) <= 0 and tab.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    for part in ("#centre-feed", "#centre-worst", ".map"):
        box = tab.evaluate("of => document.querySelector(of).getBoundingClientRect().toJSON()", part)
        assert box["bottom"] <= size[1] and box["height"] > size[1] / 8
    assert tab.evaluate("document.getElementById('centre').getBoundingClientRect().bottom") > 0.97 * size[1]


@pytest.mark.parametrize("phone", [False, True])
def test_what_somebody_did_is_drawn(visit: Visit, phone: bool) -> None:
    tab = visit("hq_quality", phone=phone)
    tab.goto("/people/LONG1/")
    tab.wait_for_selector("[data-chart=work] canvas")
    assert tab.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
