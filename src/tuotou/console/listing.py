"""A list: searched, filtered, sorted, page by page, with the columns that one wants, and taken away as Excel.

A page says what its list is (`Listing`); everything that people do with it is the same everywhere, and stands in the
address, so that it can be kept and passed on. How many questions the database is asked does not grow with the rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.urls import reverse

from tuotou.console.export import exported
from tuotou.console.page import Request, onward, show
from tuotou.console.tags import said
from tuotou.core.document import Bilingual
from tuotou.operations.access.exporting import AT_ONCE, MOST

PAGE: Final = 50
COUNTED: Final = 10_000
"""Rows beyond which nobody counts: "more than 10,000" says as much."""
DEEPEST: Final = 200
"""The last page that is turned to: who looks for more filters, or takes all away."""
LONGEST: Final = 200
"""Characters of a search or a filter."""
SEARCHED: Final = Bilingual("搜索", "Search")
NOTHING_YET: Final = Bilingual("暂无数据", "Nothing here yet")
NOTHING_FITS: Final = Bilingual("没有符合条件的记录，试试放宽筛选", "Nothing fits: try with fewer filters")

Rows = Any
"""A query, or a sequence where there are few."""


@dataclass(frozen=True, slots=True)
class Column:
    """What a list says of each row."""

    key: str
    title: Bilingual
    value: Callable[[Any], Any]
    """As text, a number or None; as it is exported."""
    order: str = ""
    """The field that it is sorted by; of a sequence anything, for then `value` is. Empty: it is not."""
    cell: str = ""
    """A template that draws it, with `row` and `value`; empty: as text."""
    shown: bool = True
    """Whether it is there until somebody chooses."""
    figure: bool = False
    """Stands to the right, under others of its kind."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a filter."""

    value: str
    title: Bilingual


@dataclass(frozen=True, slots=True)
class Filter:
    """A way to narrow a list."""

    key: str
    title: Bilingual
    apply: Callable[[Rows, str], Rows]
    choices: Callable[[Request], Sequence[Choice]] | None = None
    """None: a text is typed."""
    kind: str = "text"
    """Of the field that it is typed into: text, date, number."""


def _as_they_are(rows: Sequence[Any], _: Request) -> Sequence[Any]:
    return rows


@dataclass(frozen=True, slots=True)
class Listing:
    """A list."""

    name: str
    """Of the file that is taken away."""
    title: Bilingual
    rows: Callable[[Request], Rows]
    """All that the member may see."""
    columns: Sequence[Column]
    filters: Sequence[Filter] = ()
    search: Callable[[Rows, str], Rows] | None = None
    hint: Bilingual = SEARCHED
    order: Sequence[str] = ("-pk",)
    """As long as nobody sorts."""
    link: Callable[[Any], str] | None = None
    """Where a row leads."""
    empty: Bilingual = NOTHING_YET
    dress: Callable[[Sequence[Any], Request], Sequence[Any]] = _as_they_are
    """What rows need besides, fetched for all of a page at once."""
    size: int = PAGE


@dataclass(frozen=True, slots=True)
class Asked:
    """What stands in the address."""

    search: str
    filters: dict[str, str]
    order: str
    page: int
    columns: frozenset[str]

    @classmethod
    def of(cls, request: Request, listing: Listing) -> Asked:
        """What makes no sense is as if it were not there."""
        given = request.GET
        keys = {column.key for column in listing.columns}
        sortable = {sign + column.key for column in listing.columns if column.order for sign in ("", "-")}
        order, page = given.get("order", ""), given.get("page", "1")
        chosen = frozenset(given.get("columns", "").split(",")) & keys
        return cls(
            _plain(given.get("q", "")),
            {each.key: value for each in listing.filters if (value := _plain(given.get(each.key, "")))},
            order if order in sortable else "",
            min(max(int(page), 1), DEEPEST) if page.isascii() and page.isdigit() and len(page) < 6 else 1,
            chosen or frozenset(column.key for column in listing.columns if column.shown),
        )


@dataclass(frozen=True, slots=True)
class Shown:
    """A page of a list, as its template draws it."""

    listing: Listing
    asked: Asked
    rows: Sequence[Any]
    count: int
    request: Request

    @property
    def columns(self) -> Sequence[Column]:
        """Those that are wanted."""
        return [column for column in self.listing.columns if column.key in self.asked.columns]

    @property
    def filters(self) -> Sequence[tuple[Filter, str, Sequence[Choice] | None]]:
        """Each with its value and its choices."""
        return [
            (each, self.asked.filters.get(each.key, ""), each.choices and each.choices(self.request))
            for each in self.listing.filters
        ]

    @property
    def searched(self) -> bool:
        """Whether it can be searched (templates would call `search` itself)."""
        return self.listing.search is not None

    @property
    def empty(self) -> Bilingual:
        """What is said where there is no row."""
        return NOTHING_FITS if self.asked.search or self.asked.filters else self.listing.empty

    @property
    def more(self) -> bool:
        """Whether there are more than anybody counts."""
        return self.count > COUNTED

    @property
    def first(self) -> int:
        """The number of the first row, from 1."""
        return (self.asked.page - 1) * self.listing.size + 1

    @property
    def last(self) -> int:
        """The number of the last."""
        return self.first + len(self.rows) - 1

    @property
    def before(self) -> str:
        """The address of the page before; empty: there is none."""
        return self.address(page=self.asked.page - 1) if self.asked.page > 1 else ""

    @property
    def after(self) -> str:
        """The address of the page after; empty: there is none."""
        there_is = self.last < self.count and self.asked.page < DEEPEST
        return self.address(page=self.asked.page + 1) if there_is else ""

    @property
    def taken_away(self) -> str:
        """The address of the list as Excel."""
        return self.address(export="xlsx", page=None)

    def address(self, **changes: object) -> str:
        """This list with something changed; None: without it."""
        given = self.request.GET.copy()
        for name, value in changes.items():
            given.pop(name, None)
            if value is not None:
                given[name] = str(value)
        return f"?{given.urlencode()}"


def listed(
    request: Request, listing: Listing, template: str = "listing/page.html", context: dict[str, Any] | None = None
) -> HttpResponseBase:
    """The page of a list, or the list as Excel where that is asked for."""
    asked = Asked.of(request, listing)
    rows = _found(request, listing, asked)
    if request.GET.get("export") == "xlsx":
        return _taken_away(request, listing, rows)
    return show(request, template, {"list": shown(request, listing, asked, rows), **(context or {})})


def narrowed(request: Request, listing: Listing) -> Sequence[tuple[Bilingual, Bilingual]]:
    """By which fields a list is searched and filtered, and to what: as people say it."""
    asked = Asked.of(request, listing)
    found = [(SEARCHED, Bilingual(asked.search, asked.search))] if asked.search else []
    for each in listing.filters:
        if value := asked.filters.get(each.key):
            choices = each.choices(request) if each.choices else ()
            titles = (choice.title for choice in choices if choice.value == value)
            found.append((each.title, next(titles, Bilingual(value, value))))
    return found


def _taken_away(request: Request, listing: Listing, rows: Rows) -> HttpResponseBase:
    """The list as a file; a long one is asked for first, and made by and by (`exports`)."""
    size, every = _size(rows), _all(request, listing, rows)
    if hasattr(request, "taking"):
        return request.taking(request, listing, every, size)  # type: ignore[no-any-return]
    if size > AT_ONCE:
        given = request.GET.copy()
        given.pop("export")
        of = f"{request.path}?{given.urlencode()}" if given else request.path
        return onward(request, f"{reverse('new-export')}?{urlencode({'of': of})}")
    return exported(request, listing.name, said(listing.title), listing.columns, every)


def shown(request: Request, listing: Listing, asked: Asked, rows: Rows) -> Shown:
    """One page of it."""
    count = _count(rows)
    first = (asked.page - 1) * listing.size
    page = listing.dress(list(rows[first : first + listing.size]), request)
    return Shown(listing, asked, page, count, request)


def _found(request: Request, listing: Listing, asked: Asked) -> Rows:
    """All rows that fit, in order."""
    rows = listing.rows(request)
    for each in listing.filters:
        if each.key in asked.filters:
            rows = each.apply(rows, asked.filters[each.key])
    if asked.search and listing.search:
        rows = listing.search(rows, asked.search)
    return _ordered(listing, rows, asked.order)


def _ordered(listing: Listing, rows: Rows, order: str) -> Rows:
    column = next((each for each in listing.columns if order and each.key == order.lstrip("-")), None)
    if isinstance(rows, QuerySet):
        if column is None:
            return rows.order_by(*listing.order)
        return rows.order_by(("-" if order[0] == "-" else "") + column.order, "pk")
    if column is None:
        return rows
    value = column.value
    return sorted(rows, key=lambda row: (value(row) is not None, value(row)), reverse=order[0] == "-")


def _count(rows: Rows) -> int:
    """How many, as far as anybody counts."""
    return rows.order_by()[: COUNTED + 1].count() if isinstance(rows, QuerySet) else len(rows)


def _size(rows: Rows) -> int:
    """How many there are, as far as it matters for who takes them away."""
    return rows.order_by()[: MOST + 1].count() if isinstance(rows, QuerySet) else len(rows)


def _all(request: Request, listing: Listing, rows: Rows) -> Iterable[Any]:
    """All rows, dressed a thousand at a time."""
    if not isinstance(rows, QuerySet):
        yield from listing.dress(rows, request)
        return
    some: list[Any] = []
    for row in rows.iterator(chunk_size=1_000):
        some.append(row)
        if len(some) == 1_000:
            yield from listing.dress(some, request)
            some = []
    yield from listing.dress(some, request)


def _plain(text: str) -> str:
    return text.strip()[:LONGEST]
