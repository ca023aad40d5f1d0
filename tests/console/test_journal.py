"""The audit in words: every act that is written down has a name in both languages, and leads to what it was done to."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from django.test import Client

import tuotou
from tuotou.console.journal.acts import ACTS
from tuotou.store.models import AuditEntry, RoleGrant, SignIn

WRITTEN = re.compile(
    r'(?:act=|ACT(?:: Final)? = |FORM(?:: Final)? = |by, now, |number, now, |hand, )"([a-z_]+\.[a-z_]+)"'
)


def test_every_act_that_is_written_down_has_a_name() -> None:
    root = Path(tuotou.__file__).parent
    source = "".join(
        path.read_text("utf-8") for folder in ("operations", "api") for path in (root / folder).rglob("*.py")
    )
    written = set(WRITTEN.findall(source))
    assert {"account.give", "list.export", "organisation.import"} <= written
    assert written - set(ACTS) == set()


def test_acts_are_said_filtered_and_lead_somewhere(browser_of: Callable[[str], Client]) -> None:
    admin = browser_of("admin")
    AuditEntry.objects.create(at=1, who="x", act="role.change", what="role courier")
    AuditEntry.objects.create(at=2, who="x", act="future.act", what="thing 1")
    page = admin.get("/audit/").content.decode()
    assert "修改角色权限" in page and 'href="/accounts/roles/courier"' in page and "future.act" in page
    assert 'href="/accounts/?q=T-admin"' in page
    only = admin.get("/audit/?act=role.change").content.decode().split("<tbody>")[1]
    assert "role courier" in only and "thing 1" not in only


def test_who_sees_a_part_sees_what_people_of_that_part_did(browser_of: Callable[[str], Client]) -> None:
    RoleGrant.objects.create(role="area_manager", permission="audit.see", given=True, by="x", at=1)
    area = browser_of("area_manager")
    for who in ("HQ001", "SZ01001", "system"):
        AuditEntry.objects.create(at=1, who=who, act="role.change", what=f"role of {who}")
        SignIn.objects.create(at=1, staff_number=who, outcome="wrong", address="10.9.9.9")
    for address in ("/audit/", "/logins/"):
        shown = area.get(address).content.decode()
        assert "SZ01001" in shown and "HQ001" not in shown and ">system<" not in shown
        assert "HQ001" in browser_of("hq_quality").get(address).content.decode()
    assert b"HQ001" not in area.get("/audit/?export=xlsx").getvalue()
