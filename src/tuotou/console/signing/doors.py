"""Coming in: the password, the second factor where there is one; going out."""

from __future__ import annotations

from math import ceil
from typing import Final
from urllib.parse import urlencode

from django.http import HttpResponse
from django.http.response import HttpResponseBase

from tuotou.console.page import Request, go, onward, show
from tuotou.console.signed_in import WAITING, begin, origin
from tuotou.console.signing.forms import Code, SignIn
from tuotou.console.signing.remembered import remembered
from tuotou.console.sso.known import providers
from tuotou.console.tags import words
from tuotou.operations.access.pace import Pace
from tuotou.operations.access.sign_in import Refused, by_code, by_password, came_in, went_out
from tuotou.store.models import Account
from tuotou.store.models.sign_in import DISABLED, LOCKED, WRONG, WRONG_CODE

MINUTE: Final = 60_000_000
PATIENCE: Final = 5 * MINUTE
"""µs that somebody has for the second factor."""
_STRANGERS: Final = Pace()
GUESSES: Final = 0.2
"""Attempts a second from one address, after the first twenty."""


def sign_in(request: Request) -> HttpResponseBase:
    """The first page that anybody sees."""
    if request.member is not None:
        return go(request, "home")
    if not Account.objects.exists():
        return go(request, "first")
    if request.method != "POST":
        return _page(request, SignIn())
    form = SignIn(request.POST)
    if wait := _STRANGERS.takes(request.META.get("REMOTE_ADDR", ""), GUESSES, 20, request.now):
        return _slower(request, form, ceil(wait))
    if not form.is_valid():
        return _page(request, form)
    given = form.cleaned_data
    try:
        account = by_password(given["staff_number"], given["password"], origin(request, request.now))
    except Refused as refused:
        form.add_error(None, _why(refused.outcome))
        return _page(request, form, 403)
    return enter(request, account, request.GET.get("next", "/"))


def enter(request: Request, account: Account, wanted: str) -> HttpResponse:
    """Whoever said who they are comes in, and goes where they wanted to; a second factor is asked for first."""
    if account.totp_at is None:
        return _in(request, account, wanted)
    request.session.flush()
    request.session[WAITING] = [account.pk, request.now]
    return onward(request, f"/code?{urlencode({'next': wanted})}")


def code(request: Request) -> HttpResponseBase:
    """The second factor of somebody whose password was right a moment ago."""
    waiting, since = request.session.get(WAITING, (None, 0))
    account = Account.objects.select_related("person").filter(pk=waiting).first()
    if account is None or since + PATIENCE <= request.now:
        return go(request, "sign-in")
    form = Code(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            confirmed = by_code(account, form.cleaned_data["code"], origin(request, request.now))
            return _in(request, confirmed, request.GET.get("next", "/"))
        except Refused as refused:
            form.add_error(None, _why(refused.outcome))
    return show(request, "signing/code.html", {"form": form})


def sign_out(request: Request) -> HttpResponseBase:
    """Somebody leaves."""
    if request.member is not None:
        went_out(request.member.staff_number, origin(request, request.now))
    request.session.flush()
    return go(request, "sign-in")


def _in(request: Request, account: Account, wanted: str) -> HttpResponse:
    """Somebody came in, and goes where they wanted to."""
    came_in(account, origin(request, request.now))
    begin(request, account, request.now)
    return remembered(onward(request, wanted), account.language, account.theme)


def _page(request: Request, form: SignIn, status: int = 200) -> HttpResponse:
    return show(request, "signing/sign_in.html", {"form": form, "providers": providers()}, status)


def _slower(request: Request, form: SignIn, wait: int) -> HttpResponse:
    form.add_error(None, words(f"尝试太频繁，请 {wait} 秒后再试", f"too many attempts: try again in {wait} s"))
    answered = _page(request, form, 429)
    answered.headers["Retry-After"] = str(wait)
    return answered


def _why(outcome: str) -> str:
    """What is said of a refusal; whether an account exists is not."""
    return {
        WRONG: words("工号或密码不对", "wrong staff number or password"),
        WRONG_CODE: words("动态码不对，或已经用过", "a wrong code, or one that was used already"),
        LOCKED: words("失败次数过多，账号已锁定 15 分钟", "too many failures: the account is locked for 15 minutes"),
        DISABLED: words("账号已停用，请联系管理员", "the account is disabled: ask an administrator"),
    }[outcome]
