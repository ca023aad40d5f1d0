"""Tokens: issued once and shown once, found by their prefix, told by their digest, revoked for good."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest
from typing import Final

from tuotou.core.document import suggest
from tuotou.operations.access.scopes import SCOPES
from tuotou.store.models import ApiToken, AuditEntry, Unit
from tuotou.store.whole import writing

MINUTE: Final = 60_000_000
RATE: Final = 50
"""Requests a second, where nothing else is said."""
FASTEST: Final = 10_000


class CannotIssue(ValueError):
    """A token that cannot be; `what` says why and `right` what would be right."""

    def __init__(self, what: str, right: str) -> None:
        super().__init__(f"{what}; right: {right}")
        self.what, self.right = what, right


@dataclass(frozen=True, slots=True)
class Caller:
    """Who came in by a token, and what that allows."""

    id: int
    name: str
    scopes: frozenset[str]
    unit: str
    rate: int
    owner: str


@dataclass(frozen=True, slots=True)
class Wish:
    """What a token is to be."""

    name: str
    scopes: Sequence[str]
    unit: str = ""
    rate: int = RATE
    expires_at: int | None = None  # µs UTC


def issue(wish: Wish, by: str, now: int) -> tuple[ApiToken, str]:
    """A new token, and the secret that is never shown again. Raises `CannotIssue`."""
    _check(wish, by, now)
    prefix = secrets.token_hex(4)
    secret = f"tt_{prefix}_{secrets.token_urlsafe(32)}"
    with writing():
        if ApiToken.objects.filter(name=wish.name).exists():
            raise CannotIssue(f"there is a token '{wish.name}' already", "another name")
        token = ApiToken.objects.create(
            name=wish.name,
            prefix=prefix,
            digest=_digest(secret),
            scopes=sorted(set(wish.scopes)),
            unit=wish.unit,
            rate=wish.rate,
            owner=by,
            made_at=now,
            expires_at=wish.expires_at,
        )
        _note(token, by, now, "token.issue")
    return token, secret


def revoke(name: str, by: str, now: int) -> ApiToken:
    """Nobody comes in by it any more. Raises `CannotIssue`."""
    with writing():
        token = ApiToken.objects.select_for_update().filter(name=name).first()
        if token is None:
            known = ApiToken.objects.order_by("name").values_list("name", flat=True)
            raise CannotIssue(f"there is no token '{name}'", suggest(name, list(known)))
        if token.revoked_at is None:
            token.revoked_at = now
            token.save(update_fields=["revoked_at"])
            _note(token, by, now, "token.revoke")
    return token


def listed() -> Sequence[ApiToken]:
    """All of them, by name."""
    return list(ApiToken.objects.order_by("name"))


def caller(secret: str, now: int) -> Caller | None:
    """Who has this secret; None: nobody, or nobody any more."""
    begin, _, rest = secret.partition("_")
    prefix = rest.partition("_")[0]
    token = ApiToken.objects.filter(prefix=prefix).first() if begin == "tt" and prefix.isalnum() else None
    if token is None or not compare_digest(token.digest, _digest(secret)):
        return None
    if token.revoked_at is not None or (token.expires_at is not None and token.expires_at <= now):
        return None
    if token.used_at is None or token.used_at + MINUTE <= now:
        with writing():
            ApiToken.objects.filter(pk=token.pk).update(used_at=now)
    return Caller(token.pk, token.name, frozenset(token.scopes), token.unit, token.rate, token.owner)


def _check(wish: Wish, by: str, now: int) -> None:
    strange = next((scope for scope in wish.scopes if scope not in SCOPES), None)
    nowhere = wish.unit and not Unit.objects.filter(code=wish.unit).exists()
    for wrong, what, right in (
        (not by, "nobody answers for the token", "name a staff number"),
        (not 1 <= len(wish.name) <= 120, "a token has a name of 1 to 120 characters", "that of the system it is for"),
        (not wish.scopes, "a token that may do nothing", f"some of {', '.join(SCOPES)}"),
        (strange is not None, f"there is no scope '{strange}'", suggest(strange or "", list(SCOPES))),
        (not 1 <= wish.rate <= FASTEST, f"{wish.rate} requests a second", f"1 to {FASTEST:,}"),
        (wish.expires_at is not None and wish.expires_at <= now, "it would have expired already", "an instant to come"),
        (nowhere, f"there is no unit '{wish.unit}'", "the code of a unit of the organisation"),
    ):
        if wrong:
            raise CannotIssue(what, right)


def _note(token: ApiToken, by: str, now: int, act: str) -> None:
    details = {"scopes": token.scopes, "unit": token.unit, "rate": token.rate, "expires_at": token.expires_at}
    AuditEntry.objects.create(at=now, who=by, act=act, what=f"token {token.name}", details=details)


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
