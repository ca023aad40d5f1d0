"""Reading: the figure of an indicator for a unit and a period, with its state, its target and how it stood before.

A number is one of three: live, and moves; published, of a day that is over; closed, of a week or a month. It says which
of them it is and what was known when it was counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from tuotou.core.document import suggest
from tuotou.core.indicators.figure import Figure, Summed, figures_of
from tuotou.core.standards.indicator import Indicator
from tuotou.core.working_time import Calendar
from tuotou.operations.figures.measuring import business_day, measured_live
from tuotou.operations.figures.publish import Span, Word, span
from tuotou.operations.figures.scope import EVER, Stretch, stretches
from tuotou.operations.figures.targets import Aim
from tuotou.operations.live.watch import Watch
from tuotou.operations.warnings.handling import NotThere
from tuotou.store import figure_sums, figures
from tuotou.store.figure_sums import Asked, Sum
from tuotou.store.models import Publication, Target

LIVE, PUBLISHED, CLOSED = "live", "published", "closed"


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
        found = self.told(asked)
        before = self.told(replace(asked, day=found.period.first - 1))
        aim = self.aim(found.indicator, asked.unit, min(found.period.last, self.today(asked.indicator)))
        return replace(found, before=before.figure, aim=aim)

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

    def told(self, asked: Question) -> Answer:
        """The same without the period before and the target."""
        one = self.indicator(asked.indicator)
        if asked.by and asked.by not in one.by:
            raise NoFigure(f"the indicator is not told by {asked.by}", suggest(asked.by, one.by))
        period = span(self.calendar(one.id), asked.word, asked.day)
        published = Publication.objects.filter(indicator=one.id, period=asked.word, first_day=period.first).first()
        where = _Where(asked, [*stretches(self.calendar(one.id), period.first, period.last)])
        if published is None:
            return Answer(one, period, *where.figure(one, None), LIVE, figures.counted_until())
        state, until = (PUBLISHED, None) if asked.word == "day" else (CLOSED, published.as_of)
        found = Answer(one, period, *where.figure(one, until, live=False), state, published.as_of)
        late, *_ = where.figure(one, EVER, live=False)
        return found if late == found.figure else replace(found, adjusted=late)


@dataclass(frozen=True, slots=True)
class _Where:
    """What is asked for, and the days of which the organisation was the same."""

    asked: Question
    parts: Sequence[Stretch]

    def figure(self, one: Indicator, until: int | None, *, live: bool = True) -> tuple[Figure, int, int]:
        """(figure, cannot say, doubt): as it is known now, or as it was published, adjusted until an instant."""
        found: list[Sum] = []
        for part in self.parts:
            asked = self._asked(part)
            found += figure_sums.sums(asked, ()) if live else figure_sums.published(asked, (), until)
        whole = added(found)
        by, name = (self.asked.by or "all"), self.asked.value or ""
        nothing = Figure(by, name, 0, None if one.per is None else 0, {})
        return figures_of(one, by, {name: whole}).get(name, nothing), *unsaid(found)

    def _asked(self, part: Stretch) -> Asked:
        one, values = self.asked, None if self.asked.value is None else [self.asked.value]
        return Asked(one.indicator, one.by, part.first, part.last, part.sites(one.unit), values)


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
