"""Going to a provider, and coming back from it: the account must exist and be enabled; its second factor is asked."""

from __future__ import annotations

import secrets
from hmac import compare_digest
from typing import Any, Final

import structlog
from django.http.response import HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from tuotou.console.page import ANYBODY, Page, Request, refuse, show
from tuotou.console.signed_in import origin
from tuotou.console.signing.doors import MINUTE, enter
from tuotou.console.signing.forms import SignIn
from tuotou.console.sso.known import provider, providers
from tuotou.console.sso.provider import Back, NotSaid
from tuotou.console.tags import words
from tuotou.operations.access.sign_in import Refused, by_provider

AWAY: Final = "away"
"""Under which a session keeps where its browser was sent, until it is back."""
PATIENCE: Final = 10 * MINUTE
log = structlog.get_logger("tuotou.sso")


def away(request: Request, name: str) -> HttpResponseBase:
    """Off to a provider."""
    chosen = provider(name)
    if chosen is None:
        return refuse(request, 404)
    state = secrets.token_urlsafe(32)
    try:
        begun = chosen.begin(_back(request, name), state)
    except NotSaid as error:
        return _failed(request, name, error.what)
    wanted = request.GET.get("next", "/")
    request.session[AWAY] = {"state": state, "name": name, "at": request.now, "next": wanted, "kept": dict(begun.kept)}
    return HttpResponseRedirect(begun.address)


def back(request: Request, name: str) -> HttpResponseBase:
    """Back from it: once, to the browser that was sent, within ten minutes."""
    sent: dict[str, Any] = request.session.pop(AWAY, {})
    chosen, given = provider(name), {key: str(value)[:4_000] for key, value in request.GET.items()}
    if chosen is None:
        return refuse(request, 404)
    known = compare_digest(str(sent.get("state", "")).encode(), given.get("state", "").encode())
    if not sent or not known or sent["name"] != name or sent["at"] + PATIENCE <= request.now:
        return _failed(request, name, "it is not the browser that was sent, or it took too long")
    try:
        number = chosen.staff_number(Back(_back(request, name), given, sent["kept"]))
        account = by_provider(number, origin(request, request.now))
    except NotSaid as error:
        return _failed(request, name, error.what)
    except Refused as refused:
        return _failed(request, name, refused.outcome)
    return enter(request, account, sent["next"])


def _back(request: Request, name: str) -> str:
    return request.build_absolute_uri(reverse("sso-back", args=(name,)))


def _failed(request: Request, name: str, why: str) -> HttpResponseBase:
    """The page of signing in, which says so; why exactly stands in the log."""
    log.warning("refused", provider=name, why=why)
    said = words("没有登录成功，请重试；仍不行请联系管理员", "not signed in: try again, or ask an administrator")
    return show(request, "signing/sign_in.html", {"form": SignIn(), "why": said, "providers": providers()}, 403)


PAGES: Final = (
    Page("sso/<slug:name>", away, "sso", ANYBODY),
    Page("sso/<slug:name>/back", back, "sso-back", ANYBODY),
)
