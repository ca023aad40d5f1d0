"""The list of people of one's scope."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q
from django.http.response import HttpResponseBase
from django.urls import reverse

from tuotou.console import trade
from tuotou.console.listing import Choice, Column, Filter, Listing, listed
from tuotou.console.page import Request
from tuotou.console.tags import said
from tuotou.console.warnings.filters import units
from tuotou.core.document import Bilingual
from tuotou.core.standards.role import CUSTOMERS, ROLES
from tuotou.operations.access.reach import people_within
from tuotou.operations.inquiry.sight import sight_of
from tuotou.store.models import Account, Person, Post
from tuotou.store.models.dated import holding
from tuotou.store.models.person import masked


@dataclass(frozen=True, slots=True)
class Row:
    """Somebody, with the posts they hold."""

    one: Person
    held: Sequence[Post]
    signs_in: bool

    @property
    def roles(self) -> str:
        """In words."""
        return "、".join(dict.fromkeys(said(trade.role(post.role)) for post in self.held))

    @property
    def units(self) -> str:
        """In words."""
        named = (f"{said(Bilingual(post.unit.name, post.unit.name_en))} {post.unit.code}" for post in self.held)
        return "、".join(dict.fromkeys(named))


COLUMNS: Final = (
    Column("staff_number", Bilingual("工号", "Staff number"), lambda row: row.one.staff_number, "staff_number"),
    Column("name", Bilingual("姓名", "Name"), lambda row: row.one.name, "name"),
    Column("mobile", Bilingual("手机", "Mobile"), lambda row: masked(row.one.mobile), shown=False),
    Column("roles", Bilingual("岗位", "Posts"), lambda row: row.roles),
    Column("units", Bilingual("单位", "Units"), lambda row: row.units),
    Column(
        "account",
        Bilingual("账号", "Account"),
        lambda row: said(Bilingual("有", "yes") if row.signs_in else Bilingual("无", "no")),
    ),
)


def people(request: Request) -> HttpResponseBase:
    """Those whom one may see."""
    listing = Listing(
        "people",
        Bilingual("员工", "People"),
        lambda asked: people_within(asked.member.sight, asked.now),
        COLUMNS,
        (_role(request.now), _unit(request)),
        lambda rows, text: rows.filter(Q(staff_number__istartswith=text) | Q(name__contains=text)),
        Bilingual("工号、姓名", "Staff number, name"),
        ("staff_number",),
        link=lambda row: reverse("person", args=[row.one.staff_number]),
        empty=Bilingual("您的范围里还没有登记员工", "Nobody is entered within your scope"),
        dress=_dressed,
    )
    return listed(request, listing, "people/list.html")


def _dressed(some: Sequence[Person], request: Request) -> Sequence[Row]:
    """With the posts that lie within the member's scope, and whether they have an account."""
    held = Post.objects.filter(holding(request.now), person__in=some).select_related("unit").order_by("pk")
    posts: dict[int, list[Post]] = {}
    for post in held:
        if request.member.sight.sees(post.unit.code):
            posts.setdefault(post.person_id, []).append(post)
    accounts = {*Account.objects.filter(person__in=some).values_list("person", flat=True)}
    return [Row(one, posts.get(one.pk, ()), one.pk in accounts) for one in some]


def _role(now: int) -> Filter:
    def apply(rows: Any, value: str) -> Any:
        return rows.filter(pk__in=Post.objects.filter(holding(now), role=value).values("person"))

    choices = [Choice(word, trade.role(word)) for word in ROLES if word not in CUSTOMERS]
    return Filter("role", Bilingual("岗位", "Post"), apply, lambda _: choices)


def _unit(request: Request) -> Filter:
    plain = units(request)

    def apply(rows: Any, value: str) -> Any:
        codes = sorted(sight_of(value, request.now).sites or {value})
        return rows.filter(pk__in=Post.objects.filter(holding(request.now), unit__code__in=codes).values("person"))

    return Filter(plain.key, plain.title, apply, plain.choices)
