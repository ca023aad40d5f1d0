"""A threshold is changed: the form, the checker, the back-test, the submission; and a second person's approval."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect
from tests.live.machine import Machine, Served

pytestmark = pytest.mark.heavy
SLOW = 90_000  # ms, for what another process does
expect.set_options(timeout=30_000)
FED = """
from tuotou.clockwork.clock import clock
from tuotou.operations.live.record_events import record_events
from tuotou.operations.live.watch import current_watch
from tuotou.operations.standards.shipped import take_in_shipped
from tuotou.simulator.simulate import Plan, Simulation
import polars as pl
take_in_shipped(clock())
plan = Plan(days=1, parcels=60, seed=7, faults={"all": 0.2})
events = pl.concat(list(Simulation(plan).events()), how="diagonal_relaxed")
late = clock() - events["at"].dt.epoch("us").max() - 3_600_000_000
instants = [name for name, kind in events.schema.items() if isinstance(kind, pl.Datetime)]
moved = [pl.col(name) + pl.duration(microseconds=late) for name in instants]
record_events(events.with_columns(moved), current_watch(), clock)
"""


@pytest.fixture
def visit_fed(installation: Machine, platform: Served, visit: Callable[..., Page]) -> Iterator[Callable[..., Page]]:
    """Pages of a platform that recorded a day of work."""
    installation.python(FED)
    yield visit


def test_a_threshold_is_changed_tried_and_approved_by_a_second_person(visit_fed: Callable[..., Page]) -> None:
    page = visit_fed("area_quality")
    page.goto("/standards/last-mile-hours/")
    page.click("text=起草改动")
    page.click("text=开始起草")
    page.wait_for_url(re.compile("/standards/drafts/"))
    due = page.locator("[id='p-due']")
    due.fill("soon")
    due.press("Tab")
    expect(page.locator(".problems")).to_contain_text("1 处错误")
    page.click(".problems [data-line]")
    expect(page.locator("#document")).to_be_focused()

    due = page.locator("[id='p-due']")
    due.fill("10 min")
    due.press("Tab")
    expect(page.locator("#checked .alert-success")).to_be_visible()
    expect(page.locator("#document")).to_have_value(re.compile("due: 10 min"))
    page.click("text=保存")
    page.fill("#days", "3")
    page.click("text=开始回测")
    expect(page.locator("text=已完成")).to_be_visible(timeout=SLOW)
    expect(page.locator("text=新增未按时").first).to_be_visible()

    page.click("main a:has-text('草稿')")
    page.fill("#note", "末端提速")
    page.click("text=提交审批")
    expect(page.locator("text=待审批")).to_be_visible()
    address = page.url

    decider = visit_fed("hq_quality", phone=True)
    decider.goto(address)
    decider.click("text=批准并发布")
    expect(decider.locator("text=last-mile-hours v3")).to_be_visible()


def test_typing_is_checked_and_tab_indents(visit: Callable[..., Page], installation: Machine) -> None:
    page = visit("hq_quality", language="en-US")
    page.goto("/standards/hub-sorted-8h/")
    page.click("text=Draft a change")
    page.click("button:has-text('Begin')")
    page.wait_for_url(re.compile("/standards/drafts/"))
    page.wait_for_selector(".editor-lines span")
    area = page.locator("#document")
    area.press("Control+End")
    area.press("Tab")
    area.type("nonsense: 1")
    expect(page.locator(".problems")).to_be_visible()
    assert area.input_value().endswith("  nonsense: 1")
    assert page.locator(".editor-lines span.wrong").count() > 0
