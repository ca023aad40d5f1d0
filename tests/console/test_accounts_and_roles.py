"""Accounts are given, reset, stopped; roles change; nobody reaches beyond their scope, somebody is always left."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from tests.console.conftest import PASSWORD

from tuotou.clockwork.clock import clock
from tuotou.console.journal.acts import ACTS
from tuotou.operations.access.accounts import disable, handle_of
from tuotou.operations.access.administrators import LastAdministrator
from tuotou.store.models import Account, AuditEntry, Person, Post, RoleGrant, RolePolicy, Session, Unit

BrowserOf, Staff = Callable[[str], Client], Callable[[str], Account]


def acts() -> list[str]:
    return list(AuditEntry.objects.filter(act__regex="^(account|role)").order_by("pk").values_list("act", flat=True))


def test_an_account_is_given_used_and_its_password_changed(browser_of: BrowserOf) -> None:
    admin, new = browser_of("admin"), Client()
    page = admin.post("/accounts/new", {"staff_number": "SZ01001"}).content.decode()
    password = page.split('first-password">')[1].split("<")[0]
    assert new.post("/sign-in", {"staff_number": "SZ01001", "password": password}).headers["Location"] == "/"
    assert new.get("/organisation/").headers["Location"] == "/own/password"
    given = {"current": password, "password": "Meine-Strasse-7", "again": "Meine-Strasse-7"}
    assert new.post("/own/password", given).status_code == 302
    assert new.get("/organisation/").status_code == 200
    again = admin.post("/accounts/new", {"staff_number": "SZ01001"})
    assert again.status_code == 409 and "已有账号" in again.content.decode()


def test_a_reset_signs_out_and_is_shown_once(browser_of: BrowserOf, staff: Staff) -> None:
    admin, manager = browser_of("admin"), browser_of("outlet_manager")
    account = staff("outlet_manager")
    page = admin.post(f"/accounts/{account.pk}/password").content.decode()
    assert 'first-password">' in page
    assert manager.get("/organisation/").status_code == 302
    assert 'first-password">' not in admin.get(f"/accounts/{account.pk}").content.decode()


def test_each_act_does_what_it_says(browser_of: BrowserOf, staff: Staff) -> None:
    admin, manager = browser_of("admin"), browser_of("outlet_manager")
    account = staff("outlet_manager")
    Account.objects.filter(pk=account.pk).update(
        locked_until=clock() + 60_000_000, failures=3, totp="A" * 32, totp_at=1
    )
    page = f"/accounts/{account.pk}"
    assert "已锁定" in admin.get(page).content.decode()
    for verb in ("unlocking", "second-factor-removal", "signing-out", "disablement"):
        assert admin.post(f"{page}/{verb}").status_code == 302, verb
    account.refresh_from_db()
    assert (account.locked_until, account.totp, account.failures) == (None, "", 0)
    assert account.disabled_at is not None and not Session.objects.filter(account=account).exists()
    assert manager.get("/own").status_code == 302
    assert admin.post(f"{page}/enablement").status_code == 302
    assert acts()[-4:] == ["account.no_second_factor", "account.sign_out", "account.disable", "account.enable"]
    assert admin.post(f"{page}/nonsense").status_code == 404


def test_all_people_of_a_unit_get_slips(browser_of: BrowserOf) -> None:
    admin, unit = browser_of("admin"), Unit.objects.get(code="SZ01")
    page = admin.post(f"/accounts/units/{unit.pk}").content.decode()
    assert page.count("first-password") == 3
    assert "都已有账号" in admin.post(f"/accounts/units/{unit.pk}").content.decode()


def test_who_manages_a_part_does_not_reach_beyond_it(browser_of: BrowserOf, staff: Staff) -> None:
    RoleGrant.objects.create(role="area_manager", permission="accounts.write", given=True, by="x", at=1)
    area = browser_of("area_manager")
    for role in ("management", "hub_manager"):
        other = staff(role)
        assert area.get(f"/accounts/{other.pk}").status_code == 404
        assert area.post(f"/accounts/{other.pk}/password").status_code == 404
    both = staff("shift_leader")
    Post.objects.create(person=both.person, unit=Unit.objects.get(code="SZ02"), role="courier")
    assert area.get(f"/accounts/{both.pk}").status_code == 200
    assert area.post(f"/accounts/{both.pk}/password").status_code == 404
    assert area.post("/accounts/new", {"staff_number": "HQ001"}).status_code == 422
    assert area.get("/accounts/roles/hr").status_code == 404
    assert area.post("/accounts/roles/area_manager", {"may": ["system.write"]}).status_code == 404


def test_a_role_is_given_and_taken_and_its_members_know_at_once(browser_of: BrowserOf) -> None:
    admin, courier = browser_of("admin"), browser_of("courier")
    assert courier.get("/organisation/").status_code == 403
    assert (
        admin.post("/accounts/roles/courier", {"may": ["subjects.see", "warnings.own", "organisation.see"]}).status_code
        == 302
    )
    assert courier.get("/organisation/").status_code == 200
    entry = AuditEntry.objects.get(act="role.change")
    assert entry.details == {"given": ["organisation.see"], "taken": ["today.see"], "second_factor": False}
    assert (
        admin.post("/accounts/roles/courier", {"may": ["subjects.see", "today.see", "warnings.own"]}).status_code == 302
    )
    assert courier.get("/organisation/").status_code == 403 and not RoleGrant.objects.exists()
    assert admin.post("/accounts/roles/courier", {"may": ["no.such"]}).status_code == 302
    assert not RoleGrant.objects.filter(permission="no.such").exists()


def test_somebody_always_administers(browser_of: BrowserOf, staff: Staff) -> None:
    admin, account = browser_of("admin"), staff("admin")
    assert admin.post("/accounts/roles/admin", {"may": ["audit.see"]}).status_code == 409
    assert "没有人能管理账号" in admin.post(f"/accounts/{account.pk}/disablement").content.decode()
    post = Post.objects.get(person=account.person)
    assert admin.post(f"/organisation/sheets/posts/{post.pk}/removal").status_code == 422
    assert admin.post(f"/organisation/sheets/posts/{post.pk}", {"until": "2030-01-01"}).status_code == 422
    with pytest.raises(LastAdministrator):
        disable("T-admin", "HQ001", clock())
    assert admin.get("/accounts/").status_code == 200


def test_a_second_factor_that_is_required_comes_before_all_else(browser_of: BrowserOf, staff: Staff) -> None:
    admin, manager = browser_of("admin"), browser_of("outlet_manager")
    RolePolicy.objects.create(role="outlet_manager", second_factor=True)
    assert manager.get("/organisation/").headers["Location"] == "/own/second-factor"
    assert "必须有第二步验证" in manager.get("/own/second-factor").content.decode()
    assert admin.get("/organisation/").status_code == 200
    Account.objects.filter(pk=staff("outlet_manager").pk).update(totp="A" * 32, totp_at=1)
    assert manager.get("/organisation/").status_code == 200
    assert manager.post("/own/second-factor/removal", {"password": PASSWORD}).status_code == 403


def test_signed_in_elsewhere_is_seen_and_ended(browser_of: BrowserOf, staff: Staff) -> None:
    here, there = browser_of("outlet_manager"), browser_of("outlet_manager")
    page = here.get("/own").content.decode()
    assert "退出其他浏览器" in page and "本机" in page
    assert all(one.session_key not in page for one in Session.objects.all())
    assert here.post("/own/sessions/ending").status_code == 302
    assert here.get("/own").status_code == 200 and there.get("/own").status_code == 302


def test_one_sign_in_is_ended_alone_and_it_is_noted(browser_of: BrowserOf) -> None:
    here, lost, kept = (browser_of("outlet_manager") for _ in range(3))
    other = browser_of("admin")
    key = {each: each.session.session_key or "" for each in (here, lost, kept, other)}
    shown = here.get("/own").content.decode()
    assert shown.count("结束这一处") == 2 and handle_of(key[lost]) in shown
    assert handle_of(key[here]) not in shown, "one's own is left by signing out"
    for wrong in (key[lost], handle_of(key[other]), handle_of(key[here]), ""):
        assert here.post("/own/session/ending", {"session": wrong}).status_code == 404
    assert here.post("/own/session/ending", {"session": handle_of(key[lost])}).status_code == 302
    assert [each.get("/own").status_code for each in (here, lost, kept, other)] == [200, 302, 200, 200]
    entry = AuditEntry.objects.get(act="account.sign_out_one")
    assert entry.who == "T-outlet_manager" and entry.details["address"].startswith("10.")
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = kept.cookies
    assert strict.post("/own/session/ending", {"session": handle_of(key[here])}).status_code == 403
    assert "account.sign_out_one" in ACTS


def test_sight_follows_the_seat(browser_of: BrowserOf, staff: Staff) -> None:
    manager = browser_of("outlet_manager")
    Post.objects.create(
        person=staff("outlet_manager").person, unit=Unit.objects.get(code="SZ02"), role="outlet_manager"
    )
    assert manager.get("/organisation/units/SZ01").status_code == 200
    assert manager.get("/organisation/units/SZ02").status_code == 404
    assert manager.post("/own/seat", {"unit": "SZ02"}).status_code == 302
    assert manager.get("/organisation/units/SZ02").status_code == 200
    assert manager.get("/organisation/units/SZ01").status_code == 404
    assert manager.post("/own/seat", {"unit": "HQ"}).status_code == 404


def test_english_pages_are_english(browser_of: BrowserOf) -> None:
    admin = browser_of("admin")
    Person.objects.update(name="Ann")
    Unit.objects.update(name="Place", name_en="Place")
    admin.cookies["language"] = "en"
    pages = "accounts/ accounts/roles/ accounts/roles/hr system/ system/jobs/ system/tokens/new system/doctor/?now=1"
    pages += " exports/ system/channels/new/webhook organisation/workbook/"
    for address in (f"/{each}" for each in pages.split()):
        page = admin.get(address).content.decode().split("<main")[1]
        said = [line for line in page.splitlines() if any("一" <= sign <= "鿿" for sign in line)]
        assert said == [], address
