"""A mapping document: YAML text in, a `FeedMapping` out, checked against the vocabulary.

Every problem is reported with its line and column; a mapping with a problem is not handed on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml

from tuotou.core.document import Fields, Problem, duration, read, suggest
from tuotou.core.trail.vocabulary import CODE_SYSTEMS, Kind, Vocabulary
from tuotou.feeds.mapping import Cell, EventRule, FeedMapping, KindSource, Layout, Recorded, Subject, Times

ENCODINGS: Final = ("auto", "utf-8", "gb18030")
DELIMITERS: Final = ("auto", ",", "tab", ";", "|")
EVERYWHERE: Final = ("claimed_at", "sent_at")  # attributes that any event may carry
EPOCHS: Final = ("epoch s", "epoch ms", "excel")
_LAG: Final = re.compile(r"at\s*\+\s*(.+)")
_DIRECTIVE: Final = re.compile(r"%[-_0]?[.:#\d]*.?", re.S)
_KNOWN: Final = re.compile(r"%(?:[-_0]?[YCyqmbBhdeaAwujUWGgVDxFvHkIlPpMSfRTXrZzscnt%+]|\.\d?f|\df|:{1,3}z|#z)")
_HAS_YEAR: Final = re.compile(r"%[YyFDc]")
_HAS_HOUR: Final = re.compile(r"%[HITRrXc]")


def parse_mapping(text: str, file: str, vocabulary: Vocabulary) -> tuple[FeedMapping | None, list[Problem]]:
    """The mapping, or None with every problem of the document."""
    fields, problems = read(text, file)
    if fields is None:
        return None, problems
    mapping = _Parser(fields, vocabulary).mapping()
    return (None if problems else mapping), problems


class _Parser:
    """One document on its way to a `FeedMapping`."""

    def __init__(self, fields: Fields, vocabulary: Vocabulary) -> None:
        self.fields, self.vocabulary = fields, vocabulary

    def mapping(self) -> FeedMapping:
        fields = self.fields
        name, title = fields.text("mapping"), fields.bilingual("title")
        source, subject, shared = self._source(), self._subject(), self._shared(fields)
        mapping = FeedMapping(
            name=name,
            title=title,
            source=source,
            subject=subject,
            recorded=self._recorded(),
            events=self._events(subject, shared),
            layout=_layout(fields.fields("table")),
            times=self._times(source),
            sent_at=fields.text("sent_at", "") or None,
            id_column=fields.text("id", "") or None,
            key=fields.words("key"),
            snapshot=fields.flag("snapshot"),
            keep=fields.words("keep"),
            order=fields.words("order"),
            aliases=_aliases(fields.fields("aliases")),
            names=_names(fields.fields("names")),
        )
        self._check(mapping)
        fields.finish()
        return mapping

    def _source(self) -> str:
        source = self.fields.text("source")
        if source and source not in self.vocabulary.sources:
            right = suggest(source, sorted(self.vocabulary.sources))
            self.fields.problem("source", f"'{source}' is no source of the vocabulary", right)
        return source

    def _subject(self) -> Subject:
        inner = self.fields.fields("subject")
        if inner is None:
            self.fields.missing("subject", "write {kind: parcel, column: …}")
            return Subject("", ())
        kind = inner.choice("kind", sorted(self.vocabulary.subjects))
        subject = Subject(kind, inner.words("column"), _cell(inner, "prefix", constant=True))
        inner.missing("column", "the column that holds its number")
        inner.finish()
        return subject

    def _recorded(self) -> Recorded:
        text = self.fields.text("recorded")
        found = _LAG.fullmatch(text)
        if not found:
            return Recorded(column=text)
        lag = duration(found[1]) if found[1] != "0" else duration("0 s")
        if lag is None or lag.unit != "clock":
            self.fields.problem("recorded", f"'{found[1]}' is no lag", "a column, or at + 0, at + 30 min, at + 2 h")
            return Recorded()
        return Recorded(lag=lag.amount)

    def _times(self, source: str) -> Times:
        known = self.vocabulary.sources.get(source)
        day = known is not None and known.precision == "day"
        inner = self.fields.fields("time")
        if inner is None:
            return Times(day=day)
        year = inner.integer("year", 0) or None
        times = Times(_zone(inner), inner.words("formats"), year, day)
        for text in times.formats:
            _check_format(inner, text, times)
        inner.finish()
        return times

    def _shared(self, fields: Fields) -> EventRule:
        """Site, person and attributes that every event of a row carries."""
        return EventRule(
            "", site=_cell(fields, "site"), person=_cell(fields, "person"), attributes=self._given(fields, None)
        )

    def _events(self, subject: Subject, shared: EventRule) -> tuple[EventRule, ...]:
        inner = [self.fields.inner(node, "an event") for node in self.fields.each("events")]
        rules = [self._event(fields, subject, shared) for fields in inner if fields is not None]
        if not inner:
            self.fields.missing("events", "list at least one {kind: …, at: COLUMN}")
        labels = [rule.label for rule in rules]
        for label in sorted({label for label in labels if labels.count(label) > 1}):
            self.fields.problem(
                "events", f"two events are called '{label or 'kind_from'}'", "give each a name of its own"
            )
        return tuple(rules)

    def _event(self, fields: Fields, subject: Subject, shared: EventRule) -> EventRule:
        kind = fields.text("kind", "") or None
        own = self._given(fields, kind)
        rule = EventRule(
            at=fields.text("at"),
            name=fields.text("name", ""),
            kind=kind,
            kind_from=self._kind_source(fields, subject),
            when=fields.text("when", "") or None,
            required=fields.flag("required"),
            site=_cell(fields, "site") or shared.site,
            person=_cell(fields, "person") or shared.person,
            attributes={**self._carried(shared.attributes, kind), **own},
        )
        if kind:
            self._check_kind(fields, "kind", kind, subject.kind)
        if (kind is None) == (rule.kind_from is None):
            fields.problem("kind", "an event has either 'kind' or 'kind_from'", "write one of the two")
        fields.finish()
        return rule

    def _kind_source(self, fields: Fields, subject: Subject) -> KindSource | None:
        inner = fields.fields("kind_from")
        if inner is None:
            return None
        columns, system = inner.words("column"), inner.choice("system", CODE_SYSTEMS, "")
        if not columns:
            inner.missing("column", "the column or columns that hold the code")
        words, drop = _words(inner, "map"), inner.words("drop")
        for kind in words.values():
            self._check_kind(inner, "map", kind, subject.kind)
        inner.finish()
        own = self.vocabulary.own_codes.get(system or self.fields.text("mapping"), {})
        theirs = {code: kind for code, kind in words.items() if code not in own}
        foreign = {**(self.vocabulary.foreign(system) if system else {}), **own}
        kinds = self.vocabulary.kinds
        ours = {code: kind for code, kind in foreign.items() if kind and subject.kind in kinds[kind].subjects}
        return KindSource(columns, {**ours, **theirs}, frozenset(drop) - set(own), system)

    def _check_kind(self, fields: Fields, name: str, kind: str, subject: str) -> None:
        known: Kind | None = self.vocabulary.kinds.get(kind)
        if known is None:
            fields.problem(
                name, f"'{kind}' is no event kind of the vocabulary", suggest(kind, list(self.vocabulary.kinds))
            )
        elif subject and subject not in known.subjects:
            right = f"'{kind}' happens to: {', '.join(known.subjects)}"
            fields.problem(name, f"'{kind}' does not happen to a {subject}", right)

    def _carried(self, shared: Mapping[str, Cell], kind: str | None) -> Mapping[str, Cell]:
        """Of the shared attributes those that the kind carries; all where the kind depends on the row."""
        known = self.vocabulary.kinds.get(kind or "")
        return {name: cell for name, cell in shared.items() if known is None or name in known.attributes}

    def _given(self, fields: Fields, kind: str | None) -> Mapping[str, Cell]:
        inner = fields.fields("attributes")
        if inner is None:
            return {}
        known = self.vocabulary.kinds.get(kind or "")
        carried = [*known.attributes, *EVERYWHERE] if known else sorted(self.vocabulary.attributes)
        for name in inner.names():
            if name not in carried:
                right = f"{suggest(name, carried)}; or list the column under 'keep'"
                inner.problem(name, f"'{name}' is no attribute of {kind or 'the vocabulary'}", right)
        cells = {name: _cell(inner, name) for name in inner.names()}
        return {name: cell for name, cell in cells.items() if cell is not None}

    def _check(self, mapping: FeedMapping) -> None:
        fields = self.fields
        if bool(mapping.id_column) == bool(mapping.key):
            fields.problem(
                "id", "a mapping has either 'id' or 'key'", "id: COLUMN, or key: [COLUMN, …] that tell rows apart"
            )
        if mapping.snapshot and mapping.recording_assumed:
            fields.problem("recorded", "a snapshot needs the time of each push", "recorded: COLUMN that holds it")
        labels = [rule.label for rule in mapping.events]
        for label in mapping.order:
            if label not in labels:
                fields.problem(
                    "order", f"'{label}' is no event of this mapping", suggest(label, [x for x in labels if x])
                )


def _layout(fields: Fields | None) -> Layout:
    if fields is None:
        return Layout()
    layout = Layout(
        sheets=fields.words("sheets"),
        header=fields.integer("header", 1),
        skip=fields.integer("skip", 0),
        encoding=fields.choice("encoding", ENCODINGS, "auto"),
        delimiter=fields.choice("delimiter", DELIMITERS, "auto").replace("tab", "\t"),
        records=fields.words("records"),
        empty=fields.words("empty"),
    )
    if layout.header not in (1, 2):
        fields.problem(
            "header", f"'header' cannot be {layout.header}", "1, or 2 for a merged row of groups above the names"
        )
    fields.finish()
    return layout


def _zone(fields: Fields) -> str:
    zone = fields.text("zone", "Asia/Shanghai")
    try:
        return ZoneInfo(zone).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        fields.problem("zone", f"'{zone}' is no time zone", "for example Asia/Shanghai")
        return "Asia/Shanghai"


def _check_format(fields: Fields, text: str, times: Times) -> None:
    if text in EPOCHS:
        return
    if "%" not in text:
        fields.problem(
            "formats", f"'{text}' is no time format", f'for example "%Y-%m-%d %H:%M:%S", or {", ".join(EPOCHS)}'
        )
    elif unknown := next((each for each in _DIRECTIVE.findall(text) if not _KNOWN.fullmatch(each)), None):
        right = 'for example "%Y-%m-%d %H:%M:%S"; %% is a percent sign'
        fields.problem("formats", f"'{unknown}' stands for nothing in a time format", right)
    elif not _HAS_YEAR.search(text) and times.year is None:
        fields.problem("formats", f"'{text}' has no year", "add the year the file is of, for example year: 2022")
    elif not times.day and not _HAS_HOUR.search(text):
        right = "take a source of precision day, which serves only standards counted in days"
        fields.problem("formats", f"'{text}' has no time of day", right)


def _cell(fields: Fields, name: str, *, constant: bool = False) -> Cell | None:
    """A field that is a column's name (or, with `constant`, a text), or {column | value, map, prefix, factor}."""
    node = fields.node(name)
    if node is None:
        return None
    if not isinstance(node, yaml.MappingNode):
        word = fields.text(name)
        return Cell(value=word) if constant else Cell(column=word)
    inner = Fields(node, fields.file, fields.problems)
    cell = Cell(
        column=inner.text("column", "") or None,
        value=inner.text("value", "") or None,
        words=_words(inner, "map"),
        prefix=inner.text("prefix", ""),
        factor=inner.number("factor", 1.0),
        only=inner.flag("only"),
    )
    if (cell.column is None) == (cell.value is None):
        fields.problem(name, f"'{name}' has either a column or a value", "write {column: …} or {value: …}")
    inner.finish()
    return cell


def _words(fields: Fields, name: str) -> Mapping[str, str]:
    inner = fields.fields(name)
    return {} if inner is None else {word: inner.text(word) for word in inner.names()}


def _aliases(fields: Fields | None) -> Mapping[str, str]:
    """Other spelling → column name."""
    if fields is None:
        return {}
    return {other: column for column in fields.names() for other in fields.words(column)}


def _names(fields: Fields | None) -> Mapping[str, Mapping[str, str]]:
    if fields is None:
        return {}
    names = {role: _words(fields, role) for role in ("site", "person")}
    fields.finish()
    return names
