"""Signing in by staff number: the password, then the second factor if there is one. Every attempt is noted."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from django.contrib.auth.hashers import check_password, make_password

from tuotou.operations.access.member import Member, member_of
from tuotou.operations.access.password import too_old
from tuotou.operations.access.second_factor import code_fits
from tuotou.store.models import Account, SignIn
from tuotou.store.models.sign_in import DISABLED, LOCKED, LONGEST, SIGNED_IN, SIGNED_OUT, WRONG, WRONG_CODE
from tuotou.store.whole import writing

MINUTE: Final = 60_000_000
FAILURES: Final = 5
LOCK: Final = 15 * MINUTE
"""µs for which nobody comes in by an account after so many failures."""


@dataclass(frozen=True, slots=True)
class From:
    """Where an attempt comes from, and when."""

    address: str
    agent: str
    now: int


class Refused(Exception):
    """Nobody came in; `outcome` says why, for the log and the page."""

    def __init__(self, outcome: str) -> None:
        super().__init__(outcome)
        self.outcome = outcome


def by_password(staff_number: str, password: str, where: From) -> Account:
    """The account of whoever knows its password; a second factor may still be asked for. Raises `Refused`."""
    account = Account.objects.select_related("person").filter(person__staff_number=staff_number).first()
    fits = check_password(password, account.password if account and account.password else _nobody())
    if account is None:
        raise _refused(None, staff_number, WRONG, where)
    _check_open(account, where)
    if not (fits and account.password):
        raise _refused(account, staff_number, WRONG, where)
    return account


def by_provider(staff_number: str, where: From) -> Account:
    """The account of whom a provider vouches for; there must be one. Raises `Refused`."""
    account = Account.objects.select_related("person").filter(person__staff_number=staff_number).first()
    if account is None:
        raise _refused(None, staff_number, WRONG, where)
    _check_open(account, where)
    return account


def by_code(account: Account, code: str, where: From) -> Account:
    """The same account, once its second factor was right too. Raises `Refused`."""
    _check_open(account, where)
    with writing():
        held = Account.objects.select_for_update().select_related("person").get(pk=account.pk)
        fits = code_fits(held, code, where.now)
        if fits:
            held.save(update_fields=["totp_step", "recovery"])
    if not fits:
        raise _refused(held, held.person.staff_number, WRONG_CODE, where)
    return held


def came_in(account: Account, where: From) -> None:
    """All that was asked for was right."""
    with writing():
        Account.objects.filter(pk=account.pk).update(failures=0, locked_until=None, signed_in_at=where.now)
        _note(account.person.staff_number, SIGNED_IN, where)


def went_out(staff_number: str, where: From) -> None:
    """Somebody left."""
    with writing():
        _note(staff_number, SIGNED_OUT, where)


def signed_in(account: int, unit: str, now: int) -> Member | None:
    """Who has a session; None: their account was disabled since."""
    found = Account.objects.select_related("person").filter(pk=account, disabled_at=None).first()
    if found is None:
        return None
    return member_of(found, unit, now, bool(found.password) and too_old(found.password_at, now))


def _check_open(account: Account, where: From) -> None:
    """Raises `Refused`."""
    number = account.person.staff_number
    if account.disabled_at is not None:
        raise _refused(None, number, DISABLED, where)
    if account.locked_until is not None and account.locked_until > where.now:
        raise _refused(None, number, LOCKED, where)


def _refused(account: Account | None, staff_number: str, outcome: str, where: From) -> Refused:
    """Writes it down; `account`: whose failures it counts among."""
    with writing():
        if account is not None:
            held = Account.objects.select_for_update().get(pk=account.pk)
            held.failures += 1
            if held.failures >= FAILURES:
                held.failures, held.locked_until = 0, where.now + LOCK
            held.save(update_fields=["failures", "locked_until"])
        _note(staff_number, outcome, where)
    return Refused(outcome)


def _note(staff_number: str, outcome: str, where: From) -> None:
    SignIn.objects.create(
        at=where.now,
        staff_number=staff_number[:64],
        outcome=outcome,
        address=where.address[:64],
        agent=where.agent[:LONGEST],
    )


@lru_cache(maxsize=1)
def _nobody() -> str:
    """A password that nobody has, so that who does not exist takes as long to refuse as who does."""
    return make_password("nobody")
