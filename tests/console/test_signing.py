"""Coming in by staff number, password and code; what is tried too often is refused; every attempt is noted."""

from __future__ import annotations

from collections.abc import Callable

import pyotp
import pytest
from django.test import Client
from tests.console.conftest import PASSWORD

from tuotou.clockwork.clock import clock
from tuotou.operations.access.accounts import change_password, disable
from tuotou.operations.access.password import BadPassword
from tuotou.operations.access.sign_in import FAILURES, From, Refused, by_code, by_password
from tuotou.store.models import Account, AuditEntry, Session, SignIn

HERE = From("10.0.0.7", "a browser", 1_780_000_000_000_000)


def outcomes() -> list[str]:
    """What became of all attempts so far."""
    return list(SignIn.objects.order_by("pk").values_list("outcome", flat=True))


def test_a_wrong_password_and_nobody_are_refused_alike(staff: Callable[[str], Account]) -> None:
    staff("courier")
    for number in ("T-courier", "nobody"):
        with pytest.raises(Refused):
            by_password(number, "wrong", HERE)
    assert outcomes() == ["wrong", "wrong"]


def test_too_many_failures_lock_for_a_while(staff: Callable[[str], Account]) -> None:
    staff("courier")
    for _ in range(FAILURES):
        with pytest.raises(Refused):
            by_password("T-courier", "wrong", HERE)
    with pytest.raises(Refused):
        by_password("T-courier", PASSWORD, HERE)
    assert outcomes()[-1] == "locked"
    later = From(HERE.address, HERE.agent, HERE.now + 16 * 60_000_000)
    assert by_password("T-courier", PASSWORD, later).person.staff_number == "T-courier"


def test_a_code_is_taken_once(browser_of: Callable[[str], Client], staff: Callable[[str], Account]) -> None:
    browser = browser_of("admin")
    browser.get("/own/second-factor")
    account = staff("admin")
    code = pyotp.TOTP(account.totp).now()
    paper = browser.post("/own/second-factor", {"code": code})
    assert paper.status_code == 200 and "备用码" in paper.content.decode()
    held = staff("admin")
    with pytest.raises(Refused):
        by_code(held, code, From("", "", clock()))
    assert outcomes()[-1] == "wrong_code"


def test_with_a_second_factor_a_password_is_not_enough(
    browser_of: Callable[[str], Client], staff: Callable[[str], Account]
) -> None:
    staff("admin")
    Account.objects.update(totp="JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", totp_at=1)
    browser = Client()
    answer = browser.post("/sign-in?next=/audit/", {"staff_number": "T-admin", "password": PASSWORD})
    assert answer.headers["Location"].startswith("/code")
    assert browser.get("/audit/").status_code == 302
    done = browser.post(answer.headers["Location"], {"code": pyotp.TOTP("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP").now()})
    assert done.headers["Location"] == "/audit/"
    assert browser.get("/audit/").status_code == 200


def test_who_is_disabled_is_out_at_once(browser_of: Callable[[str], Client]) -> None:
    browser = browser_of("management")
    assert browser.get("/audit/").status_code == 200
    disable("T-management", "HQ001", clock())
    assert browser.get("/audit/").status_code == 302
    assert not Session.objects.exclude(account=None).exists()
    assert AuditEntry.objects.filter(act="account.disable", what="account T-management").exists()


def test_nobody_is_led_elsewhere(staff: Callable[[str], Account]) -> None:
    staff("admin")
    for elsewhere in ("https://evil.example/", "//evil.example", "javascript:alert(1)"):
        answer = Client().post(f"/sign-in?next={elsewhere}", {"staff_number": "T-admin", "password": PASSWORD})
        assert answer.headers["Location"] == "/"


def test_a_form_of_another_site_is_refused(staff: Callable[[str], Account]) -> None:
    staff("admin")
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/sign-in", {"staff_number": "T-admin", "password": PASSWORD}).status_code == 403


@pytest.mark.parametrize("bad", ["short-1A", "alllowercaseletters", "T-courier-2026", "Password-2026", PASSWORD])
def test_what_a_password_must_not_be(staff: Callable[[str], Account], bad: str) -> None:
    account = staff("courier")
    with pytest.raises(BadPassword):
        change_password(account.pk, bad, clock())


def test_the_first_page_makes_the_administrator_once(transactional_db: None) -> None:
    from tuotou.operations.access.set_up import set_up_code

    browser = Client()
    assert browser.get("/sign-in").headers["Location"] == "/first"
    given = {"code": "guess", "staff_number": "1", "name": "王", "password": PASSWORD, "again": PASSWORD}
    assert browser.post("/first", given).status_code == 403
    assert browser.post("/first", {**given, "code": set_up_code()}).status_code == 302
    assert browser.get("/audit/").status_code == 200
    assert Client().get("/first").headers["Location"] == "/sign-in"


def test_pages_allow_no_script_that_is_not_ours(staff: Callable[[str], Account]) -> None:
    staff("admin")
    answer = Client().get("/sign-in")
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
    assert "<script>" not in answer.content.decode() and " style=" not in answer.content.decode()


def test_passwords_lie_so_that_nobody_guesses_them() -> None:
    from tuotou.config import settings as shipped

    assert shipped.PASSWORD_HASHERS == ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
