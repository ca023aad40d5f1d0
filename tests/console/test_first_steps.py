"""An empty installation says what to do first."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from tests.console.warned import CHINESE, page

from tuotou.clockwork.clock import clock
from tuotou.operations.access.accounts import first
from tuotou.store.models import Account

Browsers = Callable[[str], Client]
PASSWORD = "Kuaidi-2026-ok"


@pytest.fixture
def administrator(db: None) -> Client:
    """Whoever set the platform up, of which nothing is there yet."""
    first("ADM1", "Ann", PASSWORD, clock())
    Account.objects.update(password_at=clock())
    browser = Client(headers={"accept-language": "zh-CN"})
    assert browser.post("/sign-in", {"staff_number": "ADM1", "password": PASSWORD}).status_code == 302
    return browser


def test_an_empty_installation_leads_on(administrator: Client) -> None:
    shown = page(administrator, "/centre/")
    assert "从这里开始" in shown
    for address in ("/organisation/workbook/", "/accounts/", "/uploads/", "/system/channels/"):
        assert f'href="{address}"' in shown and page(administrator, address)
    english = page(administrator, "/centre/", "en").replace("中文", "").replace("妥投", "")
    assert "Begin here" in english and set(CHINESE.findall(english)) <= set("总部")


def test_a_company_that_is_there_is_not_told_to_begin(browser_of: Browsers) -> None:
    assert "从这里开始" not in page(browser_of("hq_quality"), "/centre/")
