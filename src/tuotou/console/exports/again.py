"""A list is asked again, by its address, as somebody may see it: to be made into a file when nobody waits for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import Resolver404, resolve
from django.utils import translation

from tuotou.console.headers import LANGUAGE, LANGUAGES
from tuotou.console.page import ANYBODY, MEMBER, Page
from tuotou.operations.access.member import Member

if TYPE_CHECKING:
    from tuotou.console.listing import Listing


class NoList(Exception):
    """There is no list at this address that this member may see."""


@dataclass(frozen=True, slots=True)
class Address:
    """A list's: its path, what stands after the question mark, and the language it is wanted in."""

    path: str
    query: str
    language: str


Taking = Callable[[HttpRequest, "Listing", Iterable[Any], int], None]
"""What is done with a list: the request, what it is, its rows, and how many as far as anybody counts."""


def asked_again(address: Address, member: Member, now: int, taking: Taking) -> None:
    """Does something with a list. Raises `NoList`."""
    try:
        match = resolve(address.path)
    except Resolver404:
        raise NoList(address.path) from None
    page: Page | None = getattr(match.func, "page", None)
    if page is None or page.needs == ANYBODY or "GET" not in page.methods:
        raise NoList(address.path)
    if page.needs != MEMBER and not member.can(page.needs):
        raise NoList(address.path)
    taken = _Taken(taking)
    request = _request(address, member, now, taken)
    request.resolver_match = match
    with translation.override(LANGUAGES[address.language]):
        page.view(request, *match.args, **match.kwargs)
    if not taken.done:
        raise NoList(address.path)


class _Taken:
    """Notes that the page really was a list."""

    def __init__(self, taking: Taking) -> None:
        self._taking, self.done = taking, False

    def __call__(self, request: HttpRequest, listing: Listing, rows: Iterable[Any], size: int) -> HttpResponse:
        self._taking(request, listing, rows, size)
        self.done = True
        return HttpResponse(status=204)


def _request(address: Address, member: Member, now: int, taken: _Taken) -> Any:
    request: Any = HttpRequest()
    given = QueryDict(address.query, mutable=True)
    given["export"] = "xlsx"
    request.method, request.path, request.path_info = "GET", address.path, address.path
    request.GET, request.META = given, {"QUERY_STRING": address.query, "SERVER_NAME": "localhost", "SERVER_PORT": "80"}
    request.COOKIES, request.session = {LANGUAGE: address.language}, {}
    request.member, request.now, request.taking = member, now, taken
    return request
