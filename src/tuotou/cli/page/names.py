"""Sites and persons, worst first; few promises are shown apart and not ranked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tuotou.cli.page.markup import Markup, Node, both, element, inner, said
from tuotou.cli.page.number import counted
from tuotou.cli.page.subject import Subject
from tuotou.cli.page.table import FIGURES, Column, figures, table
from tuotou.operations.report import LEAST, NameLine

WORST: Final = 10
TOLD: Final = 300  # names that a page holds; the report in JSON holds all
WHY = Column("主要没做到", "Mostly broke", "minor")


def names(subject: Subject) -> Markup:
    """The worst sites, then the worst persons."""
    report = subject.report
    return inner(
        (
            _of(both("网点", "Sites"), Column("网点", "Site", "name"), report.sites),
            _of(both("人员（工号）", "People (by staff number)"), Column("工号", "Number", "name"), report.persons),
        )
    )  # fmt: skip


def _of(title: Node, name: Column, lines: Sequence[NameLine]) -> Markup:
    ranked, few = [line for line in lines if line.counts.ranked], [line for line in lines if not line.counts.ranked]
    if not lines:
        return inner(
            (
                element("h3", title),
                element("p", both("没有可以算到谁名下的承诺。", "No promise that counts names any."), class_="note"),
            )
        )
    told = both(
        f"{counted(len(ranked))} 个可比（n ≥ {LEAST}），{counted(len(few))} 个承诺太少、不排名。",
        f"{counted(len(ranked))} can be compared (n ≥ {LEAST}); {counted(len(few))} have too few to be ranked.",
    )
    rest = ranked[WORST:TOLD]
    return inner(
        (
            element("h3", title),
            element("p", told, class_="note"),
            _table(name, ranked[:WORST]) if ranked else None,
            _more(both(f"其余 {counted(len(rest))} 个", f"{counted(len(rest))} more"), name, rest),
            _more(both("承诺太少的", "Those with few"), name, few[: TOLD - WORST]),
        )
    )


def _more(title: Node, name: Column, lines: Sequence[NameLine]) -> Node:
    if not lines:
        return None
    return element("details", element("summary", title), _table(name, lines), class_="behind")


def _table(name: Column, lines: Sequence[NameLine]) -> Markup:
    why = any(line.worst for line in lines)
    rows = [
        (line.name, *figures(line.counts), *((said(line.worst.title) if line.worst else "–",) if why else ()))
        for line in lines
    ]
    return table((name, *FIGURES, *((WHY,) if why else ())), rows)
