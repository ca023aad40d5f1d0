"""What tests of the console share: a small organisation with somebody of each role who is signed in."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client
from tests.live.organisation_cast import imported

from tuotou.clockwork.clock import clock
from tuotou.console.centre.view import whereabouts
from tuotou.console.signing import doors
from tuotou.operations.access.accounts import give
from tuotou.operations.access.member import Member, member_of
from tuotou.operations.access.pace import Pace
from tuotou.operations.inquiry.sight import look_again
from tuotou.operations.standards.figures import counted
from tuotou.store.models import Account, Person, Post, Unit

PASSWORD = "Kuaidi-2026-ok"
SEATS = {
    "courier": "SZ01", "outlet_agent": "SZ01", "outlet_manager": "SZ01", "hub_manager": "HUB1", "sorter": "HUB1",
    "driver": "HUB1", "shift_leader": "HUB1", "area_manager": "A1", "area_quality": "A1", "agent": "HQ", "tracer": "HQ",
    "claims": "HQ", "safety_officer": "HQ", "hq_quality": "HQ", "hr": "HQ", "management": "HQ", "admin": "HQ",
}  # fmt: skip
"""Where somebody of each role sits."""
ADDRESSES = count()


@pytest.fixture(autouse=True)
def no_stranger_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test is a day of its own: nobody has tried to sign in from this machine before."""
    monkeypatch.setattr(doors, "_STRANGERS", Pace())


@pytest.fixture(autouse=True)
def counted_anew() -> None:
    """What pages remember for a while is of another company."""
    whereabouts.cache_clear(), counted.cache_clear(), look_again()


@pytest.fixture(autouse=True)
def quick_passwords(settings: LazySettings) -> None:
    """What takes its time so that nobody guesses it would take that of every test (`test_signing` asks for it)."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def company(db: None, tmp_path: Path) -> None:
    """Headquarters, a province, an area, two outlets, a hub."""
    imported(tmp_path)


@pytest.fixture
def staff(company: None) -> Callable[[str], Account]:
    """Somebody of a role, with an account: staff number T-ROLE, at the unit of `SEATS`."""

    def made(role: str) -> Account:
        person, new = Person.objects.get_or_create(staff_number=f"T-{role}", defaults={"name": f"{role}一"})
        if new:
            Post.objects.create(person=person, unit=Unit.objects.get(code=SEATS[role]), role=role)
            give(person.staff_number, "HQ001", clock(), PASSWORD)
            Account.objects.filter(person=person).update(password_at=clock())
        return Account.objects.select_related("person").get(person=person)

    return made


@pytest.fixture
def browser_of(staff: Callable[[str], Account]) -> Callable[[str], Client]:
    """A browser in which somebody of a role is signed in."""

    def signed_in(role: str) -> Client:
        there = f"10.{next(ADDRESSES) // 250 % 250}.{next(ADDRESSES) % 250}.1"  # one address may not try too often
        account, browser = staff(role), Client(headers={"accept-language": "zh-CN"}, REMOTE_ADDR=there)
        number = account.person.staff_number
        answer = browser.post("/sign-in", {"staff_number": number, "password": PASSWORD})
        assert answer.status_code == 302, answer.content.decode()
        return browser

    return signed_in


@pytest.fixture
def member(staff: Callable[[str], Account]) -> Callable[[str], Member]:
    """Somebody of a role, as pages know them."""
    return lambda role: member_of(staff(role), "", clock(), False)
