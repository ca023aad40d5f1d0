"""The definition of a standard beside its number: the rule, how to keep it, when it is wrong, where it comes from."""

from __future__ import annotations

from typing import Final

from tuotou.cli.page.markup import Markup, Node, both, element, said
from tuotou.core.standards.standard import Standard

LEVEL: Final = {
    "red_line": ("红线", "red line"),
    "serious": ("严重", "serious"),
    "normal": ("一般", "normal"),
    "notice": ("提示", "notice"),
}
SHARE: Final = (
    "按时率 = 按时 ÷（按时 + 迟到 + 未兑现）；免除、进行中、说不准都不计入。",
    "Share = kept ÷ (kept + late + broken); void, open and unsure promises are in no share.",
)


def card(standard: Standard) -> Markup:
    """The title, which opens to the whole definition."""
    sources = [f"{source.text}（{source.edition}，{source.confidence}）" for source in standard.sources]
    lines = (
        (both("规则", "Rule"), said(standard.rule)),
        (both("怎么做", "How to keep it"), said(standard.how_to_keep)),
        (both("何时误判", "Wrong when"), said(standard.falsely_trips_when)),
        (both("口径", "Counted"), both(*SHARE)),
        (both("依据", "Source"), [element("span", source) for source in sources]),
    )
    told: list[Node] = [(element("dt", name), element("dd", text)) for name, text in lines]
    head = element(
        "summary", said(standard.title), " ", element("small", f"{standard.id} v{standard.version}"), badge(standard)
    )
    return element("details", head, element("dl", told), class_="card")


def badge(standard: Standard) -> Node:
    """Its level, where that is more than usual."""
    if standard.level not in ("red_line", "serious"):
        return None
    return [" ", element("small", both(*LEVEL[standard.level]), class_=f"badge {standard.level}")]
