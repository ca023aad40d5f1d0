"""Foreign codes that nobody mapped stand in data quality, for who may say what they mean."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.console.parcel_cast import event, record, text_of

pytestmark = pytest.mark.django_db(transaction=True)
BrowserOf = Callable[[str], Client]
TOLD = "最近未识别的外部状态码"
CODES = "/system/dictionaries/codes/new"


def test_one_click_leads_to_its_form(browser_of: BrowserOf) -> None:
    admin = browser_of("admin")
    assert TOLD not in text_of(admin, "/quality/")
    record(event("accepted", 60), event("unknown", 30, system="kuaidi100", code="888", text="138 0000 0000"))
    page = text_of(admin, "/quality/")
    assert TOLD in page and f"{CODES}?system=kuaidi100&amp;code=888" in page and "138 0000" not in page
    form = text_of(admin, f"{CODES}?system=kuaidi100&code=888")
    assert '<option value="kuaidi100" selected>' in form and 'value="888"' in form
    given = {"system": "kuaidi100", "code": "888", "kind": "delay_told"}
    assert admin.post(CODES, given).status_code == 302
    assert TOLD not in text_of(admin, "/quality/")


def test_the_most_frequent_come_first_and_one_of_no_system_stays_until_a_mapping_has_it(browser_of: BrowserOf) -> None:
    admin = browser_of("admin")
    record(
        event("unknown", 40, system="sf", code="B"),
        event("unknown", 30, code="转寄", source="import"),
        event("unknown", 20, "YT2", code="转寄", source="import"),
    )
    page = text_of(admin, "/quality/")
    assert "2 次" in page and page.index("<code>转寄</code>") < page.index("<code>sf B</code>")
    assert admin.post(CODES, {"system": "scans", "code": "转寄", "kind": "forwarded"}).status_code == 302
    page = text_of(admin, "/quality/")
    assert "<code>转寄</code>" not in page and "<code>sf B</code>" in page


def test_who_may_not_enter_it_is_not_sent_there(browser_of: BrowserOf) -> None:
    record(event("unknown", 30, system="kuaidi100", code="888"))
    for role in ("hq_quality", "area_quality"):
        assert CODES not in browser_of(role).get("/quality/").content.decode(), role


def test_how_many_came_costs_no_questions(browser_of: BrowserOf) -> None:
    admin = browser_of("admin")

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            text_of(admin, "/quality/")
        return len(queries)

    record(event("unknown", 30, system="sf", code="B"))
    asked()
    few = asked()
    record(*(event("unknown", 20 + n / 10, f"YT{n}", system="sf", code=f"C{n}") for n in range(2, 30)))
    assert asked() <= few
