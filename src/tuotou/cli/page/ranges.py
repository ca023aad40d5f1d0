"""How long things take: for each name a bar from p50 to p90, on one axis from minutes to days."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tuotou.cli.page.drawing import ROOMY, bar, drawing, rule, two, words
from tuotou.cli.page.markup import Markup, Node, element
from tuotou.cli.page.number import counted, lasting
from tuotou.cli.page.scale import Place, every, longer, times
from tuotou.operations.span import Span

ROW: Final = 46
NARROW_ROW: Final = 66  # the numbers stand below the bar
HEAD: Final = 22
RIGHT: Final = 26


def ranges(spans: Sequence[Span], width: int) -> Markup:
    """The chart of some spans; at least one."""
    most = max(span.p90 for span in spans) * 1.05 + 1
    place = longer(most, (6, width - RIGHT))
    row = ROW if width > ROOMY else NARROW_ROW
    height = HEAD + row * len(spans)
    rows = [_row(span, HEAD + row * turn, width, place) for turn, span in enumerate(spans)]
    return drawing(width, height, ("每环节用时 p50 至 p90", "Time taken, p50 to p90"), _axis(most, place, height), rows)


def _axis(most: float, place: Place, height: float) -> list[Node]:
    written = times(most)
    nth = every(len(written), place(most), 62)
    parts = list[Node]()
    for turn, minutes in enumerate(written):
        x = place(minutes)
        parts.append(rule(x, HEAD - 4, x, height))
        if (len(written) - 1 - turn) % nth == 0:
            parts.append(words(x, 12, two(*lasting(minutes)), anchor="middle"))
    return parts


def _row(span: Span, top: float, width: int, place: Place) -> list[Node]:
    left, right = place(span.p50), place(span.p90)
    (zh50, en50), (zh90, en90) = lasting(span.p50), lasting(span.p90)
    n, title = counted(span.promises), span.standard.title
    beside = two(f"p50 {zh50} · p90 {zh90} · n = {n}", f"p50 {en50} · p90 {en90} · n = {n}")
    return [
        words(0, top + 14, two(title.zh, title.en), "label"),
        words(width, top + 14, beside, "value", "end") if width > ROOMY else words(0, top + 48, beside, "value"),
        bar(left, top + 22, max(right - left, 2), 10, "span"),
        element("circle", cx=left, cy=top + 27, r=5, class_="p50"),
        element("circle", cx=right, cy=top + 27, r=5, class_="p90"),
    ]
