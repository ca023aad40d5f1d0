"""Tables of figures: names to the left, numbers to the right, the lesser columns away on a phone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from tuotou.cli.page.markup import Markup, Node, both, element
from tuotou.cli.page.number import counted, share
from tuotou.operations.report import Counts


class Column(NamedTuple):
    """One column, by its head in both languages."""

    zh: str
    en: str
    kind: str | None = None  # class names: `name`, `number`, `minor`


def table(columns: Sequence[Column], rows: Iterable[Sequence[Node]], kind: str = "rows") -> Markup:
    """A table; the first cell of each row is its head. On a phone `rows` become blocks, all others scroll."""
    heads = [element("th", both(column.zh, column.en), scope="col", class_=column.kind) for column in columns]
    body = [element("tr", [_cell(*cell) for cell in zip(columns, row, strict=True)]) for row in rows]
    whole = element("table", element("thead", element("tr", heads)), element("tbody", body), class_=kind)
    return element("div", whole, class_="scroll", tabindex="0")


def _cell(column: Column, cell: Node) -> Markup:
    if column.kind and column.kind.startswith("name"):
        return element("th", cell, scope="row", class_=column.kind)
    return element("td", cell, class_=column.kind, data_zh=column.zh, data_en=column.en)


FIGURES: Final = (
    Column("按时率", "Kept in time"),
    Column("计入 n", "Counted n", "number"),
    Column("迟到", "Late", "number"),
    Column("未兑现", "Broken", "number"),
    Column("进行中", "Open", "number minor"),
    Column("说不准", "Unsure", "number minor"),
)
"""The columns of `figures`."""


def figures(counts: Counts) -> tuple[Node, ...]:
    """How promises were kept: the share as a bar, and the numbers behind it."""
    going = counts.open + counts.at_risk + counts.not_open
    numbers = (counts.counted, counts.kept_late, counts.broken, going, counts.cannot_say)
    return (_share(counts), *(counted(number) for number in numbers))


def _share(counts: Counts) -> Markup:
    told = element("span", share(counts), class_="share" if counts.ranked else "few")
    if not counts.ranked or counts.share is None:
        return told
    filled = element("rect", x=0, y=0, width=100 * counts.share, height=8, class_="kept")
    empty = element("rect", x=0, y=0, width=100, height=8, class_="missing")
    shape = element("svg", empty, filled, viewBox="0 0 100 8", preserveAspectRatio="none", aria_hidden="true")
    return element("span", shape, told, class_="bar")
