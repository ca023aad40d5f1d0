"""What stands on the screen: numbers of now, open warnings, who is worst, what just happened, where."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any, Final
from urllib.parse import quote

from django.db.models import Count, Max, QuerySet, Sum
from django.urls import reverse

from tuotou.console import trade
from tuotou.console.indicators.asking import Asking
from tuotou.console.indicators.figures import KEY, Card, line_of_days, told
from tuotou.console.maps import drawn
from tuotou.console.page import Request
from tuotou.console.tags import named
from tuotou.core.document import Bilingual
from tuotou.core.standards.indicator import Indicator
from tuotou.core.standards.standard import LEVELS
from tuotou.operations.figures.measuring import CALENDAR, begins
from tuotou.operations.figures.publish import Word
from tuotou.operations.figures.ranking import Ranked, worst
from tuotou.operations.figures.reading import Answer
from tuotou.operations.inquiry.sight import Sight, sight_of
from tuotou.store import figures, places
from tuotou.store.models import Promise, Warning
from tuotou.store.models.warning import HELD, LISTED, RESOLVED
from tuotou.store.organisation import Organisation
from tuotou.store.places import Asked

WORST: Final = 10
FEED: Final = 12
PERIODS: Final[Sequence[tuple[Word, int, Bilingual]]] = (
    ("day", 0, Bilingual("今天最差的十个", "The ten worst today")),
    ("day", 1, Bilingual("昨天最差的十个", "The ten worst yesterday")),
    ("week", 0, Bilingual("本周最差的十个", "The ten worst this week")),
    ("week", 7, Bilingual("上周最差的十个", "The ten worst last week")),
)
"""Word, days ago, and what it is called."""
CARDS: Final = 4
VOLUME: Final = "inspection-rate"
"""Every parcel that is accepted must be inspected: of how many it tells is the day's volume."""
STAGES: Final = {
    "sent": Bilingual("运输中", "On the road"),
    "there": Bilingual("在站在仓", "At a site"),
    "out": Bilingual("派件中", "Out"),
    "problem": Bilingual("问题件", "Problem"),
    "held": Bilingual("留仓", "Held"),
    "placed": Bilingual("今日入柜入站", "Placed today"),
    "signed": Bilingual("今日已签", "Signed today"),
}
TODAY: Final = ("signed", "placed")
"""Of these, those of today: whoever arrived earlier is not on its way any more."""
COLOURS: Final = {"red_line": "#c92a2a", "serious": "#e8590c", "normal": "#e0a106", "notice": "#4a6078", "": "#2f9e5b"}
WORST_BY: Final = ("attempted-rate", "signed-48h-rate", "first-attempt-success")
"""By which sites are put in order: the first of these that is counted."""


@lru_cache(maxsize=64)
def whereabouts(sites: frozenset[str], began: int, _: int) -> Mapping[str, int]:
    """Stage → parcels, of those that arrived since `began`; the same for all who ask while nothing more is counted."""
    under_way = Asked("parcel", sorted(sites), [stage for stage in STAGES if stage not in TODAY])
    arrived = replace(under_way, stages=TODAY, more="w.since >= %s", parameters=(began,))
    return dict(row for asked in (under_way, arrived) for row in places.grouped(asked, ["w.stage"]))


@dataclass(frozen=True)
class Screen:
    """One screen, for one unit within sight."""

    request: Request

    @cached_property
    def asking(self) -> Asking:
        """Today's figures of the unit."""
        return Asking.of(self.request).live()

    @cached_property
    def sight(self) -> Sight:
        """What lies in the unit, never more than the member sees."""
        unit = self.asking.unit
        return sight_of(unit, self.request.now) if unit else self.request.member.sight

    @cached_property
    def company(self) -> Organisation:
        """As it is now."""
        return self.asking.desk.history.at(self.request.now)

    @property
    def sites(self) -> Collection[str]:
        """The codes of what lies in the unit."""
        return self.sight.sites if self.sight.sites is not None else [*self.company.units, *self.company.sites]

    @property
    def title(self) -> Bilingual:
        """Of the unit."""
        place = self.company.units.get(self.asking.unit or self.company.top or "")
        return Bilingual(place.name, place.name_en or place.name) if place else Bilingual("全公司", "The company")

    @property
    def above(self) -> Sequence[tuple[str, Bilingual]]:
        """The way down to the unit, as far as the member sees."""
        unit = self.asking.unit
        way = [*reversed(self.company.above(unit))] if unit else []
        return [(code, self._name(code)) for code in way if self.request.member.sight.sees(code)]

    @property
    def below(self) -> Sequence[tuple[str, Bilingual]]:
        """What it leads on to."""
        here = self.asking.unit or self.company.top or ""
        return [(code, self._name(code)) for code in self.company.children.get(here, ())]

    def numbers(self) -> dict[str, Any]:
        """What moves all the time."""
        return {
            "stages": self._stages(),
            "levels": self._levels(),
            "at_risk": self._promises().filter(status="at_risk").count(),
            "cards": self._cards(),
            "as_of": figures.counted_until(),
        }

    def feed(self) -> Sequence[tuple[Warning, Bilingual, Bilingual]]:
        """The warnings that changed last, with what each is about and where."""
        found = list(self._warnings().exclude(state=LISTED).order_by("-changed_at", "-pk")[:FEED])
        names = trade.sites(one.site for one in found)
        return [(one, self._about(one), names.get(one.site) or Bilingual(one.site, one.site)) for one in found]

    def worst(self) -> dict[str, Any] | None:
        """The ten worst sites of today; where that is too little to rank anybody, of the next of `PERIODS`."""
        id = next((each for each in WORST_BY if each in self.asking.desk.indicators), None)
        if id is None:
            return None
        one = self.asking.desk.indicator(id)
        for word, back, of in PERIODS:
            asking = replace(self.asking, word=word, day=self.asking.day - back)
            if found := worst(asking.desk, asking.question(id), WORST, None):
                return {"title": one.title, "lines": [self._line(asking, one, each) for each in found], "of": of}
        return {"title": one.title, "lines": [], "of": PERIODS[0][2]}

    def trend(self) -> dict[str, Any] | None:
        """On time, day by day, and a week before."""
        id = next((each for each in KEY if each in self.asking.desk.indicators), None)
        one = None if id is None else self.asking.desk.indicator(id)
        return None if one is None else line_of_days(self.asking, one, 14, week_before=True)

    def map(self) -> dict[str, Any]:
        """Sites with their warnings; those without a place are left out."""
        bad = self._levels_by_site()
        mine = set(self.sites)
        hub, outlet = (reverse(page, args=["*"]) for page in ("hub-floor", "outlet-today"))
        units = [unit for code, unit in self.company.units.items() if code in mine and unit.lat and unit.lng]
        points = [
            {
                "at": [unit.lat, unit.lng],
                "title": f"{named(unit)} · {bad.get(unit.code, ('', 0))[1]}",
                "color": COLOURS[bad.get(unit.code, ("", 0))[0]],
                "size": 9 if unit.kind == "hub" else 6,
                "href": (hub if unit.kind == "hub" else outlet).replace("*", quote(unit.code, safe="")),
            }
            for unit in units
            if unit.kind in ("hub", "outlet", "sub_outlet", "station")
        ]
        return drawn(points)

    def mark(self) -> object:
        """What is another as soon as anything on the screen is."""
        return figures.counted_until(), Warning.objects.aggregate(last=Max("changed_at"))["last"]

    def _about(self, one: Warning) -> Bilingual:
        """What a warning is about: its standard, or the cause that it is."""
        response = self.asking.desk.watch.response
        if one.standard:
            return trade.standard(response, one.standard)
        rule, _, about = one.cause.partition(" ")
        known, name = response.warnings.causes.get(rule), about.partition(":")[2] or about
        return Bilingual(f"{known.title.zh} {name}", f"{known.title.en} {name}") if known else Bilingual(rule, rule)

    def _line(self, asking: Asking, one: Indicator, each: Ranked) -> tuple[Bilingual, str, int, str]:
        """A site among the worst: its name, its figure, of how many, and where more is told."""
        more = f"{reverse('indicator', args=[one.id])}{asking.address(unit=each.unit)}"
        return self._name(each.unit), told(one, next(iter(each.figure.figures.values()), None)), each.figure.n, more

    def _name(self, code: str) -> Bilingual:
        place = self.company.units.get(code)
        return Bilingual(place.name, place.name_en or place.name) if place else Bilingual(code, code)

    def _stages(self) -> Sequence[tuple[Bilingual, int]]:
        """Where parcels are now; of those that arrived, today's."""
        began = begins(self.asking.desk.watch.handbook.calendars[CALENDAR], self.asking.day)
        found = whereabouts(frozenset(self.sites), began, figures.counted_until())
        volume = self._answers.get(VOLUME)
        taken = [] if volume is None else [(Bilingual("今日揽收", "Accepted today"), volume.figure.of or 0)]
        return taken + [(title, found.get(stage, 0)) for stage, title in STAGES.items()]

    def _warnings(self) -> QuerySet[Warning]:
        rows = Warning.objects.exclude(state__in=(HELD, RESOLVED))
        return rows if self.sight.sites is None else rows.filter(site__in=self.sight.sites)

    def _promises(self) -> QuerySet[Promise]:
        rows = Promise.objects.filter(trial=False)
        return rows if self.sight.sites is None else rows.filter(site__in=self.sight.sites)

    @cached_property
    def _open(self) -> Sequence[tuple[str, str, int, int]]:
        """(site, level, warnings, promises in them)."""
        rows = self._warnings().exclude(state=LISTED).values_list("site", "severity").order_by()
        return list(rows.annotate(n=Count("pk"), of=Sum("open", default=0)))

    def _levels(self) -> Sequence[tuple[str, int, int]]:
        """(level, warnings, promises in them), the worst first."""
        found = {level: [0, 0] for level in LEVELS}
        for _, level, count, of in self._open:
            found[level][0] += count
            found[level][1] += of
        return [(level, count, of) for level, (count, of) in found.items()]

    def _levels_by_site(self) -> Mapping[str, tuple[str, int]]:
        """Site → its worst level, and how many warnings."""
        found: dict[str, tuple[str, int]] = {}
        for site, level, count, _ in self._open:
            unit = self.company.unit_of(site) or site
            old, sum_ = found.get(unit, (LEVELS[-1], 0))
            found[unit] = min(level, old, key=LEVELS.index), sum_ + count
        return found

    def _cards(self) -> Sequence[Card]:
        found = [Card(self._answers[id]) for id in KEY if id in self._answers]
        return [card for card in found if card.answer.value is not None][:CARDS]

    @cached_property
    def _answers(self) -> Mapping[str, Answer]:
        """Today's figures of what is shown, those that are counted."""
        ids = [id for id in (*KEY, VOLUME) if id in self.asking.desk.indicators]
        return dict(zip(ids, self.asking.desk.answers([self.asking.question(id) for id in ids]), strict=True))
