"""What the data would have to hold to be judged by more: the events that silent standards wait for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from tuotou.cli.page.markup import Node, both, element, inner, said
from tuotou.cli.page.number import counted
from tuotou.cli.page.subject import Subject
from tuotou.cli.page.table import Column, table
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
    silent = subject.report.silent
    if not silent:
        return None
    head = both(
        f"{counted(len(silent))} 项标准没有遇到起算事件",
        f"{counted(len(silent))} standards met no event that opens them",
    )
    names = [element("li", said(one.title), " ", element("small", one.id)) for one in silent]
    every = element("details", element("summary", head), element("ul", names, class_="silent"), class_="behind")
    return inner((_events(silent, subject.handbook.vocabulary), every))


def _events(silent: Sequence[Standard], vocabulary: Vocabulary) -> Node:
    most = [each for each in _openings(silent).most_common(TOLD) if each[0] in vocabulary.kinds]
    rows = [(_event(kind, vocabulary), counted(n), said(_first(silent, kind).title)) for kind, n in most]
    told = both(
        "数据里补上这些事件，能多判这么多项标准（另有条件的，还要条件里的字段）。",
        "With these events in the data so many more standards could be judged; some also need fields that they read.",
    )
    title = element("h3", both("补上什么数据最值", "Which data would tell most"))
    return inner((title, element("p", told, class_="note"), table(COLUMNS, rows))) if rows else None


def _openings(silent: Iterable[Standard]) -> Counter[str]:
    """Event kind → how many of the standards it begins; the first in the order of its name where equal."""
    found = Counter(kind for one in silent for kind in sorted({kind for each in one.opens for kind in each.kinds}))
    return Counter(dict(sorted(found.items())))


def _first(silent: Iterable[Standard], kind: str) -> Standard:
    return next(one for one in silent if any(kind in each.kinds for each in one.opens))


def _event(kind: str, vocabulary: Vocabulary) -> Node:
    return [said(vocabulary.kinds[kind].title), " ", element("small", kind)]
