"""What strangers try on every page: scripts in fields, SQL in searches, other sites' forms, hosts, files."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.console.conftest import PASSWORD
from tests.console.test_every_page import CLOSED, address

from tuotou.console import listing
from tuotou.console import page as pages_of
from tuotou.console.listing import Listing
from tuotou.console.page import MEMBER
from tuotou.console.urls import PAGES
from tuotou.operations.access.permissions import PERMISSIONS
from tuotou.store.models import Account, ApiToken, AuditEntry, Export, Person, RoleGrant, Session, Unit

BrowserOf = Callable[[str], Client]
SCRIPT = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
NOON = 1_800_000_000_000_000
INJECTIONS = (
    "' OR 1=1 --",
    "%' UNION SELECT 1,2,3 --",
    "\\",
    "%_%",
    "'; DROP TABLE account; --",
    "\x00",
    "9" * 40,
    "𝔘')",
)


@pytest.fixture
def almighty(browser_of: BrowserOf) -> Client:
    """An administrator who may do everything."""
    words = [RoleGrant(role="admin", permission=word, given=True, by="x", at=1) for word in PERMISSIONS]
    RoleGrant.objects.bulk_create(words)
    return browser_of("admin")


def listings(browser: Client, monkeypatch: pytest.MonkeyPatch) -> dict[str, Listing]:
    """Every list of the console that a page without words in its address shows, by that address."""
    found: dict[str, Listing] = {}
    of = listing.Asked.of

    def seen(request: Any, one: Listing) -> Any:
        found[request.path] = one
        return of(request, one)

    monkeypatch.setattr(listing.Asked, "of", seen)
    for page in CLOSED:
        if "GET" in page.methods and "<" not in page.route:
            browser.get(address(page))
    return found


def test_no_search_filter_or_order_reaches_the_database_as_sql(
    almighty: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    every = listings(almighty, monkeypatch)
    assert {"/audit/", "/accounts/", "/people/", "/system/tokens/", "/exports/"} <= set(every)
    for path, one in every.items():
        keys = ["q", "order", "page", "columns", *(each.key for each in one.filters)]
        for text in INJECTIONS:
            for key in keys:
                assert almighty.get(path, {key: text}).status_code == 200, (path, key, text)
    assert Account.objects.exists()


def test_a_search_for_everything_finds_no_more_than_one_may_see(browser_of: BrowserOf) -> None:
    area = browser_of("area_manager")
    for text in INJECTIONS:
        assert "HQ001" not in area.get("/people/", {"q": text}).content.decode()


def test_scripts_in_every_field_stay_text(almighty: Client) -> None:
    for sheet, row in {
        "units": {"code": "X1", "name": SCRIPT, "name_en": SCRIPT, "kind": "outlet"},
        "belongings": {"unit": "X1", "parent": "HQ"},
        "franchisees": {"code": "F9", "name": SCRIPT, "name_en": SCRIPT},
        "franchises": {"unit": "X1", "franchisee": "F9"},
        "brands": {"unit": "X1", "brand": SCRIPT[:32], "site_code": SCRIPT},
        "served_areas": {"unit": "X1", "area": SCRIPT},
        "vehicles": {"plate": SCRIPT[:32], "kind": SCRIPT[:32], "unit": "X1", "carrier": SCRIPT},
        "people": {"staff_number": "<b>1", "name": SCRIPT, "mobile": SCRIPT[:32]},
        "posts": {"person": "<b>1", "unit": "X1", "role": "outlet_manager"},
        "duties": {"unit": "X1", "person": "<b>1", "role": "courier", "since": "2026-11-23 08:00",
                   "until": "2026-11-23 20:00"},
    }.items():  # fmt: skip
        answer = almighty.post(f"/organisation/sheets/{sheet}/new", row)
        assert answer.status_code == 302, (sheet, answer.content.decode())
    almighty.post("/system/tokens/new", {"name": SCRIPT, "scopes": ["trails:read"], "rate": "5"})
    Export.objects.create(asked_by="T-admin", unit="HQ", asked_at=1, title=SCRIPT, name="x", path="/", query=SCRIPT,
                          language="zh", reason=SCRIPT, state="asked", note=SCRIPT)  # fmt: skip
    Export.objects.update_or_create(pk=99, defaults={**vars_of(Export.objects.get()), "asked_by": "HQ001"})
    almighty.post("/accounts/new", {"staff_number": "<b>1"})
    Client().post("/sign-in", {"staff_number": SCRIPT, "password": SCRIPT}, headers={"user-agent": SCRIPT})
    unit, person = Unit.objects.get(code="X1"), Person.objects.get(staff_number="<b>1")
    account = Account.objects.get(person=person)
    assert ApiToken.objects.filter(name=SCRIPT).exists() and unit.name == SCRIPT and person.name == SCRIPT
    pages = [address(page) for page in CLOSED if "GET" in page.methods and "<" not in page.route]
    pages += ["/organisation/units/X1", "/organisation/branches/HQ", "/people/%3Cb%3E1/",
              f"/accounts/{account.pk}", f"/organisation/sheets/units/{unit.pk}",
              "/organisation/duties/?unit=X1&week=2026-11-23",
              f"/organisation/units/?q={SCRIPT}", f"/accounts/new?staff_number={SCRIPT}"]  # fmt: skip
    for page in pages:
        shown = whole(almighty, page)
        assert b"<script>alert" not in shown and b"<img src=x" not in shown and b"<b>1" not in shown, page
    assert "&lt;script&gt;" in almighty.get("/organisation/units/X1").content.decode()


def vars_of(one: Export) -> dict[str, Any]:
    return {name: value for name, value in vars(one).items() if name not in ("_state", "id")}


def whole(browser: Client, address: str) -> bytes:
    """All that a page says; what goes on and on (server-sent events) is made of parts of pages."""
    answer = browser.get(address)
    return b"" if answer.headers["Content-Type"] == "text/event-stream" else answer.getvalue()


def test_every_page_forbids_to_be_framed_and_to_run_what_is_not_ours(almighty: Client) -> None:
    for page in (one for one in PAGES if "GET" in one.methods):
        answer = almighty.get(address(page))
        assert answer.headers["X-Frame-Options"] == "DENY", page.name
        policy = answer.headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in policy and "unsafe" not in policy, page.name
        assert answer.headers["X-Content-Type-Options"] == "nosniff", page.name
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            text = answer.content.decode()
            assert not re.search(
                r"<script(?![^>]*\bsrc=)(?![^>]*application/json)| on\w+=| style=|javascript:", text
            ), page.name


@pytest.mark.parametrize("page", [page for page in PAGES if "POST" in page.methods], ids=lambda page: page.name)
def test_no_form_of_another_site_is_taken(browser_of: BrowserOf, page: Any) -> None:
    signed_in = browser_of("admin")
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = signed_in.cookies
    before = AuditEntry.objects.count()
    assert strict.post(address(page), {"staff_number": "SZ01001"}).status_code == 403
    assert AuditEntry.objects.count() == before


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_no_page_leads_elsewhere(almighty: Client, elsewhere: str) -> None:
    from urllib.parse import quote

    row = {"person": "SZ01001", "unit": "SZ02", "role": "courier"}
    answer = almighty.post(f"/organisation/sheets/posts/new?next={quote(elsewhere)}", row)
    assert answer.headers["Location"] == "/"
    look = almighty.post("/look", {"language": "zh", "theme": "", "next": elsewhere})
    assert look.headers["Location"] == "/"
    shown = almighty.get(f"/organisation/sheets/posts/new?next={quote(elsewhere)}").content.decode()
    assert not re.search(r'(href|action)="[^"?]*(evil|javascript)', shown)


def test_a_session_that_was_planted_is_not_taken_over(staff: Callable[[str], Account]) -> None:
    staff("admin")
    victim = Client()
    victim.get("/sign-in")
    victim.cookies["tuotou"] = planted = "a" * 32
    victim.post("/sign-in", {"staff_number": "T-admin", "password": PASSWORD})
    assert victim.cookies["tuotou"].value != planted
    attacker = Client()
    attacker.cookies["tuotou"] = planted
    assert attacker.get("/own").status_code == 302
    assert not Session.objects.filter(session_key=planted).exists()


@pytest.mark.parametrize("host", ["evil.example", "testserver:80@evil.example", "evil.example#testserver"])
def test_another_host_is_refused(staff: Callable[[str], Account], host: str) -> None:
    staff("admin")
    assert Client(headers={"host": host}).get("/sign-in").status_code == 400


def test_guessing_locks_and_slows(staff: Callable[[str], Account], monkeypatch: pytest.MonkeyPatch) -> None:
    staff("admin")
    monkeypatch.setattr(pages_of, "clock", lambda: NOON)  # a guesser faster than any clock
    browser = Client(REMOTE_ADDR="203.0.113.9")
    tried = [browser.post("/sign-in", {"staff_number": "T-admin", "password": f"no{n}"}).status_code for n in range(24)]
    assert tried[-1] == 429 and set(tried) == {403, 429}
    assert Account.objects.get().locked_until is not None
    elsewhere = Client(REMOTE_ADDR="203.0.113.10")
    assert elsewhere.post("/sign-in", {"staff_number": "T-admin", "password": PASSWORD}).status_code == 403


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd.xlsx", "..\\..\\x.xlsx", "/etc/cron.d/x.csv", "x\x00.xlsx", "a" * 300 + ".xlsx", "x.exe", "x"],
)
def test_no_file_lies_where_it_wants_to(almighty: Client, settings: Any, tmp_path: Any, name: str) -> None:
    settings.HOME = tmp_path / "home"
    file = SimpleUploadedFile("x.xlsx", b"not a workbook")
    file._name = name  # as a browser that is none would send it
    answer = almighty.post("/organisation/workbook/", {"file": file})
    assert answer.status_code in (302, 415, 422), answer.status_code
    written = [path for path in tmp_path.rglob("*") if path.is_file() and path != tmp_path / "organisation.xlsx"]
    assert all(re.fullmatch(r"[0-9a-f]{32}\.(xlsx|xls|csv)", path.name) for path in written)
    if answer.status_code == 302:
        shown = almighty.get(answer.headers["Location"])
        assert shown.status_code == 200 and "alert-danger" in shown.content.decode()


def test_what_is_too_large_is_not_read(almighty: Client, settings: Any, tmp_path: Any, monkeypatch: Any) -> None:
    from tuotou.console.organisation import uploaded

    settings.HOME = tmp_path / "home"
    monkeypatch.setattr(uploaded, "MOST", 1_000)
    answer = almighty.post("/organisation/workbook/", {"file": SimpleUploadedFile("x.csv", b"x" * 2_000)})
    assert answer.status_code == 413 and not list((tmp_path / "home").rglob("*.csv"))


def test_nobody_opens_what_another_handed_in(
    almighty: Client, browser_of: BrowserOf, settings: Any, tmp_path: Any
) -> None:
    settings.HOME = tmp_path / "home"
    answer = almighty.post("/organisation/workbook/", {"file": SimpleUploadedFile("人员.csv", b"x")})
    assert browser_of("hr").get(answer.headers["Location"]).status_code == 404


def test_every_page_but_those_for_anybody_asks_for_something() -> None:
    assert {page.name for page in PAGES if page.needs == ""} == {"sign-in", "code", "first", "look", "sso", "sso-back"}
    assert all(page.needs in (*PERMISSIONS, MEMBER, "") for page in PAGES)
