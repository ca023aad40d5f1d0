"""A code of the company's own: entered at a desk, found in the list, chosen on a telephone, retired again."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.live.machine import Machine

pytestmark = pytest.mark.heavy
WARNED = """
from tuotou.clockwork.clock import clock
from tuotou.store.models import Warning
Warning.objects.create(standard="delivered-in-time", site="SZ01", severity="serious", state="open", open=3, items=3,
                       opened_at=clock(), changed_at=clock())
"""
Visit = Callable[..., Page]


def chosen_from(page: Page) -> list[str]:
    """The causes that somebody who takes a warning up can choose."""
    page.goto("/warnings/")
    page.click("#list tbody td:first-child a")
    page.wait_for_url(re.compile(r"/warnings/\d+/"))
    return page.locator("select[name=cause] option").all_inner_texts()


def test_a_cause_is_added_chosen_and_retired(installation: Machine, visit: Visit) -> None:
    installation.python(WARNED)
    admin, manager = visit("admin"), visit("outlet_manager", phone=True)
    admin.goto("/system/dictionaries/")
    admin.click("main .btn-primary:has-text('新增')")
    admin.fill("[name=code]", "bridge_closed")
    admin.fill("[name=zh]", "封桥")
    admin.fill("[name=en]", "Bridge closed")
    admin.click("main .btn-primary:has-text('保存')")
    expect(admin.locator("main")).to_contain_text("封桥")

    admin.goto("/system/dictionaries/causes")
    admin.fill("[name=q]", "bridge")
    admin.press("[name=q]", "Enter")
    expect(admin.locator("#list tbody tr")).to_have_count(1)
    assert "封桥" in chosen_from(manager)

    admin.click("#list tbody a")
    admin.check("[name=retired]")
    admin.click("main .btn-primary:has-text('保存')")
    admin.goto("/system/dictionaries/causes?state=retired")
    expect(admin.locator("#list tbody tr")).to_contain_text("封桥")
    assert "封桥" not in chosen_from(manager)


def test_every_dictionary_is_read_on_a_telephone_without_moving_it_sideways(visit: Visit) -> None:
    page = visit("admin", "en-US", phone=True)
    page.goto("/system/dictionaries/")
    addresses = page.eval_on_selector_all("main .nav-pills a", "found => found.map(one => one.getAttribute('href'))")
    assert len(addresses) > 5
    for address in addresses:
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address
