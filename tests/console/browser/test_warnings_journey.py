"""An outlet manager at the keyboard: the worst warning is opened, read, and taken up; it leaves the list."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect
from tests.live.machine import Machine

pytestmark = pytest.mark.heavy
MADE = """
from tests.console.warned import OUT, THROWN, begin
from tuotou.store.models import Warning
begin("SZ01", {prefix!r} + "L", OUT, 6)
print(begin("SZ01", {prefix!r} + "T", THROWN, 2, "broken").pk)
"""


def test_the_worst_is_opened_and_taken_up_by_keyboard(visit: Callable[..., Tab], installation: Machine) -> None:
    worst = installation.python(MADE.format(prefix="A")).strip()
    tab = visit("outlet_manager")
    tab.goto("/warnings/")
    first = tab.locator("#list tbody tr").first
    expect(first.locator("a.list-link")).to_have_attribute("href", f"/warnings/{worst}/")
    tab.keyboard.press("j")
    tab.keyboard.press("Enter")
    expect(tab).to_have_url(re.compile(f"/warnings/{worst}/$"))
    expect(tab.get_by_role("heading", name="怎么做到")).to_be_visible()
    tab.go_back()
    before = tab.locator("#list tbody tr").count()
    tab.keyboard.press("j")
    tab.keyboard.press("a")
    dialog = tab.locator("#act-take")
    expect(dialog).to_be_visible()
    dialog.get_by_label("原因").select_option("courier")
    dialog.get_by_label("措施").select_option("instruct")
    dialog.get_by_label("说明").fill("当场纠正")
    dialog.get_by_role("button", name="接手").click()
    expect(dialog).to_be_hidden()
    expect(tab.locator(f'#list a[href="/warnings/{worst}/"]')).to_have_count(0)
    expect(tab.locator("#list tbody tr")).to_have_count(before - 1)
    tab.goto(f"/warnings/{worst}/")
    expect(tab.get_by_text("业务员未按规范操作", exact=False).first).to_be_visible()
    expect(tab.get_by_text("当场纠正")).to_be_visible()


def test_a_new_warning_comes_by_itself_and_several_are_chosen(visit: Callable[..., Tab], installation: Machine) -> None:
    tab = visit("shift_leader")
    tab.goto("/warnings/")
    before = int(tab.locator("#count-now").inner_text())
    made = 'from tests.console.warned import SORTED, begin\nprint(begin("HUB1", "H", SORTED, 20).pk)'
    id = installation.python(made).strip()
    expect(tab.locator("#count-now")).to_have_text(f"{before + 1}", timeout=30_000)
    link = tab.locator(f'#list a[href="/warnings/{id}/"]')
    expect(link).to_be_visible(timeout=30_000)
    tab.locator(f'#list [name=pick][value="{id}"]').check()
    expect(tab.locator("#picked-count")).to_have_text("1")
    tab.locator("#picked").get_by_role("button", name="延后").click()
    tab.locator("#act-snooze").get_by_role("button", name="延后").click()
    expect(link).to_have_count(0)
    expect(tab.locator("#said")).to_contain_text("已处理 1 条")
