"""One's own notices: what one was told, what of it is to be done, and how one wants to be told."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.console.warned import CHINESE, CODES, begin, page

from tuotou.clockwork.clock import clock
from tuotou.store.models import AuditEntry, Notice, Person, Preference, Warning

ME = "T-outlet_manager"
Browsers = Callable[[str], Client]


def told(person: str, warning: Warning | None, key: str) -> Notice:
    """Somebody was told."""
    said = {"standard": warning.standard, "count": warning.open, "step": warning.step} if warning else {}
    return Notice.objects.create(
        key=key, person=person, kind="told", level="normal", role="outlet_manager", site="SZ01", warning=warning,
        parameters=said, created_at=clock(), state="inbox",
    )  # fmt: skip


def test_the_bell_tells_how_much_is_unread_and_the_inbox_is_ones_own(browser_of: Browsers) -> None:
    one, browser = begin("SZ01", "A"), browser_of("outlet_manager")
    told(ME, one, "mine"), told("SZ01001", one, "another's")
    shown = page(browser, "/notices/")
    assert "我的通知，1 条未读" in shown and shown.count('class="list-link"') == 1
    assert f'href="/warnings/{one.pk}/"' in shown and f'data-id="{one.pk}"' in shown
    assert "**" not in shown


def test_what_was_read_is_read_and_nobody_elses(browser_of: Browsers) -> None:
    one, browser = begin("SZ01", "A"), browser_of("outlet_manager")
    mine, theirs = told(ME, one, "mine"), told("SZ01001", one, "another's")
    assert browser.post("/notices/readings", {"notice": theirs.pk}).status_code == 302
    theirs.refresh_from_db()
    assert theirs.read_at is None
    assert browser.post("/notices/readings", {"warning": one.pk}, headers={"HX-Request": "true"}).status_code == 204
    mine.refresh_from_db(), theirs.refresh_from_db()
    assert mine.read_at is not None and theirs.read_at is None
    told(ME, None, "third")
    assert browser.post("/notices/readings", {"all": "1"}).status_code == 302
    assert not Notice.objects.filter(person=ME, read_at=None).exists()
    for given in ({}, {"notice": "²"}, {"warning": "9" * 30}):
        assert browser.post("/notices/readings", given).status_code == 400


def test_what_is_to_be_done_is_done_from_there(browser_of: Browsers) -> None:
    one, browser = begin("SZ01", "A"), browser_of("outlet_manager")
    told(ME, one, "mine")
    assert f'data-id="{one.pk}"' in page(browser, "/notices/?show=open")
    browser.post("/warnings/acknowledgements", {"id": one.pk, **CODES})
    assert f'data-id="{one.pk}"' not in page(browser, "/notices/")
    assert 'class="list-link"' not in page(browser, "/notices/?show=open")


def test_a_warning_beyond_ones_scope_is_told_but_leads_nowhere(browser_of: Browsers) -> None:
    one, browser = begin("SZ02", "B"), browser_of("outlet_manager")
    told(ME, one, "mine")
    shown = page(browser, "/notices/")
    assert "我的通知，1 条未读" in shown and f"/warnings/{one.pk}/" not in shown and "data-act=" not in shown


def test_one_chooses_how_one_is_told(browser_of: Browsers) -> None:
    browser = browser_of("outlet_manager")
    given = {
        "lang": "en", "quiet": "own", "since": "23:30", "until": "06:00", "mode-serious": "own",
        "way-serious": ["sms", "chat"], "mode-normal": "inbox", "mode-notice": "company", "mode-red_line": "inbox",
    }  # fmt: skip
    assert browser.post("/notices/preferences/", given).status_code == 302
    every = Preference.objects.get(person=ME, level="")
    assert (every.lang, every.quiet_since, every.quiet_until) == ("en", 84_600_000_000, 21_600_000_000)
    assert Preference.objects.get(person=ME, level="serious").ways == [["chat"], ["sms"]]
    assert Preference.objects.get(person=ME, level="normal").ways == []
    assert Preference.objects.get(person=ME, level="notice").ways is None
    assert not Preference.objects.filter(level="red_line").exists()
    assert AuditEntry.objects.filter(act="preference.set", who=ME).count() == 5
    shown = page(browser, "/notices/preferences/")
    assert 'value="23:30"' in shown and 'name="way-serious" value="sms" checked' in shown
    browser.post("/notices/preferences/", {"quiet": "none"})
    every.refresh_from_db()
    assert every.quiet_since == every.quiet_until


@pytest.mark.parametrize("since", ["", "25:00", "07:61", "noon", "１２:００"])
def test_what_is_no_time_is_refused_with_what_would_be_right(browser_of: Browsers, since: str) -> None:
    answer = browser_of("outlet_manager").post(
        "/notices/preferences/", {"quiet": "own", "since": since, "until": "07:00", "lang": "zh"}
    )
    assert answer.status_code == 422 and "例如 22:00" in answer.content.decode()
    assert not Preference.objects.exists()


def test_ones_mobile_is_masked_and_english_is_english(browser_of: Browsers) -> None:
    browser = browser_of("outlet_manager")
    Person.objects.filter(staff_number=ME).update(mobile="13812345678")
    shown = page(browser, "/notices/preferences/", "en") + page(browser, "/notices/", "en")
    assert "138****5678" in shown and "13812345678" not in shown
    for name in ("中文", "妥投", "outlet_manager一", "园区一部", "李明", "王红", "张强"):
        shown = shown.replace(name, "")
    assert CHINESE.findall(shown) == []


def test_questions_do_not_grow_with_notices(browser_of: Browsers) -> None:
    one, browser, asked = begin("SZ01", "A"), browser_of("outlet_manager"), []
    for many in (5, 45):
        for n in range(many):
            told(ME, one, f"{many} {n}")
        page(browser, "/notices/")
        with CaptureQueriesContext(connection) as questions:
            page(browser, "/notices/")
        asked.append(len(questions))
    assert asked[0] == asked[1] <= 20


def test_a_brief_is_a_page_of_its_own_with_the_days_drawn(browser_of: Callable[[str], Client]) -> None:
    browser = browser_of("outlet_manager")
    course = {
        "indicator": "first-attempt-success", "title": {"zh": "首派成功率", "en": "First attempt"},
        "unit": {"zh": "%", "en": "%"}, "last": 20_000, "values": [None, 88.0, 91.5], "target": 90.0,
    }  # fmt: skip
    said = {
        "what": {"zh": "日报", "en": "Daily brief"},
        "lines": {"zh": ["<b>首派</b>没达标"], "en": ["x"]},
        "course": course,
    }
    own = Notice.objects.create(
        key="brief:day:1:SZ01:1", kind="brief", level="notice", person="T-outlet_manager", site="SZ01",
        parameters=said, created_at=clock(), state="inbox",
    )  # fmt: skip
    assert f'href="/notices/briefs/{own.pk}/"' in page(browser, "/notices/")
    shown = page(browser, f"/notices/briefs/{own.pk}/")
    assert "&lt;b&gt;首派&lt;/b&gt;没达标" in shown
    assert "首派成功率" in shown and "91.5" in shown and "/indicators/first-attempt-success/?unit=SZ01" in shown
    assert Notice.objects.get(pk=own.pk).read_at
    assert browser_of("hq_quality").get(f"/notices/briefs/{own.pk}/").status_code == 404
