"""The audit log and the login log."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final, TypeVar

from django.db.models import Q, QuerySet
from django.http.response import HttpResponseBase

from tuotou.console.journal.acts import ACTS, act, place
from tuotou.console.listing import Choice, Column, Filter, Listing, listed
from tuotou.console.page import Page, Request
from tuotou.console.span import on_day
from tuotou.console.tags import said
from tuotou.core.document import Bilingual
from tuotou.operations.access.reach import people_within
from tuotou.store.models import AuditEntry, SignIn
from tuotou.store.models.sign_in import OUTCOMES, SAID

Entry = TypeVar("Entry", AuditEntry, SignIn)


def _audited(request: Request) -> QuerySet[AuditEntry]:
    """What people within sight did; who sees the whole company sees what the system did, too."""
    return _of(AuditEntry.objects.all(), "who", request)


def _attempts(request: Request) -> QuerySet[SignIn]:
    """Attempts under the numbers of people within sight; who sees the whole company sees made-up numbers, too."""
    return _of(SignIn.objects.all(), "staff_number", request)


def _of(rows: QuerySet[Entry], field: str, request: Request) -> QuerySet[Entry]:
    sight = request.member.sight
    if sight.sites is None:
        return rows
    mine = people_within(sight, request.now).values("staff_number")
    return rows.filter(**{f"{field}__in": mine})


def _found(rows: Any, text: str) -> Any:
    return rows.filter(Q(who=text) | Q(what__contains=text) | Q(act__startswith=text))


def _acts(request: Request) -> Sequence[Choice]:
    return [Choice(name, title) for name, title in ACTS.items()]


def _placed(rows: Sequence[AuditEntry], request: Request) -> Sequence[AuditEntry]:
    """With where what they were done to is shown."""
    for row in rows:
        row.place = place(row.what)  # type: ignore[attr-defined]
    return rows


def _person(rows: Any, text: str) -> Any:
    return rows.filter(Q(staff_number=text) | Q(address=text))


def _outcomes(request: Request) -> Sequence[Choice]:
    return [Choice(each, SAID[each]) for each in OUTCOMES]


OUTCOME: Final = Bilingual("结果", "Outcome")
DAY: Final = Filter("day", Bilingual("日期", "Day"), lambda rows, value: on_day(rows, "at", value), kind="date")
AUDIT: Final = Listing(
    "audit",
    Bilingual("操作日志", "Audit log"),
    _audited,
    (
        Column("at", Bilingual("时间", "When"), lambda one: one.at, "at", "cells/instant.html"),
        Column("who", Bilingual("操作人", "Who"), lambda one: one.who, "who"),
        Column("act", Bilingual("动作", "Act"), lambda one: said(act(one.act)), "act"),
        Column("code", Bilingual("动作代码", "Act's code"), lambda one: one.act, shown=False),
        Column("what", Bilingual("对象", "What"), lambda one: one.what, cell="journal/what.html"),
        Column(
            "details",
            Bilingual("详情", "Details"),
            lambda one: json.dumps(one.details, ensure_ascii=False) if one.details else "",
            shown=False,
        ),
    ),
    (DAY, Filter("act", Bilingual("动作", "Act"), lambda rows, value: rows.filter(act=value), _acts)),
    _found,
    Bilingual("工号、对象、动作代码", "Staff number, what, act's code"),
    dress=_placed,
)
LOGINS: Final = Listing(
    "logins",
    Bilingual("登录日志", "Login log"),
    _attempts,
    (
        Column("at", Bilingual("时间", "When"), lambda one: one.at, "at", "cells/instant.html"),
        Column("staff_number", Bilingual("工号", "Staff number"), lambda one: one.staff_number, "staff_number"),
        Column(
            "outcome",
            Bilingual("结果", "Outcome"),
            lambda one: said(SAID[one.outcome]),
            "outcome",
            "journal/outcome.html",
        ),
        Column("address", Bilingual("地址", "Address"), lambda one: one.address, "address"),
        Column("agent", Bilingual("浏览器", "Browser"), lambda one: one.agent, shown=False),
    ),
    (DAY, Filter("outcome", OUTCOME, lambda rows, value: rows.filter(outcome=value), _outcomes)),
    _person,
    Bilingual("工号、地址", "Staff number, address"),
)


def audit(request: Request) -> HttpResponseBase:
    """Who did what."""
    return listed(request, AUDIT)


def logins(request: Request) -> HttpResponseBase:
    """Who came in, and who tried."""
    return listed(request, LOGINS)


PAGES: Final = (Page("audit/", audit, "audit", "audit.see"), Page("logins/", logins, "logins", "audit.see"))
