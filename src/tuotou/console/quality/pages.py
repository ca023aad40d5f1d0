"""Data quality: what was odd, day by day and by kind; what was refused; which sources are silent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import Count, F, Sum
from django.http.response import HttpResponseBase
from django.urls import reverse

from tuotou.console.feeds.sources import standing
from tuotou.console.listing import Choice, Column, Filter, Listing, listed
from tuotou.console.page import Page, Request
from tuotou.console.span import on_day
from tuotou.console.tags import said, zone
from tuotou.core.document import Bilingual
from tuotou.handbook.dictionaries import CODES
from tuotou.handbook.wording.findings import FINDINGS, named
from tuotou.operations.inquiry.unmapped import Unmapped, unmapped
from tuotou.operations.live.watch import current_watch
from tuotou.store.models import DataFinding, Source, Upload

DAY: Final = 86_400_000_000
DAYS: Final = 14
CODES_SHOWN: Final = 10
MOST: Final = 6
"""Kinds that are drawn apart."""
LISTING: Final = Listing(
    "data-quality",
    Bilingual("数据质量", "Data quality"),
    lambda _: DataFinding.objects.all(),
    (
        Column("known_at", Bilingual("发现", "Found"), lambda one: one.known_at, "known_at", "cells/instant.html"),
        Column("finding", Bilingual("问题", "What is odd"), lambda one: said(named(one.finding)), "finding"),
        Column("subject", Bilingual("对象", "Subject"), lambda one: one.subject, "subject", "quality/subject.html"),
        Column("standard", Bilingual("标准", "Standard"), lambda one: one.standard),
        Column("event", Bilingual("事件编号", "Event"), lambda one: one.event, shown=False),
    ),
    (
        Filter(
            "finding",
            Bilingual("问题", "What is odd"),
            lambda rows, value: rows.filter(finding=value),
            lambda _: [Choice(key, title) for key, title in FINDINGS.items()],
        ),
        Filter("day", Bilingual("日期", "Day"), lambda rows, value: on_day(rows, "known_at", value), kind="date"),
    ),
    lambda rows, text: rows.filter(subject=text),
    Bilingual("运单号等", "Waybill or other subject"),
    order=("-known_at", "-pk"),
    empty=Bilingual("没有发现问题", "Nothing odd was found"),
)


def quality(request: Request) -> HttpResponseBase:
    """All of it on one page."""
    days = _days(request.now)
    context = {
        "chart": _chart(days, _by_day(days[0][0], request.now)),
        "silent": [(one, standing(one)) for one in _troubled()],
        "refused": Source.objects.aggregate(n=Sum("refused"))["n"] or 0,
        "brought": Upload.objects.filter(at__gte=days[0][0], state="broken").count(),
        "days": DAYS,
        "unmapped": _unmapped(request, days[0][0]),
    }
    return listed(request, LISTING, "quality/page.html", context)


def _troubled() -> Sequence[Source]:
    """Sources that are silent or fail."""
    silent = Source.objects.filter(enabled=True, silent_since__isnull=False)
    failing = Source.objects.filter(enabled=True, last_error_at__gt=F("last_message_at"))
    return list((silent | failing).defer("secrets", "document"))


def _unmapped(request: Request, since: int) -> Sequence[tuple[Unmapped, str]]:
    """Codes that mean no event yet, each with where it is entered; of the whole company, for who may enter them."""
    if request.member.sight.sites is not None or not request.member.can("system.write"):
        return ()
    new = reverse("new-entry", args=(CODES,))
    found = unmapped(current_watch().vocabulary, since)[:CODES_SHOWN]
    asked = ({"system": one.system, "code": one.code} for one in found)
    return [(one, f"{new}?{urlencode(given)}") for one, given in zip(found, asked, strict=True)]


def _days(now: int) -> Sequence[tuple[int, str]]:
    """The last days, each with its beginning (µs UTC) and its name."""
    today = datetime.fromtimestamp(now / 1_000_000, UTC).astimezone(zone()).replace(hour=0, minute=0, second=0)
    begin = int(today.timestamp()) * 1_000_000
    starts = [begin - turn * DAY for turn in reversed(range(DAYS))]
    return [(start, f"{datetime.fromtimestamp(start / 1_000_000, zone()):%m-%d}") for start in starts]


def _by_day(since: int, now: int) -> Mapping[str, Mapping[int, int]]:
    """Finding → day since the first → how many."""
    rows = DataFinding.objects.filter(known_at__gte=since, known_at__lte=now)
    day = (F("known_at") - since) / DAY
    counted = rows.annotate(day=day).values_list("finding", "day").annotate(n=Count("pk")).order_by()
    found: dict[str, dict[int, int]] = {}
    for finding, turn, count in counted:
        found.setdefault(finding, {})[int(turn)] = count
    return dict(sorted(found.items(), key=lambda each: -sum(each[1].values())))


def _chart(days: Sequence[tuple[int, str]], found: Mapping[str, Mapping[int, int]]) -> dict[str, Any] | None:
    """Bars by day, one colour a kind."""
    if not found:
        return None
    series = [
        {
            "type": "bar",
            "stack": "all",
            "name": said(named(finding)),
            "data": [{"value": counts.get(turn, 0), "href": _address(finding)} for turn in range(len(days))],
        }
        for finding, counts in list(found.items())[:MOST]
    ]
    return {
        "legend": {},
        "xAxis": {"type": "category", "data": [name for _, name in days]},
        "yAxis": {"type": "value"},
        "series": series,
    }


def _address(finding: str) -> str:
    return f"{reverse('quality')}?finding={finding}"


PAGES: Final = (Page("quality/", quality, "quality", "feeds.see"),)
