"""A real Chromium in front of a platform that runs, with a small company on it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from tests.live.machine import Machine, Served, machine_in

CHROMIUM = shutil.which("chromium")
PASSWORD = "Kuaidi-2026-ok"
SEED = """
from pathlib import Path
from tests.console.conftest import PASSWORD, SEATS
from tests.live.organisation_cast import imported
from tuotou.clockwork.clock import clock
from tuotou.operations.access.accounts import give
from tuotou.store.models import Account, Person, Post, Unit
imported(Path({folder!r}))
for role, unit in SEATS.items():
    person = Person.objects.create(staff_number="T-" + role, name=role)
    Post.objects.create(person=person, unit=Unit.objects.get(code=unit), role=role)
    give(person.staff_number, "HQ001", clock(), PASSWORD)
Account.objects.update(password_at=clock())
"""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for all tests of a module. It takes the thread's event loop while it is there, so no longer."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium fonts-noto-cjk")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """A machine with the small company and an account for each role (`T-ROLE`)."""
    folder = tmp_path_factory.mktemp("installation")
    with machine_in(folder) as machine:
        with machine.serving("--port", "0") as served:
            served.end()
        machine.python(SEED.format(folder=str(folder)))
        yield machine


@pytest.fixture(scope="module")
def platform(installation: Machine) -> Iterator[Served]:
    """The platform as it runs there."""
    with installation.serving("--port", "0") as served:
        yield served


@pytest.fixture
def visit(chromium: Browser, platform: Served) -> Iterator[Callable[..., Page]]:
    """`visit("outlet_manager")`: a page with somebody signed in. What the browser complains of fails."""
    complaints: list[str] = []
    with ExitStack() as open_pages:

        def signed_in(role: str = "", language: str = "zh-CN", phone: bool = False) -> Page:
            size = {"width": 390, "height": 844} if phone else {"width": 1440, "height": 900}
            context = chromium.new_context(base_url=platform.told["address"], viewport=size, locale=language)
            open_pages.callback(context.close)
            page = context.new_page()
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.on("console", lambda said: said.type == "error" and complaints.append(said.text))
            if role:
                page.goto("/sign-in")
                page.fill("[name=staff_number]", f"T-{role}")
                page.fill("[name=password]", PASSWORD)
                page.click("main form .btn-primary")
                page.wait_for_url(lambda address: "/sign-in" not in address)
            return page

        yield signed_in
    assert not complaints
