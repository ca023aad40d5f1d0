"""An outlet's day, a hub's floor, the command centre and indicators: what each member sees of them, and no more."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.figures.outlets import MONDAY, come, day_of, event
from tests.live.turns import HOUR

from tuotou.console import page
from tuotou.operations.live.watch import Watch, current_watch
from tuotou.store.models import AuditEntry, Brand, Notice, Post, Target, Unit, Warning

TEN = MONDAY + 10 * HOUR
NOW = TEN + 3 * HOUR


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every page is opened at one instant of a Monday."""
    monkeypatch.setattr(page, "clock", lambda: NOW)


@pytest.fixture
def worked(company: None) -> Watch:
    """A Monday of two outlets: one does well, one does not."""
    watch = current_watch()
    rows = [*day_of("SZ01", 6, 2, TEN), *day_of("SZ02", 2, 6, TEN)]
    rows.append(event("W1", "accepted", TEN - 30 * HOUR, "ORIGIN"))
    rows.append(event("W1", "arrived", TEN - HOUR, "SZ01", wave="2"))
    rows.append(event("W2", "accepted", TEN - 30 * HOUR, "ORIGIN"))
    rows.append(event("W2", "out_for_delivery", TEN, "SZ01", person="SZ01003", wave="2"))
    come(rows, watch, NOW)
    return watch


def text(browser: Client, address: str) -> str:
    """A page that opens."""
    answer = browser.get(address)
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def test_an_outlet_manager_sees_the_day_of_the_own_outlet(worked: Watch, browser_of: Callable[[str], Client]) -> None:
    browser = browser_of("outlet_manager")
    assert browser.get("/").headers["Location"] == "/today/"
    assert browser.get("/today/").headers["Location"] == "/outlets/SZ01/today/"
    shown = text(browser, "/outlets/SZ01/today/")
    assert "应派 10 票" in shown and "园区一部" in shown and "张强" in shown
    assert "W1" in text(browser, "/outlets/SZ01/gaps/arrived_not_out/")
    assert "W2" in text(browser, "/outlets/SZ01/stages/out/")
    assert browser.get("/outlets/SZ02/today/").status_code == 404
    assert browser.get("/outlets/SZ02/gaps/arrived_not_out/").status_code == 404
    assert browser.get("/outlets/SZ01/gaps/nonsense/").status_code == 404


def test_one_tap_reminds_a_courier_and_only_once(worked: Watch, browser_of: Callable[[str], Client]) -> None:
    browser = browser_of("outlet_manager")
    answer = browser.post("/outlets/SZ01/reminders", {"person": "SZ01003"})
    assert "已提醒：还有 1 票" in answer.content.decode()
    assert Notice.objects.get(person="SZ01003").kind == "reminder"
    again = browser.post("/outlets/SZ01/reminders", {"person": "SZ01003"}).content.decode()
    assert "已提醒" not in again and Notice.objects.count() == 1
    assert AuditEntry.objects.get(act="courier.remind").who == "T-outlet_manager"
    assert browser.post("/outlets/SZ02/reminders", {"person": "SZ01003"}).status_code == 404


def test_an_area_sees_all_its_outlets_the_fullest_first(worked: Watch, browser_of: Callable[[str], Client]) -> None:
    shown = text(browser_of("area_manager"), "/today/")
    assert "园区二部" in shown
    hq = text(browser_of("hr"), "/own")
    assert "园区二部" not in hq


def test_a_hub_manager_sees_the_floor(worked: Watch, browser_of: Callable[[str], Client]) -> None:
    browser = browser_of("hub_manager")
    assert browser.get("/today/").headers["Location"] == "/hubs/HUB1/floor/"
    assert "没有车在等" in text(browser, "/hubs/HUB1/floor/")
    assert text(browser, "/hubs/HUB1/overdue/")
    assert browser.get("/outlets/SZ01/today/").status_code == 404


def test_indicators_say_what_they_are_and_who_stands_behind(worked: Watch, browser_of: Callable[[str], Client]) -> None:
    browser = browser_of("hq_quality")
    shown = text(browser, "/indicators/?group=D")
    assert "实时" in shown and "口径" in shown
    one = text(browser, "/indicators/first-attempt-success/")
    assert "怎么算" in one and "最近 30 天" in one
    behind = text(browser, "/indicators/first-attempt-success/behind/?which=others&unit=SZ02")
    assert "SZ02002" in behind and "SZ01006" not in behind
    assert browser.get("/indicators/nonsense/").status_code == 404


def test_an_indicator_is_told_by_person_and_by_brand(worked: Watch, browser_of: Callable[[str], Client]) -> None:
    browser, address = browser_of("hq_quality"), "/indicators/first-attempt-success/"
    shown = text(browser, address)
    assert "by=person" not in shown, "a whole company's people are no list"
    (first, *_) = re.findall(r'href="(\?[^"]*by=person&amp;value=[^"]+)"', text(browser, f"{address}?unit=SZ01"))
    alone = text(browser, address + first.replace("&amp;", "&"))
    assert "看全部" in alone and "算进去的" in alone, "who stands behind is kept by person"
    brand = Brand.objects.order_by("pk").values_list("brand", flat=True)[0]
    assert "各品牌" in shown and f"<option>{brand}</option>" in shown
    of_brand = text(browser, f"{address}?brand={brand}")
    assert "selected" in of_brand and "n = 0" in of_brand, "nothing was scanned under the brand's own code"
    assert "n = 0" not in text(browser, f"{address}?brand=nobody")


def test_an_outlet_is_told_its_own_figures_whatever_it_asks_for(
    worked: Watch, browser_of: Callable[[str], Client]
) -> None:
    browser = browser_of("outlet_manager")
    behind = text(browser, "/indicators/first-attempt-success/behind/?which=others&unit=SZ02")
    assert "SZ02002" not in behind and "SZ01006" in behind
    assert "园区二部" not in text(browser, "/indicators/first-attempt-success/")


def test_targets_are_set_by_who_may(worked: Watch, browser_of: Callable[[str], Client]) -> None:
    address = "/indicators/first-attempt-success/target"
    assert browser_of("outlet_manager").post(address, {"target": "10"}).status_code == 403
    assert browser_of("area_manager").post(f"{address}?unit=SZ02", {"target": "91"}).status_code == 302
    assert browser_of("area_manager").post(f"{address}?unit=HUB1", {"target": "1"}).status_code != 302 or (
        Target.objects.get().unit == "SZ02"
    )
    assert browser_of("hq_quality").post(address, {"target": "x"}).status_code == 422
    assert "91" in text(browser_of("area_manager"), "/indicators/first-attempt-success/?unit=SZ02")


def test_the_command_centre_counts_what_the_member_sees(worked: Watch, browser_of: Callable[[str], Client]) -> None:
    for site, severity in (("SZ01", "serious"), ("HUB1", "red_line")):
        Warning.objects.create(
            standard="first-attempt", site=site, severity=severity, state="open", open=3, items=3, opened_at=NOW,
            changed_at=NOW,
        )  # fmt: skip
    shown = text(browser_of("hq_quality"), "/centre/")
    assert "苏州分拨中心" in shown and "园区一部" in shown
    area = text(browser_of("area_manager"), "/centre/?unit=HUB1")
    assert "苏州分拨中心" not in area
    assert "轮播" in text(browser_of("hq_quality"), "/centre/wall/?unit=A1")


def test_questions_do_not_grow_with_parcels(worked: Watch, browser_of: Callable[[str], Client]) -> None:
    browser = browser_of("outlet_manager")
    addresses = ("/outlets/SZ01/today/", "/outlets/SZ01/stages/signed/", "/indicators/")

    def asked() -> list[int]:
        counts = []
        for address in addresses:
            with CaptureQueriesContext(connection) as questions:
                text(browser, address)
            counts.append(len(questions))
        return counts

    asked()
    before = asked()
    more = [{**row, "subject": f"N{row['subject']}", "id": f"n{row['id']}"} for row in day_of("SZ01", 40, 5, TEN)]
    come(more, worked, NOW)
    assert asked() == before


def test_english_pages_are_english(worked: Watch, browser_of: Callable[[str], Client]) -> None:
    browser = browser_of("hq_quality")
    browser.cookies["language"] = "en"
    shown = text(browser, "/indicators/?group=D")
    assert "Indicators" in shown and "口径" not in shown
    assert "Where parcels are" in text(browser, "/centre/")


def test_a_station_without_a_post_sees_nothing(worked: Watch, browser_of: Callable[[str], Client]) -> None:
    browser = browser_of("courier")
    Post.objects.filter(person__staff_number="T-courier").update(unit=Unit.objects.get(code="SZ02"))
    assert browser.get("/outlets/SZ01/today/").status_code == 404
    assert text(browser, "/outlets/SZ02/today/")


def test_an_outlet_reads_how_it_stands_and_nobody_elses_figure(
    worked: Watch, browser_of: Callable[[str], Client]
) -> None:
    shown = text(browser_of("outlet_manager"), "/indicators/first-attempt-success/")
    assert "各网点、场地，差的在前" not in shown and "园区二部" not in shown
    every = text(browser_of("hq_quality"), "/indicators/first-attempt-success/")
    assert "各网点、场地，差的在前" in every or "不排名" in every
