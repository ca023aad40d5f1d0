"""One event rule over a whole batch: kind, times, place, person and attributes of the event each row yields."""

from __future__ import annotations

from typing import Final

import polars as pl

from tuotou.core.trail.vocabulary import UNKNOWN, Vocabulary
from tuotou.feeds.batch import Finding
from tuotou.feeds.clocks import EMPTY, Clocks, read_instants
from tuotou.feeds.mapping import Cell, EventRule, FeedMapping, KindSource
from tuotou.feeds.review import Review
from tuotou.feeds.values import attribute, written

_NAMED: Final = 20  # odd words of a batch that are named one by one
PRESENT: Final = "_present"
"""Column: whether the row yields the event."""


class Drafts:
    """Writes the drafts of a batch, and notes words that are odd but no fault."""

    def __init__(self, mapping: FeedMapping, vocabulary: Vocabulary, review: Review, clocks: Clocks) -> None:
        self._mapping, self._vocabulary, self._review, self._clocks = mapping, vocabulary, review, clocks
        self._odd: dict[tuple[str, str], list[pl.DataFrame]] = {}

    def draft(self, rule: EventRule) -> pl.DataFrame:
        """One line for each row of the batch; `PRESENT` says which of them are events."""
        review = self._review
        if rule.required:
            review.refuse(review.text(rule.at).is_null(), rule.at, review.text(rule.at), EMPTY)
        at = read_instants(review, rule.at, self._mapping)
        times = self._clocks.timed(review, rule.at, at)
        present = at.is_not_null() & (review.text(rule.when).is_not_null() if rule.when else True)
        kind, code = self._kind(rule, present)
        present &= kind.is_not_null()
        attributes = {name: self._attribute(name, cell) for name, cell in rule.attributes.items()}
        self._check_period(rule, attributes)
        return times.select("at", "recorded_at").with_columns(
            kind.alias("kind"),
            self._name("site", rule.site, present).alias("site"),
            self._name("person", rule.person, present).alias("person"),
            present.alias(PRESENT),
            *self._extras(attributes, {**code, "claimed_at": times["claimed_at"]}),
        )

    def findings(self) -> list[Finding]:
        """The odd words of the rows that are accepted, once all of them have been checked."""
        good = (~self._review.bad).arg_true().implode()
        found: list[Finding] = []
        for (what, right), noted in self._odd.items():
            words = pl.concat(noted).unique().filter(pl.col("row").is_in(good))
            counted = words.group_by("word").len().sort("len", "word", descending=[True, False])
            found += _told(counted, what, right)
        return found

    def _kind(self, rule: EventRule, present: pl.Series) -> tuple[pl.Series, dict[str, pl.Series]]:
        """The kind of each row (null: no event), and the code and its system where nobody mapped it."""
        if rule.kind_from is None:
            return self._review.constant(rule.kind), {}
        code = self._code(rule.kind_from)
        self._review.refuse(present & code.is_null(), rule.kind_from.columns[0], code, EMPTY)
        words = {**dict.fromkeys(rule.kind_from.drop), **rule.kind_from.words}
        kind = code.replace_strict(list(words), list(words.values()), default=UNKNOWN, return_dtype=pl.String)
        foreign = code.set((kind != UNKNOWN).fill_null(True), None)
        right = "add it under 'kind_from: map'; read as unknown till then"
        self._note(foreign, present, "code {} is mapped to no event kind", right)
        system = self._review.constant(rule.kind_from.system or None).set(foreign.is_null(), None)
        return kind, {"code": foreign, "system": system}

    def _code(self, source: KindSource) -> pl.Series:
        code = self._review.text(source.columns[0])
        for column in source.columns[1:]:
            code = code.fill_null(self._review.text(column))
        return code

    def _note(self, words: pl.Series, present: pl.Series, what: str, right: str) -> None:
        """Note the words of those rows that yield the event; null stands where nothing is odd."""
        noted = words.alias("word").to_frame().with_row_index("row").filter(present).drop_nulls()
        self._odd.setdefault((what, right), []).append(noted)

    def _name(self, role: str, cell: Cell | None, present: pl.Series) -> pl.Series:
        """A site or person: the code claimed for the written name, or the text as it stands."""
        if cell is None:
            return self._review.constant(None)
        text, claimed = written(self._review, cell), self._mapping.names.get(role, {})
        if not claimed:
            return text
        strangers = text.set(text.is_in([*claimed, *claimed.values()]).fill_null(True), None)
        self._note(strangers, present, f"{role} {{}} is claimed by nobody", f"add it under 'names: {role}'")
        return text.replace(list(claimed), list(claimed.values()))

    def _check_period(self, rule: EventRule, attributes: dict[str, pl.Series]) -> None:
        """A period ends after it began."""
        if {"period_from", "period_to"} <= attributes.keys():
            ends = rule.attributes["period_to"]
            fault = ("the period ends before it begins", "the end after the beginning, in one time zone")
            backwards = attributes["period_to"] < attributes["period_from"]
            self._review.refuse(backwards, ends.column or "", written(self._review, ends), fault)

    def _attribute(self, name: str, cell: Cell) -> pl.Series:
        return attribute(self._review, cell, self._vocabulary.attributes[name], self._mapping)

    def _extras(self, attributes: dict[str, pl.Series], own: dict[str, pl.Series]) -> list[pl.Series]:
        """Typed columns for words of the vocabulary, and everything else as JSON in `attrs`."""
        known = {name: values for name, values in own.items() if name in self._vocabulary.attributes}
        rest = {column: self._review.text(column) for column in self._mapping.keep}
        rest |= {name: values.cast(pl.String) for name, values in own.items() if name not in known}
        typed = {name: values for name, values in {**known, **attributes}.items() if values.null_count() < len(values)}
        return [
            *(values.alias(name) for name, values in typed.items()),
            _json(rest, self._review.height).alias("attrs"),
        ]


def _told(counted: pl.DataFrame, what: str, right: str) -> list[Finding]:
    """A finding for each of the most frequent words; the others, if any, together."""
    findings = [Finding(what.format(f"'{word}'"), right, count) for word, count in counted.head(_NAMED).rows()]
    others = counted.slice(_NAMED)
    if others.height:
        findings.append(Finding(what.format(f"others ({others.height})"), right, int(others["len"].sum())))
    return findings


def _json(columns: dict[str, pl.Series], height: int) -> pl.Series:
    """One JSON object for each row, of what the row itself holds; null where it holds nothing."""
    if not columns:
        return pl.repeat(None, height, dtype=pl.String, eager=True)
    members = [
        pl.when(pl.col(name).is_not_null()).then(
            pl.struct(name).struct.json_encode().str.strip_chars_start("{").str.head(-1)
        )
        for name in columns
    ]
    joined = pl.concat_str(members, separator=",", ignore_nulls=True)
    return pl.DataFrame(columns).select(pl.when(joined != "").then(pl.lit("{") + joined + pl.lit("}"))).to_series()
