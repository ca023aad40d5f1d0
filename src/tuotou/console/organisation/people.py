"""People with their posts; mobile numbers are masked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.http.response import HttpResponseBase
from django.urls import reverse

from tuotou.console.listing import Choice, Column, Filter, Listing, listed
from tuotou.console.organisation.words import ROLE, role
from tuotou.console.page import Request, refuse, show
from tuotou.console.tags import said
from tuotou.core.document import Bilingual
from tuotou.core.standards.role import CUSTOMERS
from tuotou.operations.access.reach import people_within
from tuotou.store.models import Account, Duty, Person, Post
from tuotou.store.models.dated import holding
from tuotou.store.models.person import masked

DAYS: Final = 14 * 86_400_000_000


def _people(request: Request) -> QuerySet[Person]:
    return people_within(request.member.sight, request.now)


def _dressed(rows: Sequence[Person], request: Request) -> Sequence[Person]:
    """With the posts that they hold within sight, and whether they have an account."""
    posts = Post.objects.filter(holding(request.now), person__in=rows).select_related("unit").order_by("pk")
    held: dict[int, list[Post]] = {}
    for post in posts:
        if request.member.sight.sees(post.unit.code):
            held.setdefault(post.person_id, []).append(post)
    accounts = set(Account.objects.filter(person__in=rows).values_list("person", flat=True))
    for row in rows:
        row.held = held.get(row.pk, [])  # type: ignore[attr-defined]
        row.signs_in = row.pk in accounts  # type: ignore[attr-defined]
    return rows


def _found(rows: Any, text: str) -> Any:
    return rows.filter(Q(staff_number__istartswith=text) | Q(name__icontains=text))


def _roles(request: Request) -> Sequence[Choice]:
    return [Choice(name, title) for name, title in ROLE.items() if name not in CUSTOMERS]


def _in_role(rows: Any, value: str) -> Any:
    return rows.filter(pk__in=Post.objects.filter(role=value, until=None).values("person"))


def _at_unit(rows: Any, value: str) -> Any:
    return rows.filter(pk__in=Post.objects.filter(unit__code=value, until=None).values("person"))


def _posts_said(one: Any) -> str:
    return "、".join(f"{post.unit.name} {said(role(post.role))}" for post in one.held)


PEOPLE: Final = Listing(
    "people",
    Bilingual("人员", "People"),
    _people,
    (
        Column("staff_number", Bilingual("工号", "Staff number"), lambda one: one.staff_number, "staff_number"),
        Column("name", Bilingual("姓名", "Name"), lambda one: one.name, "name"),
        Column("mobile", Bilingual("手机", "Mobile"), lambda one: masked(one.mobile)),
        Column("posts", Bilingual("任职", "Posts"), _posts_said, cell="organisation/posts.cell.html"),
        Column(
            "account",
            Bilingual("账号", "Account"),
            lambda one: said(Bilingual("有", "yes") if one.signs_in else Bilingual("无", "no")),
        ),
    ),
    (
        Filter("role", Bilingual("岗位", "Role"), _in_role, _roles),
        Filter("unit", Bilingual("单位编码", "Unit's code"), _at_unit),
    ),
    _found,
    Bilingual("工号、姓名", "Staff number, name"),
    ("staff_number",),
    lambda one: reverse("staff-member", args=(one.staff_number,)),
    dress=_dressed,
)


def people(request: Request) -> HttpResponseBase:
    """Who works within sight."""
    return listed(request, PEOPLE, "organisation/people.html")


def person(request: Request, staff: str) -> HttpResponseBase:
    """One of them: posts as they were and will be, shifts, account."""
    found = _people(request).filter(staff_number=staff).first()
    if found is None:
        return refuse(request, 404)
    sight = request.member.sight
    posts = Post.objects.filter(person=found).select_related("unit").order_by("-since", "pk")[:200]
    duties = Duty.objects.filter(person=found, until__gt=request.now, since__lt=request.now + DAYS)
    context = {
        "person": found,
        "mobile": masked(found.mobile),
        "posts": [(post, role(post.role)) for post in posts if sight.sees(post.unit.code)],
        "duties": [(one, role(one.role)) for one in duties.select_related("unit", "deputy").order_by("since")[:50]],
        "account": Account.objects.filter(person=found).first(),
    }
    return show(request, "organisation/person.html", context)
