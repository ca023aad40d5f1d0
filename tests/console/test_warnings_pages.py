"""The inbox: the worst first, filtered in the address, within one's scope; what people do there is done and noted."""

from __future__ import annotations

import json
from collections.abc import Callable

import fastexcel
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.console.warned import CHINESE, CODES, OUT, SORTED, THROWN, begin, page, recorded, rows
from tests.live.warned import HOUR, Said, only, parcels, promised, response, ride, subjects

from tuotou.clockwork.clock import clock
from tuotou.console.trade import ROLE
from tuotou.operations.live.wake import wake
from tuotou.operations.live.watch import current_watch
from tuotou.operations.warnings.handling import Hand, Taking, acknowledge
from tuotou.operations.warnings.warn import warn
from tuotou.store.models import AuditEntry, Notice, Unit, Warning, WarningStep

SCRIPT = "<script>alert(1)</script>"
Browsers = Callable[[str], Client]


def test_everybody_sees_the_warnings_of_their_own_sites(browser_of: Browsers) -> None:
    mine, other, hub = begin("SZ01", "A"), begin("SZ02", "B"), begin("HUB1", "C", SORTED, 20)
    manager, area = browser_of("outlet_manager"), browser_of("area_manager")
    assert rows(manager, "/warnings/") == [mine.pk]
    assert rows(area, "/warnings/") == [other.pk]
    assert sorted(rows(browser_of("hq_quality"), "/warnings/")) == [mine.pk, other.pk, hub.pk]
    for address in (f"/warnings/{other.pk}/", f"/warnings/{other.pk}/promises/", "/warnings/999999/"):
        assert manager.get(address).status_code == 404
    answer = manager.post("/warnings/acknowledgements", {"id": [mine.pk, other.pk], **CODES})
    assert answer.status_code == 404
    assert not WarningStep.objects.filter(act="acknowledged").exists() and only(pk=mine.pk).state == "open"


def test_the_worst_stands_first_and_filters_stand_in_the_address(browser_of: Browsers) -> None:
    late, thrown = begin("SZ01", "A"), begin("SZ01", "B", THROWN, 1, "broken")
    hub = begin("HUB1", "C", SORTED, 20)
    browser = browser_of("hq_quality")
    assert rows(browser, "/warnings/")[0] == thrown.pk
    narrowed = {
        "?level=red_line": [thrown.pk], "?standard=out-by-wave": [late.pk], "?unit=HUB1": [hub.pk],
        "?owner=nobody&unit=SZ01": [thrown.pk, late.pk], "?owner=me": [], "?q=A000003": [late.pk],
        f"?q={hub.pk}": [hub.pk], "?q=按频次": [late.pk], "?q=苏州分拨": [hub.pk], "?state=resolved": [],
        "?role=outlet_agent": [late.pk], "?q=' OR 1=1 --": [], "?order=-open": [hub.pk, late.pk, thrown.pk],
    }  # fmt: skip
    assert {asked: rows(browser, f"/warnings/{asked}") for asked in narrowed} == narrowed


def test_who_takes_it_up_has_it_and_the_list_has_it_no_more(browser_of: Browsers) -> None:
    one, browser = begin("SZ01", "A"), browser_of("outlet_manager")
    answer = browser.post("/warnings/acknowledgements", {"id": one.pk, "note": "车晚到", **CODES})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/warnings/")
    assert rows(browser, "/warnings/") == [] and rows(browser, "/warnings/mine/") == [one.pk]
    assert rows(browser, "/warnings/?state=acknowledged") == [one.pk]
    entry = AuditEntry.objects.get(act="warning.acknowledge")
    assert (entry.who, entry.what, entry.details["note"]) == ("T-outlet_manager", f"warning {one.pk}", "车晚到")
    story = page(browser, f"/warnings/{one.pk}/")
    assert "车晚到" in story and "车辆晚点" in story and "加派人手" in story


def test_the_codes_that_somebody_used_last_come_first(browser_of: Browsers) -> None:
    one, browser = begin("SZ01", "A"), browser_of("outlet_manager")
    before = page(browser, "/warnings/")
    acknowledge(response(), one.pk, Hand("T-outlet_manager", clock()), Taking("weather", "reroute"))
    after = page(browser, "/warnings/")
    first = '<select class="form-select" id="take-cause" name="cause" required><option value="{}">'
    assert first.format("truck_late") in before and first.format("weather") in after


def test_several_at_once_and_what_cannot_be_done_says_why(browser_of: Browsers) -> None:
    one, other = begin("SZ01", "A"), begin("SZ01", "B", THROWN, 1, "broken")
    browser = browser_of("outlet_manager")
    acknowledge(response(), other.pk, Hand("T-outlet_manager", clock()), Taking("courier", "instruct"))
    asked = {"id": [one.pk, other.pk], **CODES}
    answer = browser.post("/warnings/acknowledgements", asked, headers={"accept": "application/json"})
    assert answer.status_code == 409
    assert json.loads(answer.content) == {"said": f"已处理 1 条；预警 {other.pk}：预警 {other.pk} 已办结：没有要做的了"}
    assert only(pk=one.pk).state == "acknowledged"
    browser.cookies["language"] = "en"
    answer = browser.post("/warnings/closures", {"id": other.pk, **CODES})
    assert answer.status_code == 409 and f"warning {other.pk} is resolved" in answer.content.decode()


def test_passed_on_snoozed_muted_closed(browser_of: Browsers, staff: Callable[[str], object]) -> None:
    one, browser = begin("SZ01", "A"), browser_of("outlet_manager")
    staff("outlet_agent")
    assert browser.post("/warnings/assignments", {"id": one.pk, "owner": "T-outlet_agent"}).status_code == 302
    assert only(pk=one.pk).owner == "T-outlet_agent"
    answer = browser.post("/warnings/assignments", {"id": one.pk, "owner": "NOBODY"})
    assert answer.status_code == 409 and "没有在职的工号 NOBODY" in answer.content.decode()
    before = clock()
    browser.post("/warnings/snoozes", {"id": one.pk, "for": "60"})
    assert only(pk=one.pk).state == "snoozed" and (only(pk=one.pk).look_at or 0) >= before + HOUR
    for strange in ("", "-5", "99999999", "soon"):
        assert browser.post("/warnings/snoozes", {"id": one.pk, "for": strange}).status_code == 409
    assert browser.post("/warnings/mutes", {"id": one.pk}).status_code == 302
    assert only(pk=one.pk).state == "muted"
    assert browser.post("/warnings/closures", {"id": one.pk, "cause": "no such", "action": "code"}).status_code == 409
    assert browser.post("/warnings/closures", {"id": one.pk, **CODES}).status_code == 302
    assert only(pk=one.pk).state == "resolved" and rows(browser, "/warnings/done/") == [one.pk]


@pytest.mark.parametrize("given", [{}, {"id": ""}, {"id": "x"}, {"id": "9" * 40}, {"id": "-1"}])
def test_what_is_no_number_is_no_warning(browser_of: Browsers, given: dict[str, str]) -> None:
    assert browser_of("outlet_manager").post("/warnings/mutes", given).status_code == 404


def test_it_is_found_by_any_of_the_roles_that_were_told(browser_of: Browsers) -> None:
    one, two, browser = begin("SZ01", "A"), begin("SZ02", "B"), browser_of("hq_quality")
    first = one.role
    for warning, role in ((one, "area_manager"), (two, "hq_quality")):
        WarningStep.objects.create(warning=warning, at=clock(), act="escalated", role=role)
    Notice.objects.create(
        key="k", person="SZ01001", kind="told", level="normal", role="shift_leader", site="SZ01", warning=one,
        created_at=clock(), state="inbox",
    )  # fmt: skip
    assert first and set(rows(browser, f"/warnings/?role={first}")) == {one.pk, two.pk}
    assert rows(browser, "/warnings/?role=area_manager") == [one.pk]
    assert rows(browser, "/warnings/?role=hq_quality") == [two.pk]
    assert rows(browser, "/warnings/?role=shift_leader") == [one.pk], "somebody else heard in its stead"
    assert rows(browser, "/warnings/?role=claims") == []
    assert f"{ROLE[first].zh}、{ROLE['area_manager'].zh}" in page(browser, "/warnings/")


def test_who_may_only_look_has_no_buttons_and_does_nothing(browser_of: Browsers) -> None:
    one, browser = begin("SZ01", "A"), browser_of("claims")
    assert rows(browser, "/warnings/") == [one.pk]
    shown = page(browser, "/warnings/") + page(browser, f"/warnings/{one.pk}/")
    assert "data-act=" not in shown and "/warnings/acknowledgements" not in shown
    assert browser.post("/warnings/mutes", {"id": one.pk}).status_code == 403
    assert browser_of("admin").get("/warnings/").status_code == 403


def hub_trouble() -> tuple[Warning, Warning]:
    """A trip that is late at the hub, and what it makes late at an outlet: the cause, and what hangs under it."""
    now = clock()
    trip, riders = subjects("trip", ["T1"])[0], parcels(8, "HUB1", "R")
    ride(trip, riders)
    promised([trip], "trip-arrives-as-planned", "HUB1", Said(due_at=now - HOUR))
    promised(riders, OUT, "SZ01", Said(due_at=now - 1))
    warn(response(), now)
    return only(standard=""), only(standard=OUT)


def test_a_cause_tells_what_it_holds_back_and_counts_what_lies_elsewhere(browser_of: Browsers) -> None:
    root, held = hub_trouble()
    hub, outlet = browser_of("hub_manager"), browser_of("outlet_manager")
    story = page(hub, f"/warnings/{root.pk}/")
    assert "另有 1 条不在您的管辖范围" in story and f"/warnings/{held.pk}/" not in story
    assert "R000001" not in page(hub, f"/warnings/{root.pk}/promises/")
    below = page(outlet, f"/warnings/{held.pk}/")
    assert "归在原因下面" in below and f"/warnings/{root.pk}/" not in below and "R000001" in below
    assert rows(outlet, "/warnings/") == [] and rows(outlet, "/warnings/?state=held") == [held.pk]
    assert outlet.post("/warnings/mutes", {"id": held.pk}).status_code == 409
    causes = page(hub, "/warnings/causes/")
    assert f'href="/warnings/{root.pk}/"' in causes and "车辆晚点" in causes
    assert f'href="/warnings/{root.pk}/"' not in page(outlet, "/warnings/causes/")


def test_a_warning_leads_to_its_parcels_and_they_are_taken_away(browser_of: Browsers) -> None:
    one, browser = begin("SZ01", "A", count=60), browser_of("outlet_manager")
    listed = page(browser, f"/warnings/{one.pk}/promises/")
    assert '<a class="list-link" href="/subjects/parcel/A000000/">A000000</a>' in listed and "共 60 条" in listed
    found = page(browser, f"/warnings/{one.pk}/promises/?q=A000007")
    assert "A000007" in found and "A000008" not in found
    answer = browser.get(f"/warnings/{one.pk}/promises/?export=xlsx")
    sheet = fastexcel.read_excel(b"".join(answer.streaming_content)).load_sheet(0).to_polars()
    assert sheet.height == 60 and sheet["快件"][0] == "A000000" and len(sheet["时限"][0]) == len("2026-01-01 00:00:00")


def test_what_is_due_soon_is_shown_before_it_is_broken(browser_of: Browsers) -> None:
    at_risk, hour = begin("SZ01", "A", count=1), 3_600_000_000
    begin("SZ01", "L", THROWN, 1, "broken"), begin("SZ02", "B", count=1)
    recorded(
        {"subject": "QUIET1", "id": "e1", "kind": "accepted", "at": clock() - hour, "person": "SZ01002"},
        {"subject": "QUIET2", "id": "e1", "kind": "accepted", "at": clock() - hour, "site": "SZ02"},
    )
    wake(current_watch(), clock)
    browser = browser_of("outlet_manager")
    shown = page(browser, "/warnings/coming/?hours=24")
    assert "A000000" in shown and "已预警" in shown and 'href="/subjects/parcel/QUIET1/"' in shown
    assert "还没预警" in shown and "王红 SZ01002" in shown
    assert "L000000" not in shown and "B000000" not in shown and "QUIET2" not in shown
    assert "A000000" not in page(browser, "/warnings/coming/?hours=1"), "it is due in two hours"
    assert "QUIET1" not in page(browser, f"/warnings/coming/?hours=24&standard={at_risk.standard}")
    elsewhere = page(browser, "/warnings/coming/?hours=24&unit=SZ02")
    assert "A000000" not in elsewhere and "QUIET2" not in elsewhere
    assert "A000000" in page(browser, "/warnings/coming/?hours=strange&q=A000000")


def test_it_tells_who_was_told_what_the_standard_says_and_how_to_keep_it(browser_of: Browsers) -> None:
    one, browser = begin("SZ01", "A"), browser_of("outlet_manager")
    Notice.objects.create(
        key="k", person="SZ01001", kind="told", level="normal", role="outlet_manager", site="SZ01", warning=one,
        created_at=clock(), state="inbox",
    )  # fmt: skip
    shown = page(browser, f"/warnings/{one.pk}/")
    standard = response().handbook.by_id[OUT][-1]
    assert standard.rule.zh in shown and standard.how_to_keep.zh in shown
    assert "李明" in shown and "网点经理" in shown and "站内" in shown


def test_what_people_type_stays_text(browser_of: Browsers) -> None:
    one, browser = begin("SZ01", "A"), browser_of("outlet_manager")
    Unit.objects.filter(code="SZ01").update(name=SCRIPT)
    browser.post("/warnings/acknowledgements", {"id": one.pk, "note": SCRIPT, **CODES})
    for address in ("/warnings/mine/", f"/warnings/{one.pk}/", f"/warnings/?q={SCRIPT}"):
        assert SCRIPT not in page(browser, address)


def test_english_pages_are_english(browser_of: Browsers) -> None:
    one, browser = begin("SZ01", "A"), browser_of("outlet_manager")
    for address in ("/warnings/", f"/warnings/{one.pk}/", "/warnings/coming/", "/warnings/causes/", "/warnings/done/"):
        shown = page(browser, address, "en")
        for name in ("中文", "妥投", "outlet_manager一", "李明", "王红", "张强", "园区一部", "承包一区"):
            shown = shown.replace(name, "")
        assert CHINESE.findall(shown) == [], address


@pytest.mark.parametrize("address", ["/warnings/", "/warnings/mine/", "/warnings/{}/promises/", "/warnings/coming/"])
def test_questions_do_not_grow_with_rows(browser_of: Browsers, address: str) -> None:
    browser, asked = browser_of("hq_quality"), []
    one = begin("SZ01", "A", count=5)
    for many in (5, 50):
        promised(parcels(many, "SZ02", f"M{many}"), OUT, "SZ02", Said("at_risk", 1, clock() + HOUR, tell_at=clock()))
        new = {"standard": OUT, "severity": "normal", "state": "open", "owner": "T-hq_quality", "opened_at": clock()}
        Warning.objects.bulk_create(
            Warning(**new, site=f"S{many}{n}", changed_at=clock(), open=1, items=1) for n in range(many)
        )
        page(browser, address.format(one.pk))
        with CaptureQueriesContext(connection) as questions:
            page(browser, address.format(one.pk))
        asked.append(len(questions))
    assert asked[0] == asked[1] <= 30
