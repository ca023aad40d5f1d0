"""Who asks: a token in the header, the scope that the door needs, and no more often than allowed."""

from __future__ import annotations

from math import ceil
from typing import Final

from django.http import HttpRequest
from ninja.security import HttpBearer

from tuotou.api.problem import Problem
from tuotou.clockwork.clock import clock
from tuotou.operations.access.pace import Pace
from tuotou.operations.access.scopes import SCOPES
from tuotou.operations.access.tokens import Caller, caller

_CALLERS: Final = Pace()
_STRANGERS: Final = Pace()
GUESSES: Final = 1.0
"""Wrong tokens a second from one address, after the first ten."""


class Needs(HttpBearer):
    """Lets in who has a token with a scope; `request.auth` is then its `Caller`."""

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Caller | None:
        """Who it is; None: nobody. Raises `Problem`."""
        now = clock()
        found = caller(token, now)
        if found is None:
            slow_down(request, now)
            return None
        return admit(found, self.scope, now)


def needs(scope: str) -> Needs:
    """The permission that a door asks for: one of `SCOPES`."""
    return Needs(known_scope(scope))


def known_scope(scope: str) -> str:
    """A scope that there is. Raises `KeyError`."""
    if scope not in SCOPES:
        raise KeyError(scope)
    return scope


def admit(found: Caller, scope: str, now: int) -> Caller:
    """Who may come in. Raises `Problem` where he asks too often, or for what his token does not allow."""
    _slow(_CALLERS.takes(found.id, found.rate, found.rate, now))
    if scope not in found.scopes:
        raise Problem(403, "forbidden", f"the token '{found.name}' lacks the scope {scope}")
    return found


def slow_down(request: HttpRequest, now: int) -> None:
    """A stranger may try again. Raises `Problem` where he tries too often."""
    _slow(_STRANGERS.takes(request.META.get("REMOTE_ADDR", ""), GUESSES, 10 * GUESSES, now))


def who(request: HttpRequest) -> Caller:
    """Who came in through a door that needs something."""
    found: Caller = request.auth  # type: ignore[attr-defined]
    return found


def _slow(wait: float) -> None:
    if wait:
        raise Problem(429, "too_many", "", after=ceil(wait))
