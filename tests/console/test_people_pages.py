"""Everything under one staff number, for who leads them; a mobile number in full is noted."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.console.warned import CHINESE, THROWN, answered_by, begin, page, recorded

from tuotou.clockwork.clock import clock
from tuotou.store.models import AuditEntry, Person, Post, Promise, Unit, Warning

HOUR = 3_600_000_000
SCRIPT = "<script>alert(1)</script>"
Browsers = Callable[[str], Client]


def test_a_manager_finds_their_own_people_and_nobody_else(browser_of: Browsers) -> None:
    manager, area = browser_of("outlet_manager"), browser_of("area_quality")
    mine = page(manager, "/people/")
    assert "SZ01002" in mine and "王红" in mine and "A1001" not in mine and "HQ001" not in mine
    assert "SZ01002" not in page(manager, "/people/?q=李明") and "SZ01001" in page(manager, "/people/?q=李明")
    assert "SZ01003" not in page(manager, "/people/?role=outlet_manager")
    assert manager.get("/people/A1001/").status_code == 404 == manager.get("/people/NOBODY/").status_code
    assert "A1001" in page(area, "/people/") and area.get("/people/SZ01002/").status_code == 404
    assert "HQ001" in page(browser_of("hr"), "/people/")
    assert browser_of("courier").get("/people/").status_code == 403


def test_what_they_did_and_did_not_keep_stands_on_one_page(browser_of: Browsers) -> None:
    browser = browser_of("outlet_manager")
    begin("SZ01", "A", THROWN, 3, "broken"), begin("SZ02", "B", THROWN, 2, "broken")
    answered_by("SZ01002", *Promise.objects.all())
    Warning.objects.filter(site="SZ01").update(owner="SZ01002", standard=THROWN)
    recorded(
        {"subject": "YT9", "id": "e1", "kind": "arrived", "person": "SZ01002"},
        {"subject": "YT9", "id": "e2", "kind": "out_for_delivery", "person": "SZ01002"},
        {"subject": "YT8", "id": "e3", "kind": "arrived", "person": "SZ01002", "site": "SZ02"},
        {"subject_kind": "person", "subject": "SZ01002", "id": "c1", "kind": "certificate_issued", "person": None,
         "certificate": "快递员证", "expires_at": clock() - 24 * HOUR},
    )  # fmt: skip
    shown = page(browser, "/people/SZ01002/")
    assert "网点客服" in shown and "快递员证" in shown and "已过期" in shown
    assert '<span class="ms-auto tabular">2</span>' in shown, "two events at sites of one's own"
    assert '<span class="ms-auto tabular">3</span>' in shown, "three promises at sites of one's own"
    assert 'href="/subjects/parcel/A000000/"' in shown and "B000000" not in shown
    assert "名下的预警" in shown and f'href="/warnings/{Warning.objects.get(site="SZ01").pk}/"' in shown


def test_a_mobile_number_in_full_is_noted(browser_of: Browsers) -> None:
    browser, manager = browser_of("hq_quality"), browser_of("outlet_manager")
    shown = page(browser, "/people/SZ01001/")
    assert "138****1234" in shown and "13800001234" not in shown and "/people/SZ01001/mobile" in shown
    refused = browser.post("/people/SZ01001/mobile", {"reason": " "})
    assert refused.status_code == 422 and "13800001234" not in refused.content.decode()
    assert not AuditEntry.objects.filter(act="personal.unmask").exists()
    assert "13800001234" in browser.post("/people/SZ01001/mobile", {"reason": "客户投诉"}).content.decode()
    entry = AuditEntry.objects.get(act="personal.unmask")
    assert (entry.who, entry.what, entry.details) == ("T-hq_quality", "person SZ01001", {"reason": "客户投诉"})
    assert "/people/SZ01001/mobile" not in page(manager, "/people/SZ01001/")
    assert manager.post("/people/SZ01001/mobile").status_code == 403
    assert browser.post("/people/NOBODY/mobile").status_code == 404


def test_what_they_did_in_the_platform_is_for_who_may_see_the_log(browser_of: Browsers) -> None:
    AuditEntry.objects.create(at=clock(), who="SZ01001", act="warning.mute", what="warning 7")
    assert "warning 7" in page(browser_of("hq_quality"), "/people/SZ01001/")
    assert "warning 7" not in page(browser_of("outlet_manager"), "/people/SZ01001/")


def test_who_keeps_the_organisation_sees_posts_and_account_and_no_work(browser_of: Browsers) -> None:
    shown = page(browser_of("admin"), "/people/SZ01002/")
    assert "网点客服" in shown and "开账号" in shown and "改期或结束" in shown
    assert "近 7 天的操作" not in shown and "没按时兑现" not in shown
    manager = page(browser_of("outlet_manager"), "/people/SZ01002/")
    assert "近 7 天的操作" in manager and "开账号" not in manager and "改期或结束" not in manager


def test_names_are_text_and_english_is_english(browser_of: Browsers) -> None:
    browser = browser_of("outlet_manager")
    Person.objects.filter(staff_number="SZ01001").update(name=SCRIPT)
    for address in ("/people/", "/people/SZ01001/"):
        shown = page(browser, address, "en")
        assert SCRIPT not in shown
        for name in ("中文", "妥投", "outlet_manager一", "王红", "张强", "园区一部", "园区二部", "承包一区"):
            shown = shown.replace(name, "")
        assert CHINESE.findall(shown) == [], address


def test_questions_do_not_grow_with_people(browser_of: Browsers) -> None:
    browser, asked, unit = browser_of("hq_quality"), [], Unit.objects.get(code="SZ01")
    for many in (5, 45):
        for n in range(many):
            person = Person.objects.create(staff_number=f"X{many}{n}", name="X")
            Post.objects.create(person=person, unit=unit, role="courier")
        page(browser, "/people/")
        with CaptureQueriesContext(connection) as questions:
            page(browser, "/people/")
        asked.append(len(questions))
    assert asked[0] == asked[1] <= 20
