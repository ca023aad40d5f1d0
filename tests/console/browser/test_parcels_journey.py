"""Somebody looks a parcel up, sees the broken promise, opens a kept one, and pastes a batch: in a real browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.console.browser.test_every_page_opens import findings
from tests.live.machine import Machine

pytestmark = pytest.mark.heavy
PARCELS = """
from tests.console.parcel_cast import event, record, way
record(event("ordered", 95, order_number="JD77A", phone_tail="5678"), *way(), event("accepted", 60, "YT2"))
"""


@pytest.fixture(scope="module", autouse=True)
def parcels(installation: Machine) -> None:
    """Two parcels of SZ01."""
    installation.python(PARCELS)


def test_from_the_search_to_the_broken_promise(visit: Callable[..., Page]) -> None:
    page = visit("outlet_manager")
    page.goto("/subjects/")
    page.keyboard.press("Escape")
    page.fill("#find", "jd77a")
    page.press("#find", "Enter")
    page.get_by_role("link", name="YT1", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("YT1")
    broken = page.locator(".promise", has_text="先验视后收寄").first
    expect(broken).to_contain_text("未兑现")
    broken.locator("summary").click()
    expect(broken).to_contain_text("张强 SZ01003")
    broken.get_by_role("link", name="收件").first.click()
    expect(page.locator("li:target")).to_contain_text("收件")
    assert not findings(page)


def test_kept_promises_are_unfolded(visit: Callable[..., Page]) -> None:
    page = visit("outlet_manager", "en-US")
    page.goto("/subjects/parcel/YT1/")
    page.locator("#folded > summary").click()
    kept = page.locator("#folded-list .promise", has_text="kept").first
    kept.locator("summary").click()
    expect(kept).to_contain_text("Who answers")
    assert page.url.endswith("/subjects/parcel/YT1/")
    assert not findings(page)


def test_a_batch_is_pasted_on_a_telephone(visit: Callable[..., Page]) -> None:
    page = visit("outlet_manager", phone=True)
    page.goto("/subjects/batch")
    page.fill("#numbers", "YT2\nYT404\nYT1 YT2")
    page.get_by_role("button", name="查询", exact=True).click()
    expect(page.locator("#list tbody tr")).to_have_count(3)
    expect(page.get_by_role("status").first).to_contain_text("1 个重复")
    page.get_by_role("button", name="已超时").click()
    expect(page.locator("#list tbody tr")).to_have_count(2)
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth + 1")
    assert not findings(page)
    page.get_by_role("link", name="YT1", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("YT1")
