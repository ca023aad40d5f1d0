"""How an account stands, in a word."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.db.models import Q, QuerySet

from tuotou.core.document import Bilingual
from tuotou.store.models import Account, Person

DISABLED, LOCKED, UNUSED, FIRST, USED = "disabled", "locked", "unused", "first", "used"
STATES: Final[Mapping[str, Bilingual]] = {
    USED: Bilingual("正常", "in use"),
    UNUSED: Bilingual("从未登录", "never used"),
    FIRST: Bilingual("待改密码", "password to be changed"),
    LOCKED: Bilingual("已锁定", "locked"),
    DISABLED: Bilingual("已停用", "disabled"),
}


def state_of(account: Account, now: int) -> str:
    """The word of `STATES` that matters most."""
    if account.disabled_at is not None:
        return DISABLED
    if account.locked_until is not None and account.locked_until > now:
        return LOCKED
    if account.signed_in_at is None:
        return UNUSED
    return FIRST if account.password_at is None and account.password else USED


def in_state(accounts: QuerySet[Account], state: str, now: int) -> QuerySet[Account]:
    """Those that stand so; a word that there is not narrows nothing."""
    open_, free = Q(disabled_at=None), Q(locked_until=None) | Q(locked_until__lte=now)
    given = Q(password_at=None) & ~Q(password="")
    where = {
        DISABLED: ~open_,
        LOCKED: open_ & ~free,
        UNUSED: open_ & free & Q(signed_in_at=None),
        FIRST: open_ & free & Q(signed_in_at__isnull=False) & given,
        USED: open_ & free & Q(signed_in_at__isnull=False) & ~given,
    }
    return accounts.filter(where[state]) if state in where else accounts


def accounts_of(people: QuerySet[Person]) -> QuerySet[Account]:
    """The accounts of some people, with them."""
    return Account.objects.filter(person__in=people).select_related("person")
