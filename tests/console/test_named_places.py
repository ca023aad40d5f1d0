"""Tables name sites, regions and people; their codes stand back behind the names."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from tests.console.warned import page, recorded

from tuotou.clockwork.clock import clock
from tuotou.console.browsers import browser
from tuotou.console.regions import province
from tuotou.console.standards.tried import Told
from tuotou.console.tags import placed, regions
from tuotou.operations.access.tokens import Wish, issue
from tuotou.operations.figures.count import count
from tuotou.operations.live.wake import wake
from tuotou.operations.live.watch import current_watch

Browsers = Callable[[str], Client]


def named(name: str, code: str) -> str:
    """As a cell shows it."""
    return f'<span>{name} <span class="text-secondary">{code}</span></span>'


def test_a_code_alone_is_shown_as_it_is_and_what_is_written_stays_text() -> None:
    assert placed("SZ01") == "SZ01" and placed("") == ""
    assert placed("<b> SZ01") == named("&lt;b&gt;", "SZ01")
    assert regions("金鸡湖 320571") == f"金鸡湖、{named('江苏', '320571')}"
    assert province("32") == province("3205") and province("99") is None and province("321") is None


def test_regions_of_a_table_of_commitments_are_named(browser_of: Browsers) -> None:
    browser = browser_of("hq_quality")
    assert named("北京", "11") in page(browser, "/standards/commitments/express/")
    assert named("Inner Mongolia", "15") in page(browser, "/standards/commitments/express/", "en")


def test_products_of_a_table_of_commitments_are_named(browser_of: Browsers) -> None:
    shown = page(browser_of("hq_quality"), "/standards/commitments/express/")
    assert "次日达" in shown and "next_day" not in shown


@pytest.mark.parametrize(
    ("agent", "zh"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0 Safari/537.36",
         "Chrome · Linux"),
        ("Mozilla/5.0 (iPhone; CPU like Mac OS X) Mobile MicroMessenger/8.0 Safari/604", "微信 · iPhone"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/120 Mobile Safari/537.36 wxwork/4.1 MicroMessenger/7.0",
         "企业微信 · 安卓"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64) Chrome/120 Safari/537.36 Edg/120", "Edge · Windows"),
        ("curl/8.0", "curl/8.0"), ("", ""),
    ],
)  # fmt: skip
def test_a_browser_is_called_as_people_call_it(agent: str, zh: str) -> None:
    assert browser(agent).zh == zh


def test_units_of_systems_that_come_in_are_named(browser_of: Browsers) -> None:
    issue(Wish("erp", ["events:write"], "SZ01", 10, None), "HQ001", clock())
    browser = browser_of("admin")
    assert named("园区一部", "SZ01") in page(browser, "/system/tokens/")
    assert named("Park 1", "SZ01") in page(browser, "/system/tokens/", "en")
    assert named("Jiangsu", "P32") in page(browser, "/organisation/units/", "en")


def test_parcels_of_an_outlet_say_who_has_them_by_name(browser_of: Browsers) -> None:
    recorded({"subject": "HAND1", "id": "e1", "kind": "out_for_delivery", "person": "SZ01003"})
    wake(current_watch(), clock)
    while count(current_watch(), clock):
        pass
    browser = browser_of("outlet_manager")
    shown = page(browser, "/outlets/SZ01/stages/out/?columns=number,person,from&order=person")
    assert named("张强", "SZ01003") in shown and named("园区一部", "SZ01") in shown


def test_a_back_test_names_its_sites(company: None) -> None:
    side = {"sites": [{"site": "SZ01", "counted": 100}, {"site": None, "counted": 90}]}
    moved = [{"site": "HUB1", "old": 1, "new": 2}]
    example = {"new": None, "old": {"site": "SZ02"}}
    found = Told({"new": side, "old": side, "difference": {"sites_that_change_rank": moved},
                  "examples": {"newly_not_kept": [example]}})  # fmt: skip
    assert found.places == {"SZ01": "园区一部 SZ01", "SZ02": "园区二部 SZ02", "HUB1": "苏州分拨中心 HUB1"}
