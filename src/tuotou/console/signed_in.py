"""Who is signed in in a browser: kept in its session, which ends after a while of nothing."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest
from django.middleware.csrf import rotate_token

from tuotou.operations.access.member import Member
from tuotou.operations.access.sign_in import From, signed_in
from tuotou.store.models import Account
from tuotou.store.sessions import ACCOUNT, BEGUN, FROM, SEEN

UNIT: Final = "unit"
"""Under which a session says at which unit its owner sits."""
WAITING: Final = "waiting"
"""Whose second factor is asked for, and since when (µs)."""
MINUTE: Final = 60_000_000
IDLE: Final = 8 * 60 * MINUTE
"""µs without a request after which it ends: a shift."""


def who(request: HttpRequest, now: int) -> Member | None:
    """Who asks; None: nobody who is signed in."""
    session = request.session
    account = session.get(ACCOUNT)
    if account is None:
        return None
    if session.get(SEEN, 0) + IDLE <= now:
        session.flush()
        return None
    found = signed_in(account, session.get(UNIT, ""), now)
    if found is None:
        session.flush()
    elif session[SEEN] + MINUTE <= now:
        session[SEEN] = now
    return found


def begin(request: HttpRequest, account: Account, now: int) -> None:
    """From now on this browser is somebody's; its session's key is a new one."""
    request.session.flush()
    request.session[ACCOUNT], request.session[SEEN] = account.pk, now
    where = origin(request, now)
    request.session[BEGUN], request.session[FROM] = now, (where.address, where.agent)
    rotate_token(request)


def take_seat(request: HttpRequest, unit: str) -> None:
    """Sit at another of one's units."""
    request.session[UNIT] = unit


def origin(request: HttpRequest, now: int) -> From:
    """Where a request comes from."""
    return From(request.META.get("REMOTE_ADDR", ""), request.headers.get("User-Agent", ""), now)
