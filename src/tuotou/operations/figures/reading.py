"""Reading: the figure of an indicator for a unit and a period, with its state, its target and how it stood before.

A number is one of three: live, and moves; published, of a day that is over; closed, of a week or a month. It says which
of them it is and what was known when it was counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial

from tuotou.core.document import suggest
from tuotou.core.indicators.figure import Figure, Summed, figures_of
from tuotou.core.standards.indicator import Indicator
from tuotou.core.working_time import Calendar
from tuotou.operations.figures.measuring import business_day, measured_live
from tuotou.operations.figures.publish import Span, Word, span
from tuotou.operations.figures.scope import EVER, History, Stretch, stretches
from tuotou.operations.figures.targets import Aim
from tuotou.operations.live.watch import Watch
from tuotou.operations.warnings.handling import NotThere
from tuotou.store import figure_sums, figures
from tuotou.store.figure_sums import Asked, Sum
from tuotou.store.models import Publication, Target

LIVE, PUBLISHED, CLOSED = "live", "published", "closed"


Read = Callable[[Asked, Sequence[str]], list[Sum]]


class NoFigure(NotThere):
    """There is no such indicator, or it is not told by such a word."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked for."""

    indicator: str
    word: Word
    day: int  # any business day of the period
    unit: str | None = None  # None: the company
    by: str = ""  # told by another word of its document: person, parcel.platform …
    value: str | None = None
    brand: str = ""  # of one brand alone, by the site codes that it has


@dataclass(frozen=True, slots=True)
class Answer:
    """A figure, and how it is to be taken."""

    indicator: Indicator
    period: Span
    figure: Figure
    cannot_say: int
    doubt: int
    state: str  # LIVE, PUBLISHED, CLOSED
    as_of: int  # µs UTC: what was known then is in it
    adjusted: Figure | None = None  # with what came in after it was published; None: nothing did
    before: Figure | None = None  # of the period before
    aim: Aim | None = None

    @property
    def value(self) -> float | None:
        """The figure that stands for it; None: nothing was counted."""
        return next(iter(self.figure.figures.values()), None)

    @property
    def change(self) -> float | None:
        """By how much it differs from the period before."""
        old = None if self.before is None else next(iter(self.before.figures.values()), None)
        return None if old is None or self.value is None else self.value - old

    @property
    def meets(self) -> bool | None:
        """Whether it reaches its target; None: it has none, or speaks of too few."""
        target = None if self.aim is None else self.aim.target
        if target is None or self.value is None or self.figure.n < self.indicator.least:
            return None
        return self.value >= target if self.indicator.better == "higher" else self.value <= target


@dataclass(frozen=True)
class Desk:
    """Where figures are asked for at one instant: documents and organisation are read once."""

    watch: Watch
    now: int
    history: History = field(default_factory=History, compare=False)
    _publications: dict[tuple[Word, int], Mapping[str, int]] = field(default_factory=dict, compare=False)
    _parts: dict[tuple[str, int, int], Sequence[Stretch]] = field(default_factory=dict, compare=False)

    @cached_property
    def indicators(self) -> Mapping[str, Indicator]:
        """What is counted live, by id."""
        return {one.id: one for one in measured_live(self.watch, self.now)}

    def indicator(self, id: str) -> Indicator:
        """One of them. Raises `NoFigure`."""
        if id not in self.indicators:
            raise NoFigure("no indicator of this id is counted live", suggest(id, [*self.indicators]))
        return self.indicators[id]

    def calendar(self, id: str) -> Calendar:
        """Whose business days its figures are of."""
        return self.watch.handbook.calendars[self.indicator(id).calendar]

    def today(self, id: str) -> int:
        """The business day that is not over yet."""
        return business_day(self.calendar(id), self.now)

    def answer(self, asked: Question) -> Answer:
        """The figure of a period, with that of the period before. Raises `NoFigure`."""
        return self.answers([asked])[0]

    def answers(self, asked: Sequence[Question]) -> list[Answer]:
        """Of several questions: no more is asked of the database for many indicators than for one."""
        found = self.told(asked)
        before = self.told(
            [replace(one, day=answer.period.first - 1) for one, answer in zip(asked, found, strict=True)]
        )
        return [
            replace(answer, before=old.figure, aim=self._aim_of(one, answer))
            for one, answer, old in zip(asked, found, before, strict=True)
        ]

    def _aim_of(self, asked: Question, answer: Answer) -> Aim:
        return self.aim(answer.indicator, asked.unit, min(answer.period.last, self.today(asked.indicator)))

    def aim(self, one: Indicator, unit: str | None, day: int) -> Aim:
        """The target of a unit on a business day: its own, else the company's, else the document's."""
        rows = [row for row in self._targets.get(one.id, ()) if row.unit in ("", unit) and row.since <= day]
        last = max(rows, key=lambda row: (row.unit != "", row.since), default=None)
        return Aim.of(one) if last is None else Aim(last.target, last.baseline, last.since, last.unit)

    @cached_property
    def _targets(self) -> Mapping[str, Sequence[Target]]:
        found: dict[str, list[Target]] = {}
        for row in Target.objects.all():
            found.setdefault(row.indicator, []).append(row)
        return found

    def told(self, asked: Sequence[Question]) -> list[Answer]:
        """The same without the period before and the target."""
        alike: dict[_Where, list[int]] = {}
        for place, one in enumerate(asked):
            alike.setdefault(self._where(one), []).append(place)
        found: dict[int, Answer] = {}
        for where, places in alike.items():
            ids = [asked[place].indicator for place in places]
            found |= zip(places, self._answers(where, [self.indicator(id) for id in ids]), strict=True)
        return [found[place] for place in range(len(asked))]

    def _where(self, asked: Question) -> _Where:
        one = self.indicator(asked.indicator)
        if asked.by and asked.by not in one.by:
            raise NoFigure(f"the indicator is not told by {asked.by}", suggest(asked.by, one.by))
        period = span(self.calendar(one.id), asked.word, asked.day)
        as_of = self._published(asked.word, period.first).get(one.id)
        until = EVER if as_of is None else as_of if asked.word != "day" else None
        return _Where(one.calendar, period, (asked.unit, asked.brand, asked.by, asked.value), as_of is not None, until)

    def _published(self, word: Word, first: int) -> Mapping[str, int]:
        """Of the indicators of which a period is published: as of when."""
        if (word, first) not in self._publications:
            rows = Publication.objects.filter(period=word, first_day=first).values_list("indicator", "as_of")
            self._publications[word, first] = dict(rows)
        return self._publications[word, first]

    def _answers(self, where: _Where, ones: Sequence[Indicator]) -> Iterator[Answer]:
        """Of indicators of which the same is asked."""
        parts = self.stretches(where.calendar, where.period.first, where.period.last)
        if not where.published:
            now, live = where.figures(ones, where.sums(parts, ones, figure_sums.sums)), figures.counted_until()
            yield from (Answer(one, where.period, *now[one.id], LIVE, live) for one in ones)
            return
        state, as_of = PUBLISHED, self._published(where.period.word, where.period.first)
        first = whole = where.sums(parts, ones, figure_sums.published)
        if where.until is not None:
            state = CLOSED
            first = where.sums(parts, ones, partial(figure_sums.published, until=where.until))
            first = _joined(first, where.sums(parts, ones, partial(figure_sums.adjusted, until=where.until)))
        every = _joined(whole, where.sums(parts, ones, partial(figure_sums.adjusted, until=EVER)))
        told, late = where.figures(ones, first), where.figures(ones, every)
        for one in ones:
            found = Answer(one, where.period, *told[one.id], state, as_of[one.id])
            later, *_ = late[one.id]
            yield found if later == found.figure else replace(found, adjusted=later)

    def stretches(self, calendar: str, first: int, last: int) -> Sequence[Stretch]:
        """Business days, cut where the organisation changes."""
        key = calendar, first, last
        if key not in self._parts:
            self._parts[key] = [*stretches(self.watch.handbook.calendars[calendar], first, last, self.history)]
        return self._parts[key]


@dataclass(frozen=True, slots=True)
class _Where:
    """What is asked of any number of indicators alike."""

    calendar: str
    period: Span
    of: tuple[str | None, str, str, str | None]  # unit, brand, by, value
    published: bool
    until: int | None  # with what was adjusted until an instant; None: with nothing

    def sums(self, parts: Sequence[Stretch], ones: Sequence[Indicator], read: Read) -> dict[str, list[Sum]]:
        """By indicator, what was counted of it."""
        found: dict[str, list[Sum]] = {one.id: [] for one in ones}
        (unit, brand, by, value), steps = self.of, any(one.values is not None for one in ones)
        values = None if value is None else [value]
        for part in parts:
            asked = Asked([*found], by, part.first, part.last, part.sites(unit, brand), values, steps)
            for each in read(asked, ("indicator",)):
                found[each.key[0]].append(each)
        return found

    def figures(
        self, ones: Sequence[Indicator], sums: Mapping[str, Sequence[Sum]]
    ) -> dict[str, tuple[Figure, int, int]]:
        """By indicator: its figure, of how many it cannot be said, how many are in doubt."""
        return {one.id: (self._figure(one, sums[one.id]), *unsaid(sums[one.id])) for one in ones}

    def _figure(self, one: Indicator, sums: Sequence[Sum]) -> Figure:
        *_, by, value = self.of
        by, name = by or "all", value or ""
        nothing = Figure(by, name, 0, None if one.per is None else 0, {})
        return figures_of(one, by, {name: added(sums)}).get(name, nothing)


def _joined(one: Mapping[str, list[Sum]], other: Mapping[str, list[Sum]]) -> dict[str, list[Sum]]:
    return {id: [*sums, *other[id]] for id, sums in one.items()}


def added(found: Iterable[Sum]) -> Summed:
    """Sums of different days or sites as one."""
    whole, steps = Counter[str](), Counter[int]()
    for each in found:
        whole.update({name: getattr(each, name) for name in ("count", "per", "total", "days")})
        steps.update(each.steps)
    return Summed(whole["count"], whole["per"], whole["total"], {s: n for s, n in steps.items() if n}, whole["days"])


def unsaid(found: Iterable[Sum]) -> tuple[int, int]:
    """Of how many it cannot be said, and how many are in doubt."""
    each = [(one.cannot_say, one.doubt) for one in found]
    return sum(cannot for cannot, _ in each), sum(doubt for _, doubt in each)
