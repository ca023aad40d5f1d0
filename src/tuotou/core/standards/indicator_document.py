"""Reads an indicator's document: YAML in, an `Indicator` or every problem with its line and column out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

import yaml

from tuotou.core.document import Fields, Problem, read, suggest
from tuotou.core.standards.handbook import Handbook
from tuotou.core.standards.heading import dates_of, id_of, rows_of, sources, subject_of, version_of
from tuotou.core.standards.indicator import BETTER, COUNTS, FORMS, LANE, ROUTE, Held, Indicator
from tuotou.core.standards.indicator_term import Terms
from tuotou.core.standards.indicator_unit import AMOUNTS, SHARES, TIMES, UNITS
from tuotou.core.standards.role import ROLES
from tuotou.core.standards.selector import condition
from tuotou.core.standards.standard import STATUSES
from tuotou.core.standards.wall_clock import CHINA

LONGEST: Final = 40
"""Lines a document may have, as for standards."""

FIGURES: Final = ("mean", "p10", "p25", "p50", "p75", "p90", "p95", "p99")


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
        form = self._form()
        subject = subject_of(fields, self.vocabulary)
        published, effective, until, _ = dates_of(fields, CHINA)
        head = Indicator(
            id=id_of(fields),
            version=version_of(fields),
            form=form,
            subject=subject,
            status=fields.choice("status", STATUSES),
            rows=rows_of(fields),
            owner=fields.choice("owner", tuple(ROLES)),
            title=fields.bilingual("title"),
            formula=fields.bilingual("formula"),
            excludes=fields.bilingual("excludes"),
            sources=sources(fields),
            published=published,
            effective=effective,
            until=until,
            unit=fields.choice("unit", tuple(UNITS[form] if form else {**SHARES, **AMOUNTS})),
            better=fields.choice("better", BETTER),
            calendar=self._calendar(),
            least=fields.integer("min", 30),
            target=None if fields.node("target") is None else fields.number("target"),
        )
        if not form:
            return head
        self.terms = Terms(fields, self.handbook, subject)
        found = _FORMS[form](self, head)
        found = replace(found, by=self._by(found))
        fields.finish()
        return found

    def _form(self) -> str:
        """The form, or nothing where it is none: which words belong to it cannot be told then."""
        form = self.fields.text("form")
        if form and form not in FORMS:
            self.fields.problem("form", f"'form' cannot be '{form}'", suggest(form, FORMS))
        return form if form in FORMS else ""

    def share(self, head: Indicator) -> Indicator:
        """A share of promises, of events, or of what was over in time."""
        of = self._node("of", "what it is a share of: [hub-sorted-8h], {kind: signed}, or {from: a, to: b}")
        if of is None:
            return head
        if not isinstance(of, yaml.MappingNode):
            promised = self.terms.promised(self.fields, self.fields.choice("counts", tuple(COUNTS), "kept"))
            return replace(head, count=promised, per=replace(promised, counts="counted"))
        if "from" in Fields(of, self.fields.file, []):
            within = self.terms.in_time(of, self.fields)
            return replace(head, count=within, per=replace(within, late=True))
        events = self.terms.events(of)
        test = condition(self.fields, "if", self.terms.ground(events.subject, events.selector))
        if test is None:
            self.fields.missing("if", "which of the events count, for example if: kind != 'attempt_failed'")
        per = replace(events, test=test, known=test is not None)
        return replace(head, count=replace(events, test=test), per=per)

    def rate(self, head: Indicator) -> Indicator:
        """One count for so many of another."""
        found = self.count(head)
        node = self._node("per", "what it is counted for, for example per: {kind: accepted}")
        return replace(found, per=None if node is None else self.terms.count(node))

    def count(self, head: Indicator) -> Indicator:
        """A plain count."""
        node = self._node("count", "what is counted, for example count: {kind: damaged, first: true}")
        return replace(head, count=None if node is None else self.terms.count(node))

    def values(self, head: Indicator) -> Indicator:
        """A mean or percentiles."""
        fields = self.fields
        node = self._node("of", "what is measured: [hub-sorted-8h], {from: a, to: b}, or {kind: rated, value: score}")
        figures = fields.words("figures")
        fields.missing("figures", f"which figures, for example [p50, p90]; of {', '.join(FIGURES)}")
        for word in figures:
            if word not in FIGURES:
                fields.problem("figures", f"there is no figure '{word}'", suggest(word, FIGURES))
        values = None if node is None else self.terms.values(node)
        if values is not None and not isinstance(values, Held) and head.unit not in TIMES:
            fields.problem("unit", "this is measured in time", "write unit: h, min or d")
        return replace(head, values=values, figures=figures)

    def _node(self, name: str, right: str) -> yaml.Node | None:
        self.fields.missing(name, right)
        return self.fields.node(name)

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
            right = f"site, person, lane, an attribute, or a fact such as {found.subject}.product"
            if (dot and owner != found.subject) or any(one not in self.vocabulary.attributes for one in wanted):
                self.fields.problem("by", f"nothing can be told by '{word}'", right)
            elif word == name and not self._carried(word, found):
                right = f"write {found.subject}.{word} for what the trail knows"
                self.fields.problem("by", f"'{word}' is carried by nothing that is counted", right)
        return words

    def _carried(self, word: str, found: Indicator) -> bool:
        """Whether an event at which something is counted may carry it."""
        return word == LANE or not (kinds := self.terms.kinds(found)) or self.terms.carried(word, kinds)


_FORMS: Final[Mapping[str, Callable[[_Reader, Indicator], Indicator]]] = {
    "share": _Reader.share,
    "rate": _Reader.rate,
    "count": _Reader.count,
    "values": _Reader.values,
}
