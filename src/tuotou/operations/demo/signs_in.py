"""Who signs in: of each role one person of a company that is made up, with an account by which anybody may look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tuotou.operations.access.accounts import give
from tuotou.store.models import Account, Post
from tuotou.store.models.dated import holding
from tuotou.store.whole import writing

PLACES: Final = (
    ("hq_quality", "HQ"),
    ("management", "HQ"),
    ("management", "P32"),
    ("area_manager", "A-SZ"),
    ("area_quality", "A-SZ"),
    ("hub_manager", "HUB2"),
    ("outlet_manager", "SZ01"),
    ("courier", "SZ01"),
    ("agent", "HQ"),
    ("driver", "HUB2"),
    ("hr", "HQ"),
    ("admin", "HQ"),
)
"""Roles, in the order in which they are told, and the unit of whom to name."""

PASSWORD: Final = "Kuaidi-2026"
"""Everybody's: nothing of this company is worth a secret."""


@dataclass(frozen=True, slots=True)
class SignsIn:
    """Somebody who signs in by their staff number."""

    staff_number: str
    name: str
    role: str
    unit: str
    unit_zh: str
    unit_en: str


def who_signs_in(now: int) -> list[SignsIn]:
    """One person of each role, as they hold their posts at an instant (µs UTC)."""
    names = ("person__staff_number", "person__name", "role", "unit__code", "unit__name", "unit__name_en")
    found: list[SignsIn] = []
    for role, unit in PLACES:
        posts = Post.objects.filter(holding(now), role=role, unit__code=unit).order_by("person__staff_number")
        found += [SignsIn(*row) for row in posts.values_list(*names)[:1]]
    return found


def give_accounts(people: Sequence[SignsIn], now: int) -> None:
    """Who has no account yet gets one, which needs no other password."""
    known = set(Account.objects.values_list("person__staff_number", flat=True))
    for one in people:
        if one.staff_number not in known:
            account, _ = give(one.staff_number, "system", now, PASSWORD)
            with writing():
                Account.objects.filter(pk=account.pk).update(password_at=now)
