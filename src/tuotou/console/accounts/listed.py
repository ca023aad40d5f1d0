"""Accounts of the people within sight, and how each stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.db.models import Count, Q, QuerySet
from django.http.response import HttpResponseBase
from django.urls import reverse

from tuotou.clockwork.clock import clock
from tuotou.console.listing import Choice, Column, Filter, Listing, listed
from tuotou.console.page import Request
from tuotou.console.tags import said
from tuotou.console.trade import role
from tuotou.core.document import Bilingual
from tuotou.operations.access.account_state import STATES, accounts_of, in_state, state_of
from tuotou.operations.access.reach import people_within
from tuotou.store.models import Account, Post, Session
from tuotou.store.models.dated import holding

ON, OFF = Bilingual("已开启", "on"), Bilingual("未开启", "off")


def _accounts(request: Request) -> QuerySet[Account]:
    return accounts_of(people_within(request.member.sight, request.now))


def _dressed(rows: Sequence[Account], request: Request) -> Sequence[Account]:
    """With their posts, the browsers that they are signed in with, and when those were used last."""
    posts = Post.objects.filter(holding(request.now), person__in=[row.person_id for row in rows])
    held: dict[int, list[Post]] = {}
    for post in posts.select_related("unit").order_by("pk"):
        held.setdefault(post.person_id, []).append(post)
    sessions = Session.objects.filter(account__in=rows).values_list("account").annotate(Count("session_key"))
    counted = dict(sessions.order_by())
    for row in rows:
        row.held = held.get(row.person_id, [])  # type: ignore[attr-defined]
        row.open = counted.get(row.pk, 0)  # type: ignore[attr-defined]
        row.state = state_of(row, request.now)  # type: ignore[attr-defined]
    return rows


def _found(rows: Any, text: str) -> Any:
    return rows.filter(Q(person__staff_number__istartswith=text) | Q(person__name__icontains=text))


def _states(request: Request) -> Sequence[Choice]:
    return [Choice(name, title) for name, title in STATES.items()]


def _second(request: Request) -> Sequence[Choice]:
    return [Choice("on", ON), Choice("off", OFF)]


def _posts_said(one: Any) -> str:
    return "、".join(f"{post.unit.name} {said(role(post.role))}" for post in one.held)


ACCOUNTS: Final = Listing(
    "accounts",
    Bilingual("账号", "Accounts"),
    _accounts,
    (
        Column("staff_number", Bilingual("工号", "Staff number"), lambda one: one.person.staff_number,
               "person__staff_number"),
        Column("name", Bilingual("姓名", "Name"), lambda one: one.person.name, "person__name"),
        Column("state", Bilingual("状态", "State"), lambda one: said(STATES[one.state]), cell="accounts/state.html"),
        Column("posts", Bilingual("任职", "Posts"), _posts_said, cell="organisation/posts.cell.html"),
        Column("second", Bilingual("第二步验证", "Second step"), lambda one: said(ON if one.totp_at else OFF)),
        Column("open", Bilingual("在线", "Browsers"), lambda one: one.open, figure=True),
        Column("signed_in_at", Bilingual("上次登录", "Signed in"), lambda one: one.signed_in_at, "signed_in_at",
               "cells/instant.html"),
        Column("made_at", Bilingual("开通", "Given"), lambda one: one.made_at, "made_at", "cells/instant.html", False),
    ),
    (
        Filter("state", Bilingual("状态", "State"), lambda rows, value: in_state(rows, value, clock()), _states),
        Filter("second", Bilingual("第二步验证", "Second step"),
               lambda rows, value: rows.filter(totp_at__isnull=value != "on"), _second),
    ),
    _found,
    Bilingual("工号、姓名", "Staff number, name"),
    ("person__staff_number",),
    lambda one: reverse("account", args=(one.pk,)),
    dress=_dressed,
)  # fmt: skip


def accounts(request: Request) -> HttpResponseBase:
    """All of them."""
    return listed(request, ACCOUNTS, "accounts/accounts.html")
