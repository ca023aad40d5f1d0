"""Pieces of charts: SVG that speaks both languages, takes its colours from the page, and comes wide and narrow."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from tuotou.cli.page.markup import Markup, Node, both, element, inner

WIDE: Final = 1_040
NARROW: Final = 340
ROOMY: Final = 600
"""From here on figures have room beside names; on narrower paper they stand below the bar."""
Draw = Callable[[int], Markup]
"""Draws a chart so many pixels wide."""
Colours = tuple[tuple[str, str, str], ...]
"""Classes of colours with what they stand for, Chinese and English."""
MISSED: Final[Colours] = (("late", "迟到", "late"), ("broken", "未兑现", "broken"))
OUTCOMES: Final[Colours] = (("kept", "按时", "kept in time"), *MISSED)


def drawing(width: float, height: float, label: tuple[str, str], *parts: Node) -> Markup:
    """A picture with its name."""
    return element(
        "svg",
        *parts,
        viewBox=f"0 0 {width:g} {height:g}",
        width=width,
        height=height,
        role="img",
        aria_label=" · ".join(label),
    )


def words(x: float, y: float, content: Node, kind: str = "axis", anchor: str | None = None) -> Markup:
    """Text at a place."""
    return element("text", content, x=x, y=y, class_=kind, text_anchor=anchor)


def two(zh: str, en: str) -> Markup:
    """Two wordings inside of `words`."""
    return both(zh, en, "tspan")


def bar(x: float, y: float, width: float, height: float, kind: str, told: Node = None) -> Markup:
    """A bar; what it stands for is told where the pointer rests. Nothing where it has no extent."""
    if width <= 0 or height <= 0:
        return Markup()
    shape = element("rect", x=x, y=y, width=width, height=height, class_=kind)
    return element("g", element("title", told), shape) if told else shape


def rule(x1: float, y1: float, x2: float, y2: float, kind: str = "grid") -> Markup:
    """A line."""
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=kind)


def figure(title: Node, draw: Draw, caption: Node, table: Node, colours: Colours = ()) -> Markup:
    """A chart for desks and one for phones, what its colours and it say, and the table behind it."""
    behind = element("details", element("summary", both("数据表", "Table of the data")), table, class_="behind")
    pictures = (element("div", draw(width), class_=kind) for width, kind in ((WIDE, "wide"), (NARROW, "narrow")))
    told = element("figcaption", caption, class_="note")
    return element("figure", element("h3", title), _legend(colours), inner(pictures), told, behind)


def _legend(colours: Colours) -> Node:
    keys = [
        element("span", element("i", class_=f"key {kind}"), both(zh, en), class_="legend") for kind, zh, en in colours
    ]
    return element("p", keys, class_="legends") if keys else None
