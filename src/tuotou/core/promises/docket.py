"""The handbook compiled for judging: standards are rows, and equal questions are asked once."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cached_property

import polars as pl

from tuotou.core.standards.asked import ROUTE, attributes_of, conditions_of, selectors_of
from tuotou.core.standards.condition import Condition, Ground, parse_condition
from tuotou.core.standards.handbook import Handbook
from tuotou.core.standards.indicator import Indicator
from tuotou.core.standards.standard import Selector, Standard
from tuotou.core.trail.event import SCHEMA
from tuotou.core.trail.vocabulary import UNKNOWN
from tuotou.core.working_time import NEVER

EVENT_FORMS = ("within", "needs", "never", "at_most")
DAY_UNITS = ("d", "wd")
CLOCK = frozenset({
    "id", "version", "status", "title", "rule", "how_to_keep", "falsely_trips_when", "level", "rows", "sources",
    "published", "until", "due", "roll", "calendar", "pauses", "warnings", "answers", "limit", "window", "count",
    "share", "settle", "then", "penalty", "tags",
})  # fmt: skip
"""The fields in which versions that ask alike may differ: words, clock, who answers. What is not listed is asked."""
ASKED = tuple(f.name for f in fields(Standard) if f.name not in CLOCK)


@dataclass(frozen=True, slots=True)
class Slot:
    """A question about rows: the next event like this, in this order. Equal slots share one answer."""

    subject: str
    selectors: tuple[Selector, ...]  # any of them
    per: tuple[str, ...] = ()  # the order in which it is asked
    coarse: bool = False  # whether date-only events may answer (rule 5)
    stale: bool = False
    echoes: bool = True
    beyond: bool = False  # also rows after the end of the life (rule 14)
    known: str | None = None  # only rows that have this value: they are compared by it (rule 18)


@dataclass(frozen=True, slots=True)
class Way:
    """One way to keep a version: all selectors that ask alike."""

    slot: Slot
    later: bool  # stands for a missing scan of an earlier stage


@dataclass(frozen=True)
class Row:
    """One judged version of a standard."""

    place: int  # its number in the docket
    line: int  # the number of its standard: the versions of a standard form one sequence (rule 34)
    standard: Standard
    effective: int
    until: int  # exclusive; where the next version of the same scope begins
    coarse: bool  # whether date-only events may serve it
    scope_terms: int
    periods: frozenset[str]  # the event kinds that declare a period

    def slot(self, *selectors: Selector, per: tuple[str, ...] = (), echoes: bool = True) -> Slot:
        """A question of this standard; what came too late or nobody understood answers none (rules 12, 26)."""
        heard = tuple(replace(s, kinds=tuple(k for k in s.kinds if k != UNKNOWN)) for s in selectors)
        return Slot(self.standard.subject, heard, per, self.coarse, echoes=echoes, beyond=self.standard.outlives)

    @cached_property
    def question(self) -> Hashable:
        """What decides which events open the version and which keep it: all but the clock. Equals are asked once."""
        return (*(getattr(self.standard, name) for name in ASKED), self.until, self.coarse)

    @cached_property
    def lasts(self) -> int | None:
        """How long it gives, µs, where that is clock time from the opening and nothing stops it; else None."""
        s = self.standard
        after = s.due[0].after if len(s.due) == 1 and not s.pauses else None
        return after.amount if after and after.unit == "clock" else None

    @cached_property
    def answers_alone(self) -> str | None:
        """Who answers, where that is the same for all its promises: opener or holder; else None."""
        answers = self.standard.answers
        alone = len(answers) == 1 and not answers[0].when and answers[0].who in ("opener", "holder")
        return answers[0].who if alone else None

    @cached_property
    def ways(self) -> tuple[Way, ...]:
        """The ways to keep it, listed ones before those of a later stage."""
        s, opening = self.standard, _kinds(self.standard.opens)
        alike = dict.fromkeys((k.later, k.other or "", opening.isdisjoint(k.kinds)) for k in s.keep)
        ways = []
        for later, other, echoes in sorted(alike, key=lambda way: way[0]):
            same = [
                k for k in s.keep if (k.later, k.other or "", opening.isdisjoint(k.kinds)) == (later, other, echoes)
            ]
            per = tuple(name for name in s.per if name != other)
            # where its own kind opens, an echo does not keep: a second report of the opening is no sign of progress
            ways.append(Way(replace(self.slot(*same, per=per, echoes=echoes), known=other or None), later))
        return tuple(ways)

    @cached_property
    def evidence(self) -> Slot:
        """What `needs` looks for, whoever it comes from."""
        return self.slot(*self.standard.keep, per=self.standard.per, echoes=self.standard.at_least == 1)

    @cached_property
    def void_events(self) -> Slot | None:
        """The void events of an instant."""
        return self._voiding(period=False)

    @cached_property
    def void_periods(self) -> Slot | None:
        """The declared periods, whenever declared."""
        slot = self._voiding(period=True)
        return slot and replace(slot, beyond=True)

    def _voiding(self, *, period: bool) -> Slot | None:
        found = [s for s in self.standard.void_if if all(k in self.periods for k in s.kinds) == period]
        return self.slot(*found) if found else None


Family = tuple[tuple[Row, ...], ...]
"""Lines whose versions ask alike, one by one."""


@dataclass(frozen=True)
class Docket:
    """All rows, with the conditions and event kinds they read."""

    handbook: Handbook
    rows: tuple[Row, ...]
    lines: tuple[tuple[Row, ...], ...]  # the versions of each standard, the narrowest scope first
    conditions: Mapping[tuple[str, str], Condition] = field(repr=False)  # (subject, text) → condition
    indicators: tuple[Indicator, ...] = ()  # measured beside

    @cached_property
    def asked(self) -> Mapping[tuple[str, str], pl.Expr]:
        """The conditions as columns of different names."""
        return {key: condition.expr.alias(str(place)) for place, (key, condition) in enumerate(self.conditions.items())}

    @cached_property
    def asked_of(self) -> Mapping[tuple[str, str], frozenset[int]]:
        """By condition of a standard: the codes of the words of events that it is asked of."""
        code, found = self.handbook.vocabulary.code, dict[tuple[str, str], set[int]]()
        for row in self.rows:
            s, opening = row.standard, self.opening_words[row.line]
            for selector in selectors_of(s):
                words = {code[s.subject, kind] for kind in selector.kinds if (s.subject, kind) in code}
                found.setdefault((s.subject, selector.where or ""), set()).update(words)
            for text in (s.scope, s.condition, *(answer.when for answer in s.answers)):
                found.setdefault((s.subject, text or ""), set()).update(opening)
        return {key: frozenset(words) for key, words in found.items() if key[1]}

    @cached_property
    def named(self) -> pl.DataFrame:
        """[rows] standard, version, trial."""
        standards = [row.standard for row in self.rows]
        return pl.DataFrame(
            {
                "standard": pl.Series([s.id for s in standards], dtype=pl.String),
                "version": pl.Series([s.version for s in standards], dtype=pl.Int32),
                "trial": pl.Series([s.status == "trial" for s in standards], dtype=pl.Boolean),
            }
        )

    @cached_property
    def families(self) -> tuple[Family, ...]:
        """The lines, those together that ask alike: a law and the company's own target differ only in the clock."""
        alike: dict[Hashable, list[tuple[Row, ...]]] = {}
        for line in self.lines:
            alike.setdefault(tuple(row.question for row in line), []).append(line)
        return tuple(tuple(lines) for lines in alike.values())

    @cached_property
    def reads(self) -> frozenset[str]:
        """The event kinds that some row reads: by name, for a fact that they carry, or for who holds the subject."""
        kinds = self.handbook.vocabulary.kinds.values()
        facts = {fact.rpartition(".")[2] for c in self.conditions.values() for fact in c.facts}
        if any(d.commitment for row in self.rows for d in row.standard.due):
            facts |= ROUTE
        facts |= {name.rpartition(".")[2] for name in self._told_by if "." in name}
        terms = [term.selectors() for indicator in self.indicators for term in indicator.terms()]
        asked = [*(selectors_of(row.standard) for row in self.rows), *terms]
        read = {kind for selectors in asked for selector in selectors for kind in selector.kinds}
        read |= {kind.name for kind in kinds if not facts.isdisjoint(kind.attributes)}
        if any(answer.who == "holder" for row in self.rows for answer in row.standard.answers):
            read |= {kind.name for kind in kinds if kind.spreads}
        return frozenset(read)

    @cached_property
    def columns(self) -> frozenset[str]:
        """The attribute columns that some row reads, with those that unfolding needs."""
        vocabulary = self.handbook.vocabulary
        names = {name.rpartition(".")[2] for c in self.conditions.values() for name in (*c.columns, *c.facts)}
        for row in self.rows:
            names |= attributes_of(row.standard)
        names |= {name.rpartition(".")[2] for name in self._told_by}
        unfolding = {"into", "out_of", "retracts", "confirms", "period_from", "period_to"}
        unfolding |= {k.continues for k in vocabulary.kinds.values() if k.continues}
        if "impossible_move" in self.reads:
            unfolding |= {"lng", "lat"}
        if "weight_changed" in self.reads:
            unfolding.add("weight_g")
        return frozenset((names | unfolding) & vocabulary.attributes.keys())

    def read_from(self, events: pl.DataFrame) -> pl.DataFrame:
        """The events with only what some row can read (rule 69): wherever they come from, the same stands of them."""
        wanted = (SCHEMA.keys() - {"attrs"}) | self.columns
        return events.select(name for name in events.columns if name in wanted)

    @cached_property
    def _told_by(self) -> frozenset[str]:
        """What indicators are told by: attributes and facts."""
        return frozenset(name for indicator in self.indicators for name in indicator.reads())

    @cached_property
    def opening_words(self) -> tuple[frozenset[int], ...]:
        """By line: the codes of the words that may open it."""
        code = self.handbook.vocabulary.code
        return tuple(
            frozenset(
                code[r.standard.subject, k]
                for r in line
                for k in _kinds(r.standard.opens)
                if (r.standard.subject, k) in code
            )
            for line in self.lines
        )

    @cached_property
    def keeps_itself(self) -> tuple[bool, ...]:
        """By line: whether events of a kind that opens the standard may keep it too."""
        return tuple(
            any(
                not {k for s in r.standard.opens for k in s.kinds}.isdisjoint(
                    k for s in r.standard.keep for k in s.kinds
                )
                for r in line
            )
            for line in self.lines
        )


def compile_docket(handbook: Handbook, indicators: Sequence[Indicator] = ()) -> Docket:
    """The standards of a handbook that judge events: in force, on trial, or retired with promises left.

    What the indicators read beside them is read too.
    """
    judged = [s for s in handbook.standards if s.form in EVENT_FORMS and s.status != "draft"]
    ids = list(dict.fromkeys(s.id for s in judged))
    conditions: dict[tuple[str, str], Condition] = {}
    rows = []
    periods = frozenset(kind.name for kind in handbook.vocabulary.kinds.values() if kind.period)
    for place, standard in enumerate(judged):
        for text in conditions_of(standard):
            conditions.setdefault((standard.subject, text), _condition(text, standard.subject, handbook))
        terms = conditions[standard.subject, standard.scope].terms if standard.scope else 0
        rows.append(
            Row(
                place,
                ids.index(standard.id),
                standard,
                standard.effective,
                _until(standard, judged),
                all(_counts_days(d) for d in standard.due) and standard.form == "within",
                terms,
                periods,
            )
        )
    lines = tuple(
        tuple(sorted((r for r in rows if r.line == i), key=lambda r: -r.scope_terms)) for i in range(len(ids))
    )
    subjects = {s.id: s.subject for s in judged}
    for subject, text in (found for i in indicators for term in i.terms() for found in term.conditions(subjects)):
        conditions.setdefault((subject, text), _condition(text, subject, handbook))
    return Docket(handbook, tuple(rows), lines, _shared(conditions, handbook, judged), tuple(indicators))


def _shared(
    conditions: dict[tuple[str, str], Condition], handbook: Handbook, judged: Sequence[Standard]
) -> dict[tuple[str, str], Condition]:
    """With the conditions that shares put on the openings of their populations."""
    subjects = {s.id: s.subject for s in judged}
    for standard in handbook.standards:
        if standard.share and standard.share.where:
            for subject in {subjects[i] for i in standard.share.of if i in subjects}:
                conditions[subject, standard.share.where] = _condition(standard.share.where, subject, handbook)
    return conditions


def _condition(text: str, subject: str, handbook: Handbook) -> Condition:
    condition, flaws = parse_condition(text, Ground(handbook.vocabulary, subject))
    if condition is None:
        raise ValueError(f"condition {text!r} was not checked: {flaws}")
    return condition


def _until(standard: Standard, judged: Sequence[Standard]) -> int:
    """Where the version stops opening promises: its own end, its suspension, or its successor."""
    successors = [
        s.effective
        for s in judged
        if s.id == standard.id and s.scope == standard.scope and s.version > standard.version
    ]
    ends = [end for end in (standard.until, standard.suspended) if end is not None]
    return min([*successors, *ends], default=NEVER)


def _kinds(selectors: Sequence[Selector]) -> set[str]:
    return {kind for selector in selectors for kind in selector.kinds}


def _counts_days(due: object) -> bool:
    after = getattr(due, "after", None)
    return after is not None and after.unit in DAY_UNITS
