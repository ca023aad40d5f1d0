"""The first day of an installation, in a browser: the administrator, the organisation, an account, its owner."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from tests.live.machine import Machine, machine_in
from tests.live.organisation_cast import workbook

pytestmark = pytest.mark.heavy
PASSWORD, OTHER = "Kuaidi-2026-ok", "Meine-Strasse-7"


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    """A machine with nothing on it yet."""
    with machine_in(tmp_path) as made:
        yield made


def page_of(chromium: Browser, address: str) -> tuple[Page, list[str]]:
    """A window of its own, and what its console complains of."""
    page, said = chromium.new_context(locale="zh-CN", base_url=address).new_page(), list[str]()
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    return page, said


def test_from_an_empty_folder_to_a_colleague_who_is_signed_in(
    machine: Machine, chromium: Browser, tmp_path: Path
) -> None:
    with machine.serving("--empty", "--port", "0") as served:
        address, code = served.told["address"], served.told["set_up_code"]
        admin, said = page_of(chromium, address)
        admin.goto("/")
        admin.get_by_label("安装码").fill(code)
        admin.get_by_label("您的工号").fill("A001")
        admin.get_by_label("您的姓名").fill("王管理")
        admin.get_by_label("新密码").fill(PASSWORD)
        admin.get_by_label("再输一遍").fill(PASSWORD)
        admin.get_by_role("button", name="创建并登录").click()
        admin.goto("/organisation/workbook/")
        admin.get_by_label("工作簿，或改好的退回行").set_input_files(workbook(tmp_path))
        admin.get_by_role("button", name="试读").click()
        admin.get_by_role("button", name="确认导入").click()
        admin.get_by_role("link", name="看组织架构").click()
        admin.wait_for_url("**/organisation/")
        admin.locator("summary", has_text="江苏省区").click(position={"x": 5, "y": 5})
        admin.get_by_role("link", name="园区一部").click()
        admin.get_by_role("link", name="李明").first.click()
        admin.get_by_role("link", name="开账号").click()
        admin.get_by_role("button", name="开账号").click()
        first = admin.locator(".first-password").inner_text()

        manager, theirs = page_of(chromium, address)
        manager.goto("/sign-in")
        manager.get_by_label("工号").fill("SZ01001")
        manager.get_by_label("密码").fill(first)
        manager.get_by_role("button", name="登录").click()
        manager.get_by_label("当前密码").fill(first)
        manager.get_by_label("新密码").fill(OTHER)
        manager.get_by_label("再输一遍").fill(OTHER)
        manager.get_by_role("button", name="保存").click()
        manager.goto("/organisation/")
        assert manager.get_by_role("link", name="园区一部").is_visible()
        assert manager.get_by_text("总部", exact=True).count() == 0
        assert (said, theirs) == ([], [])
    with machine.serving("--empty", "--port", "0") as again:
        assert "set_up_code" not in again.told
        assert again.get("/first").headers["Location"] == "/sign-in"
