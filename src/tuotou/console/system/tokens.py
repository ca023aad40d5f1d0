"""Tokens: who may come in by the API."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any, Final

from django import forms
from django.db.models import Q, QuerySet
from django.http.response import HttpResponseBase

from tuotou.clockwork.clock import clock
from tuotou.console.form import Form, phrase
from tuotou.console.listing import Choice, Column, Filter, Listing, listed
from tuotou.console.page import Request, go, refuse, show
from tuotou.console.system.whole import why
from tuotou.console.tags import said, zone
from tuotou.console.trade import sites, whole
from tuotou.core.document import Bilingual
from tuotou.operations.access.scopes import SCOPES
from tuotou.operations.access.tokens import FASTEST, RATE, CannotIssue, Wish, issue, revoke
from tuotou.store.models import ApiToken

STATE: Final = {
    "valid": Bilingual("有效", "valid"),
    "expired": Bilingual("已过期", "expired"),
    "revoked": Bilingual("已吊销", "revoked"),
}


class TokenForm(Form):
    """What a token is to be."""

    name = forms.CharField(label=phrase("对接系统", "The system that uses it"), max_length=120)
    scopes = forms.MultipleChoiceField(
        label=phrase("权限", "What it may"),
        choices=lambda: [(name, f"{said(title)} · {name}") for name, title in SCOPES.items()],
        widget=forms.SelectMultiple({"size": len(SCOPES)}),
    )
    unit = forms.CharField(
        label=phrase("单位编码", "Unit's code"),
        max_length=64,
        required=False,
        help_text=phrase("只见这个单位及下属；空着看全部", "it sees this unit and all below; empty: everything"),
    )
    rate = forms.IntegerField(
        label=phrase("每秒请求数", "Requests a second"), min_value=1, max_value=FASTEST, initial=RATE
    )
    expires = forms.DateField(
        label=phrase("有效期至", "Valid until"),
        required=False,
        widget=forms.DateInput({"type": "date"}),
        help_text=phrase("当天零点失效；空着长期有效", "it ends as that day begins; empty: it does not"),
    )


def state(one: ApiToken) -> str:
    """A word of `STATE`, as of the page."""
    if one.revoked_at is not None:
        return "revoked"
    return "expired" if one.expires_at is not None and one.expires_at <= clock() else "valid"


def _tokens(request: Request) -> QuerySet[ApiToken]:
    return ApiToken.objects.all()


def _dressed(rows: Sequence[ApiToken], request: Request) -> Sequence[ApiToken]:
    """With the names of their units."""
    names = sites(row.unit for row in rows)
    for row in rows:
        row.place = whole(names, row.unit)  # type: ignore[attr-defined]
    return rows


def _found(rows: Any, text: str) -> Any:
    return rows.filter(Q(name__icontains=text) | Q(prefix__startswith=text.removeprefix("tt_")) | Q(owner=text))


def _in_state(rows: Any, value: str) -> Any:
    over = Q(expires_at__isnull=False, expires_at__lte=clock())
    open_ = Q(revoked_at=None)
    where = {"valid": open_ & ~over, "expired": open_ & over, "revoked": ~open_}
    return rows.filter(where[value]) if value in where else rows


def _states(request: Request) -> Sequence[Choice]:
    return [Choice(name, title) for name, title in STATE.items()]


TOKENS: Final = Listing(
    "tokens",
    Bilingual("接口令牌", "API tokens"),
    _tokens,
    (
        Column("name", Bilingual("对接系统", "System"), lambda one: one.name, "name"),
        Column("prefix", Bilingual("前缀", "Prefix"), lambda one: f"tt_{one.prefix}"),
        Column("scopes", Bilingual("权限", "Scopes"), lambda one: " ".join(one.scopes)),
        Column("unit", Bilingual("单位", "Unit"), lambda one: one.place, "unit", "cells/place.html"),
        Column("rate", Bilingual("每秒", "A second"), lambda one: one.rate, "rate", figure=True),
        Column("owner", Bilingual("负责人", "Owner"), lambda one: one.owner, "owner"),
        Column("used_at", Bilingual("最近使用", "Last used"), lambda one: one.used_at, "used_at", "cells/instant.html"),
        Column("expires_at", Bilingual("有效期至", "Until"), lambda one: one.expires_at, "expires_at",
               "cells/instant.html", shown=False),
        Column("state", Bilingual("状态", "State"), lambda one: said(STATE[state(one)]),
               cell="system/token_state.html"),
    ),
    (Filter("state", Bilingual("状态", "State"), _in_state, _states),),
    _found,
    Bilingual("名称、前缀、负责人", "Name, prefix, owner"),
    ("name",),
    dress=_dressed,
    empty=Bilingual("还没有令牌：别的系统要经令牌才能接入", "No token yet: other systems come in by one"),
)  # fmt: skip


def tokens(request: Request) -> HttpResponseBase:
    """All of them."""
    return listed(request, TOKENS, "system/list.html", {"here": "tokens", "adds": "new-token"})


def new_token(request: Request) -> HttpResponseBase:
    """One more; its secret is shown this once."""
    form = TokenForm(request.POST or None)
    context: dict[str, Any] = {"form": form, "title": Bilingual("发令牌", "New token"), "back": "tokens"}
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        until = given["expires"] and int(datetime.combine(given["expires"], time(), zone()).timestamp()) * 1_000_000
        wish = Wish(given["name"], given["scopes"], given["unit"], given["rate"], until or None)
        try:
            token, secret = issue(wish, request.member.staff_number, request.now)
        except CannotIssue as error:
            form.add_error(None, why(error))
        else:
            return show(request, "system/token.html", {"token": token, "secret": secret})
    return show(request, "system/form.html", context, 422 if form.is_bound else 200)


def revocation(request: Request, id: int) -> HttpResponseBase:
    """Nobody comes in by it any more."""
    found = ApiToken.objects.filter(pk=id).first()
    if found is None:
        return refuse(request, 404)
    revoke(found.name, request.member.staff_number, request.now)
    return go(request, "tokens")
