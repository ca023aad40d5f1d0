"""What was not kept in time as bars, late and then broken, the longest as wide as the paper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from tuotou.cli.page.drawing import ROOMY, bar, drawing, two, words
from tuotou.cli.page.markup import Markup, Node
from tuotou.cli.page.scale import linear
from tuotou.core.document import Bilingual

ROW: Final = 46
NARROW_ROW: Final = 64
THICK: Final = 14
LEAST: Final = 1.5  # pixels: what is there can be seen


class Stack(NamedTuple):
    """One bar; both parts in the same unit, whatever that is."""

    name: Bilingual
    late: float
    broken: float
    beside: tuple[str, str]  # the figures in words, Chinese and English


def stacks(rows: Sequence[Stack], label: tuple[str, str], width: int) -> Markup:
    """One bar for each name; at least one."""
    most = max(row.late + row.broken for row in rows)
    high = ROW if width > ROOMY else NARROW_ROW
    parts = [_row(row, most, high * place, width) for place, row in enumerate(rows)]
    return drawing(width, high * len(rows), label, parts)


def _row(row: Stack, most: float, top: float, width: int) -> list[Node]:
    place, beside = linear((0, most), (0, width)), two(*row.beside)
    late, broken = (max(place(part), LEAST) if part else 0.0 for part in (row.late, row.broken))
    return [
        words(0, top + 16, two(row.name.zh, row.name.en), "label"),
        words(width, top + 16, beside, "value", "end") if width > ROOMY else words(0, top + 54, beside, "value"),
        bar(0, top + 24, width, THICK, "missing"),
        bar(0, top + 24, late, THICK, "late", beside),
        bar(late, top + 24, broken, THICK, "broken", beside),
    ]
