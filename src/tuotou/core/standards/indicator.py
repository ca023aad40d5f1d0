"""An indicator 指标: what is counted over what, by day and by site, person, lane or what its document names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from tuotou.core.document import Bilingual
from tuotou.core.standards.indicator_unit import UNITS, Unit
from tuotou.core.standards.standard import Selector, Source
from tuotou.core.working_time import NEVER

FORMS: Final = ("share", "rate", "count", "values")
BETTER: Final = ("higher", "lower", "neither")
MISSED: Final = "missed"  # kept, but by a later stage only: the scan itself is missing
COUNTS: Final[Mapping[str, tuple[str, ...]]] = {
    "kept": ("kept",),
    "late": ("kept_late",),
    "broken": ("broken",),
    "not_kept": ("kept_late", "broken"),
    "counted": ("kept", "kept_late", "broken"),
    MISSED: ("kept", "kept_late"),
}
"""Which promises a count takes, by their status; those that are void, open or unsure are in none (kernel rule 49)."""
LANE: Final = "lane"
ROUTE: Final = ("origin", "destination")  # the facts that make a lane
LIFE: Final = "life"
SITE: Final = "site"


@dataclass(frozen=True, slots=True)
class Events:
    """So many events: each, or the first of a life or at a site; where `test` is given only those that pass it."""

    subject: str
    selector: Selector
    first: str | None = None  # LIFE: only the first of each; SITE: only the first at each site on each life
    outlives: bool = False  # also what comes after the end of the life
    answers: str | None = None  # the attribute that names the site that answers; else the event's own
    test: str | None = None
    known: bool = False  # of which it can be said, true or not: what a share of events is a share of

    def selectors(self) -> tuple[Selector, ...]:
        """The events that it reads."""
        return (self.selector,)

    def conditions(self, subjects: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        """(subject, text) of every condition; `subjects` tells the subject of each standard."""
        del subjects
        yield from ((self.subject, text) for text in (self.selector.where, self.test) if text)


@dataclass(frozen=True, slots=True)
class _OfStandards:
    """What is counted of the promises of some standards; `where` is a condition on the events that open them."""

    of: tuple[str, ...]
    where: str | None = None

    def selectors(self) -> tuple[Selector, ...]:
        """The events that it reads beyond those of its standards."""
        return ()

    def conditions(self, subjects: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        """As those of `Events`."""
        if self.where is not None:
            yield from dict.fromkeys((subjects[one], self.where) for one in self.of if one in subjects)


@dataclass(frozen=True, slots=True)
class Promised(_OfStandards):
    """So many promises of some standards, by status."""

    counts: str = "kept"  # key of `COUNTS`


@dataclass(frozen=True, slots=True)
class Took(_OfStandards):
    """How long promises took that were kept at their own stage, in time or late; minutes."""


@dataclass(frozen=True, slots=True)
class Point:
    """The first event of a life that a selector means; or the last of them before the first of another."""

    selector: Selector
    before: Selector | None = None

    def selectors(self) -> tuple[Selector, ...]:
        """The events that it reads."""
        return (self.selector,) if self.before is None else (self.selector, self.before)


@dataclass(frozen=True, slots=True)
class _Between:
    """What lies on a life between one point and the next other."""

    subject: str
    begins: Point
    ends: Point
    outlives: bool = False  # also where it ends after the life did

    def selectors(self) -> tuple[Selector, ...]:
        """The events that it reads."""
        return (*self.begins.selectors(), *self.ends.selectors())

    def conditions(self, subjects: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        """As those of `Events`."""
        del subjects
        yield from ((self.subject, selector.where) for selector in self.selectors() if selector.where)


@dataclass(frozen=True, slots=True)
class Stock(_Between):
    """So often at the end of each business day it had begun, and neither it nor the life had ended."""

    elsewhere: bool = False  # a scan at another site ends it too
    older: int = 0  # µs: only what began so long ago


@dataclass(frozen=True, slots=True)
class Span(_Between):
    """How long that took; minutes."""


@dataclass(frozen=True, slots=True)
class InTime(_Between):
    """So many lives on which it took no longer than a limit, once that time is up."""

    limit: int = 0  # µs
    late: bool = False  # also those on which it took longer, or has not ended: what a share is a share of


@dataclass(frozen=True, slots=True)
class Held:
    """What an attribute of events holds; as a count, its sum."""

    events: Events
    name: str

    def selectors(self) -> tuple[Selector, ...]:
        """The events that it reads."""
        return self.events.selectors()

    def conditions(self, subjects: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        """As those of `Events`."""
        return self.events.conditions(subjects)


Term: TypeAlias = Events | Promised | Stock | InTime | Held
Values: TypeAlias = Span | Took | Held


@dataclass(frozen=True, slots=True)
class Indicator:
    """One version of one indicator."""

    id: str
    version: int
    form: str
    subject: str
    status: str
    rows: tuple[str, ...]  # rows of the mission
    owner: str  # the role that answers for it
    title: Bilingual
    formula: Bilingual  # what is counted over what, in one sentence
    excludes: Bilingual  # what is left out
    sources: tuple[Source, ...]
    published: int  # µs UTC
    effective: int
    until: int | None
    unit: str
    better: str
    calendar: str
    by: tuple[str, ...] = ()  # beside the day: site, person, lane, an attribute, a fact such as parcel.product
    least: int = 30  # of fewer nothing is ranked
    target: float | None = None  # in its unit
    count: Term | None = None
    per: Term | None = None
    values: Values | None = None
    figures: tuple[str, ...] = ()  # of values: mean, p50, p90 …; the first is the one that stands for it

    @property
    def told_in(self) -> Unit:
        """Its unit."""
        return UNITS[self.form][self.unit]

    def terms(self) -> Iterator[Term | Values]:
        """Everything that is counted for it."""
        yield from (term for term in (self.count, self.per, self.values) if term is not None)

    def heard_by(self) -> tuple[str, tuple[str, ...]] | None:
        """(subject, kinds) of the events without which its count says nothing; None: its n shows that already."""
        match self.count:
            case Events():
                return self.count.subject, self.count.selector.kinds
            case Held():
                return self.count.events.subject, self.count.events.selector.kinds
            case Stock():
                return self.count.subject, self.count.begins.selector.kinds
            case InTime():
                return self.count.subject, self.count.ends.selector.kinds
        return None

    def reads(self) -> frozenset[str]:
        """The attributes and facts that it reads outside conditions, as they are written: product, parcel.product."""
        lane = {f"{self.subject}.{name}" for name in ROUTE} if LANE in self.by else set()
        terms = list(self.terms())
        held = {term.name for term in terms if isinstance(term, Held)}
        events = [term.events if isinstance(term, Held) else term for term in terms]
        answers = {term.answers for term in events if isinstance(term, Events) and term.answers}
        return frozenset({*self.by, *lane, *held, *answers} - {"site", "person", LANE})


def versions_at(indicators: Sequence[Indicator], instant: int) -> tuple[Indicator, ...]:
    """Of each indicator the version that holds at an instant (µs UTC): the newest that has begun, unless it ended.

    What happened before there was an indicator is told by its first version: to measure the past judges nobody.
    """
    chosen: dict[str, Indicator] = {}
    for one in sorted(indicators, key=lambda one: one.version):
        if one.id not in chosen or one.effective <= instant:
            chosen[one.id] = one
    return tuple(
        one for one in indicators if chosen[one.id] is one and instant < (NEVER if one.until is None else one.until)
    )
