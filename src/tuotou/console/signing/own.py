"""One's own account: where one sits, password, second factor, language and theme."""

from __future__ import annotations

from typing import Final

import segno
from django.contrib.auth.hashers import check_password
from django.http import HttpResponse
from django.http.response import HttpResponseBase

from tuotou.console.headers import LANGUAGES
from tuotou.console.page import Request, go, onward, refuse, show
from tuotou.console.signed_in import begin, take_seat
from tuotou.console.signing.forms import Code, OwnPassword
from tuotou.console.signing.remembered import THEMES, remembered
from tuotou.console.tags import words
from tuotou.operations.access import second_factor
from tuotou.operations.access.accounts import (
    CannotAccount,
    change_password,
    end_session,
    end_sessions,
    handle_of,
    prefer,
)
from tuotou.operations.access.password import BadPassword
from tuotou.store.models import Account, Session

SETTING_UP: Final = "second factor"
"""Under which a session keeps the secret that is being set up."""


def own(request: Request) -> HttpResponseBase:
    """The page of one's account."""
    return _page(request)


def elsewhere(request: Request) -> HttpResponseBase:
    """Signed out in every other browser."""
    number = request.member.staff_number
    end_sessions(number, number, request.now, but=request.session.session_key or "")
    return go(request, "own")


def one_elsewhere(request: Request) -> HttpResponseBase:
    """Signed out in one other browser."""
    number, handle = request.member.staff_number, request.POST.get("session", "")
    try:
        end_session(number, handle, number, request.now, but=request.session.session_key or "")
    except CannotAccount:
        return refuse(request, 404)
    return go(request, "own")


def password(request: Request) -> HttpResponseBase:
    """Another password; who is signed in elsewhere by the old one is not any more."""
    form, account = OwnPassword(request.POST or None), _account(request)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if not check_password(given["current"], account.password):
            form.add_error("current", words("当前密码不对", "that is not the current password"))
            return show(request, "signing/password.html", {"form": form}, 403)
        try:
            change_password(account.pk, given["password"], request.now)
        except BadPassword as error:
            form.add_error("password", words(error.zh, error.en))
        else:
            begin(request, account, request.now)
            return go(request, "home")
    return show(request, "signing/password.html", {"form": form})


def factor(request: Request) -> HttpResponseBase:
    """Set the second factor up: a picture for the app, then a code of it, then the codes for paper."""
    account = _account(request)
    if account.totp_at is not None:
        return go(request, "own")
    form = Code(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            paper = second_factor.confirm(account.pk, form.cleaned_data["code"], request.now)
        except second_factor.WrongCode:
            form.add_error("code", words("动态码不对，请检查手机时间", "a wrong code: is the telephone's clock right?"))
        else:
            return show(request, "signing/paper.html", {"paper": paper})
    secret = account.totp or second_factor.begun(account)
    picture = segno.make(second_factor.address(account, secret)).svg_inline(omitsize=True)
    return show(request, "signing/factor.html", {"form": form, "picture": picture, "secret": secret})


def no_factor(request: Request) -> HttpResponseBase:
    """Without a second factor again, for who knows the password."""
    account = _account(request)
    if request.member.confirms:
        return _page(request, words("您的岗位必须有第二步验证", "your role needs the second step"), 403)
    if not check_password(request.POST.get("password", "")[:128], account.password):
        return _page(request, words("密码不对", "a wrong password"), 403)
    second_factor.remove(account.pk, request.member.staff_number, request.now)
    return go(request, "own")


def seat(request: Request) -> HttpResponseBase:
    """Sit at another of one's units."""
    unit = request.POST.get("unit", "")
    if unit not in {each.unit for each in request.member.seats}:
        return refuse(request, 404)
    take_seat(request, unit)
    return go(request, "home")


def look(request: Request) -> HttpResponseBase:
    """Language and theme, whether or not anybody is signed in."""
    language, theme = request.POST.get("language", ""), request.POST.get("theme", "")
    if language not in LANGUAGES or theme not in THEMES:
        return HttpResponse(status=400)
    if request.member is not None:
        prefer(request.member.account, language, theme)
    return remembered(onward(request, request.POST.get("next", "/")), language, theme)


def _page(request: Request, why: str = "", status: int = 200) -> HttpResponse:
    sessions = list(Session.objects.filter(account=request.member.account).order_by("-seen_at"))
    for one in sessions:
        one.handle = handle_of(one.session_key)  # type: ignore[attr-defined]
    return show(request, "signing/own.html", {"account": _account(request), "sessions": sessions, "why": why}, status)


def _account(request: Request) -> Account:
    return Account.objects.select_related("person").get(pk=request.member.account)
