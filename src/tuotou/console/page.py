"""A page: its address, what it needs, and how it is shown. No page is without the permission that it asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache

from tuotou.clockwork.clock import clock
from tuotou.console.signed_in import who
from tuotou.operations.access.member import Member
from tuotou.operations.access.permissions import PERMISSIONS

ANYBODY: Final = ""
"""Needs nothing: the page of who is not signed in."""
MEMBER: Final = "member"
"""Needs somebody who is signed in, whatever their posts."""


class Request(HttpRequest):
    """A request of a page that is not for anybody: who asks, and when."""

    member: Member
    now: int  # µs UTC; read once, at the door


View = Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Page:
    """An address of the console. `needs`: a word of `PERMISSIONS`, `MEMBER` or `ANYBODY`."""

    route: str
    view: View
    name: str
    needs: str
    methods: tuple[str, ...] = ("GET",)


def addresses(pages: Sequence[Page]) -> list[URLPattern]:
    """The pages as Django wants them. Raises `KeyError` where a permission does not exist."""
    return [path(page.route, never_cache(_guarded(page)), name=page.name) for page in pages]


def show(
    request: HttpRequest, template: str, context: Mapping[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """A template of the console, filled in."""
    return render(request, template, dict(context or {}), status=status)


def go(request: HttpRequest, name: str, *words: object) -> HttpResponse:
    """On to another page, by its name."""
    return onward(request, reverse(name, args=words))


def onward(request: HttpRequest, address: str) -> HttpResponse:
    """On to an address of ours; what lies elsewhere is not gone to."""
    to = ours(request, address) or "/"
    if "HX-Request" in request.headers:
        return HttpResponse(status=204, headers={"HX-Redirect": to})
    return HttpResponseRedirect(to)


def ours(request: HttpRequest, address: str) -> str:
    """An address that somebody sent, where it is one of ours; else nothing."""
    return address if url_has_allowed_host_and_scheme(address, {request.get_host()}, request.is_secure()) else ""


def refuse(request: HttpRequest, status: int, context: Mapping[str, Any] | None = None) -> HttpResponse:
    """The page that says that it is not to be had: 403 not allowed, 404 not there or not to be seen."""
    return show(request, f"errors/{status}.html", context, status)


def _guarded(page: Page) -> View:
    """The view, for whoever may ask it."""
    if page.needs not in (ANYBODY, MEMBER):
        PERMISSIONS[page.needs]

    @wraps(page.view)
    def guarded(request: Any, *words: Any, **named: Any) -> HttpResponseBase:
        request.now = clock()
        request.member = who(request, request.now)
        request.GET, request.POST = _plain(request.GET), _plain(request.POST)
        if request.method not in (*page.methods, "HEAD"):
            return HttpResponse(status=405, headers={"Allow": ", ".join(page.methods)})
        return _refused(request, page) or page.view(request, *words, **named)

    guarded.page = page  # type: ignore[attr-defined]
    return guarded


def _plain(given: QueryDict) -> QueryDict:
    """What was sent, without the sign that no database takes."""
    if not any("\x00" in value for name, values in given.lists() for value in (name, *values)):
        return given
    clean = QueryDict(mutable=True)
    for name, values in given.lists():
        clean.setlist(name.replace("\x00", ""), [value.replace("\x00", "") for value in values])
    return clean


def _refused(request: Any, page: Page) -> HttpResponse | None:
    """Where somebody is sent instead; None: they may."""
    member: Member | None = request.member
    if page.needs == ANYBODY:
        return None
    if member is None:
        return onward(request, f"{reverse('sign-in')}?{urlencode({'next': request.get_full_path()})}")
    if page.needs == MEMBER:
        return None
    if member.must_change or member.must_confirm:
        return go(request, "password" if member.must_change else "second-factor")
    if not member.can(page.needs):
        return refuse(request, 403, {"needs": PERMISSIONS[page.needs]})
    return None
