"""Every page asks for a permission, and lets nobody in without it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from tests.console.conftest import SEATS

from tuotou.console.page import ANYBODY, MEMBER, Page
from tuotou.console.urls import PAGES
from tuotou.operations.access.permissions import MAY

WORD = {
    "int": "1", "str": "SZ01", "slug": "word", "path": "a", "number": "YT1",
    "uuid": "00000000-0000-4000-8000-000000000000",
}  # fmt: skip
CLOSED = [page for page in PAGES if page.needs != ANYBODY]


def address(page: Page) -> str:
    """An address of it."""
    return "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda found: WORD[found[1] or "str"], page.route)


def asked(browser: Client, page: Page) -> int:
    """What becomes of it."""
    ask = browser.get if "GET" in page.methods else browser.post
    return ask(address(page)).status_code


@pytest.mark.parametrize("page", CLOSED, ids=lambda page: page.name)
def test_strangers_are_sent_to_sign_in(company: None, page: Page) -> None:
    browser = Client()
    ask = browser.get if "GET" in page.methods else browser.post
    answer = ask(address(page))
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/sign-in")


@pytest.mark.parametrize("role", SEATS)
def test_each_role_opens_what_it_may_and_nothing_else(browser_of: Callable[[str], Client], role: str) -> None:
    browser = browser_of(role)
    mine = {MEMBER, *MAY[role]}
    # What somebody may do may end their session: it comes last.
    order = sorted(CLOSED, key=lambda page: ("GET" not in page.methods, page.needs in mine))
    refused = {page.name: asked(browser, page) for page in order if page.name != "sign-out"}
    for page in CLOSED:
        if page.name == "sign-out":
            continue
        allowed = page.needs == MEMBER or page.needs in MAY[role]
        assert (refused[page.name] == 403) == (not allowed) or (allowed and page.methods == ("POST",)), page.name
        assert refused[page.name] < 500, page.name


def test_names_and_addresses_are_told_apart() -> None:
    assert len({page.name for page in PAGES}) == len(PAGES)
    assert len({page.route for page in PAGES}) == len(PAGES)
