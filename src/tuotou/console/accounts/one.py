"""One account: how it stands, who is signed in by it, and what is done with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.http.response import HttpResponseBase

from tuotou.console.page import Request, go, refuse, show
from tuotou.console.tags import told, words
from tuotou.operations.access import accounts
from tuotou.operations.access.account_state import STATES, state_of
from tuotou.operations.access.accounts import CannotAccount
from tuotou.operations.access.administrators import LastAdministrator
from tuotou.operations.access.reach import managed_within, people_within
from tuotou.operations.access.second_factor import remove
from tuotou.store.models import Account, Post, Session, SignIn
from tuotou.store.models.dated import holding

Act = Callable[[str, str, int], Any]


def account(request: Request, id: int) -> HttpResponseBase:
    """The page of one."""
    found = _seen(request, id)
    return refuse(request, 404) if found is None else _page(request, found)


def new_account(request: Request) -> HttpResponseBase:
    """Give somebody one: the first password is shown this once."""
    number = request.POST.get("staff_number", request.GET.get("staff_number", "")).strip()[:64]
    context: dict[str, Any] = {"staff_number": number}
    if request.method != "POST":
        return show(request, "accounts/new.html", context)
    if not managed_within(request.member.sight, request.now).filter(staff_number=number).exists():
        why = words("没有这个工号，或不在您的管辖范围", "nobody has this staff number, or it is not within your scope")
        return show(request, "accounts/new.html", {**context, "why": why}, 422)
    try:
        made, password = accounts.give(number, request.member.staff_number, request.now)
    except CannotAccount as error:
        return show(request, "accounts/new.html", {**context, "why": _why(error)}, 409)
    return show(request, "accounts/secret.html", {"slips": [(made.person, password)]})


def reset(request: Request, id: int) -> HttpResponseBase:
    """A new first password, shown this once."""
    found = _managed(request, id)
    if found is None:
        return refuse(request, 404)
    password = accounts.reset_password(found.person.staff_number, request.member.staff_number, request.now)
    return show(request, "accounts/secret.html", {"slips": [(found.person, password)], "account": found})


def act(request: Request, id: int, verb: str) -> HttpResponseBase:
    """Disable, enable, unlock, sign out, take the second factor away."""
    found = _managed(request, id)
    if found is None or verb not in ACTS:
        return refuse(request, 404)
    try:
        ACTS[verb](found, request.member.staff_number, request.now)
    except (CannotAccount, LastAdministrator) as error:
        return _page(request, found, _why(error), 409)
    return go(request, "account", id)


def _numbered(act: Act) -> Callable[[Account, str, int], Any]:
    return lambda found, by, now: act(found.person.staff_number, by, now)


ACTS: Final[dict[str, Callable[[Account, str, int], Any]]] = {
    "disablement": _numbered(accounts.disable),
    "enablement": _numbered(accounts.enable),
    "unlocking": _numbered(accounts.unlock),
    "signing-out": _numbered(accounts.end_sessions),
    "second-factor-removal": lambda found, by, now: remove(found.pk, by, now),
}
"""What is done, as the last word of an address."""


def _seen(request: Request, id: int) -> Account | None:
    people = people_within(request.member.sight, request.now)
    return Account.objects.select_related("person").filter(pk=id, person__in=people).first()


def _managed(request: Request, id: int) -> Account | None:
    people = managed_within(request.member.sight, request.now)
    return Account.objects.select_related("person").filter(pk=id, person__in=people).first()


def _page(request: Request, found: Account, why: str = "", status: int = 200) -> HttpResponseBase:
    number = found.person.staff_number
    context = {
        "account": found,
        "state": state_of(found, request.now),
        "said": STATES[state_of(found, request.now)],
        "manages": _managed(request, found.pk) is not None,
        "posts": Post.objects.filter(holding(request.now), person=found.person).select_related("unit").order_by("pk"),
        "sessions": Session.objects.filter(account=found).order_by("-seen_at"),
        "attempts": SignIn.objects.filter(staff_number=number).order_by("-at")[:20],
        "why": why,
    }
    return show(request, "accounts/account.html", context, status)


def _why(error: CannotAccount | LastAdministrator) -> str:
    return f"{told(error.what)}{words('；', '; ')}{told(error.right)}"
