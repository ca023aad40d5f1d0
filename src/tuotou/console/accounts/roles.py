"""What roles may: a matrix, and each role to be changed."""

from __future__ import annotations

from django.http.response import HttpResponseBase

from tuotou.console.page import Request, go, refuse, show
from tuotou.console.tags import words
from tuotou.console.trade import role as called
from tuotou.operations.access.administrators import LastAdministrator
from tuotou.operations.access.permissions import PERMISSIONS
from tuotou.operations.access.roles import Role, change_role, every_role


def roles(request: Request) -> HttpResponseBase:
    """Every role and every permission."""
    found = every_role()
    rows = [(word, title, [(one, word in one.may, word in one.shipped) for one in found])
            for word, title in PERMISSIONS.items()]  # fmt: skip
    return show(request, "accounts/roles.html", {"roles": [(one, called(one.name)) for one in found], "rows": rows})


def role(request: Request, name: str) -> HttpResponseBase:
    """One role; what is ticked is what it may from now on. Only who sees the whole company changes it."""
    found = next((one for one in every_role() if one.name == name), None)
    if found is None or request.member.sight.sites is not None:
        return refuse(request, 404)
    if request.method == "POST":
        ticked = frozenset(request.POST.getlist("may")) & set(PERMISSIONS)
        wished = Role(name, ticked, found.shipped, "second_factor" in request.POST)
        try:
            change_role(wished, request.member.staff_number, request.now)
        except LastAdministrator as error:
            return _page(request, wished, words(f"{error.zh}，{error.right_zh}", f"{error.what}: {error.right}"))
        return go(request, "roles")
    return _page(request, found)


def _page(request: Request, one: Role, why: str = "") -> HttpResponseBase:
    words = [(word, title, word in one.may, word in one.shipped) for word, title in PERMISSIONS.items()]
    context = {"role": one, "title": called(one.name), "words": words, "why": why}
    return show(request, "accounts/role.html", context, 409 if why else 200)
