"""Calendars, announced years and time commitments of the company's own: published whole, or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.test import Client

from tuotou.operations.live.watch import current_watch
from tuotou.operations.standards.grounds import text_of
from tuotou.store.models import AuditEntry, GroundDocument

BrowserOf = Callable[[str], Client]
OWN = """\
id: nangang
title: {zh: 南岗网点营业时间, en: Opening hours of the Nangang outlet}
zone: Asia/Shanghai
hours: {mon-fri: [07:30-21:00]}
working_days: mon-fri
holidays: [2026]
unannounced: estimate
"""


def publish(browser: Client, kind: str, name: str, document: str, note: str = "按通知") -> int:
    address = f"/standards/grounds/{kind}/{name}/" if name else f"/standards/grounds/{kind}/new"
    answer = browser.post(address, {"document": document, "note": note})
    return answer.status_code


@pytest.fixture
def admin(browser_of: BrowserOf) -> Client:
    return browser_of("admin")


def test_a_calendar_of_ones_own_counts_from_then_on(admin: Client) -> None:
    assert publish(admin, "calendars", "", OWN) == 302
    assert "nangang" in current_watch().handbook.calendars
    shown = admin.get("/standards/calendars/nangang/?year=2026").content.decode()
    assert "南岗网点营业时间" in shown and "07:30–21:00" in shown
    entry = AuditEntry.objects.get(act="ground.publish")
    assert (entry.who, entry.what, entry.details) == ("T-admin", "calendars nangang", {"note": "按通知"})


def test_an_announced_day_moves_the_shipped_calendars_too(admin: Client) -> None:
    before = current_watch().handbook
    year = json.loads(text_of("holidays", "2026"))
    year["days"].append({"name": "临时放假", "date": "2026-11-24", "isOffDay": True})
    assert publish(admin, "holidays", "2026", json.dumps(year)) == 302
    after = current_watch().handbook
    day = after.calendars["cn"].off - before.calendars["cn"].off
    assert len(day) == 1 and after.fingerprint != before.fingerprint
    assert admin.post("/standards/grounds/holidays/2026/withdrawal", {"note": "改回"}).status_code == 302
    assert current_watch().handbook.calendars["cn"].off == before.calendars["cn"].off
    assert [row.note for row in GroundDocument.objects.order_by("id")] == ["按通知", "改回"]


def test_what_is_wrong_is_told_with_its_place_and_nothing_changes(admin: Client) -> None:
    for kind, name, document, said in (
        ("calendars", "", OWN.replace("mon-fri: [07:30-21:00]", "mon-fri: [25:00-26:00]"), "calendars:4:"),
        ("calendars", "", "id: [", "calendars:"),
        ("holidays", "", "{}", "holidays:"),
        ("holidays", "", "no JSON", "JSON"),
        ("commitments", "express", "id: other\n", "commitments:"),
        ("calendars", "cn", text_of("calendars", "cn").replace("id: cn", "id: other"), "cn"),
    ):
        address = f"/standards/grounds/{kind}/{name}/" if name else f"/standards/grounds/{kind}/new"
        answer = admin.post(address, {"document": document, "note": "x"})
        assert answer.status_code == 422 and said in answer.content.decode(), (kind, document[:30])
        assert "没有发布" in answer.content.decode()
    assert publish(admin, "calendars", "", OWN, note="") == 422, "nobody publishes without saying why"
    assert not GroundDocument.objects.exists()


def test_what_a_standard_goes_by_cannot_be_taken_away(admin: Client) -> None:
    own = text_of("calendars", "cn-express").replace("08:00-20:00", "07:00-21:00")
    assert publish(admin, "calendars", "cn-express", own) == 302
    broken = own.replace("id: cn-express", "id: other")
    assert publish(admin, "calendars", "cn-express", broken) == 422
    assert current_watch().handbook.calendars["cn-express"].week.hours[0][0][0] == 7 * 3_600_000_000


def test_only_who_keeps_the_whole_system_may(browser_of: BrowserOf) -> None:
    for role in ("hq_quality", "outlet_manager", "area_manager"):
        browser = browser_of(role)
        assert browser.get("/standards/grounds/calendars/new").status_code == 403
        assert publish(browser, "calendars", "", OWN) == 403
        assert "/standards/grounds/" not in browser.get("/standards/calendars/").content.decode()
    assert not GroundDocument.objects.exists()


def test_pages_begin_from_what_counts_and_know_no_other_kind(admin: Client) -> None:
    assert "cn-express" in admin.get("/standards/grounds/calendars/cn-express/").content.decode()
    assert "新的一年" in admin.get("/standards/grounds/holidays/new").content.decode()
    for address in ("calendars/nobody/", "vocabulary/new", "commitments/nothing/"):
        assert admin.get(f"/standards/grounds/{address}").status_code == 404
    assert admin.post("/standards/grounds/calendars/cn/withdrawal").status_code == 404, "there is none of its own"
