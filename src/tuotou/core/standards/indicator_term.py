"""Reads what an indicator counts or measures: events, promises, a stock, what lies between two events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import yaml

from tuotou.core.document import Fields, suggest
from tuotou.core.standards.condition import Ground
from tuotou.core.standards.deadline import attribute, clock
from tuotou.core.standards.handbook import Handbook
from tuotou.core.standards.heading import subject_of
from tuotou.core.standards.indicator import (
    COUNTS,
    LIFE,
    MISSED,
    SITE,
    Events,
    Held,
    Indicator,
    InTime,
    Point,
    Promised,
    Span,
    Stock,
    Term,
    Took,
    Values,
)
from tuotou.core.standards.selector import condition, kinds_of, open_selector
from tuotou.core.standards.standard import Selector, Standard

_NUMBERS: Final = ("number", "integer")


class Terms:
    """Reads the terms of one document."""

    def __init__(self, fields: Fields, handbook: Handbook, subject: str) -> None:
        self.fields, self.handbook, self.subject = fields, handbook, subject
        self.vocabulary = handbook.vocabulary

    def count(self, node: yaml.Node) -> Term | None:
        """A kind, `{kind: …}`, `{kind: …, value: …}`, `{of: [standards], counts: …}` or `{stock: …, until: …}`."""
        if isinstance(node, yaml.ScalarNode):
            return self.events(node)
        inner = self.fields.inner(node, "what is counted")
        if inner is None:
            return None
        if "of" in inner:
            found = self.promised(inner, inner.choice("counts", tuple(COUNTS), "not_kept"))
            inner.finish()
            return found
        if "stock" in inner:
            return self._stock(inner)
        return self._held(node, inner) if "value" in inner else self.events(node)

    def values(self, node: yaml.Node) -> Values:
        """`[standards]`, `{from: …, to: …}` or `{kind: …, value: …}`."""
        if not isinstance(node, yaml.MappingNode):
            return Took(self._standards(self.fields, ("within",)), self._where(self.fields))
        inner = Fields(node, self.fields.file, self.fields.problems)
        if "value" in inner:
            return self._held(node, inner)
        subject = subject_of(inner, self.vocabulary, self.subject)
        span = Span(subject, self._point(inner, "from", subject), self._point(inner, "to", subject), _outlives(inner))
        inner.finish()
        return span

    def in_time(self, node: yaml.MappingNode, fields: Fields) -> InTime:
        """`{from: …, to: …}`, and in the document's own field `within` how long it may take."""
        inner = Fields(node, fields.file, fields.problems)
        subject = subject_of(inner, self.vocabulary, self.subject)
        begins, ends, outlives = (
            self._point(inner, "from", subject), self._point(inner, "to", subject), _outlives(inner),
        )  # fmt: skip
        inner.finish()
        return InTime(subject, begins, ends, outlives, clock(fields, "within", required=True) or 0)

    def promised(self, fields: Fields, counts: str) -> Promised:
        """The promises of the standards that the field `of` names, where the field `where` is true."""
        found = Promised(self._standards(fields), self._where(fields), counts)
        if counts == MISSED:
            for one in found.of:
                standard = self._newest(one)
                if standard is not None and not any(keep.later for keep in standard.keep):
                    what = f"no later stage keeps a promise of '{one}', so its scan is never missed"
                    fields.problem("counts", what, "name standards whose keep says or_later: true")
        return found

    def events(self, node: yaml.Node, taken: Sequence[str] = ()) -> Events:
        """`{kind, where, first, outlives, answers, subject}`; the caller has taken the words `taken`."""
        peek = Fields(node, self.fields.file, []) if isinstance(node, yaml.MappingNode) else None
        named = peek.text("subject", self.subject) if peek is not None else self.subject
        found, inner = open_selector(self.fields, node, self.ground(named))
        if inner is None:
            return Events(self.subject, found)
        subject = subject_of(inner, self.vocabulary, self.subject)
        answers = inner.text("answers", "") or None
        if answers is not None:
            attribute(inner, "answers", answers, self.ground(subject, found), "text")
        events = Events(subject, found, _first(inner), _outlives(inner), answers)
        for name in taken:
            inner.node(name)
        inner.finish()
        return events

    def ground(self, subject: str, *found: Selector) -> Ground:
        """What conditions on such events stand on."""
        return Ground(self.vocabulary, subject, kinds_of(found))

    def kinds(self, found: Indicator) -> tuple[str, ...]:
        """The kinds of the events at which an indicator counts."""
        kinds: list[str] = []
        for term in found.terms():
            match term:
                case Events():
                    kinds += term.selector.kinds
                case Held():
                    kinds += term.events.selector.kinds
                case Promised() | Took():
                    kinds += (kind for one in term.of if (s := self._newest(one)) for kind in kinds_of(s.opens))
                case _:
                    kinds += term.begins.selector.kinds
        return tuple(kinds)

    def carried(self, word: str, kinds: Sequence[str]) -> bool:
        """Whether one of the kinds carries an attribute."""
        return Ground(self.vocabulary, self.subject, kinds).carried(word)

    def _stock(self, inner: Fields) -> Stock:
        subject = subject_of(inner, self.vocabulary, self.subject)
        begins, ends = self._point(inner, "stock", subject), self._point(inner, "until", subject)
        stock = Stock(subject, begins, ends, elsewhere=inner.flag("elsewhere"), older=clock(inner, "older") or 0)
        inner.finish()
        return stock

    def _held(self, node: yaml.Node, inner: Fields) -> Held:
        name = inner.text("value")
        events = self.events(node, ("value",))
        attribute(inner, "value", name, self.ground(events.subject, events.selector))
        known = self.vocabulary.attributes.get(name)
        if known is not None and known.type not in _NUMBERS:
            inner.problem("value", f"'{name}' holds {known.type}", "name an attribute that holds a number")
        return Held(events, name)

    def _point(self, inner: Fields, name: str, subject: str) -> Point:
        inner.missing(name, "an event kind, or {kind: [a, b], where: …}")
        node = inner.node(name)
        if node is None:
            return Point(Selector(()))
        found, words = open_selector(inner, node, self.ground(subject))
        if words is None:
            return Point(found)
        node = words.node("before")
        before = None if node is None else self._plain(words, node, subject)
        words.finish()
        return Point(found, before)

    def _plain(self, fields: Fields, node: yaml.Node, subject: str) -> Selector:
        found, words = open_selector(fields, node, self.ground(subject))
        if words is not None:
            words.finish()
        return found

    def _standards(self, fields: Fields, forms: Sequence[str] = ()) -> tuple[str, ...]:
        """Ids of standards over events; trials are in no indicator, but may come into force (kernel rule 35)."""
        words = fields.words("of")
        for word in words:
            standard = self._newest(word)
            if standard is None:
                fields.problem("of", f"there is no standard '{word}'", suggest(word, sorted(self.handbook.by_id)))
            elif standard.form == "share":
                fields.problem("of", f"'{word}' is a share itself", "name the standards that it counts")
            elif forms and standard.form not in forms:
                right = "name standards of form within"
                fields.problem("of", f"promises of form '{standard.form}' take no time", right)
        return words

    def _newest(self, word: str) -> Standard | None:
        versions = self.handbook.by_id.get(word, ())
        return versions[-1] if versions else None

    def _where(self, fields: Fields) -> str | None:
        """The condition on the events that open the promises, checked for each of their subjects."""
        fields.node("where")  # taken even where the standards are none
        standards = [one for word in fields.words("of") if (one := self._newest(word)) is not None]
        if "where" in fields and any(one.form == "at_most" for one in standards):
            right = "leave out where, or the standard"
            fields.problem("where", "a standard that counts over many subjects takes no condition", right)
        found = None
        for subject in dict.fromkeys(one.subject for one in standards):
            mine = [selector for one in standards if one.subject == subject for selector in one.opens]
            found = condition(fields, "where", self.ground(subject, *mine))
        return found


def _first(inner: Fields) -> str | None:
    """`first: true` of each life, or `first: site`: at each site on each life."""
    node = inner.node("first")
    if isinstance(node, yaml.ScalarNode) and node.value == SITE:
        return SITE
    return LIFE if inner.flag("first") else None


def _outlives(inner: Fields) -> bool:
    return inner.flag("outlives")
