"""Briefs 简报: what every site, area and headquarters is told in the morning, gathered once for all.

Into the inboxes of who leads them, to be sent as notices are.
A day's at 07:30 once it is published, a week's and a month's on the day they are closed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

from django.db.models import Count

from tuotou.core.document import Bilingual
from tuotou.core.indicators.brief import Cause, Facts, Place, Stand, brief
from tuotou.core.indicators.figure import Figure
from tuotou.core.standards.indicator import Indicator
from tuotou.operations.figures.measuring import CALENDAR, begins, business_day
from tuotou.operations.figures.publish import HOUR, Span, Word, span
from tuotou.operations.figures.ranking import Ranked, courses, place_near, ranking, series
from tuotou.operations.figures.reading import Desk, Question
from tuotou.operations.live.watch import Watch
from tuotou.operations.notices.facts import Fact, Hearer, announce
from tuotou.store.models import Notice, Promise, Publication
from tuotou.store.organisation import LEADER, Organisation
from tuotou.store.whole import writing

AT: Final = 15 * HOUR // 2
"""07:30, in µs since the day began."""
UNTIL: Final = 12 * HOUR
"""What could not be told by noon is not told any more: the page has it."""
DRAWN: Final = 14
"""Days in the picture."""
NAMES, CAUSES, LAST = 3, 3, 3
"""So many names, causes and last ones are named."""
SITES: Final = ("outlet", "sub_outlet", "contract_area", "hub")
COMPANY: Final = Bilingual("全公司", "in the company")
AREA: Final = Bilingual("片区", "in its area")


def send_briefs(watch: Watch, now: int) -> int:
    """Put the briefs that are due by `now` (µs UTC) into the inboxes of who leads a unit; of how many units."""
    calendar = watch.handbook.calendars[CALENDAR]
    today = business_day(calendar, now)
    if not AT <= now - begins(calendar, today) < UNTIL:
        return 0
    done = 0
    for period in _due(watch, today):
        gathered = Gathered(Desk(watch, now), period)
        done += sum(_tell(gathered, unit) for unit in gathered.untold())
    return done


def _due(watch: Watch, today: int) -> Iterator[Span]:
    """The periods of which figures are published since this morning."""
    calendar = watch.handbook.calendars[CALENDAR]
    ahead: Mapping[Word, int] = {"day": 1, "week": 4, "month": 15}  # the day after its end on which it is published
    for word, days in ahead.items():
        period = span(calendar, word, today - days)
        published = Publication.objects.filter(period=word, first_day=period.first).exists()
        if period.last == today - days and published:
            yield period


@dataclass(frozen=True)
class Gathered:
    """The figures of a period, of all units together."""

    desk: Desk
    period: Span
    _courses: dict[str, Mapping[str, Mapping[int, Figure]]] = field(default_factory=dict, compare=False)

    @cached_property
    def company(self) -> Organisation:
        """As it is now."""
        return Organisation.at(self.desk.now)

    @cached_property
    def indicators(self) -> Sequence[Indicator]:
        """Those with a target that are told by site and published in the morning."""
        ours = [one for one in self.desk.indicators.values() if "site" in one.by and one.better != "neither"]
        return [one for one in ours if one.calendar == CALENDAR and self._target(one, None) is not None]

    @cached_property
    def ranked(self) -> Mapping[str, Mapping[str, Ranked]]:
        """By indicator, by site: how it stands in the company."""
        return {one.id: {each.unit: each for each in self._ranking(one, self.period.first)} for one in self.indicators}

    @cached_property
    def before(self) -> Mapping[str, Mapping[str, Ranked]]:
        """The same of the period before."""
        day = self.period.first - 1
        return {one.id: {each.unit: each for each in self._ranking(one, day)} for one in self.indicators}

    @cached_property
    def missed(self) -> Mapping[str, Counter[tuple[str, str]]]:
        """By site: how often which standard was not kept by whom."""
        calendar = self.desk.watch.handbook.calendars[CALENDAR]
        due = begins(calendar, self.period.first), begins(calendar, self.period.last + 1) - 1
        asked = Promise.objects.filter(due_at__range=due, status__in=("broken", "kept_late"), trial=False)
        rows = asked.exclude(site=None).values_list("site", "standard", "person").annotate(n=Count("id"))
        found: dict[str, Counter[tuple[str, str]]] = {}
        for site, standard, person, n in rows:
            found.setdefault(self.company.unit_of(site) or site, Counter())[standard, person or ""] += n
        return found

    def untold(self) -> list[str]:
        """The units that have not heard of it and of which anything is to be said."""
        prefix = f"brief:{self.period.word}:{self.period.first}:"
        told = {
            key.split(":")[3] for key in Notice.objects.filter(key__startswith=prefix).values_list("key", flat=True)
        }
        kinds = (*SITES, "hq", "region", "province", "area")
        return [code for code, unit in self.company.units.items() if unit.kind in kinds and code not in told]

    def facts(self, unit: str) -> Facts:
        """What there is to say of a unit."""
        place = self.company.units[unit]
        name = Bilingual(place.name or unit, place.name_en or place.name or unit)
        site = place.kind in SITES
        stands = [
            stand for one in self.indicators if (stand := self._site(one, unit) if site else self._area(one, unit))
        ]
        return Facts(name, self.period.word, self.period.first, self.period.last, stands, self._causes(unit, site))

    def course(self, facts: Facts, unit: str) -> dict[str, object] | None:
        """What the picture shows: the last days of the first indicator that misses its target, or of the first."""
        if not facts.stands:
            return None
        stand = min(facts.stands, key=lambda each: each.met is not False)
        days = self._days(stand.indicator, unit)
        values = [days.get(day) for day in range(self.period.last - DRAWN + 1, self.period.last + 1)]
        title, unit_of = stand.indicator.title, stand.indicator.told_in
        return {
            "indicator": stand.indicator.id,
            "title": {"zh": title.zh, "en": title.en},
            "unit": {"zh": unit_of.zh, "en": unit_of.en},
            "last": self.period.last,
            "values": [None if each is None or not each.figures else _value(each) for each in values],
            "target": stand.target,
        }

    def _days(self, one: Indicator, unit: str) -> Mapping[int, Figure]:
        asked = Question(one.id, "day", self.period.last, None if unit == self.company.top else unit)
        if self.company.units[unit].kind not in SITES:
            return dict(series(self.desk, asked, DRAWN))
        if one.id not in self._courses:
            self._courses[one.id] = courses(self.desk, replace(asked, unit=None), DRAWN)
        return self._courses[one.id].get(unit, {})

    def _ranking(self, one: Indicator, day: int) -> list[Ranked]:
        return ranking(self.desk, Question(one.id, self.period.word, day), None)

    def _site(self, one: Indicator, unit: str) -> Stand | None:
        mine = self.ranked[one.id].get(unit)
        if mine is None or mine.rank is None:
            return None  # of so few, and of what is not theirs to keep, a brief says nothing
        value, target = _value(mine.figure), self._target(one, unit)
        old = self.before[one.id].get(unit)
        change = value - _value(old.figure) if old and old.figure.figures else None
        places = [Place(COMPANY, mine.rank, mine.of)]
        parent = self.company.parent(unit)
        if parent is not None and self.company.units[parent].kind == "area":
            near = {*self.company.below(parent)}
            places.append(Place(AREA, *place_near(mine, self.ranked[one.id].values(), near)))
        return Stand(one, value, target, _met(one, value, target), change, places)

    def _area(self, one: Indicator, unit: str) -> Stand | None:
        whom = None if unit == self.company.top else unit
        answer = self.desk.answer(Question(one.id, self.period.word, self.period.first, whom))
        if answer.value is None or answer.figure.n < one.least:
            return None
        below = [self.ranked[one.id][site] for site in self.company.below(unit) if site in self.ranked[one.id]]
        ranked = sorted((each for each in below if each.rank), key=lambda each: -(each.rank or 0) / each.of)
        last = [(self._name(each.unit), _value(each.figure)) for each in ranked[:LAST]] if len(ranked) > LAST else []
        target = answer.aim.target if answer.aim else None
        return Stand(one, answer.value, target, answer.meets, answer.change, (), last)

    def _target(self, one: Indicator, unit: str | None) -> float | None:
        return self.desk.aim(one, unit, self.period.last).target

    def _causes(self, unit: str, site: bool) -> list[Cause]:
        """What was missed most there: with the people of a site, with the sites of an area."""
        counts, names = Counter[str](), dict[str, Counter[str]]()
        for each in (unit, *self.company.below(unit)):
            for (standard, person), n in self.missed.get(each, Counter()).items():
                counts[standard] += n
                names.setdefault(standard, Counter())[person if site else self._name(each)] += n
        titles = self.desk.watch.handbook.by_id
        return [
            Cause(titles[id][-1].title, n, [(name, k) for name, k in names[id].most_common(NAMES) if name])
            for id, n in counts.most_common(CAUSES)
            if id in titles
        ]

    def _name(self, unit: str) -> str:
        return self.company.units[unit].name or unit


def _tell(gathered: Gathered, unit: str) -> int:
    """One unit's brief, into the inbox of those on duty who lead it."""
    company, facts = gathered.company, gathered.facts(unit)
    on_duty = company.on_duty(unit, LEADER[company.units[unit].kind])
    called = [one for one in on_duty if one.unit == unit]  # who is above has a brief of his own
    if not called or not (facts.stands or facts.causes):
        return 0
    said = brief(facts)
    parameters = {
        "what": {"zh": said.heading.zh, "en": said.heading.en},
        "lines": {"zh": [line.zh for line in said.lines], "en": [line.en for line in said.lines]},
        "course": gathered.course(facts, unit),
    }
    key = f"brief:{facts.word}:{facts.first}:{unit}"
    fact = Fact(key, "brief", "notice", site=unit, parameters=parameters)
    with writing():
        announce(
            gathered.desk.watch.response.notices,
            [Hearer(fact, one.staff_number, one.role) for one in called],
            gathered.desk.now,
        )
    return 1


def _value(each: Figure) -> float:
    return next(iter(each.figures.values()))


def _met(one: Indicator, value: float, target: float | None) -> bool | None:
    if target is None:
        return None
    return value >= target if one.better == "higher" else value <= target
