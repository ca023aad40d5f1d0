"""The handbook compiled for judging: standards are rows, and equal questions are asked once."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import polars as pl

from tuotou.core.promises.prompt_facts import Growth
from tuotou.core.promises.row import Family, Row
from tuotou.core.standards.asked import ROUTE, attributes_of, conditions_of, selectors_of
from tuotou.core.standards.condition import Condition
from tuotou.core.standards.handbook import Asked, Handbook
from tuotou.core.standards.indicator import Indicator
from tuotou.core.standards.selector import kinds_of
from tuotou.core.standards.standard import Standard
from tuotou.core.trail.cancelling import CARRIED
from tuotou.core.trail.event import SCHEMA
from tuotou.core.working_time import NEVER

EVENT_FORMS = ("within", "needs", "never", "at_most")
DAY_UNITS = ("d", "wd")


@dataclass(frozen=True)
class Docket:
    """All rows, with the conditions and event kinds they read."""

    handbook: Handbook
    rows: tuple[Row, ...]
    lines: tuple[tuple[Row, ...], ...]  # the versions of each standard, the narrowest scope first
    conditions: Mapping[Asked, Condition] = field(repr=False)  # (subject, text) → condition
    indicators: tuple[Indicator, ...] = ()  # measured beside
    _words: dict[tuple[str, tuple[str, ...]], frozenset[int]] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def asked(self) -> Mapping[Asked, pl.Expr]:
        """The conditions as columns of different names."""
        return {key: condition.expr.alias(str(place)) for place, (key, condition) in enumerate(self.conditions.items())}

    @cached_property
    def asked_of(self) -> Mapping[Asked, frozenset[int]]:
        """By condition of a standard: the codes of the words of events that it is asked of."""
        found: dict[Asked, set[int]] = {}
        for row in self.rows:
            s, opening = row.standard, self.opening_words[row.line]
            for selector in selectors_of(s):
                words = self.words_of(s.subject, selector.kinds)
                found.setdefault((s.subject, selector.where or ""), set()).update(words)
            for text in (s.scope, s.condition, *(answer.when for answer in s.answers)):
                found.setdefault((s.subject, text or ""), set()).update(opening)
        return {key: frozenset(words) for key, words in found.items() if key[1]}

    @cached_property
    def asked_by_word(self) -> Mapping[int, Sequence[Asked]]:
        """By code of the word: the conditions that standards ask of its events."""
        found: dict[int, list[Asked]] = {}
        for key, words in self.asked_of.items():
            for word in words:
                found.setdefault(word, []).append(key)
        return found

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
        unfolding = {"into", "out_of", "retracts", "confirms", *CARRIED, "period_from", "period_to"}
        unfolding |= {k.continues for k in vocabulary.kinds.values() if k.continues}
        if "impossible_move" in self.reads:
            unfolding |= {"lng", "lat"}
        if "weight_changed" in self.reads:
            unfolding.add("weight_g")
        return frozenset((names | unfolding) & vocabulary.attributes.keys())

    @cached_property
    def growth(self) -> Growth:
        """What of an event's kind decides whether a history merely grows by it."""
        return Growth.of(self.handbook.vocabulary, self.lines, self.conditions, self.reads)

    def words_of(self, subject: str, kinds: tuple[str, ...]) -> frozenset[int]:
        """The codes of what can occur of some event kinds."""
        if (subject, kinds) not in self._words:
            code = self.handbook.vocabulary.code
            self._words[subject, kinds] = frozenset(code[subject, kind] for kind in kinds if (subject, kind) in code)
        return self._words[subject, kinds]

    def read_from(self, events: pl.DataFrame) -> pl.DataFrame:
        """The events with only what some row can read (rule 69): wherever they come from, the same stands of them."""
        wanted = (SCHEMA.keys() - {"attrs"}) | self.columns
        return events[[name for name in events.columns if name in wanted]]

    @cached_property
    def _told_by(self) -> frozenset[str]:
        """What indicators are told by: attributes and facts."""
        return frozenset(name for indicator in self.indicators for name in indicator.reads())

    @cached_property
    def opening_words(self) -> tuple[frozenset[int], ...]:
        """By line: the codes of the words that may open it."""
        standards = ([row.standard for row in line] for line in self.lines)
        words = ([self.words_of(s.subject, kinds_of(s.opens)) for s in versions] for versions in standards)
        return tuple(frozenset().union(*each) for each in words)

    @cached_property
    def keeps_itself(self) -> tuple[bool, ...]:
        """By line: whether events of a kind that opens the standard may keep it too."""
        return tuple(
            any(not set(kinds_of(r.standard.opens)).isdisjoint(kinds_of(r.standard.keep)) for r in line)
            for line in self.lines
        )


def compile_docket(handbook: Handbook, indicators: Sequence[Indicator] = ()) -> Docket:
    """The standards of a handbook that judge events: in force, on trial, or retired with promises left.

    What the indicators read beside them is read too.
    """
    judged = [s for s in handbook.standards if s.form in EVENT_FORMS and s.status != "draft"]
    ids = list(dict.fromkeys(s.id for s in judged))
    conditions: dict[Asked, Condition] = {}
    rows = []
    periods = frozenset(kind.name for kind in handbook.vocabulary.kinds.values() if kind.period)
    for place, standard in enumerate(judged):
        for text in conditions_of(standard):
            conditions.setdefault((standard.subject, text), handbook.condition(standard.subject, text))
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
        conditions.setdefault((subject, text), handbook.condition(subject, text))
    return Docket(handbook, tuple(rows), lines, _shared(conditions, handbook, judged), tuple(indicators))


def _shared(
    conditions: dict[Asked, Condition], handbook: Handbook, judged: Sequence[Standard]
) -> dict[Asked, Condition]:
    """With the conditions that shares put on the openings of their populations."""
    subjects = {s.id: s.subject for s in judged}
    for standard in handbook.standards:
        if standard.share and standard.share.where:
            for subject in {subjects[i] for i in standard.share.of if i in subjects}:
                conditions[subject, standard.share.where] = handbook.condition(subject, standard.share.where)
    return conditions


def _until(standard: Standard, judged: Sequence[Standard]) -> int:
    """Where the version stops opening promises: its own end, its suspension, or its successor."""
    successors = [
        s.effective
        for s in judged
        if s.id == standard.id and s.scope == standard.scope and s.version > standard.version
    ]
    ends = [end for end in (standard.until, standard.suspended) if end is not None]
    return min([*successors, *ends], default=NEVER)


def _counts_days(due: object) -> bool:
    after = getattr(due, "after", None)
    return after is not None and after.unit in DAY_UNITS
