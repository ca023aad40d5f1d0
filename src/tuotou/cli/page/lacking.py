"""What the data would have to hold to be judged by more: the events that silent standards wait for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Final

import polars as pl

from tuotou.cli.page.markup import Node, both, element, inner, said
from tuotou.cli.page.number import counted
from tuotou.cli.page.subject import Subject
from tuotou.cli.page.table import Column, table
from tuotou.core.standards.selector import kinds_of
from tuotou.core.standards.standard import Standard
from tuotou.core.trail.vocabulary import Vocabulary

TOLD: Final = 10
COLUMNS: Final = (
    Column("事件", "Event", "name"),
    Column("起算的标准数", "Standards it begins", "number"),
    Column("例如", "For example", "long"),
)


def lacking(subject: Subject) -> Node:
    """Standards that nothing opened: by the event that would open most of them, then all by name."""
    report = subject.report
    silent = [one for one in report.silent if one.effective <= report.as_of]
    later = [one for one in report.silent if one.effective > report.as_of]
    n, m = counted(len(silent)), counted(len(later))
    return inner(
        (
            _events(silent, _seen(subject), subject.handbook.vocabulary),
            _named(both(f"{n} 项标准没有遇到起算事件", f"{n} standards met no event that opens them"), silent),
            _named(both(f"{m} 项标准当时尚未生效", f"{m} standards were not in force yet"), later),
        )
    )


def _named(head: Node, standards: Sequence[Standard]) -> Node:
    if not standards:
        return None
    names = [element("li", said(one.title), " ", element("small", one.id)) for one in standards]
    return element("details", element("summary", head), element("ul", names, class_="silent"), class_="behind")


def _seen(subject: Subject) -> set[str]:
    """The kinds that the data hold, as far as is known: of an archive, those that alone can have opened something."""
    opens = [kinds for line in subject.report.standards if len(kinds := kinds_of(line.standard.opens)) == 1]
    return set().union(*opens, subject.history.events["kind"].unique().cast(pl.String))


def _events(silent: Sequence[Standard], seen: set[str], vocabulary: Vocabulary) -> Node:
    every = ((kind, n) for kind, n in _openings(silent).most_common() if kind in vocabulary.kinds.keys() - seen)
    most = list(islice(every, TOLD))
    rows = [(_event(kind, vocabulary), counted(n), said(_first(silent, kind).title)) for kind, n in most]
    told = both(
        "数据里补上这些事件，能多判这么多项标准（另有条件的，还要条件里的字段）。",
        "With these events in the data so many more standards could be judged; some also need fields that they read.",
    )
    title = element("h3", both("补上什么数据最值", "Which data would tell most"))
    return inner((title, element("p", told, class_="note"), table(COLUMNS, rows))) if rows else None


def _openings(silent: Iterable[Standard]) -> Counter[str]:
    """Event kind → how many of the standards it begins; the first in the order of its name where equal."""
    found = Counter(kind for one in silent for kind in kinds_of(one.opens))
    return Counter(dict(sorted(found.items())))


def _first(silent: Iterable[Standard], kind: str) -> Standard:
    return next(one for one in silent if kind in kinds_of(one.opens))


def _event(kind: str, vocabulary: Vocabulary) -> Node:
    return [said(vocabulary.kinds[kind].title), " ", element("small", kind)]
