"""Exemptions: an outlet files for its own sites, who stands above decides, and everybody sees what is theirs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.console.warned import CHINESE, OUT, begin, page

from tuotou.clockwork.clock import clock
from tuotou.operations.exemptions.deciding import Application, file_exemption
from tuotou.operations.live.watch import current_watch
from tuotou.store.models import AuditEntry, Exemption, Promise, Unit

HOUR = 3_600_000_000
SCRIPT = "<script>alert(1)</script>"
Browsers = Callable[[str], Client]


def typed(hours: float) -> str:
    """An instant so many hours from now, as the form has it."""
    local = datetime.fromtimestamp(clock() / 1_000_000, UTC) + timedelta(hours=8 + hours)
    return f"{local:%Y-%m-%dT%H:%M}"


def filled(**more: str) -> dict[str, str]:
    """A form that is in order."""
    given = {"kind": "road_closure", "sites": "SZ01", "begins": typed(-1), "ends": typed(4), "reason": "路断"}
    return given | {"evidence": "公告 12 号"} | more


def filed(site: str, by: str = "SZ01001", reason: str = "路断") -> Exemption:
    """One that waits."""
    now = clock()
    asked = Application("road_closure", [site], now - HOUR, now + 4 * HOUR, reason)
    return file_exemption(current_watch().response, asked, by, now)


def test_an_outlet_files_and_sees_what_became_of_it(browser_of: Browsers) -> None:
    browser = browser_of("outlet_manager")
    answer = browser.post("/exemptions/new/", filled())
    one = Exemption.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/exemptions/{one.pk}/")
    assert (one.sites, one.filed_by, one.flags, one.state) == (["SZ01"], "T-outlet_manager", [], "filed")
    assert one.period_to - one.period_from == 5 * HOUR
    assert AuditEntry.objects.get(act="exemption.filed").who == "T-outlet_manager"
    shown = page(browser, f"/exemptions/{one.pk}/")
    assert "待审批" in shown and "公告 12 号" in shown and "/decision" not in shown
    assert f'href="/exemptions/{one.pk}/"' in page(browser, "/exemptions/")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"sites": "SZ02"}, "不在您的管辖范围：SZ02"),
        ({"ends": typed(-2)}, "结束要晚于开始"),
        ({"ends": typed(24 * 40)}, "期间超过 31 天"),
        ({"kind": "customer_appointment"}, "写明是哪些单号"),
        ({"standards": "no-such-standard"}, "没有标准"),
        ({"kind": "holiday"}, "is-invalid"),
        ({"reason": ""}, "is-invalid"),
        ({"begins": "soon"}, "is-invalid"),
    ],
    ids=["site", "order", "length", "parcels", "standard", "kind", "reason", "instant"],
)
def test_what_is_wrong_is_said_and_nothing_filed(browser_of: Browsers, wrong: dict[str, str], said: str) -> None:
    answer = browser_of("outlet_manager").post("/exemptions/new/", filled(**wrong))
    assert answer.status_code == 422 and said in answer.content.decode()
    assert not Exemption.objects.exists()


def test_who_stands_above_decides_with_what_it_touches_before_their_eyes(browser_of: Browsers) -> None:
    begin("SZ02", "B")
    Promise.objects.update(standard=OUT)
    one, area = filed("SZ02"), browser_of("area_quality")
    shown = page(area, f"/exemptions/{one.pk}/")
    assert "没有凭证" in shown and f"/exemptions/{one.pk}/decision" in shown
    assert '<div class="h2 mb-0 tabular">6</div>' in shown
    refused = area.post(f"/exemptions/{one.pk}/decision", {"decision": "reject"})
    assert refused.status_code == 409 and "驳回要写理由" in refused.content.decode()
    assert area.post(f"/exemptions/{one.pk}/decision", {"decision": "approve", "note": "属实"}).status_code == 302
    one.refresh_from_db()
    assert (one.state, one.decided_by) == ("approved", "T-area_quality")
    again = area.post(f"/exemptions/{one.pk}/decision", {"decision": "approve"})
    assert again.status_code == 409 and "已通过" in again.content.decode()
    assert area.post(f"/exemptions/{one.pk}/withdrawal").status_code == 302
    one.refresh_from_db()
    assert one.state == "withdrawn"


def test_nobody_decides_what_they_filed_nor_what_lies_elsewhere(browser_of: Browsers) -> None:
    own, other = filed("SZ02", "T-area_quality"), filed("SZ01")
    area = browser_of("area_quality")
    assert "/decision" not in page(area, f"/exemptions/{own.pk}/")
    assert area.post(f"/exemptions/{own.pk}/decision", {"decision": "approve"}).status_code == 409
    assert area.get(f"/exemptions/{other.pk}/").status_code == 404
    assert area.post(f"/exemptions/{other.pk}/decision", {"decision": "approve"}).status_code == 404
    assert f"/exemptions/{other.pk}/" not in page(area, "/exemptions/")
    manager = browser_of("outlet_manager")
    assert manager.post(f"/exemptions/{other.pk}/decision", {"decision": "approve"}).status_code == 403
    assert manager.post(f"/exemptions/{other.pk}/withdrawal").status_code == 409
    assert manager.get(f"/exemptions/{own.pk}/").status_code == 404
    assert set(Exemption.objects.values_list("state", flat=True)) == {"filed"}


def test_a_warning_leads_to_its_exemption(browser_of: Browsers) -> None:
    one, browser = begin("SZ01", "A"), browser_of("outlet_manager")
    address = f"/exemptions/new/?site=SZ01&amp;standard={OUT}"
    assert address in page(browser, f"/warnings/{one.pk}/")
    shown = page(browser, address.replace("&amp;", "&"))
    assert f'name="standards" value="{OUT}"' in shown and 'name="sites" value="SZ01"' in shown


def test_it_is_text_and_english_is_english(browser_of: Browsers) -> None:
    one, browser = filed("SZ01", reason=SCRIPT), browser_of("outlet_manager")
    for address in ("/exemptions/", f"/exemptions/{one.pk}/", "/exemptions/new/"):
        shown = page(browser, address, "en")
        assert SCRIPT not in shown
        for name in ("中文", "妥投", "outlet_manager一", "李明", "园区一部", "承包一区"):
            shown = shown.replace(name, "")
        assert CHINESE.findall(shown) == [], address


def test_questions_do_not_grow_with_exemptions(browser_of: Browsers) -> None:
    browser, asked = browser_of("hq_quality"), []
    for many in (5, 45):
        for n in range(many):
            filed(("SZ01", "SZ02", "HUB1")[n % 3], f"P{many}{n}")
        page(browser, "/exemptions/")
        with CaptureQueriesContext(connection) as questions:
            page(browser, "/exemptions/")
        asked.append(len(questions))
    assert asked[0] == asked[1] <= 20


def test_sites_that_are_named_as_examples_are_in_the_pages_language(browser_of: Browsers) -> None:
    browser = browser_of("outlet_manager")
    Unit.objects.filter(code="SZ01").update(name="姑苏一部", name_en="Outlet Gusu")
    assert "SZ01 姑苏一部" in browser.get("/exemptions/new/").content.decode()
    shown = browser.get("/exemptions/new/", headers={"accept-language": "en"}).content.decode()
    assert "SZ01 Outlet Gusu" in shown and "SZ01 姑苏一部" not in shown
