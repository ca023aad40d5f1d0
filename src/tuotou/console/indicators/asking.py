"""What is asked of indicators, as it stands in an address: a unit within sight, a period, a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final, get_args

from django.db.models import Q
from django.utils.http import urlencode

from tuotou.console.page import Request
from tuotou.core.document import Bilingual
from tuotou.core.standards.indicator import Indicator
from tuotou.operations.figures.publish import Span, Word, span
from tuotou.operations.figures.reading import Desk, Question
from tuotou.operations.live.watch import current_watch
from tuotou.store.models import Unit

EPOCH: Final = date(1970, 1, 1)
WORDS: Final[Mapping[str, Bilingual]] = {
    "day": Bilingual("日", "Day"),
    "week": Bilingual("周", "Week"),
    "month": Bilingual("月", "Month"),
}
STATES: Final[Mapping[str, Bilingual]] = {
    "live": Bilingual("实时", "live"),
    "published": Bilingual("已发布", "published"),
    "closed": Bilingual("已结账", "closed"),
}
"""Moves · of a day that is over · of a week or a month (W16)."""
ABOVE: Final = ("hq", "region", "province", "area", "hub")
KINDS: Final = (*ABOVE, "outlet", "sub_outlet", "contract_area")
APART: Final = ("site", "lane")
"""Told by its own list, or not kept by day."""
MOST: Final = 200
"""Units that are chosen from; of more, outlets are found by their ranks."""


@dataclass(frozen=True, slots=True)
class Asking:
    """A unit (None: the company), a period, a business day in it; of one brand and one value of a word, if any."""

    desk: Desk
    unit: str | None
    word: Word
    day: int
    units: Sequence[Unit]
    brand: str = ""
    by: str = ""
    value: str = ""

    @classmethod
    def of(cls, request: Request) -> Asking:
        """What makes no sense, or is out of sight, is as if it were not there."""
        desk, given = Desk(current_watch(), request.now), request.GET
        unit = given.get("unit", "")
        own = None if request.member.sight.sites is None else request.member.unit
        units = _units(request, unit)
        chosen = unit if unit in {each.code for each in units} else own
        word: Word = given.get("word") if given.get("word") in get_args(Word) else "day"  # type: ignore[assignment]
        brand = given.get("brand", "")
        found = cls(desk, chosen, word, _day(given.get("day", "")) or _today(desk), units)
        return replace(found, brand=brand if brand in found.brands else "")

    def told_by(self, one: Indicator, given: Mapping[str, str]) -> Asking:
        """The same of one value of a word by which an indicator is told, where the address names one."""
        by = given.get("by", "")
        return replace(self, by=by, value=given.get("value", "")) if by in parts_of(one) else self

    @property
    def brands(self) -> Sequence[str]:
        """Those that there are."""
        return sorted(self.desk.history.at(self.desk.now).brands)

    def question(self, indicator: str) -> Question:
        """Of an indicator."""
        value = self.value if self.by else None
        return Question(indicator, self.word, self.day, self.unit, self.by, value, self.brand)

    @property
    def date(self) -> str:
        """The day, as it is typed."""
        return str(EPOCH + timedelta(self.day))

    def address(self, **changes: object) -> str:
        """The same with something changed."""
        now: dict[str, object] = {
            "unit": self.unit or "", "brand": self.brand, "by": self.by, "value": self.value,
            "word": self.word, "day": self.date,
        }  # fmt: skip
        return "?" + urlencode({name: str(value) for name, value in (now | changes).items() if value})

    @property
    def before(self) -> str:
        """The period before."""
        return self.address(day=EPOCH + timedelta(self._span().first - 1))

    @property
    def after(self) -> str:
        """The period after; empty: it is not there yet."""
        next_day = self._span().last + 1
        return self.address(day=EPOCH + timedelta(next_day)) if next_day <= _today(self.desk) else ""

    @property
    def words(self) -> Sequence[tuple[str, Bilingual, str]]:
        """Each period, what it is called, and where it leads."""
        return [(word, title, self.address(word=word)) for word, title in WORDS.items()]

    @property
    def shown(self) -> str:
        """The period, from when to when."""
        period = self._span()
        first, last = (EPOCH + timedelta(day) for day in (period.first, period.last))
        return f"{first}" if first == last else f"{first} – {last:%m-%d}"

    def until_now(self) -> Asking:
        """The same up to the last day of the period, or today."""
        return replace(self, day=min(self._span().last, _today(self.desk)))

    def live(self) -> Asking:
        """The same, today."""
        return replace(self, word="day", day=_today(self.desk))

    def _span(self) -> Span:
        return span(next(iter(self.desk.watch.handbook.calendars.values())), self.word, self.day)


def parts_of(one: Indicator) -> Sequence[str]:
    """The words by which its figures are kept apart, and a page can show them so."""
    return [word for word in one.by if word not in APART]


def _units(request: Request, chosen: str) -> Sequence[Unit]:
    """Those within sight that can be chosen from, and the one that is chosen."""
    sites = request.member.sight.sites
    found = Unit.objects.filter(kind__in=KINDS)
    found = found if sites is None else found.filter(code__in=sites)
    if found.count() > MOST:
        found = found.filter(Q(kind__in=ABOVE) | Q(code=chosen))
    return sorted(found, key=lambda unit: (KINDS.index(unit.kind), unit.code))


def _day(text: str) -> int | None:
    try:
        return (date.fromisoformat(text) - EPOCH).days
    except ValueError:
        return None


def _today(desk: Desk) -> int:
    return desk.today(next(iter(desk.indicators)))
