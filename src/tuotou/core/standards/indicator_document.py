"""Reads an indicator's document: YAML in, an `Indicator` or every problem with its line and column out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

import yaml

from tuotou.core.document import Fields, Problem, read, suggest
from tuotou.core.standards.condition import Ground
from tuotou.core.standards.deadline import ROLES, attribute, clock
from tuotou.core.standards.handbook import Handbook
from tuotou.core.standards.heading import dates_of, id_of, rows_of, sources, subject_of, version_of
from tuotou.core.standards.indicator import (
    BETTER,
    COUNTS,
    FORMS,
    LANE,
    ROUTE,
    TIMES,
    UNITS,
    Events,
    Held,
    Indicator,
    Promised,
    Span,
    Stock,
    Term,
    Took,
    Values,
)
from tuotou.core.standards.selector import condition, kinds_of, open_selector, selector
from tuotou.core.standards.standard import STATUSES, Selector, Standard
from tuotou.core.standards.wall_clock import CHINA

LONGEST: Final = 40
"""Lines a document may have, as for standards."""

_PERCENTILES: Final = ("p10", "p25", "p50", "p75", "p90", "p95", "p99")
FIGURES: Final = ("mean", *_PERCENTILES)


def read_indicators(texts: Mapping[str, str], handbook: Handbook) -> tuple[tuple[Indicator, ...], list[Problem]]:
    """The indicators of some documents (file → text) by id and version, and all that is wrong with them."""
    found: dict[tuple[str, int], Indicator] = {}
    problems: list[Problem] = []
    for file, text in texts.items():
        fields, theirs = read(text, file)
        if fields is not None:
            one = _Reader(fields, handbook).indicator()
            _check_lines(text, fields)
            if (one.id, one.version) in found:
                fields.problem("version", f"'{one.id}' has version {one.version} twice", "give it another number")
            if one.id in handbook.by_id:
                fields.problem("id", f"a standard is called '{one.id}' already", "give the indicator a name of its own")
            found[one.id, one.version] = one
        problems += theirs
    return tuple(found[key] for key in sorted(found)), sorted(set(problems))


def _check_lines(text: str, fields: Fields) -> None:
    lines = len(text.splitlines())
    if lines > LONGEST:
        what = f"the document has {lines} lines"
        fields.problems.append(Problem(fields.file, LONGEST + 1, 1, what, f"at most {LONGEST}"))


class _Reader:
    """One document while it is read."""

    def __init__(self, fields: Fields, handbook: Handbook) -> None:
        self.fields, self.handbook, self.vocabulary = fields, handbook, handbook.vocabulary

    def indicator(self) -> Indicator:
        """The indicator, broken or not."""
        fields = self.fields
        form = fields.choice("form", FORMS)
        subject = subject_of(fields, self.vocabulary)
        published, effective, until, _ = dates_of(fields, CHINA)
        head = Indicator(
            id=id_of(fields),
            version=version_of(fields),
            form=form,
            subject=subject,
            status=fields.choice("status", STATUSES),
            rows=rows_of(fields),
            owner=fields.choice("owner", ROLES),
            title=fields.bilingual("title"),
            formula=fields.bilingual("formula"),
            excludes=fields.bilingual("excludes"),
            sources=sources(fields),
            published=published,
            effective=effective,
            until=until,
            unit=fields.choice("unit", tuple(UNITS[form])),
            better=fields.choice("better", BETTER),
            calendar=self._calendar(),
            least=fields.integer("min", 30),
            target=fields.number("target") if "target" in fields else None,
        )
        found = _FORMS[form](self, head)
        found = replace(found, by=self._by(found))
        fields.finish()
        return found

    def share(self, head: Indicator) -> Indicator:
        """A share of promises, or of events."""
        of = self._node("of", "the promises or events that it is a share of: [hub-sorted-8h], or {kind: signed}")
        if of is None:
            return head
        if isinstance(of, yaml.MappingNode):
            events = self._events(of, head.subject)
            test = condition(self.fields, "if", self._ground(events.subject, events.selector))
            if test is None:
                self.fields.missing("if", "which of the events count, for example if: kind != 'attempt_failed'")
            return replace(
                head, count=replace(events, test=test), per=replace(events, test=test, known=test is not None)
            )
        counts = self.fields.choice("counts", tuple(COUNTS), "kept")
        promised = Promised(self._standards(self.fields, "of"), self._where(self.fields, "of"), counts)
        return replace(head, count=promised, per=replace(promised, counts="counted"))

    def rate(self, head: Indicator) -> Indicator:
        """One count for so many of another."""
        found = self.count(head)
        node = self._node("per", "what it is counted for, for example per: {kind: accepted}")
        return replace(found, per=None if node is None else self._term(node, head.subject))

    def count(self, head: Indicator) -> Indicator:
        """A plain count."""
        node = self._node("count", "what is counted, for example count: {kind: damaged, first: true}")
        return replace(head, count=None if node is None else self._term(node, head.subject))

    def values(self, head: Indicator) -> Indicator:
        """A mean or percentiles."""
        fields = self.fields
        node = self._node("of", "what is measured: [hub-sorted-8h], {from: a, to: b}, or {kind: rated, value: score}")
        figures = fields.words("figures")
        fields.missing("figures", f"which figures, for example [p50, p90]; of {', '.join(FIGURES)}")
        for word in figures:
            if word not in FIGURES:
                fields.problem("figures", f"there is no figure '{word}'", suggest(word, FIGURES))
        values = None if node is None else self._values(node, head.subject)
        if values is not None and not isinstance(values, Held) and head.unit not in TIMES:
            fields.problem("unit", "this is measured in time", "write unit: h, min or d")
        return replace(head, values=values, figures=figures)

    def _values(self, node: yaml.Node, subject: str) -> Values:
        if not isinstance(node, yaml.MappingNode):
            return Took(self._standards(self.fields, "of", ("within",)), self._where(self.fields, "of"))
        inner = Fields(node, self.fields.file, self.fields.problems)
        if "value" not in inner:
            subject = subject_of(inner, self.vocabulary, subject)
            begins, ends = self._selector(inner, "from", subject), self._selector(inner, "to", subject)
            inner.finish()
            return Span(subject, begins, ends)
        name = inner.text("value")
        events = self._events(node, subject, ("value",))
        attribute(inner, "value", name, self._ground(events.subject, events.selector))
        known = self.vocabulary.attributes.get(name)
        if known is not None and known.type not in ("number", "integer"):
            inner.problem("value", f"'{name}' holds {known.type}", "name an attribute that holds a number")
        return Held(events, name)

    def _term(self, node: yaml.Node, subject: str) -> Term | None:
        inner = self.fields.inner(node, "what is counted")
        if inner is None:
            return None
        if "of" in inner:
            found = Promised(
                self._standards(inner, "of"),
                self._where(inner, "of"),
                inner.choice("counts", tuple(COUNTS), "not_kept"),
            )
            inner.finish()
            return found
        if "stock" in inner:
            subject = subject_of(inner, self.vocabulary, subject)
            begins, ends = self._selector(inner, "stock", subject), self._selector(inner, "until", subject)
            stock = Stock(subject, begins, ends, clock(inner, "older") or 0)
            inner.finish()
            return stock
        return self._events(node, subject)

    def _events(self, node: yaml.Node, subject: str, taken: Sequence[str] = ()) -> Events:
        """`{kind, where, first, subject}`; the caller has taken the words `taken`."""
        peek = Fields(node, self.fields.file, []) if isinstance(node, yaml.MappingNode) else None
        named = peek.text("subject", subject) if peek is not None else subject
        found, inner = open_selector(self.fields, node, self._ground(named))
        if inner is None:
            return Events(subject, found)
        events = Events(subject_of(inner, self.vocabulary, subject), found, inner.flag("first"))
        for name in taken:
            inner.node(name)
        inner.finish()
        return events

    def _selector(self, inner: Fields, name: str, subject: str) -> Selector:
        inner.missing(name, "an event kind, or {kind: [a, b], where: …}")
        return selector(inner, name, self._ground(subject)) or Selector(())

    def _ground(self, subject: str, *found: Selector) -> Ground:
        return Ground(self.vocabulary, subject, kinds_of(found))

    def _node(self, name: str, right: str) -> yaml.Node | None:
        self.fields.missing(name, right)
        return self.fields.node(name)

    def _standards(self, fields: Fields, name: str, forms: Sequence[str] = ()) -> tuple[str, ...]:
        """Ids of standards over events; trials are in no indicator, but may come into force (kernel rule 35)."""
        words = fields.words(name)
        for word in words:
            standard = self._newest(word)
            if standard is None:
                fields.problem(name, f"there is no standard '{word}'", suggest(word, sorted(self.handbook.by_id)))
            elif standard.form == "share":
                fields.problem(name, f"'{word}' is a share itself", "name the standards that it counts")
            elif forms and standard.form not in forms:
                right = "name standards of form within"
                fields.problem(name, f"promises of form '{standard.form}' take no time", right)
        return words

    def _newest(self, word: str) -> Standard | None:
        versions = self.handbook.by_id.get(word, ())
        return versions[-1] if versions else None

    def _where(self, fields: Fields, name: str) -> str | None:
        """The condition on the events that open the promises, checked for each of their subjects."""
        fields.node("where")  # taken even where the standards are none
        standards = [one for word in fields.words(name) if (one := self._newest(word)) is not None]
        if "where" in fields and any(one.form == "at_most" for one in standards):
            right = "leave out where, or the standard"
            fields.problem("where", "a standard that counts over many subjects takes no condition", right)
        found = None
        for subject in dict.fromkeys(one.subject for one in standards):
            mine = [selector for one in standards if one.subject == subject for selector in one.opens]
            found = condition(fields, "where", self._ground(subject, *mine))
        return found

    def _calendar(self) -> str:
        name, known = self.fields.text("calendar", "cn-express"), self.handbook.calendars
        if name not in known:
            self.fields.problem("calendar", f"there is no calendar '{name}'", suggest(name, sorted(known)))
        return name

    def _by(self, found: Indicator) -> tuple[str, ...]:
        words = self.fields.words("by")
        for word in words:
            owner, dot, name = word.rpartition(".")
            if word in ("site", "person"):
                continue
            wanted = ROUTE if word == LANE else (name,)
            if (dot and owner != found.subject) or any(one not in self.vocabulary.attributes for one in wanted):
                right = f"site, person, lane, an attribute, or a fact such as {found.subject}.product"
                self.fields.problem("by", f"nothing can be told by '{word}'", right)
        return words


_FORMS: Final[Mapping[str, Callable[[_Reader, Indicator], Indicator]]] = {
    "share": _Reader.share,
    "rate": _Reader.rate,
    "count": _Reader.count,
    "values": _Reader.values,
}
