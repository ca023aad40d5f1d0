"""A standard: one promise the company makes, as its document says it (kernel §3–§5).

Nothing here evaluates; `promises` reads these values. A share is a standard over promises.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from tuotou.core.document import Bilingual, Duration
from tuotou.core.standards.penalty import Penalty

FORMS: Final = ("within", "needs", "never", "at_most", "share")
STATUSES: Final = ("draft", "trial", "in_force", "retired")
AGAIN: Final = ("ignore", "each", "supersede")
LEVELS: Final = ("red_line", "serious", "normal", "notice")
CONFIDENCES: Final = ("H", "M", "L", "GK")


@dataclass(frozen=True, slots=True)
class Selector:
    """Which events: kinds with a condition. `kinds` is resolved: never empty, never `any`."""

    kinds: tuple[str, ...]
    where: str | None = None  # a condition over attributes and facts, checked
    other: str | None = None  # `site` or `person`: must be there and differ from the opening's (rule 18)
    later: bool = False  # stands for a missing scan of an earlier stage: kept, but the scan is missed


@dataclass(frozen=True, slots=True)
class Slot:
    """One cut-off slot: an opening before `before` (local) is due `days` later at `at`."""

    before: int | None  # µs of the local day; None: the rest of the day
    days: Duration  # unit d or wd; 0 d: the same day
    at: int  # µs of the local day; end of day = 86_399_999_999


@dataclass(frozen=True, slots=True)
class Due:
    """One way to find the due instant; exactly one of the four is set."""

    after: Duration | None = None  # this long after the opening
    attribute: str | None = None  # the instant the opening event carries (+ offset)
    offset: int = 0  # µs
    commitment: str | None = None  # looked up in the time-commitment table of this name
    slots: tuple[Slot, ...] = ()  # by cut-off


@dataclass(frozen=True, slots=True)
class Pause:
    """The clock stands still from one event until another, at most `limit`."""

    begins: Selector
    ends: Selector
    limit: int  # µs


@dataclass(frozen=True, slots=True)
class Warning:
    """A level: a share of the promise's own clock, or a time before it is due; and who hears of it."""

    tell: str
    share: float | None = None  # 0.5 = half of the clock
    before: int | None = None  # µs before due


@dataclass(frozen=True, slots=True)
class Cover:
    """A pair that valid evidence must satisfy (rule 23)."""

    evidence: str  # attribute of the evidence
    demand: str  # attribute of the demand
    contains: bool = False  # evidence is a list that contains the demand's value
    or_null: bool = False  # evidence without a value covers everything

    def fits(self, given: object, asked: object) -> bool:
        """Whether evidence with this value covers a demand with that; a demand without a value is not covered."""
        if given is None:
            return self.or_null
        if asked is None:
            return False
        return str(asked) in str(given).split(",") if self.contains else given == asked


@dataclass(frozen=True, slots=True)
class Answer:
    """Who answers: `opener`, `holder` or an attribute; `when` is a condition on the opening event."""

    who: str
    when: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule comes from."""

    text: str
    edition: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Share:
    """A target on the share kept over a population and a period (rules 49–51)."""

    of: tuple[str, ...]  # ids of standards
    where: str | None  # condition on the opening events of the population
    per: tuple[str, ...]  # (), (site,) or (person,)
    period: str  # day, week or month
    target: tuple[int, int]  # 98 % = (98, 100): integers are compared
    least: int  # fewer counted promises: void, too few
    streak: int = 1


@dataclass(frozen=True, slots=True)
class Standard:
    """One version of one standard."""

    id: str
    version: int
    form: str
    subject: str
    status: str
    title: Bilingual
    rule: Bilingual  # one plain sentence
    how_to_keep: Bilingual
    falsely_trips_when: Bilingual
    level: str
    rows: tuple[str, ...]  # rows of the mission
    sources: tuple[Source, ...]
    published: int  # µs UTC
    effective: int  # µs UTC, from
    until: int | None = None  # µs UTC, exclusive; retired: opens no more
    suspended: int | None = None  # µs UTC; open promises become void
    scope: str | None = None  # a pilot's or promotion's condition on the opening event (rule 34)
    opens: tuple[Selector, ...] = ()
    per: tuple[str, ...] = ()
    again: str = "ignore"
    keep: tuple[Selector, ...] = ()  # alternatives; for `needs`: the evidence
    early: int = 0  # µs: a keep may precede the opening by this
    not_before: Duration | str | None = None  # a keep before this (attribute or clock time) does not count
    at_least: int = 1  # so many pieces of evidence
    due: tuple[Due, ...] = ()  # the first that applies
    roll: bool = False  # a due day that is a holiday moves to the next working day
    calendar: str = "cn"
    pauses: tuple[Pause, ...] = ()
    void_if: tuple[Selector, ...] = ()
    warnings: tuple[Warning, ...] = ()
    answers: tuple[Answer, ...] = (Answer("opener"),)
    condition: str | None = None  # never: the act is forbidden where this is true
    after: Selector | None = None  # never: only after this …
    until_event: Selector | None = None  # … until this …
    lasting: int | None = None  # … or for so long (µs)
    covers: tuple[Cover, ...] = ()
    expires: Duration | str | None = None  # evidence is valid until this attribute, or for so long
    withdrawn_by: Selector | None = None
    withdraws: str | None = None  # attribute of the withdrawal naming the evidence; null: all of it
    limit: int = 0  # at_most: so many …
    window: int = 0  # µs: … in this window
    count: str = "events"  # or "subjects"
    share: Share | None = None
    outlives: bool = False
    settle: int = 0  # µs: patience of effects, never of verdicts (rule 54)
    then: tuple[str, ...] = ()  # what a breach does: open_case, notify_customer, stop_parcel, …
    penalty: Penalty | None = None  # what a promise not kept in time costs
    tags: Mapping[str, str] = field(default_factory=dict)
