"""How standards were kept lately, as the live tables know it by their indexes: who was not in time, and who is at risk.

Promises that are kept in time have no row (rule 64), so a share is told only where a period was closed with one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from django.db.models import BigIntegerField, Count, ExpressionWrapper, F, Max, QuerySet

from tuotou.operations.inquiry.sight import Sight
from tuotou.store.models import ClosedPeriod, Promise, Unit

DAYS: Final = 30
DAY: Final = 86_400_000_000
FRESH: Final = 60_000_000
"""µs for which what was counted is told again."""
CHINA: Final = 8 * 3_600_000_000
"""µs by which days begin sooner in China."""
NOT_KEPT: Final = ("broken", "kept_late")
WORST: Final = 10


@dataclass
class Lately:
    """One standard in the last days."""

    broken: list[int] = field(default_factory=lambda: [0] * DAYS)  # by the day due, the last one is today
    kept_late: list[int] = field(default_factory=lambda: [0] * DAYS)
    at_risk: int = 0
    share: float | None = None  # of the last period that was closed

    @property
    def by_day(self) -> Sequence[int]:
        """Promises not kept in time."""
        return [one + other for one, other in zip(self.broken, self.kept_late, strict=True)]

    @property
    def not_kept(self) -> int:
        """Of all days."""
        return sum(self.by_day)


@dataclass(frozen=True, slots=True)
class Worst:
    """A site that did not keep a standard."""

    site: str
    name: str
    name_en: str
    not_kept: int
    at_risk: int


def lately(sight: Sight, now: int, ids: Sequence[str] | None = None) -> Mapping[str, Lately]:
    """Standard → how it was kept where one sees, in the days up to `now` (µs UTC). Those without a row are left out.

    At most a minute old: of a large company millions of promises are counted for it.
    """
    return counted(sight, None if ids is None else tuple(ids), now // FRESH)


@lru_cache(maxsize=128)
def counted(sight: Sight, ids: tuple[str, ...] | None, minute: int) -> Mapping[str, Lately]:
    """The same, of a minute since 1970."""
    found: dict[str, Lately] = {}
    now = (minute + 1) * FRESH - 1
    mine = _seen(Promise.objects.all() if ids is None else Promise.objects.filter(standard__in=ids), sight)
    last = _day(now)
    day = ExpressionWrapper((F("due_at") + CHINA) / DAY, BigIntegerField())
    since = (last - DAYS + 1) * DAY - CHINA
    late = mine.filter(due_at__gte=since, due_at__lt=since + DAYS * DAY, status__in=NOT_KEPT).annotate(day=day)
    for id, status, on, n in late.values_list("standard", "status", "day").annotate(n=Count("*")).order_by():
        getattr(found.setdefault(id, Lately()), status)[DAYS - 1 - (last - on)] = n
    risky = mine.filter(status="at_risk").values_list("standard").annotate(n=Count("*")).order_by()
    for id, n in risky:
        found.setdefault(id, Lately()).at_risk = n
    for id, share in _closed(sight, ids):
        found.setdefault(id, Lately()).share = share
    return found


def worst_sites(id: str, sight: Sight, now: int) -> Sequence[Worst]:
    """The sites that kept a standard least in the last days, of those that one sees."""
    since = (_day(now) - DAYS + 1) * DAY - CHINA
    mine = _seen(Promise.objects.filter(standard=id, site__isnull=False), sight)
    late = mine.filter(due_at__gte=since, due_at__lte=now, status__in=NOT_KEPT)
    counted = dict(late.values_list("site").annotate(n=Count("*")).order_by("-n", "site")[:WORST])
    risky = dict(mine.filter(status="at_risk", site__in=counted).values_list("site").annotate(n=Count("*")).order_by())
    units = {unit.code: unit for unit in Unit.objects.filter(code__in=counted)}
    unknown = Unit(name="", name_en="")
    named = ((site, units.get(site, unknown), n) for site, n in counted.items())
    return [Worst(site, unit.name or site, unit.name_en, n, risky.get(site, 0)) for site, unit, n in named]


def first_day(now: int) -> int:
    """The first of the days, since 1970-01-01."""
    return _day(now) - DAYS + 1


def _day(at: int) -> int:
    return (at + CHINA) // DAY


def _seen(rows: QuerySet[Promise], sight: Sight) -> QuerySet[Promise]:
    return rows if sight.sites is None else rows.filter(site__in=sight.sites)


def _closed(sight: Sight, ids: Sequence[str] | None) -> Sequence[tuple[str, float]]:
    """The share of the last closed period of each share standard: of the company, so for who sees all of it."""
    if sight.sites is not None:
        return []
    rows: Any = ClosedPeriod.objects.filter(who="", counted__gt=0)
    if ids is not None:
        rows = rows.filter(standard__in=ids)
    last = dict(rows.values_list("standard").annotate(day=Max("first_day")).order_by())
    both = ((one, last[one.standard]) for one in rows.filter(first_day__in=last.values()))
    return [(one.standard, one.kept / one.counted) for one, day in both if one.first_day == day]
