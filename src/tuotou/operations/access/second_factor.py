"""The second factor: a code of six digits that changes every 30 s (TOTP, RFC 6238), or one of a few on paper."""

from __future__ import annotations

import secrets
from hashlib import sha256
from hmac import compare_digest
from typing import Final

import pyotp

from tuotou.store.models import Account, AuditEntry
from tuotou.store.whole import writing

SECOND: Final = 1_000_000
STEP: Final = 30
AROUND: Final = (-1, 0, 1)
"""Codes whose turn it was a moment ago, or will be: telephones' clocks differ."""
PAPER: Final = 10
"""Recovery codes."""


class WrongCode(ValueError):
    """The code does not belong to the secret."""


def begun(account: Account) -> str:
    """A new secret to be put into an authenticator app; it is asked for once `confirm` has heard a code of it."""
    secret = pyotp.random_base32()
    with writing():
        Account.objects.filter(pk=account.pk, totp_at=None).update(totp=secret, totp_at=None, totp_step=0, recovery=[])
    return secret


def address(account: Account, secret: str) -> str:
    """What the QR code says."""
    return pyotp.TOTP(secret).provisioning_uri(name=account.person.staff_number, issuer_name="Tuotou 妥投")


def confirm(account: int, code: str, now: int) -> list[str]:
    """From now on it is asked for; the recovery codes, which are never shown again. Raises `WrongCode`."""
    paper = ["-".join((secrets.token_hex(3), secrets.token_hex(3))) for _ in range(PAPER)]
    with writing():
        held = Account.objects.select_for_update().select_related("person").get(pk=account)
        if not held.totp or not _totp_fits(held, code, now):
            raise WrongCode(code)
        held.totp_at, held.recovery = now, [_digest(each) for each in paper]
        held.save(update_fields=["totp_at", "totp_step", "recovery"])
        number = held.person.staff_number
        AuditEntry.objects.create(at=now, who=number, act="account.second_factor", what=f"account {number}")
    return paper


def remove(account: int, by: str, now: int) -> None:
    """It is not asked for any more."""
    with writing():
        held = Account.objects.select_for_update().select_related("person").get(pk=account)
        held.totp, held.totp_at, held.totp_step, held.recovery = "", None, 0, []
        held.save(update_fields=["totp", "totp_at", "totp_step", "recovery"])
        what = f"account {held.person.staff_number}"
        AuditEntry.objects.create(at=now, who=by, act="account.no_second_factor", what=what)


def code_fits(account: Account, code: str, now: int) -> bool:
    """Whether a code is right, by telephone or by paper; it is used up, which whoever holds the account saves."""
    if _totp_fits(account, code, now):
        return True
    digest = _digest(code.strip().lower())
    found = next((each for each in account.recovery if compare_digest(each, digest)), None)
    if found is not None:
        account.recovery = [each for each in account.recovery if each != found]
    return found is not None


def _totp_fits(account: Account, code: str, now: int) -> bool:
    totp, step, typed = pyotp.TOTP(account.totp), now // SECOND // STEP, "".join(code.split())
    for turn in AROUND:
        if step + turn > account.totp_step and compare_digest(totp.generate_otp(step + turn), typed):
            account.totp_step = step + turn
            return True
    return False


def _digest(code: str) -> str:
    return sha256(code.encode()).hexdigest()
