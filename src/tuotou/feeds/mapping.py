"""A mapping: how the rows of one source's tables become events.

The dataclasses stand here; `mapping_document` reads them from YAML, `convert` applies them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from tuotou.core.document import Bilingual

ALL_SHEETS: Final = "all"


@dataclass(frozen=True, slots=True)
class Cell:
    """Where one value comes from: a column or a constant, and what is done to it on the way."""

    column: str | None = None
    value: str | None = None
    words: Mapping[str, str] = field(default_factory=dict)  # the source's word → ours
    prefix: str = ""
    factor: float = 1.0  # the source's unit × factor = the vocabulary's unit
    only: bool = False  # what `words` does not hold is nothing


@dataclass(frozen=True, slots=True)
class Layout:
    """How the table lies in its file."""

    sheets: tuple[str, ...] = ()  # Excel: none named = the first; ("all",) = every sheet
    header: int = 1  # header rows: 2 = a merged row of groups above the names, joined "group|name"
    skip: int = 0  # rows above the header
    encoding: str = "auto"
    delimiter: str = "auto"
    records: tuple[str, ...] = ()  # JSON: dotted paths of the list whose items are the rows; the first found
    empty: tuple[str, ...] = ()  # further cells that mean "nothing": "-", "\\N", …


@dataclass(frozen=True, slots=True)
class Times:
    """How the source writes instants: formats in the order of trial, the zone of naive ones."""

    zone: str = "Asia/Shanghai"
    formats: tuple[str, ...] = ()
    year: int | None = None  # for formats without a year
    day: bool = False  # dates only (kernel rule 5)


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose trail a row belongs to: prefix (a parcel's brand) + number."""

    kind: str
    number: tuple[str, ...]  # its column; several, joined by "-", where the source has no number
    prefix: Cell | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """When an imported row was learned: a column, or assumed as `at` + lag µs (kernel rule 3)."""

    column: str | None = None
    lag: int = 0


@dataclass(frozen=True, slots=True)
class KindSource:
    """The event kind read from codes: the first column that is not empty, then words, then a code system."""

    columns: tuple[str, ...]
    words: Mapping[str, str]  # the source's code → kind, code systems included
    drop: frozenset[str] = frozenset()  # codes that are no event
    system: str = ""


@dataclass(frozen=True, slots=True)
class EventRule:
    """One event that a row may yield."""

    at: str
    name: str = ""  # where one kind is read twice from a row
    kind: str | None = None  # or by `kind_from`
    kind_from: KindSource | None = None
    when: str | None = None  # only where this column is not empty
    required: bool = False  # an empty `at` makes the row bad, instead of yielding no event
    site: Cell | None = None
    person: Cell | None = None
    attributes: Mapping[str, Cell] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """What tells the events of one row apart; part of the event id."""
        return self.name or self.kind or ""

    def columns(self) -> Iterator[str]:
        """Every column the rule reads."""
        yield self.at
        yield from (self.kind_from.columns if self.kind_from else ())
        yield from [self.when] if self.when else []
        for cell in (self.site, self.person, *self.attributes.values()):
            if cell and cell.column:
                yield cell.column


@dataclass(frozen=True, slots=True)
class FeedMapping:
    """The whole document."""

    name: str
    title: Bilingual
    source: str
    subject: Subject
    recorded: Recorded
    events: tuple[EventRule, ...]
    layout: Layout = Layout()
    times: Times = Times()
    sent_at: str | None = None  # the device's own clock when it sent (kernel rule 12)
    id_column: str | None = None
    key: tuple[str, ...] = ()  # instead of an id (kernel rule 9)
    snapshot: bool = False  # each push sends the whole list again (kernel rule 9)
    keep: tuple[str, ...] = ()  # columns kept as JSON in `attrs`
    order: tuple[str, ...] = ()  # events (by kind or name) that must follow one another in a row
    aliases: Mapping[str, str] = field(default_factory=dict)  # other spelling → column name
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # site|person: written name → code

    @property
    def recording_assumed(self) -> bool:
        """Back-tests over such a history must say "recording times assumed" (kernel rule 3)."""
        return self.recorded.column is None

    def needed(self) -> tuple[str, ...]:
        """Columns without which no row can become an event."""
        must = [*self.subject.number, self.id_column, *self.key, self.sent_at, self.recorded.column]
        must += [column for rule in self.events for column in (rule.at, *_codes(rule))]
        return tuple(dict.fromkeys(column for column in must if column))

    def columns(self) -> tuple[str, ...]:
        """Every column that is read, needed ones first."""
        prefix = self.subject.prefix
        others = [column for rule in self.events for column in rule.columns()]
        others += [prefix.column] if prefix and prefix.column else []
        return tuple(dict.fromkeys([*self.needed(), *others, *self.keep]))


def _codes(rule: EventRule) -> tuple[str, ...]:
    """The code columns of which at least one must be there: the first stands for them."""
    return rule.kind_from.columns[:1] if rule.kind_from else ()
