"""Who is told by webhook is added by the administrator; the secret is shown once, and nothing goes into the house."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tuotou.store.models import AuditEntry, Subscriber

NEW = "/system/webhooks/new"
GIVEN = {"name": "shop", "form": "webhook", "url": "https://shop.example.com/hook", "topics": ["verdict.broken"]}
BrowserOf = Callable[[str], Client]


def test_one_is_added_and_its_secret_shown_once(browser_of: BrowserOf) -> None:
    admin = browser_of("admin")
    shown = admin.post(NEW, {**GIVEN, "unit": "A1"}).content.decode()
    one = Subscriber.objects.get()
    assert one.secret in shown and (one.name, one.unit, one.owner) == ("shop", "A1", "T-admin")
    assert one.wants["topics"] == ["verdict.broken"]
    assert one.secret not in admin.get("/system/webhooks/").content.decode()
    assert AuditEntry.objects.get(act="subscriber.add").what == "subscriber shop"


def test_a_trace_push_is_signed_with_the_salt_of_the_platform(browser_of: BrowserOf) -> None:
    given = {**GIVEN, "form": "kuaidi100", "topics": [], "secret": "s" * 20, "company": "yuantong", "followed": "on"}
    shown = browser_of("admin").post(NEW, given).content.decode()
    one = Subscriber.objects.get()
    assert "s" * 20 not in shown and one.secret == "s" * 20
    assert one.wants["company"] == "yuantong" and one.wants["followed"] and one.wants["topics"] == ["event.recorded"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"url": "http://127.0.0.1/hook"},
        {"url": "no address"},
        {"topics": []},
        {"topics": ["nonsense"]},
        {"form": "fax"},
        {"form": "kuaidi100", "secret": ""},
        {"secret": "short"},
        {"name": ""},
    ],
)
def test_what_cannot_be_told_is_said_and_nothing_is_kept(browser_of: BrowserOf, wrong: dict[str, object]) -> None:
    answer = browser_of("admin").post(NEW, {**GIVEN, **wrong})
    assert answer.status_code == 422 and 'name="url"' in answer.content.decode()
    assert not Subscriber.objects.exists()


def test_nobody_else_adds_one(browser_of: BrowserOf) -> None:
    for role in ("hq_quality", "management", "outlet_manager"):
        assert browser_of(role).post(NEW, GIVEN).status_code == 403
    assert not Subscriber.objects.exists()
